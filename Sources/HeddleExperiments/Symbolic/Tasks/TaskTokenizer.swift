import Foundation
import HeddleAnalysis
import HeddleEngine

/// A model's tokenizer as symbolic tasks use it: words that are one token, prompts as token ids, and
/// whether a token that begins texts stands in front.
public struct TaskTokenizer: Sendable {
    public let tokenizer: any Tokenizer
    /// What stands in front of every prompt, added to its tokens: none or one, as a rule.
    public let beginning: [Int32]
    private let modelPath: String

    /// - Parameter beginsText: whether a beginning token is put in front; nil for what the
    ///   tokenizer does by itself.
    /// - Throws: `ExperimentError.noTokenizer`; `.noBeginning` where a beginning token is asked for
    ///   and neither the tokenizer nor the model's configuration names one.
    public init(_ loaded: LoadedModel, beginsText: Bool? = nil) throws(ExperimentError) {
        tokenizer = try loaded.requireTokenizer()
        modelPath = loaded.model.path
        let own = Self.beginning(of: tokenizer)
        switch beginsText {
        case nil: beginning = own
        case false?: beginning = []
        case true? where !own.isEmpty: beginning = own
        case true?:
            guard let id = loaded.model.configuration.beginningOfText else {
                throw .noBeginning(model: loaded.model.path)
            }
            beginning = [id]
        }
    }

    /// What the tokenizer puts in front of a text by itself.
    private static func beginning(of tokenizer: any Tokenizer) -> [Int32] {
        let plain = tokenizer.encode("a", addSpecial: false)
        let framed = tokenizer.encode("a", addSpecial: true)
        let start = framed.indices.first { framed[$0...].starts(with: plain) }
        return start.map { Array(framed[..<$0]) } ?? []
    }

    public var beginsText: Bool { !beginning.isEmpty }

    /// The token ids of a prompt, `beginning` in front.
    public func ids(_ prompt: String) -> [Int32] {
        beginning + tokenizer.encode(prompt, addSpecial: false)
    }

    /// All words that are one token: ASCII letters only, no blank in front, no special or added
    /// tokens; in the vocabulary's order. Linear in the vocabulary.
    public func words() -> [String] {
        var seen: Set<String> = []
        return tokenIDs.compactMap { id in
            let bytes = tokenizer.bytes(of: id)
            guard !bytes.isEmpty, bytes.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 }),
                !tokenizer.isAdded(id)
            else { return nil }
            let word = String(decoding: bytes, as: UTF8.self)
            return seen.insert(word).inserted ? word : nil
        }
    }

    /// The words that identity rules are shown with: those of a file `words.txt` beside the model's
    /// files, which a model that knows few words brings along; else all that are one token.
    public func taskWords() -> TaskWords {
        if let text = try? String(contentsOfFile: modelPath + "/words.txt", encoding: .utf8) {
            return TaskWords(text: text, source: "words.txt beside the model")
        }
        return TaskWords(words: words(), source: "all of letters that are one token of the model")
    }

    /// The tokens that start with a newline: they end an answer. Linear in the vocabulary.
    public func newlineIDs() -> Set<Int32> {
        Set(tokenIDs.filter { tokenizer.bytes(of: $0).first == 0x0A })
    }

    /// Whether an identity prompt falls into one token for each item and each sign.
    public func isSeparated(
        _ prompt: String, shots: Int, separator: String = IdentityItems.separator
    ) -> Bool {
        let tokens = tokenizer.encode(prompt, addSpecial: false)
        guard tokens.count == IdentityItems.tokenCount(shots: shots) else { return false }
        return IdentityItems.areSeparated(
            tokens.map(tokenizer.bytes(of:)), shots: shots, separator: separator)
    }

    /// Draws identity tasks of the words given, or of `taskWords`.
    ///
    /// - Throws: `ExperimentError.symbolicTask` for too few words or examples.
    public func identitySampler(
        words: [String]? = nil, shots: Int, seed: UInt64, stream: UInt64 = 0
    ) throws(ExperimentError) -> IdentitySampler {
        let vocabulary = words ?? taskWords().words
        return try ExperimentError.attemptTask { () throws(SymbolicTaskError) in
            try IdentitySampler(vocabulary: vocabulary, shots: shots, seed: seed, stream: stream) {
                isSeparated($0, shots: shots)
            }
        }
    }

    private var tokenIDs: Range<Int32> { 0..<Int32(clamping: tokenizer.vocabularySize) }
}

/// Words of identity rules, and where they are from.
public struct TaskWords: Sendable, Hashable {
    public let words: [String]
    /// In words for the reader.
    public let source: String

    public init(words: [String], source: String) {
        self.words = words
        self.source = source
    }

    /// - Parameter text: words separated by blanks or lines; what is given twice counts once.
    public init(text: String, source: String) {
        var seen: Set<String> = []
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        self.init(words: words.filter { seen.insert($0).inserted }, source: source)
    }

    public var json: JSONValue {
        ["count": .integer(words.count), "source": .string(source)]
    }

    /// `389 words: words.txt beside the model`
    public var text: String { "\(words.count) words: \(source)" }
}
