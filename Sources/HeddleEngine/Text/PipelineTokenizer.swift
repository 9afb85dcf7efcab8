/// A tokenizer in stages: added tokens are found first, the text between them is normalised, cut
/// into words and encoded by the model.
struct PipelineTokenizer: Tokenizer {
    /// The stages as the files of a model describe them.
    struct Stages: Sendable {
        var model: any SubwordModel
        var addedTokens: [AddedToken] = []
        var normalizer = Normalizer()
        var preTokenizer = PreTokenizer(steps: [])
        var decoder = PieceDecoder()
        var frame = SpecialFrame()
        var endOfTextIDs: [Int32] = []
        /// Put before a text that begins the input or follows an added token (SentencePiece).
        var textPrefix: [UInt8] = []
    }

    private let stages: Stages
    private let pieces: Vocabulary
    private let addedContent: [Int32: [UInt8]]
    private let specialIDs: Set<Int32>
    private let rawTokens: AddedTokenFinder
    private let normalizedTokens: AddedTokenFinder

    init(_ stages: Stages) {
        self.stages = stages
        var pieces = stages.model.vocabulary
        for token in stages.addedTokens { pieces.insert(token.content, id: token.id) }
        self.pieces = pieces
        addedContent = Dictionary(stages.addedTokens.map { ($0.id, $0.content) }) { $1 }
        specialIDs = Set(stages.addedTokens.lazy.filter(\.isSpecial).map(\.id))
        rawTokens = AddedTokenFinder(stages.addedTokens.filter { !$0.isNormalized })
        normalizedTokens = AddedTokenFinder(
            stages.addedTokens.filter(\.isNormalized).map { token in
                var token = token
                token.content = stages.normalizer.apply(token.content[...])
                return token
            })
    }

    var endOfTextIDs: [Int32] { stages.endOfTextIDs }

    var vocabularySize: Int { pieces.size }

    func encode(bytes: [UInt8], addSpecial: Bool) -> [Int32] {
        var output = TokenOutput()
        if addSpecial { output.ids = stages.frame.prefix }
        for segment in rawTokens.segments(of: bytes[...]) {
            switch segment {
            case .token(let id): output.ids.append(id)
            case .text(let range):
                encode(raw: bytes[range], beginsText: range.lowerBound == 0, into: &output)
            }
        }
        return addSpecial ? output.ids + stages.frame.suffix : output.ids
    }

    func bytes(of id: Int32) -> [UInt8] {
        if let content = addedContent[id] { return content }
        guard let piece = pieces.piece(of: id) else { return [] }
        return stages.decoder.bytes(of: piece)
    }

    func decodedBytes(_ ids: [Int32]) -> [UInt8] {
        stages.decoder.text(
            of: ids.compactMap { id in
                if let content = addedContent[id] { return (content[...], false) }
                return pieces.piece(of: id).map { ($0, true) }
            })
    }

    func isSpecial(_ id: Int32) -> Bool { specialIDs.contains(id) }

    func isAdded(_ id: Int32) -> Bool { addedContent[id] != nil }

    func id(of piece: String) -> Int32? { pieces.id(of: Array(piece.utf8)) }

    func piece(of id: Int32) -> String {
        pieces.piece(of: id).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private func encode(
        raw: ArraySlice<UInt8>, beginsText: Bool, into output: inout TokenOutput
    ) {
        let raw = stages.textPrefix.isEmpty ? raw : (stages.textPrefix + raw)[...]
        let text = stages.normalizer.apply(raw)
        for segment in normalizedTokens.segments(of: text[...]) {
            switch segment {
            case .token(let id): output.ids.append(id)
            case .text(let range):
                let words = stages.preTokenizer.words(
                    of: range == text.indices ? text : Array(text[range]),
                    beginsText: beginsText && range.lowerBound == 0)
                for word in words.ranges {
                    output.append(words.text[word], by: stages.model)
                }
            }
        }
    }
}

/// The tokens that a model expects before and after every text.
struct SpecialFrame: Sendable, Equatable {
    var prefix: [Int32] = []
    var suffix: [Int32] = []
}
