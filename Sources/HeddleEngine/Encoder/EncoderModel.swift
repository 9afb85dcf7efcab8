import Synchronization

/// A sentence encoder opened for running: a BERT model whose last hidden states are made one
/// vector of unit length (Sentence-BERT, Reimers & Gurevych 2019), such as all-MiniLM-L6-v2. Its
/// weights are mapped read-only; any number of threads can share it.
public final class EncoderModel: Sendable {
    /// The directory or file that it was opened from, as given.
    public let path: String
    public let configuration: EncoderConfiguration
    let weights: EncoderWeights
    private let files: [MappedFile]
    private let hash = Mutex<String?>(nil)

    /// Opens a directory with `config.json` and `model.safetensors`, or several safetensors files
    /// listed in `model.safetensors.index.json`; or a `.gguf` file of the architecture `bert`, or a
    /// directory with only one. Reads headers, biases and norms only.
    ///
    /// - Throws: `EngineError` naming file, place and remedy.
    public static func load(_ path: String) throws(EngineError) -> EncoderModel {
        try EncoderModel(path)
    }

    private init(_ path: String) throws(EngineError) {
        self.path = path
        if let file = try GGUFPath.find(path) {
            let source = try GGUFWeights(path: file)
            configuration = try EncoderConfiguration(gguf: source)
            weights = try EncoderWeights(source, names: .gguf, configuration: configuration)
            files = source.files.map(\.file)
        } else {
            configuration = try EncoderConfiguration.read(directory: path)
            let source = try WeightDirectory(modelDirectory: path)
            let isNested = source.contains("bert.embeddings.word_embeddings.weight")
            weights = try EncoderWeights(
                source, names: .bert(prefix: isNested ? "bert." : ""), configuration: configuration)
            files = source.files.map(\.file)
        }
    }

    /// The SHA-256 of the weights as `Model.sha256` gives it.
    public func sha256() -> String {
        hash.withLock { known in
            let text = known ?? SHA256.hexadecimal(of: files)
            known = text
            return text
        }
    }

    /// The ids that are embedded of a text: all of them, or of a text longer than
    /// `configuration.longestText` its first ones and, in the last place, its last one, the
    /// separator that ends every text.
    public func fitted(_ ids: [Int32]) -> [Int32] {
        let limit = configuration.longestText
        guard ids.count > limit, let last = ids.last else { return ids }
        return ids.prefix(limit - 1) + [last]
    }

    /// The embedding of a text, `[width]`, of unit length: the dot product of two embeddings is
    /// their cosine similarity.
    ///
    /// Texts that are too long are cut as `fitted` says. Cost: one forward pass, proportional to the
    /// length but for attention, which grows with its square.
    ///
    /// - Parameter ids: the text's tokens, with the special tokens that belong around it.
    /// - Throws: `EngineError.invalidRequest` without tokens, `.tokenOutsideVocabulary`,
    ///   `.outOfMemory`.
    public func embed(ids: [Int32], pool: WorkerPool) throws(EngineError) -> [Float] {
        try embed(batch: [ids], pool: pool)[0]
    }

    /// The embeddings of many texts, `[text][width]`, in their order; each has the same bits as
    /// `embed(ids:pool:)` gives for it alone.
    ///
    /// Short texts share products of matrices, which is several times as fast as one at a time.
    /// Texts of similar length beside each other keep the threads equally busy; nothing is padded.
    /// Memory beyond the result is some megabytes a thread.
    ///
    /// - Parameter batch: the tokens of each text, as in `embed(ids:pool:)`.
    /// - Throws: `EngineError.invalidRequest` where a text has no tokens, `.tokenOutsideVocabulary`,
    ///   `.outOfMemory`.
    public func embed(batch: [[Int32]], pool: WorkerPool) throws(EngineError) -> [[Float]] {
        for ids in batch { try check(ids) }
        let texts = batch.map(fitted)
        let groups = Self.groups(texts.map(\.count))
        guard let widest = groups.map(\.tokens).max(), let longest = texts.map(\.count).max()
        else { return [] }
        var passes: [EncoderPass] = []
        for _ in 0..<min(pool.threads, groups.count) {
            passes.append(
                try EncoderPass(self, tokens: widest, longest: longest, pool: pool))
        }
        let embeddings = try FloatMatrix(rows: texts.count, columns: configuration.width)
        // Chunks are whole groups: what a pass does inside one runs on that thread alone.
        pool.run(chunks: groups.count) { chunk, worker in
            let group = groups[chunk].texts
            passes[worker].embed(texts[group], into: embeddings.rows(group))
        }
        return (0..<texts.count).map(embeddings.values(ofRow:))
    }

    /// Neighbouring texts that go through the layers together, and their tokens in all.
    private static func groups(_ lengths: [Int]) -> [(texts: Range<Int>, tokens: Int)] {
        var groups: [(texts: Range<Int>, tokens: Int)] = []
        for (index, length) in lengths.enumerated() {
            if let last = groups.last, last.tokens + length <= groupLength {
                groups[groups.count - 1] = (
                    last.texts.lowerBound..<index + 1, last.tokens + length
                )
            } else {
                groups.append((index..<index + 1, length))
            }
        }
        return groups
    }

    /// Tokens of a group unless one text alone has more: enough to use each weight often, few
    /// enough that what is between two products stays in a core's cache.
    private static let groupLength = 192

    private func check(_ ids: [Int32]) throws(EngineError) {
        guard !ids.isEmpty else {
            throw .invalidRequest(
                problem: "there is no token to embed",
                remedy: "tokenize the text with its special tokens")
        }
        let vocabulary = configuration.vocabulary
        if let index = ids.firstIndex(where: { !(0..<vocabulary).contains(Int($0)) }) {
            throw .tokenOutsideVocabulary(id: ids[index], index: index, vocabulary: vocabulary)
        }
    }
}
