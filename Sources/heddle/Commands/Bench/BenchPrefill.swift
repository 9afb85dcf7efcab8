import ArgumentParser
import HeddleAnalysis
import HeddleExperiments

struct BenchPrefill: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prefill",
        abstract: "Measures reading a prompt: tokens a second, logits of the last one alone.")

    @OptionGroup var options: BenchOptions

    @Option(help: "Tokens of the prompt.")
    var tokens = 512

    func validate() throws { try BenchOptions.check(tokens, "--tokens") }

    func run() throws {
        options.print(try PrefillBenchmark(options.setting(), tokens: tokens).json)
    }
}
