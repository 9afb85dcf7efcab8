import ArgumentParser
import HeddleEngine
import HeddleExperiments
import Storage

extension DotProducts: ExpressibleByArgument {}

/// In which numbers the model computes.
struct ArithmeticOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Numbers in which dot products are taken: float32, bfloat16x2 (faster, 16 bits of 24) or "
                + "bfloat16 (faster still, 8 bits) for float weights, int8 or float32 for quantised "
                + "ones (default: the first of these).",
            valueName: "float32|bfloat16x2|bfloat16|int8"))
    var arithmetic: DotProducts?
}

/// Which model does the work, and with how many threads.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Directory with config.json and safetensors, or a .gguf file (default: the bundled one).",
            valueName: "path"))
    var model: String?

    @OptionGroup var numbers: ArithmeticOptions

    @Option(help: "Threads that compute (default: the number of cores).")
    var threads: Int?

    func validate() throws {
        if let threads, threads < 1 || threads > 256 {
            throw ValidationError("--threads is a number from 1 to 256")
        }
    }

    /// The path that was named, or the bundled model's.
    func path() throws -> String {
        try path(or: nil)
    }

    /// The path that was named, or the configured one, or the bundled model's.
    func path(or configured: String?) throws -> String {
        try model ?? configured ?? Resources.found().bundledModel()
    }

    func load() throws -> LoadedModel {
        try LoadedModel.load(path(), dotProducts: numbers.arithmetic)
    }

    func pool() -> WorkerPool { WorkerPool(threads: threads) }
}

/// Whether the output is for scripts.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON on standard output.")
    var json = false
}
