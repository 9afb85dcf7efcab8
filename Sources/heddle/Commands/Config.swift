import ArgumentParser
import HeddleAnalysis
import Storage

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks the configuration file, or prints a commented one.")

    @Flag(help: "Print a configuration with every setting at its default.")
    var `default` = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        if self.default {
            Output.line(Configuration.defaultText)
            return
        }
        let path = HeddlePaths.current().configFile
        let isThere = Files.exists(path)
        _ = try Configuration.load(path)
        if output.json {
            Output.json([
                "schema": "heddle.config/1", "path": .string(path), "exists": .bool(isThere),
                "valid": true,
            ])
        } else {
            Output.line(
                isThere
                    ? "\(path) is in order"
                    : "there is no \(path); `heddle config --default` prints one to begin with")
        }
    }
}
