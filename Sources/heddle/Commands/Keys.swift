import ArgumentParser
import EffectRunner
import HeddleAnalysis
import Workbench

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "All commands of the terminal program with their keys.",
        discussion: "Keys of the configuration file are in their places.")

    @OptionGroup var output: OutputOptions

    func run() throws {
        let settings = try Settings.fromConfiguration()
        let (keyMap, problems) = KeyMap.make(settings: settings)
        for problem in problems { Output.message(problem) }
        if output.json {
            Output.json([
                "schema": "heddle.keys/1",
                "commands": .array(
                    keyMap.commands.map { command in
                        [
                            "name": .string(command.name),
                            "keys": .array(command.keys.map(JSONValue.string)),
                            "contexts": .array(command.contexts.map { .string($0.title) }),
                            "help": .string(command.help),
                            "argument": JSONValue(command.argument),
                        ]
                    }),
            ])
        } else {
            for command in keyMap.commands {
                let keys = command.keys.isEmpty ? "(: only)" : command.keys.joined(separator: ", ")
                Output.line("\(command.name)\t\(keys)\t\(command.help)")
            }
        }
    }
}
