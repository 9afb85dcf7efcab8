import ArgumentParser
import HeddleAnalysis
import HeddleExperiments

struct BenchToggle: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "toggle",
        abstract: "Measures switching one head off: seconds to the first rows and to the last.")

    @OptionGroup var options: BenchOptions

    @Option(help: "The head's layer.")
    var layer = 0

    @Option(help: "The head in its layer.")
    var head = 0

    @Option(help: "Tokens of the text.")
    var tokens = 256

    @Option(help: "How many of its last tokens the screen shows.")
    var visible = 40

    func validate() throws {
        try BenchOptions.check(tokens, "--tokens", least: 2)
        try BenchOptions.check(visible, "--visible")
        try BenchOptions.check(layer, "--layer", least: 0)
        try BenchOptions.check(head, "--head", least: 0)
    }

    func run() throws {
        options.print(
            try ToggleBenchmark(
                options.setting(), head: HeadID(layer: layer, head: head), tokens: tokens,
                visible: visible
            ).json)
    }
}
