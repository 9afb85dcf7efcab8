/// Where words, clauses and sentences of a text begin, as byte offsets.
///
/// - A word is a run of letters and digits with the apostrophes and decimal points inside it
///   (`let's`, `3.5`), or a run of signs that stands alone (`+`, `=`).
/// - A sentence begins after a line end, or after `.`, `!`, `?` (and closing quotes or brackets)
///   and a blank; not after an abbreviation (`e.g.`) or a list number (`1.`).
/// - A clause begins where a sentence does, and after `,` `;` `:` or a dash and a blank.
public struct Segmentation: Hashable, Sendable {
    public let words: [Int]
    public let clauses: [Int]
    public let sentences: [Int]
    /// Bytes of the text that was cut.
    public let range: Range<Int>

    /// Cuts a range of a text; linear.
    public init(text: [UInt8], range: Range<Int>? = nil) {
        let range = (range ?? text.indices).clamped(to: text.indices)
        var cutter = SegmentCutter(text: text, range: range)
        cutter.run()
        words = cutter.words
        clauses = cutter.clauses
        sentences = cutter.sentences
        self.range = range
    }

    /// The sentences as ranges without the blanks behind them, ascending.
    public func sentenceRanges(in text: [UInt8]) -> [Range<Int>] {
        Self.ranges(starts: sentences, end: range.upperBound, text: text)
    }

    /// The clauses as ranges without the blanks behind them, ascending.
    public func clauseRanges(in text: [UInt8]) -> [Range<Int>] {
        Self.ranges(starts: clauses, end: range.upperBound, text: text)
    }

    private static func ranges(starts: [Int], end: Int, text: [UInt8]) -> [Range<Int>] {
        starts.indices.map { index in
            let next = index + 1 < starts.count ? starts[index + 1] : end
            return text.trimmingBlanks(starts[index]..<next)
        }
    }
}

extension TokenTable {
    /// The tokens that hold these bytes, ascending and each once: the stops of a cursor that moves
    /// by token over words, sentences or hits. Tokens before `first` are left out.
    public func stops(atBytes bytes: some Sequence<Int>, from first: Int = 0) -> Stops {
        Stops(bytes.compactMap { token(atByte: $0) }.filter { $0 >= first })
    }

    /// The tokens that overlap a range of bytes; empty for an empty range or table.
    public func tokens(overlapping bytes: Range<Int>) -> Range<Int> {
        guard !bytes.isEmpty, let first = token(atByte: bytes.lowerBound),
            let last = token(atByte: bytes.upperBound - 1)
        else { return 0..<0 }
        return first..<last + 1
    }

    /// The bytes of a range of tokens, empty at the text's end for an empty range.
    public func bytes(of tokens: Range<Int>) -> Range<Int> {
        let tokens = tokens.clamped(to: 0..<count)
        return offsets[tokens.lowerBound]..<offsets[tokens.upperBound]
    }

    /// A table for a text whose token ids are not known: every word with the blanks before it is
    /// a token with id -1, context and response apart.
    public static func words(of text: [UInt8], contextLength: Int) -> TokenTable {
        let boundary = min(max(contextLength, 0), text.count)
        let context = wordOffsets(text, 0..<boundary)
        let response = wordOffsets(text, boundary..<text.count)
        let offsets = context + response + [text.count]
        return TokenTable(
            ids: Array(repeating: -1, count: offsets.count - 1), offsets: offsets,
            promptLength: context.count)
    }

    /// Word starts moved back over the blanks before them, the first one to the range's start.
    private static func wordOffsets(_ text: [UInt8], _ range: Range<Int>) -> [Int] {
        guard !range.isEmpty else { return [] }
        let starts = Segmentation(text: text, range: range).words.map { start in
            var offset = start
            while offset > range.lowerBound, text[offset - 1].isBlank { offset -= 1 }
            return offset
        }
        return [range.lowerBound] + starts.drop { $0 <= range.lowerBound }
    }
}

/// One pass over the text that collects the starts of segments.
private struct SegmentCutter {
    let text: [UInt8]
    let range: Range<Int>
    var words: [Int] = []
    var clauses: [Int] = []
    var sentences: [Int] = []

