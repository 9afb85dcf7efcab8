import Synchronization

/// A model opened for running: its configuration, and its weights mapped read-only and used in
/// place in their own number type. Any number of contexts on any threads can share it.
public final class Model: Sendable {
    /// The directory or file that it was opened from, as given.
    public let path: String
    /// The path's last component, without `.gguf`.
    public let name: String
    public let configuration: ModelConfiguration
    /// Bytes of weights in the model's files, without their headers.
    public let weightBytes: Int

    let weights: ModelWeights
    private let files: [MappedFile]
    private let hash = Mutex<String?>(nil)

    /// Opens a directory with `config.json` and `model.safetensors`, or several safetensors files
    /// listed in `model.safetensors.index.json`; or a `.gguf` file, or a directory with only one.
    ///
    /// Reads the headers and the norm weights only: milliseconds whatever the model's size.
    /// `generation_config.json`, where there is one, adds tokens that end a text.
    ///
    /// - Throws: `EngineError` naming file, place and remedy.
    public static func load(_ path: String) throws(EngineError) -> Model {
        try Model(path)
    }

    private init(_ path: String) throws(EngineError) {
        let opened = try ModelFiles.open(path)
        weights = try ModelWeights(
            opened.source, names: opened.names, configuration: opened.configuration)
        configuration = opened.configuration
        self.path = path
        let last = path.split(separator: "/").last.map(String.init) ?? path
        name = last.hasSuffix(".gguf") ? String(last.dropLast(".gguf".count)) : last
        files = opened.files
        weightBytes = opened.weightBytes
    }

    /// Number of weights, a tied unembedding counted once.
    public var parameterCount: Int { weights.parameterCount }

    /// The weight files, in the order of their names.
    public var weightFiles: [String] { files.map(\.path) }

    /// By number type, how many weight matrices there are and the bytes that they take. A matrix
    /// that a file keeps in several pieces counts as several.
    public var weightsByType: [WeightType: (matrices: Int, bytes: Int)] { weights.byType }

    /// The number types of the weight matrices.
    public var weightTypes: Set<WeightType> { Set(weights.byType.keys) }

    /// The SHA-256 of the weights as 64 hexadecimal digits: of the file of weights itself,
    /// or of all such files one after the other in the order of their names.
    ///
    /// Reads every byte the first time (about 200 MB/s), then remembers.
    public func sha256() throws(EngineError) -> String {
        hash.withLock { known in
            let text = known ?? SHA256.hexadecimal(of: files)
            known = text
            return text
        }
    }
}
