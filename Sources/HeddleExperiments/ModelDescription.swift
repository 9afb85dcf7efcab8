import HeddleAnalysis
import HeddleEngine

/// What a model is, for people and for scripts.
public struct ModelDescription: Sendable {
    private let loaded: LoadedModel
    private let sha256: String
    private let types: [(name: String, matrices: Int, bytes: Int)]
    private let specialTokens: [(id: Int32, text: String)]

    private var model: Model { loaded.model }
    private var configuration: ModelConfiguration { loaded.model.configuration }

    public init(_ loaded: LoadedModel, sha256: String) {
        self.loaded = loaded
        self.sha256 = sha256
        types = loaded.model.weightsByType
            .map { ($0.key.rawValue, $0.value.matrices, $0.value.bytes) }
            .sorted { $0.bytes > $1.bytes }
        specialTokens = loaded.tokenizer?.specialTokens ?? []
    }

    /// `heddle.model/1`.
    public var json: JSONValue {
        [
            "schema": "heddle.model/1",
            "name": .string(model.name), "path": .string(model.path),
            "architecture": .string(configuration.architecture),
            "layers": .integer(configuration.layers), "heads": .integer(configuration.heads),
            "keyValueHeads": .integer(configuration.keyValueHeads),
            "headDimension": .integer(configuration.headDimension),
            "width": .integer(configuration.width),
            "feedForwardWidth": .integer(configuration.feedForwardWidth),
            "vocabulary": .integer(configuration.vocabulary),
            "contextLength": .integer(configuration.contextLength),
            "tiedEmbeddings": .bool(configuration.tiedEmbeddings),
            "windows": .array(
                configuration.layerAttention.map { JSONValue($0.window) }),
            "attentionSoftcap": JSONValue(configuration.attentionSoftcap),
            "logitSoftcap": JSONValue(configuration.logitSoftcap),
            "attentionScale": .float(configuration.attentionScale),
            "rope": .array(
                configuration.rotary.map {
                    [
                        "base": .float($0.base), "dimension": .integer($0.dimension),
                        "scaling": .string($0.scaling.words),
                    ]
                }),
            "parameters": .integer(model.parameterCount),
            "weightBytes": .integer(model.weightBytes),
            "weightType": .string(types.map(\.name).joined(separator: "+")),
            "tensorTypes": .array(
                types.map {
                    [
                        "type": .string($0.name), "matrices": .integer($0.matrices),
                        "bytes": .integer($0.bytes),
                    ]
                }),
            "keyValueBytesPerToken": .integer(configuration.cacheBytesPerToken),
            "keyValueBytesAtContext": .integer(cacheBytesAtContext),
            "arithmetic": .string(model.dotProducts.rawValue),
            "possibleArithmetic": .array(
                model.possibleDotProducts.map { .string($0.rawValue) }),
            "sha256": .string(sha256),
            "tokenizerVocabulary": JSONValue(loaded.tokenizer?.vocabularySize),
            "vocabularySHA256": JSONValue(loaded.tokenizer?.vocabularyHash),
            "specialTokens": .array(
                specialTokens.map { ["id": .integer(Int($0.id)), "text": .string($0.text)] }),
            "beginningOfText": JSONValue(configuration.beginningOfText.map(Int.init)),
            "endOfTextIDs": .array(configuration.endOfTextIDs.map { .integer(Int($0)) }),
            "template": .bool(loaded.template != nil),
            "templateSHA256": JSONValue(loaded.template?.sha256),
            "problems": .array(loaded.textProblems.map(JSONValue.string)),
        ]
    }

    /// Label and text of each line that a person reads.
    public var lines: [(label: String, text: String)] {
        [
            ("name", model.name), ("path", model.path),
            ("architecture", configuration.architecture),
            (
                "shape",
                "\(configuration.layers) layers × \(configuration.heads) heads of "
                    + "\(configuration.headDimension), \(configuration.keyValueHeads) key/value "
                    + "heads, width \(configuration.width), feed-forward "
                    + "\(configuration.feedForwardWidth)"
            ),
            ("attention", attention),
            ("positions", positions),
            ("vocabulary", "\(configuration.vocabulary) tokens"),
            ("context", "\(configuration.contextLength) tokens"),
            ("parameters", "\(model.parameterCount)"),
            (
                "weights",
                types.map { "\($0.matrices) matrices \($0.name), \($0.bytes) bytes" }
                    .joined(separator: "; ") + ", mapped in place"
            ),
            (
                "memory",
                "\(model.weightBytes) bytes of weights, \(configuration.cacheBytesPerToken) bytes "
                    + "of cache a token, \(cacheBytesAtContext) at the full context"
            ),
            (
                "arithmetic",
                "dot products in \(model.dotProducts.rawValue), sums in float32; possible: "
                    + DotProducts.names(model.possibleDotProducts)
            ),
            ("tokenizer", tokenizer),
            (
                "special tokens",
                specialTokens.isEmpty
                    ? "none"
                    : specialTokens.map { "\($0.id) \($0.text)" }.joined(separator: " · ")
            ),
            ("end of text", configuration.endOfTextIDs.map(\.description).joined(separator: ", ")),
            (
                "chat template",
                loaded.template.map { "\($0.name), sha256 \($0.sha256)" } ?? "none"
            ),
            ("sha256", sha256),
        ]
    }

    private var cacheBytesAtContext: Int {
        configuration.cacheBytesPerToken
            .multipliedReportingOverflow(by: configuration.contextLength).partialValue
    }

    private var tokenizer: String {
        loaded.tokenizer.map {
            "\($0.vocabularySize) tokens, sha256 of the pieces \($0.vocabularyHash)"
        } ?? "none"
    }

    private var attention: String {
        var parts = ["scores × \(configuration.attentionScale)"]
        if let cap = configuration.attentionSoftcap { parts.append("capped at \(cap)") }
        let windows = configuration.layerAttention.compactMap(\.window)
        if let narrowest = windows.min() {
            parts.append(
                "window of \(narrowest) in \(windows.count) of \(configuration.layers) layers")
        }
        if let cap = configuration.logitSoftcap { parts.append("logits capped at \(cap)") }
        return parts.joined(separator: ", ")
    }

    private var positions: String {
        if let learned = configuration.learnedPositions { return "\(learned) learned" }
        return configuration.rotary.map {
            "rotary, base \($0.base), \($0.dimension) of \(configuration.headDimension) "
                + "dimensions, \($0.scaling.words)"
        }.joined(separator: "; ")
    }
}

extension RopeScaling {
    /// The method and its factor, in words.
    fileprivate var words: String {
        switch self {
        case .none: "not stretched"
        case .linear(let factor): "linear, factor \(factor)"
        case .llama3(let factor, _, _, let original):
            "llama3, factor \(factor) beyond \(original) tokens"
        case .yarn(let factor, _, _, _, let original, _):
            "yarn, factor \(factor) beyond \(original) tokens"
        case .longRope(_, _, let original, _): "longrope beyond \(original) tokens"
        case .perPair: "a factor for each pair"
        }
    }
}

extension Tokenizer {
    /// The special tokens by ascending id, spelled as in text.
    fileprivate var specialTokens: [(id: Int32, text: String)] {
        (0..<Int32(clamping: vocabularySize)).filter { isSpecial($0) }
            .map { ($0, String(decoding: bytes(of: $0), as: UTF8.self)) }
    }
}
