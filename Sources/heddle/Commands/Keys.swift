import ArgumentParser
import EffectRunner
import HeddleAnalysis
import Storage
import Workbench

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "All commands of the terminal program with their keys.",
        discussion: "Keys of the configuration file are in their places.")

    @OptionGroup var output: OutputOptions

    func run() throws {
        let settings = Settings(try Configuration.load(HeddlePaths.current().configFile))
        let (keyMap, problems) = KeyMap.build(overrides: settings.keys)
        for problem in problems { Output.message(problem.text) }
        if output.json {
            Output.json([
                "schema": "heddle.keys/1",
                "commands": .array(
                    CommandRegistry.all.map { command -> JSONValue in
                        [
                            "name": .string(command.name),
                            "keys": .array(keyMap.keys(of: command.name).map { .string($0.name) }),
                            "contexts": .array(command.contexts.map { .string($0.title) }),
                            "help": .string(command.help),
                            "argument": JSONValue(command.argument),
                        ]
                    }),
            ])
        } else {
            for command in CommandRegistry.all {
                let names = keyMap.keys(of: command.name).map(\.name)
                let keys = names.isEmpty ? "(: only)" : names.joined(separator: ", ")
                Output.line("\(command.name)\t\(keys)\t\(command.help)")
            }
        }
    }
}
