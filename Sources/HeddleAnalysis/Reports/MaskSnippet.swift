/// A Python program that repeats a mask on the same tokens with another tool, so that its numbers
/// can be compared with Heddle's.
///
/// Tokens are given as ids and nothing is put in front of them; weights are used as they are, in
/// float32.
public struct MaskSnippet: Hashable, Sendable {
    public enum Tool: String, CaseIterable, Hashable, Sendable, Codable {
        case transformerlens, nnsight
    }

    /// What takes the place of heads where that is not zero.
    public enum Values: Hashable, Sendable {
        /// One vector a head for all positions.
        case vectors([HeadID: [Float]])
        /// A safetensors file with `blocks.L.attn.hook_z` of the same tokens under the mask, as
        /// `heddle dump --ablate` writes it.
        case file(String)
    }

    public var trace: String
    /// A directory of weights, or a name that transformers knows.
    public var model: String
    /// The model type as in `config.json`.
    public var architecture: String
    /// Width of one head.
    public var headDimension: Int
    public var arithmetic: DotProducts
    public var tokens: [Int32]
    /// Whether the first token is the one that the model names as the beginning of texts; nil where
    /// it names none.
    public var beginsWithBOS: Bool?
    public var mask: HeadMask
    public var values: Values

    /// - Parameter values: read where the mask's mode is not zero.
    public init(
        trace: String, model: String, architecture: String, headDimension: Int,
        arithmetic: DotProducts, tokens: [Int32], beginsWithBOS: Bool?, mask: HeadMask,
        values: Values = .file(MaskSnippet.valuesFile)
    ) {
        self.trace = trace
        self.model = model
        self.architecture = architecture
        self.headDimension = headDimension
        self.arithmetic = arithmetic
        self.tokens = tokens
        self.beginsWithBOS = beginsWithBOS
        self.mask = mask
        self.values = values
    }

    /// Where values are looked for when nothing else is said.
    public static let valuesFile = "values.safetensors"

    /// The program.
    public func text(_ tool: Tool) -> String {
        let parts =
            switch tool {
            case .transformerlens: [beginning, lensImports, settings, lensModel, lensRun]
            case .nnsight: [beginning, sightImports, settings, sightModel, sightRun]
            }
        return parts.map { $0 + "\n" }.joined(separator: "\n")
    }

    private var heads: [(layer: Int, heads: [Int])] {
        Dictionary(grouping: mask.heads.sorted(), by: \.layer)
            .map { ($0.key, $0.value.map(\.head)) }.sorted { $0.layer < $1.layer }
    }

    private var needsFile: Bool {
        if case .file = values { mask.mode != .zero && !mask.isEmpty } else { false }
    }

    private var beginning: String {
        var lines = ["# \(Self.quoted(trace)) with \(mask.isEmpty ? "all heads on" : "heads off")"]
        if !mask.isEmpty { lines[0] += ": \(mask.text)" }
        if arithmetic != .float32 {
            lines.append(
                "# Heddle computed in \(arithmetic.rawValue); float32 here differs by rounding.")
        }
        if model.hasSuffix(".gguf") {
            lines.append("# MODEL must be a directory that transformers reads, not a .gguf file.")
        }
        if needsFile, case .file(let path) = values {
            let hooks = heads.map { "blocks.\($0.layer).attn.hook_z" }.joined(separator: ",")
            lines.append(
                "# \(Self.quoted(path)) is written by heddle dump TRACE --hooks \(hooks)")
            lines.append(
                "#   --ablate \(mask.heads.sorted().map(\.description).joined(separator: ",")) "
                    + "--ablation \(mask.mode.rawValue) -o FILE")
        }
        return lines.joined(separator: "\n")
    }

