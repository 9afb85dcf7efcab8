import HeddleAnalysis
import HeddleEngine

/// What a model is, for people and for scripts.
public struct ModelDescription: Sendable {
    private let loaded: LoadedModel
    private let sha256: String

    public init(_ loaded: LoadedModel, sha256: String) {
        self.loaded = loaded
        self.sha256 = sha256
    }

    /// `heddle.model/1`.
    public var json: JSONValue {
        let model = loaded.model
        let configuration = model.configuration
        return [
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
            "parameters": .integer(model.parameterCount),
            "weightBytes": .integer(model.weightBytes),
            "keyValueBytesPerToken": .integer(keyValueBytes),
            "weightType": .string(weightType),
            "arithmetic": "float32",
            "sha256": .string(sha256),
            "tokenizerVocabulary": JSONValue(loaded.tokenizer?.vocabularySize),
            "template": .bool(loaded.template != nil),
            "endOfTextIDs": .array(configuration.endOfTextIDs.map { .integer(Int($0)) }),
            "problems": .array(loaded.textProblems.map(JSONValue.string)),
        ]
    }

    /// Label and text of each line that a person reads.
    public var lines: [(label: String, text: String)] {
        let model = loaded.model
        let configuration = model.configuration
        return [
            ("name", model.name), ("path", model.path),
            ("architecture", configuration.architecture),
            (
                "shape",
                "\(configuration.layers) layers × \(configuration.heads) heads of "
                    + "\(configuration.headDimension), \(configuration.keyValueHeads) key/value "
                    + "heads, width \(configuration.width), feed-forward "
                    + "\(configuration.feedForwardWidth)"
            ),
            ("vocabulary", "\(configuration.vocabulary) tokens"),
            ("context", "\(configuration.contextLength) tokens"),
            ("parameters", "\(model.parameterCount)"),
            (
                "memory",
                "\(model.weightBytes) bytes of weights (\(weightType), mapped in place), "
                    + "\(keyValueBytes) bytes of cache a token"
            ),
            ("tokenizer", loaded.tokenizer.map { "\($0.vocabularySize) tokens" } ?? "none"),
            ("chat template", loaded.template == nil ? "none" : "yes"),
            ("sha256", sha256),
        ]
    }

    private var keyValueBytes: Int { loaded.model.configuration.cacheBytesPerToken }

    private var weightType: String {
        loaded.model.weightTypes.map(\.rawValue).sorted().joined(separator: "+")
    }
}
