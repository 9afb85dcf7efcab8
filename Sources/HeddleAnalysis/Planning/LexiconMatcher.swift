/// Finds the strategic grams of a lexicon in texts, all of them in one pass.
///
/// Texts are compared as `Gram.normalised` says. A gram must begin and end at a word boundary
/// (where its own first or last character is a letter or digit); of several the leftmost wins, and
/// of those that begin together the longest; hits do not overlap. A lexicon whose `matching` is
/// `.overlapping` also marks what later grams cover behind the end of a hit. Matching across token
/// borders is implied: tokens play no part.
///
/// Grams that were dropped, and those of dropped clusters, mark nothing.
///
/// The grams form a trie over the bytes that occur in them; each word start is walked down it, so
/// that the cost is linear in the text and independent of the number of grams.
public struct LexiconMatcher: Sendable {
    public let lexicon: Lexicon
    /// Byte → column of `next`; 0 for bytes that no gram has.
    private var columns = [Int](repeating: 0, count: 256)
    private var columnCount = 1
    /// Child `[node][column]`, 0 for none.
    private var next: [Int32] = []
    /// Gram that ends at a node, -1 for none.
    private var grams: [Int32] = []

    /// Compiles a lexicon; linear in its size.
    public init(_ lexicon: Lexicon) {
        self.lexicon = lexicon
        let phrases = lexicon.grams.map { Array(Gram.normalised($0.text).utf8) }
        for byte in Set(phrases.joined()).sorted() {
            columns[Int(byte)] = columnCount
            columnCount += 1
        }
        addNode()
        let dropped = lexicon.droppedClusters
        for (gram, phrase) in phrases.enumerated()
        where !phrase.isEmpty && lexicon.grams[gram].marks(besides: dropped) {
            insert(phrase, gram)
        }
    }

    private mutating func addNode() {
        next.append(contentsOf: repeatElement(0, count: columnCount))
        grams.append(-1)
    }

    private mutating func insert(_ phrase: [UInt8], _ gram: Int) {
        var node = 0
        for byte in phrase {
            let edge = node * columnCount + columns[Int(byte)]
            if next[edge] == 0 {
                next[edge] = Int32(grams.count)
                addNode()
            }
            node = Int(next[edge])
        }
        if grams[node] < 0 { grams[node] = Int32(gram) }
    }

    /// The spans of all grams in a range of a text, ascending; offsets count from the text's start.
    public func spans(in text: [UInt8], range: Range<Int>) -> [PlanningSpan] {
        let range = range.clamped(to: text.indices)
        var scan = LexiconScan(matcher: self, start: range.lowerBound)
        scan.reserveCapacity(range.count)
        scan.append(text[range])
        return scan.finish()
    }

    /// Every place where a gram stands, inside of others too: ascending by start, and of those that
    /// begin together the longest first. With some grams left out, the spans are the leftmost
    /// longest of the others.
    func candidates(in text: [UInt8], range: Range<Int>) -> [PlanningSpan] {
        let range = range.clamped(to: text.indices)
        var normalised = NormalisedText()
        normalised.reserveCapacity(range.count)
        normalised.append(text[range])
        normalised.finish()
        var spans: [PlanningSpan] = []
        for start in 0..<normalised.count {
            let first = spans.count
            forEachMatch(normalised, at: start) { end, gram in
                spans.append(
                    PlanningSpan(
                        bytes: range.lowerBound + normalised.origins[start]..<range.lowerBound
                            + normalised.originalEnd(at: end),
                        gram: gram, intent: lexicon.grams[gram].intent))
            }
            spans[first...].reverse()
        }
        return spans
    }

    /// The grams that begin at a position of a whole text, the shortest first.
    private func forEachMatch(
        _ text: NormalisedText, at start: Int, _ body: (_ end: Int, _ gram: Int) -> Void
    ) {
        if text.isWord[start], start > 0, text.isWord[start - 1] { return }
        var node = 0
        for index in start..<text.count {
            let column = columns[Int(text.bytes[index])]
            node = column == 0 ? 0 : Int(next[node * columnCount + column])
            if node == 0 { return }
            let end = index + 1
            guard grams[node] >= 0 else { continue }
            if end < text.count, text.isWord[index], text.isWord[end] { continue }
            body(end, Int(grams[node]))
        }
    }

    enum Outcome: Equatable {
        case none
        case match(end: Int, gram: Int)
        /// More text is needed to tell.
        case undecided
    }

    /// The longest gram that begins at a position of a normalised text.
    func match(_ text: NormalisedText, at start: Int, isComplete: Bool) -> Outcome {
        if text.isWord[start], start > 0, text.isWord[start - 1] { return .none }
        var node = 0
        var best = Outcome.none
        for index in start..<text.count {
            let column = columns[Int(text.bytes[index])]
            node = column == 0 ? 0 : Int(next[node * columnCount + column])
            if node == 0 { return best }
            let end = index + 1
            if end == text.count, !isComplete { return .undecided }
            guard grams[node] >= 0 else { continue }
            if end < text.count, text.isWord[index], text.isWord[end] { continue }
            best = .match(end: end, gram: Int(grams[node]))
        }
        return best
    }
}

/// A search of a text that arrives in pieces: the spans are the same however it is cut.
struct LexiconScan: Sendable {
    private let matcher: LexiconMatcher
    /// Where the scanned text begins in the trace's text.
    private let start: Int
    private var text = NormalisedText()
    /// The first position that is not decided yet.
    private var position = 0
    /// Where the last span ends.
    private var covered = 0

    init(matcher: LexiconMatcher, start: Int) {
        self.matcher = matcher
        self.start = start
    }

    mutating func reserveCapacity(_ count: Int) { text.reserveCapacity(count) }

    mutating func append(_ bytes: some Sequence<UInt8>) { text.append(bytes) }

    /// The spans that are certain now and were not before.
    mutating func advance() -> [PlanningSpan] { scan(isComplete: false) }

    /// The spans that remained uncertain until the end of the text.
    mutating func finish() -> [PlanningSpan] {
        text.finish()
        return scan(isComplete: true)
    }

    private mutating func scan(isComplete: Bool) -> [PlanningSpan] {
        var spans: [PlanningSpan] = []
        while position < text.count {
            switch matcher.match(text, at: position, isComplete: isComplete) {
            case .undecided: return spans
            case .none: position += 1
            case .match(let end, let gram):
                if end > covered {
                    spans.append(span(from: firstUncovered(from: position), to: end, gram: gram))
                    covered = end
                }
                position = matcher.lexicon.matching == .longest ? end : position + 1
            }
        }
        return spans
    }

    /// A position or, where a span covers it, the first word behind that span.
    private func firstUncovered(from position: Int) -> Int {
        guard position < covered else { return position }
        return text.bytes[covered...].firstIndex { $0 != 0x20 } ?? covered
    }

    private func span(from first: Int, to end: Int, gram: Int) -> PlanningSpan {
        PlanningSpan(
            bytes: start + text.origins[first]..<start + text.originalEnd(at: end), gram: gram,
            intent: matcher.lexicon.grams[gram].intent)
    }
}
