import ArgumentParser
import HeddleAnalysis
import HeddleExperiments

struct BenchMediate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mediate",
        abstract: "Measures causal mediation over all heads: patched runs a second.")

    @OptionGroup var options: BenchOptions

    @Option(help: "Examples of a prompt.")
    var shots = 2

    @Option(help: "Pairs of each rule and kind, of random token ids.")
    var pairs = 4

    func validate() throws {
        try BenchOptions.check(shots, "--shots")
        try BenchOptions.check(pairs, "--pairs")
        if options.ids != nil { throw ValidationError("pairs are drawn: leave --ids out") }
    }

    func run() throws {
        options.print(
            try MediationBenchmark(options.setting(), shots: shots, pairsPerRule: pairs).json)
    }
}
