import ArgumentParser
import HeddleAnalysis
import HeddleExperiments

struct BenchDecode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Measures decoding: tokens a second, and with the summaries of every head.")

    @OptionGroup var options: BenchOptions

    @Option(help: "Tokens that are there before.")
    var prompt = 64

    @Option(help: "Tokens that are passed one by one.")
    var tokens = 64

    func validate() throws {
        try BenchOptions.check(prompt, "--prompt")
        try BenchOptions.check(tokens, "--tokens")
    }

    func run() throws {
        options.print(
            try DecodeBenchmark(options.setting(), prompt: prompt, tokens: tokens).json)
    }
}
