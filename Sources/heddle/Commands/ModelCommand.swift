import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "What a model is: architecture, shapes, memory, tokenizer, template, hashes.")

    @Argument(help: "The model's directory (default: the bundled sample model).")
    var path: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let path = try path ?? Resources.found().bundledModel()
        let loaded = try LoadedModel.load(path)
        let description = ModelDescription(loaded, sha256: try loaded.model.sha256())
        if output.json {
            Output.json(description.json)
        } else {
            for (label, text) in description.lines { Output.line("\(label): \(text)") }
        }
        for problem in loaded.textProblems { Output.message(problem) }
    }
}

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compares a model's logits with stored reference numbers.",
        discussion: "The reference holds forward[].ids and forward[].logits{position: row}, "
            + "computed by an independent implementation.")

    @Argument(help: "The model's directory.")
    var modelPath: String

    @Argument(help: "JSON file with the reference (default: reference.json beside the model).")
    var reference: String?

    @Option(help: "The largest difference that passes.")
    var tolerance: Float = 1e-3

    @Option(help: "Threads that compute.")
    var threads: Int?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let file = reference ?? modelPath + "/reference.json"
        let numbers = try ReferenceFile.read(file)
        let model = try Model.load(modelPath)
        let pool = WorkerPool(threads: threads)
        let verification = try Verification(numbers, model: model, pool: pool)
        let passed = verification.maxAbsoluteDifference <= tolerance
        if output.json {
            Output.json([
                "schema": "heddle.verify/1", "model": .string(model.name),
                "maxAbsoluteDifference": .float(verification.maxAbsoluteDifference),
                "rows": .integer(verification.rows), "tolerance": .float(tolerance),
                "passed": .bool(passed), "reference": .string(numbers.source),
                "arithmetic": "float32",
            ])
        } else {
            Output.line(
                "\(model.name): largest difference \(verification.maxAbsoluteDifference) over "
                    + "\(verification.rows) rows of logits, against \(numbers.source)")
        }
        if !passed {
            Output.message(
                "the difference is above \(tolerance): weights, configuration or reference do not "
                    + "belong together, or the architecture is not what config.json says")
            throw ExitCode.failure
        }
    }
}
