import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

extension MaskSnippet.Tool: ExpressibleByArgument {}

struct Snippet: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A Python program that repeats a mask on a trace's tokens with another tool.",
        discussion: """
            Tokens are given as ids, nothing is put in front of them, weights are used as they are. \
            Means are written into the program; other values are read from a file that heddle dump \
            writes with the same --ablate (the program says how).
            """)

    @OptionGroup var trace: TraceOptions
    @OptionGroup var ablation: AblationOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The tool that runs it.")
    var tool: MaskSnippet.Tool = .transformerlens

    @Option(
        help: ArgumentHelp(
            "The file that the program takes values from (default for resample: "
                + "\(MaskSnippet.valuesFile)).", valueName: "file"))
    var values: String?

    func validate() throws {
        if values != nil, ablation.ablate == nil || ablation.mode.ablation == .zero {
            throw ValidationError("--values is for --ablation mean or resample")
        }
    }

    func run() throws {
        let (opened, loaded) = try trace.open(model: model)
        let c = loaded.model.configuration
        let mask = try ablation.mask(
            shape: c.headShape, tokens: opened.tokens.count, labelling: opened.labelling)
        let snippet = MaskSnippet(
            trace: opened.trace.id, model: Files.absolute(loaded.model.path),
            architecture: c.architecture, headDimension: c.headDimension,
            arithmetic: loaded.model.dotProducts, tokens: opened.tokens.ids,
            beginsWithBOS: loaded.model.begins(opened.tokens.ids), mask: mask,
            values: try source(mask, loaded))
        if output.json {
            Output.json([
                "schema": "heddle.snippet/1", "trace": .string(opened.trace.id),
                "tool": .string(tool.rawValue), "mask": mask.isEmpty ? .null : mask.json,
                "text": .string(snippet.text(tool)),
            ])
        } else {
            Output.exact(Array(snippet.text(tool).utf8))
        }
    }

    private func source(_ mask: HeadMask, _ loaded: LoadedModel) throws -> MaskSnippet.Values {
        guard values == nil, mask.mode == .mean, !mask.isEmpty else {
            return .file(values ?? MaskSnippet.valuesFile)
        }
        let reference = try ablation.reference(for: mask, model: loaded, pool: model.pool())
        return .vectors(reference.vectors(of: mask.heads))
    }
}
