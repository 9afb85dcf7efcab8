/// The tokenizer of a `tokenizer.json`: added tokens are found first, the text between them is
/// normalised, cut into words and encoded by the model.
struct PipelineTokenizer: Tokenizer {
    let endOfTextIDs: [Int32]
    private let model: any SubwordModel
    private let pieces: Vocabulary
    private let normalizer: Normalizer
    private let preTokenizer: PreTokenizer
    private let frame: SpecialFrame
    private let addedContent: [Int32: [UInt8]]
    private let specialIDs: Set<Int32>
    private let rawTokens: AddedTokenFinder
    private let normalizedTokens: AddedTokenFinder

    init(
        model: any SubwordModel, addedTokens: [AddedToken], normalizer: Normalizer,
        preTokenizer: PreTokenizer, frame: SpecialFrame, endOfTextIDs: [Int32]
    ) {
        self.model = model
        self.normalizer = normalizer
        self.preTokenizer = preTokenizer
        self.frame = frame
        self.endOfTextIDs = endOfTextIDs
        var pieces = model.vocabulary
        for token in addedTokens { pieces.insert(token.content, id: token.id) }
        self.pieces = pieces
        addedContent = Dictionary(addedTokens.map { ($0.id, $0.content) }) { _, last in last }
        specialIDs = Set(addedTokens.lazy.filter(\.isSpecial).map(\.id))
        rawTokens = AddedTokenFinder(addedTokens.filter { !$0.isNormalized })
        normalizedTokens = AddedTokenFinder(
            addedTokens.filter(\.isNormalized).map { token in
                var token = token
                token.content = normalizer.apply(token.content[...])
                return token
            })
    }

    var vocabularySize: Int { pieces.size }

    func encode(bytes: [UInt8], addSpecial: Bool) -> [Int32] {
        var ids = addSpecial ? frame.prefix : []
        for segment in rawTokens.segments(of: bytes[...]) {
            switch segment {
            case .token(let id): ids.append(id)
            case .text(let range): encode(raw: bytes[range], into: &ids)
            }
        }
        return addSpecial ? ids + frame.suffix : ids
    }

    func bytes(of id: Int32) -> [UInt8] {
        if let content = addedContent[id] { return content }
        guard let piece = pieces.piece(of: id) else { return [] }
        return model.text(of: piece)
    }

    func isSpecial(_ id: Int32) -> Bool { specialIDs.contains(id) }

    func id(of piece: String) -> Int32? { pieces.id(of: Array(piece.utf8)) }

    func piece(of id: Int32) -> String {
        pieces.piece(of: id).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private func encode(raw: ArraySlice<UInt8>, into ids: inout [Int32]) {
        let text = normalizer.apply(raw)
        for segment in normalizedTokens.segments(of: text[...]) {
            switch segment {
            case .token(let id): ids.append(id)
            case .text(let range):
                let (buffer, words) = preTokenizer.words(of: Array(text[range]))
                for word in words { model.encode(buffer[word], into: &ids) }
            }
        }
    }
}

/// What turns the words of a text into the ids of pieces.
protocol SubwordModel: Sendable {
    var vocabulary: Vocabulary { get }

    /// Appends the ids of one word.
    func encode(_ word: ArraySlice<UInt8>, into ids: inout [Int32])

    /// What a piece of the vocabulary contributes to decoded text.
    func text(of piece: ArraySlice<UInt8>) -> [UInt8]
}

/// The tokens that a model expects before and after every text.
struct SpecialFrame: Sendable, Equatable {
    var prefix: [Int32] = []
    var suffix: [Int32] = []
}
