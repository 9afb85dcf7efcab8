import ArgumentParser
import HeddleAnalysis
import HeddleExperiments

struct BenchSweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Measures a sweep: every head zeroed once, ablations a second.")

    @OptionGroup var options: BenchOptions

    @Option(help: "Tokens of the prompt.")
    var tokens = 64

    func validate() throws { try BenchOptions.check(tokens, "--tokens") }

    func run() throws {
        options.print(try SweepBenchmark(options.setting(), tokens: tokens).json)
    }
}
