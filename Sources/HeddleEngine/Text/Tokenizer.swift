/// Text to token ids and back.
///
/// Positions in text are bytes, not characters: a token may hold half a character, and bytes that
/// are no valid UTF-8 survive a round trip where the vocabulary has all 256 bytes.
public protocol Tokenizer: Sendable {
    /// One more than the largest id, added tokens included. A model's embedding may have more rows.
    var vocabularySize: Int { get }

    /// The tokens at which generation stops, ascending: those that the model's configuration names,
    /// or else the well-known ones that the vocabulary has.
    var endOfTextIDs: [Int32] { get }

    /// The ids of a text. Text that spells an added token (`<think>`) gives that token.
    ///
    /// With `addSpecial` the tokens that the model expects around every text (such as the one that
    /// begins it) are added. Time is proportional to the length, words of any length included up to
    /// a logarithm.
    func encode(bytes: [UInt8], addSpecial: Bool) -> [Int32]

    /// What a token contributes amid decoded text, special tokens spelled out; empty for an unknown
    /// id.
    func bytes(of id: Int32) -> [UInt8]

    /// The bytes of a whole text, special tokens spelled out. They differ from those of the tokens
    /// one after another only at the start, where some vocabularies write a space too many.
    func decodedBytes(_ ids: [Int32]) -> [UInt8]

    /// Whether a token is marked special: it controls the model and is no part of its answer.
    func isSpecial(_ id: Int32) -> Bool

    /// Whether a token was added to the vocabulary, special or not: it is found in text as a whole.
    func isAdded(_ id: Int32) -> Bool

    /// The id of a piece spelled as in the vocabulary file (`Ġthe`).
    func id(of piece: String) -> Int32?

    /// The piece as the vocabulary file spells it; empty for an unknown id.
    func piece(of id: Int32) -> String
}

extension Tokenizer {
    public func encode(_ text: String, addSpecial: Bool) -> [Int32] {
        encode(bytes: Array(text.utf8), addSpecial: addSpecial)
    }

    /// The text of the tokens, special ones spelled out; bytes that are no valid UTF-8 become
    /// U+FFFD.
    public func decode(_ ids: [Int32]) -> String {
        String(decoding: decodedBytes(ids), as: UTF8.self)
    }
}