    init(text: [UInt8], range: Range<Int>) {
        self.text = text
        self.range = range
    }

    private enum Break { case none, clause, sentence }

    mutating func run() {
        var pending = Break.sentence
        var index = range.lowerBound
        while index < range.upperBound {
            if text[index].isBlank {
                if text[index] == 0x0A { pending = .sentence }
                index += 1
                continue
            }
            if pending != .none { clauses.append(index) }
            if pending == .sentence { sentences.append(index) }
            pending = .none
            let end = chunkEnd(from: index)
            addWords(index..<end)
            pending = breakBehind(index..<end)
            index = end
        }
    }

    /// The end of the run without blanks that begins at `start`.
    private func chunkEnd(from start: Int) -> Int {
        var end = start
        while end < range.upperBound, !text[end].isBlank { end += 1 }
        return end
    }

    /// Words inside a run without blanks; signs count as a word only where the run begins.
    private mutating func addWords(_ chunk: Range<Int>) {
        var index = chunk.lowerBound
        if !text[index].isWordByte { words.append(index) }
        while index < chunk.upperBound {
            while index < chunk.upperBound, !text[index].isWordByte { index += 1 }
            guard index < chunk.upperBound else { return }
            if words.last != index { words.append(index) }
            while index < chunk.upperBound, continuesWord(index, chunk) { index += 1 }
        }
    }

    private func continuesWord(_ index: Int, _ chunk: Range<Int>) -> Bool {
        if text[index].isWordByte { return true }
        guard index > chunk.lowerBound, index + 1 < chunk.upperBound else { return false }
        switch text[index] {
        case UInt8(ascii: "'"), UInt8(ascii: "-"):
            return text[index - 1].isASCIILetter && text[index + 1].isASCIILetter
        case UInt8(ascii: "."), UInt8(ascii: ","):
            return text[index - 1].isDigit && text[index + 1].isDigit
        default: return false
        }
    }

    /// What a run without blanks ends, by the signs at its end.
    private func breakBehind(_ chunk: Range<Int>) -> Break {
        var end = chunk.upperBound
        while end > chunk.lowerBound, isClosing(end - 1) { end -= 1 }
        guard end > chunk.lowerBound else { return .none }
        switch text[end - 1] {
        case UInt8(ascii: "!"), UInt8(ascii: "?"): return .sentence
        case UInt8(ascii: "."): return isAbbreviation(chunk.lowerBound..<end) ? .none : .sentence
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"): return .clause
        default: return isDash(chunk) ? .clause : .none
        }
    }

    private func isClosing(_ index: Int) -> Bool {
        switch text[index] {
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "\""),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    private func isDash(_ chunk: Range<Int>) -> Bool {
        text[chunk].elementsEqual("--".utf8) || text[chunk].elementsEqual("—".utf8)
            || text[chunk].elementsEqual("–".utf8)
    }

    private static let abbreviations: Set<String> = [
        "e.g.", "i.e.", "cf.", "vs.", "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "eq.", "eqs.",
        "fig.", "figs.", "no.", "resp.", "approx.", "ca.", "al.", "viz.", "w.r.t.", "i.i.d.",
    ]

    /// `chunk` ends with a full stop.
    private func isAbbreviation(_ chunk: Range<Int>) -> Bool {
        var start = chunk.lowerBound
        while start < chunk.upperBound - 1, !text[start].isWordByte { start += 1 }
        let word = start..<chunk.upperBound
        let letters = text[word].dropLast()
        if letters.count <= 3, !letters.isEmpty, letters.allSatisfy(\.isDigit) {
            return startsLine(chunk.lowerBound)
        }
        guard word.count <= 7 else { return false }
        let text = String(decoding: text[word].map(\.asciiLowercased), as: UTF8.self)
        return Self.abbreviations.contains(text)
    }

    /// Whether only blanks stand between the line's start and a byte: `1.` is then a list number.
    private func startsLine(_ index: Int) -> Bool {
        var index = index
        while index > range.lowerBound, text[index - 1].isBlank {
            if text[index - 1] == 0x0A { return true }
            index -= 1
        }
        return index == range.lowerBound
    }
}
