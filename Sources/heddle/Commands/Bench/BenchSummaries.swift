import ArgumentParser
import HeddleAnalysis
import HeddleExperiments

struct BenchSummaries: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summaries",
        abstract: "Measures what summaries of all heads add to a long prompt: time and memory.")

    @OptionGroup var options: BenchOptions

    @Option(help: "Tokens of the prompt.")
    var tokens = 8192

    func validate() throws { try BenchOptions.check(tokens, "--tokens") }

    func run() throws {
        options.print(try SummaryBenchmark(options.setting(), tokens: tokens).json)
    }
}
