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
    /// In which numbers its dot products are taken.
    public let dotProducts: DotProducts

    let weights: ModelWeights
    private let files: [MappedFile]
    private let hash = Mutex<String?>(nil)

    /// Opens a directory with `config.json` and `model.safetensors`, or several safetensors files
    /// listed in `model.safetensors.index.json`; or a `.gguf` file, or a directory with only one.
    ///
    /// Reads the headers and the norm weights only: milliseconds whatever the model's size.
    /// `generation_config.json`, where there is one, adds tokens that end a text.
    ///
    /// - Parameter dotProducts: the arithmetic; nil takes float32 for files of float weights and int8
    ///   for files with block-quantised ones.
    /// - Throws: `EngineError` naming file, place and remedy; `.arithmetic` for one that the weights
    ///   do not allow.
    public static func load(
        _ path: String, dotProducts: DotProducts? = nil
    ) throws(EngineError) -> Model {
        try Model(path, dotProducts)
    }

    private init(_ path: String, _ wanted: DotProducts?) throws(EngineError) {
        let opened = try ModelFiles.open(path)
        let weights = try ModelWeights(
            opened.source, names: opened.names, configuration: opened.configuration)
        let possible = DotProducts.possible(for: weights.byType.keys)
        guard let dotProducts = wanted ?? possible.first, possible.contains(dotProducts) else {
            throw .arithmetic(
                path: path, types: weights.byType.keys.map(\.rawValue).sorted(),
                wanted: wanted ?? .float32, possible: possible)
        }
        self.weights = weights
        self.dotProducts = dotProducts
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

    /// The kinds of arithmetic that its weights allow, the usual one first.
    public var possibleDotProducts: [DotProducts] {
        DotProducts.possible(for: weights.byType.keys)
    }

    /// What its numbers depend on, for caches: the SHA-256 of the weights, with the arithmetic where
    /// it is not float32. Cost as that of `sha256`.
    public func numbersKey() throws(EngineError) -> String {
        let hash = try sha256()
        return dotProducts == .float32 ? hash : hash + "-" + dotProducts.rawValue
    }

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
