import ArgumentParser
import HeddleAnalysis
import HeddleExperiments

struct BenchMemory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory",
        abstract: "Measures memory after a prompt against the files and the keys and values.")

    @OptionGroup var options: BenchOptions

    @Option(help: "Tokens of the prompt.")
    var tokens = 512

    func validate() throws { try BenchOptions.check(tokens, "--tokens") }

    func run() throws {
        options.print(try MemoryBenchmark(options.setting(), tokens: tokens).json)
    }
}