    private var settings: String {
        let bos =
            switch beginsWithBOS {
            case true?: "the first is the one that begins texts"
            case false?: "the first is not the one that begins texts"
            case nil: "the model names none that begins texts"
            }
        var lines = [
            "MODEL = \(Self.quoted(model))",
            "# All tokens; nothing is put in front of them (prepend_bos=False), \(bos).",
            "TOKENS = torch.tensor([[\(tokens.map(\.description).joined(separator: ", "))]])",
            "HEADS = {"
                + heads.map { "\($0.layer): \($0.heads)" }.joined(separator: ", ")
                + "}  # layer: heads that are off",
            "POSITIONS = \(positions)",
        ]
        guard mask.mode != .zero, !mask.isEmpty else { return lines.joined(separator: "\n") }
        switch values {
        case .file(let path): lines.append("VALUES = load_file(\(Self.quoted(path)))")
        case .vectors(let vectors):
            lines.append("VALUES = {  # (layer, head): what takes its place")
            for head in mask.heads.sorted() {
                let numbers = (vectors[head] ?? []).map(\.description).joined(separator: ", ")
                lines.append("    (\(head.layer), \(head.head)): torch.tensor([\(numbers)]),")
            }
            lines.append("}")
        }
        return lines.joined(separator: "\n")
    }

    /// Query positions as Python indexes them.
    private var positions: String {
        switch mask.scope {
        case .always: "slice(None)  # every position"
        case .from(let target): "slice(\(max(0, target - 1)), None)  # from the query on"
        case .targets(let targets):
            "\(targets.compactMap { TokenPosition(target: $0).query }.sorted())  # queries"
        }
    }

    /// What takes the place of a head, as Python says it.
    private var replacement: String {
        switch (mask.mode, values) {
        case (.zero, _): "0"
        case (_, .vectors): "VALUES[layer, head]"
        case (_, .file):
            "VALUES[f\"blocks.{layer}.attn.hook_z\"][:, POSITIONS, head]"
        }
    }

    private var fileImport: String {
        needsFile ? "\nfrom safetensors.torch import load_file" : ""
    }

    private static func quoted(_ text: String) -> String { JSONValue.string(text).compactText }
}

// TransformerLens 4: the bridge keeps the weights as they are.
extension MaskSnippet {
    private var lensImports: String {
        "import torch\(fileImport)\nfrom transformer_lens.model_bridge import TransformerBridge"
    }

    private var lensModel: String {
        """
        model = TransformerBridge.boot_transformers(MODEL, device="cpu", dtype=torch.float32)
        model.enable_compatibility_mode(no_processing=True)
        """
    }

    private var lensRun: String {
        """
        def off(layer):
            def hook(z, hook):
                z = z.clone()
                for head in HEADS[layer]:
                    z[:, POSITIONS, head] = \(replacement)
                return z

            return f"blocks.{layer}.attn.hook_z", hook


        with torch.no_grad():
            logits = model.run_with_hooks(
                TOKENS, prepend_bos=False, return_type="logits",
                fwd_hooks=[off(layer) for layer in HEADS])
        print(logits[0, -1].topk(5))
        """
    }
}

extension MaskSnippet {
    private var sightImports: String {
        "import torch\(fileImport)\nfrom nnsight import LanguageModel"
    }

    private var sightModel: String {
        """
        model = LanguageModel(MODEL, device_map="cpu", torch_dtype=torch.float32, dispatch=True)
        """
    }

    /// The output projection of a layer, whose input is the heads' outputs side by side.
    private var projection: String {
        switch architecture {
        case "gpt2": "model.transformer.h[layer].attn.c_proj"
        case "gpt_neox": "model.gpt_neox.layers[layer].attention.dense"
        default: "model.model.layers[layer].self_attn.o_proj"
        }
    }

    private var sightRun: String {
        """
        WIDTH = \(headDimension)  # of one head
        with torch.no_grad(), model.trace(TOKENS):
            for layer in HEADS:
                z = \(projection).input
                for head in HEADS[layer]:
                    z[:, POSITIONS, head * WIDTH:(head + 1) * WIDTH] = \(replacement)
            logits = model.output.logits.save()
        print(logits[0, -1].topk(5))
        """
    }
}
