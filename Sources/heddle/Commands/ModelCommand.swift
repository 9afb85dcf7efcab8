import ArgumentParser
import HeddleAnalysis
import HeddleExperiments
import Storage

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "What a model is: architecture, shapes, memory, tokenizer, template, hashes.")

    @Argument(help: "The model's directory (default: the bundled sample model).")
    var path: String?

    @OptionGroup var numbers: ArithmeticOptions

    @OptionGroup var output: OutputOptions

    func run() throws {
        let path = try path ?? Resources.found().bundledModel()
        let loaded = try LoadedModel.load(path, dotProducts: numbers.arithmetic)
        let description = ModelDescription(loaded, sha256: try loaded.model.sha256())
        if output.json {
            Output.json(description.json)
        } else {
            for (label, text) in description.lines { Output.line("\(label): \(text)") }
        }
        for problem in loaded.textProblems { Output.message(problem) }
    }
}
