/// A planning span that a person or a generator marked.
public struct GoldSpan: Hashable, Sendable {
    /// Bytes of `Trace.text`.
    public var bytes: Range<Int>
    public var intent: Intent?

    public init(bytes: Range<Int>, intent: Intent?) {
        self.bytes = bytes
        self.intent = intent
    }
}

extension Trace {
    /// The gold spans of the field `gold` (`[{start, end, intent}]`, Unicode scalars of the
    /// response, end exclusive), ascending; nil where the trace has none. Linear in the text.
    public var goldSpans: [GoldSpan]? {
        guard let values = extra["gold"]?.array else { return nil }
        let text = textBytes
        let offsets = ScalarOffsets(text, range: contextLength..<text.count)
        let spans = values.compactMap { value -> GoldSpan? in
            guard let start = value["start"]?.int, let end = value["end"]?.int, 0 <= start,
                start < end
            else { return nil }
            let bytes = offsets.byte(atScalar: start)..<offsets.byte(atScalar: end)
            return GoldSpan(
                bytes: bytes, intent: value["intent"]?.string.flatMap(Intent.init(rawValue:)))
        }
        return spans.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
    }
}

/// Labels against gold spans, summed over traces.
public struct GoldEvaluation: Hashable, Sendable {
    public private(set) var traces = 0
    /// Characters (Unicode scalars) of the response.
    public private(set) var characters = DetectionScore()
    /// Tokens of the response; traces without tokens count by words.
    public private(set) var tokens = DetectionScore()
    /// Spans: one is found when it overlaps one of the other side.
    public private(set) var spans = DetectionScore()
    /// Characters that both sides mark, and those of them with the same intent.
    public private(set) var sharedCharacters = 0
    public private(set) var sameIntent = 0

    public init() {}

    /// Share of the characters marked by both sides whose intents agree; nil when there are none.
    public var intentAgreement: Double? {
        sharedCharacters > 0 ? Double(sameIntent) / Double(sharedCharacters) : nil
    }

    /// Adds a trace; linear in its text. Traces without gold spans are passed over.
    public mutating func add(_ trace: Trace, labelling: Labelling) {
        guard let gold = trace.goldSpans else { return }
        traces += 1
        let text = trace.textBytes
        let response = trace.contextLength..<text.count
        let truth = Self.paint(gold.map { ($0.bytes, $0.intent) }, over: response)
        let guess = Self.paint(labelling.spans.map { ($0.bytes, $0.intent) }, over: response)
        addCharacters(truth: truth, guess: guess, text: text[response])
        addTokens(trace, text: text, truth: truth, guess: guess)
        addSpans(truth: gold.map(\.bytes), guess: labelling.spans.map(\.bytes))
    }

    /// Fields `traces`, `character`, `token`, `span` and `intentAgreement`.
    public var json: JSONValue {
        [
            "traces": .integer(traces), "character": characters.json, "token": tokens.json,
            "span": spans.json, "intentAgreement": JSONValue(intentAgreement),
        ]
    }

    private enum Mark: Equatable {
        case none
        case planning(Intent?)
    }

    private static func paint(
        _ spans: [(bytes: Range<Int>, intent: Intent?)], over range: Range<Int>
    ) -> [Mark] {
        var marks = [Mark](repeating: .none, count: range.count)
        for span in spans {
            for byte in span.bytes.clamped(to: range) {
                marks[byte - range.lowerBound] = .planning(span.intent)
            }
        }
        return marks
    }

    private mutating func addCharacters(truth: [Mark], guess: [Mark], text: ArraySlice<UInt8>) {
        for (index, byte) in text.enumerated() where !byte.isContinuation {
            let isGold = truth[index] != .none
            let isMarked = guess[index] != .none
            characters.add(predicted: isMarked, gold: isGold)
            if isGold && isMarked {
                sharedCharacters += 1
                if truth[index] == guess[index] { sameIntent += 1 }
            }
        }
    }

    private mutating func addTokens(_ trace: Trace, text: [UInt8], truth: [Mark], guess: [Mark]) {
        let table =
            trace.tokens ?? TokenTable.words(of: text, contextLength: trace.contextLength)
        let start = trace.contextLength
        for token in table.response {
            let bytes = table.bytes(of: token).clamped(to: start..<text.count)
            guard !bytes.isEmpty else { continue }
            let local = bytes.lowerBound - start..<bytes.upperBound - start
            tokens.add(
                predicted: guess[local].contains { $0 != .none },
                gold: truth[local].contains { $0 != .none })
        }
    }

    private mutating func addSpans(truth: [Range<Int>], guess: [Range<Int>]) {
        let found = truth.count { Self.overlaps($0, guess) }
        spans.truePositives += found
        spans.falseNegatives += truth.count - found
        spans.falsePositives += guess.count { !Self.overlaps($0, truth) }
    }

    /// Whether a range overlaps one of ascending ranges without overlap.
    private static func overlaps(_ range: Range<Int>, _ others: [Range<Int>]) -> Bool {
        let index = others.partitioningIndex { $0.upperBound > range.lowerBound }
        return index < others.count && others[index].overlaps(range)
    }
}

extension Labelling {
    /// How much a stretch of text plans: the share of its bytes inside planning spans, 0...1.
    /// Logarithmic in the number of spans, linear in those that overlap.
    public func planningShare(ofBytes range: Range<Int>) -> Double {
        guard !range.isEmpty else { return 0 }
        var covered = 0
        var index = spans.partitioningIndex { $0.bytes.upperBound > range.lowerBound }
        while index < spans.count, spans[index].bytes.lowerBound < range.upperBound {
            covered += spans[index].bytes.clamped(to: range).count
            index += 1
        }
        return Double(covered) / Double(range.count)
    }
}
