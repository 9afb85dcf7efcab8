import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

struct Dump: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes intermediate values of a trace as TransformerLens-named tensors.",
        discussion: """
            The file is safetensors, float32. Names and shapes are TransformerLens's with a batch of \
            1, for weights as they are (no_processing=True): ActivationCache(load_file(FILE), model) \
            takes it. Positions are those at which the model reads a token; the last one named ends \
            the text that is run, and the keys of patterns and scores. What is found beside the \
            tensors (token ids, positions, model, arithmetic, mask) is in the file's metadata. \
            A run that stops early leaves what is whole in FILE.partial.
            """)

    @OptionGroup var trace: TraceOptions
    @OptionGroup var ablation: AblationOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp(
            "Hooks by name, * for any characters: blocks.3.attn.hook_z,blocks.*.hook_resid_post.",
            valueName: "hooks"))
    var hooks: String?

    @Option(
        help: ArgumentHelp(
            "Only at these positions (default: all).",
            valueName: "0-9,14|planning|execution|last|all"))
    var positions: String?

    @Option(
        name: [.short, .customLong("output")],
        help: ArgumentHelp("The file to write.", valueName: "file"))
    var out: String?

    @Flag(help: "Print the hooks that this model has, with shapes for this trace; write nothing.")
    var list = false

    func validate() throws {
        if !list, hooks == nil || out == nil {
            throw ValidationError("give --hooks NAMES and -o FILE, or --list")
        }
    }

    func run() throws {
        let (opened, loaded) = try trace.open(model: model)
        let c = loaded.model.configuration
        let known = try hooks.map { try Self.hooks($0, c) } ?? c.hooks
        let tokens = opened.tokens.ids
        let wanted = try positions.map {
            try PositionList.parse($0, labelling: opened.labelling, tokens: tokens.count)
        }
        let dump = try TensorDump(c, tokens: tokens, hooks: known, positions: wanted)
        if list { return show(dump, trace: opened.trace.id) }
        try write(dump, to: out ?? "", opened, loaded)
    }

    /// Hooks that the model does not have are wrong arguments.
    private static func hooks(
        _ text: String, _ configuration: ModelConfiguration
    ) throws -> [HookPoint] {
        do throws(EngineError) {
            return try HookSelection.parse(text, configuration)
        } catch {
            throw ValidationError(Quoted.controlsVisible("--hooks: \(error)", lines: false))
        }
    }

    private func write(
        _ dump: TensorDump, to path: String, _ opened: OpenedTrace, _ loaded: LoadedModel
    ) throws {
        let pool = model.pool()
        let mask = try ablation.mask(
            shape: loaded.model.configuration.headShape, tokens: opened.tokens.count,
            labelling: opened.labelling)
        let reference = try ablation.reference(for: mask, model: loaded, pool: pool)
        let bar = ProgressBar("layers", total: loaded.model.configuration.layers)
        let bytes: Int
        do {
            bytes = try TensorDumpFile.write(
                dump, to: path, model: loaded.model, pool: pool, reference: reference,
                provenance: TensorDumpFile.Provenance(
                    trace: opened.trace.id, version: Heddle.configuration.version, mask: mask,
                    beginsWithBOS: loaded.model.begins(dump.tokens)),
                cancellation: Interruption.cancellation(), progress: { done, _ in bar.update(done) }
            )
        } catch let error as TensorDumpError {
            bar.finish()
            guard case .cancelled = error else { throw error }
            Output.message(error.description)
            throw ExitCode(130)
        }
        bar.finish()
        if output.json {
            Output.json([
                "schema": "heddle.dump/1", "trace": .string(opened.trace.id),
                "file": .string(path), "bytes": .integer(bytes),
                "positions": .array(dump.positions.map { .integer($0) }),
                "tensors": Self.tensors(dump), "mask": mask.isEmpty ? .null : mask.json,
            ])
        } else {
            let off = mask.isEmpty ? "" : " without \(mask.text)"
            Output.line(
                "\(opened.trace.id)\(off): \(dump.tensors.count) tensors at "
                    + "\(dump.positions.count) positions, \(bytes) bytes in \(path)")
        }
    }

    private func show(_ dump: TensorDump, trace: String) {
        if output.json {
            return Output.json([
                "schema": "heddle.hooks/1", "trace": .string(trace), "hooks": Self.tensors(dump),
            ])
        }
        for tensor in dump.tensors {
            Output.line("\(tensor.name)  \(tensor.shape)")
        }
        Output.message("all of these at \(dump.positions.count) positions: \(dump.byteCount) bytes")
    }

    private static func tensors(_ dump: TensorDump) -> JSONValue {
        .array(
            dump.tensors.map {
                ["name": .string($0.name), "shape": .array($0.shape.map { .integer($0) })]
            })
    }
}
