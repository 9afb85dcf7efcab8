/// Labels against gold spans, summed over traces.
public struct GoldEvaluation: Hashable, Sendable {
    public var traces: Int { tokensOfTraces.count }
    /// Characters (Unicode scalars) of the response.
    public private(set) var characters = DetectionScore()
    /// Tokens of the response; traces without tokens count by words.
    public private(set) var tokens = DetectionScore()
    /// Spans: one is found when it overlaps one of the other side.
    public private(set) var spans = DetectionScore()
    /// Characters by the intents that both sides give them.
    public private(set) var intents = IntentConfusion()
    /// The same as `tokens` and `spans`, trace by trace.
    private var tokensOfTraces: [DetectionScore] = []
    private var spansOfTraces: [DetectionScore] = []

    public init() {}

    /// Share of the characters marked by both sides whose intents agree; nil when there are none.
    public var intentAgreement: Double? { intents.agreement }

    /// Adds a trace; linear in its text. Traces without gold spans are passed over.
    public mutating func add(_ trace: Trace, labelling: Labelling) {
        guard let judged = JudgedTrace(trace) else { return }
        add(judged, spans: labelling.markedSpans)
    }

    /// The same for a prepared trace and ascending spans from anywhere.
    public mutating func add(_ trace: JudgedTrace, spans marked: [MarkedSpan]) {
        guard let gold = trace.gold else { return }
        let truth = SpanPainting(gold, over: trace.response)
        let guess = SpanPainting(marked, over: trace.response)
        addCharacters(trace, truth: truth, guess: guess)
        var found = DetectionScore()
        for token in trace.tokens.response {
            let bytes = trace.tokens.bytes(of: token).clamped(to: trace.response)
            guard !bytes.isEmpty else { continue }
            found.add(predicted: guess.touches(bytes), gold: truth.touches(bytes))
        }
        tokens.add(found)
        tokensOfTraces.append(found)
        let overlaps = Self.overlaps(gold: gold, marked: marked)
        spans.add(overlaps)
        spansOfTraces.append(overlaps)
    }

    /// Fields `traces`, `character`, `token`, `span`, `intentAgreement`, `intents` and `confusion`.
    public var json: JSONValue {
        [
            "traces": .integer(traces), "character": characters.json, "token": tokens.json,
            "span": spans.json, "intentAgreement": JSONValue(intentAgreement),
            "intents": intents.scoresJSON, "confusion": intents.countsJSON,
        ]
    }

    /// How uncertain precision, recall and F1 are, of tokens and of spans.
    public func spreads(
        _ bootstrap: Bootstrap
    ) -> (token: DetectionSpreads, span: DetectionSpreads) {
        let spreads = bootstrap.spreads(traces: traces) { weights in
            [tokensOfTraces, spansOfTraces].flatMap { counts in
                let total = counts.total(weights: weights)
                return [total.precision, total.recall, total.f1]
            }
        }
        return (DetectionSpreads(spreads[0..<3]), DetectionSpreads(spreads[3..<6]))
    }

    private mutating func addCharacters(
        _ trace: JudgedTrace, truth: SpanPainting, guess: SpanPainting
    ) {
        for (index, byte) in trace.text[trace.response].enumerated() where !byte.isContinuation {
            let gold = truth.marks[index]
            let found = guess.marks[index]
            characters.add(predicted: found != .execution, gold: gold != .execution)
            intents.add(gold: gold, found: found)
        }
    }

    private static func overlaps(gold: [MarkedSpan], marked: [MarkedSpan]) -> DetectionScore {
        let found = gold.count { overlaps($0, marked) }
        return DetectionScore(
            truePositives: found, falsePositives: marked.count { !overlaps($0, gold) },
            falseNegatives: gold.count - found)
    }

    /// Whether a span overlaps one of ascending spans without overlap.
    private static func overlaps(_ span: MarkedSpan, _ others: [MarkedSpan]) -> Bool {
        let index = others.partitioningIndex { $0.bytes.upperBound > span.bytes.lowerBound }
        return index < others.count && others[index].bytes.overlaps(span.bytes)
    }
}

/// Standard errors and intervals of a `DetectionScore`.
public struct DetectionSpreads: Hashable, Sendable {
    public var precision: BootstrapSpread?
    public var recall: BootstrapSpread?
    public var f1: BootstrapSpread?

    /// - Parameter spreads: of precision, recall and F1.
    init(_ spreads: ArraySlice<BootstrapSpread?>) {
        let spreads = Array(spreads)
        precision = spreads.first ?? nil
        recall = spreads.dropFirst().first ?? nil
        f1 = spreads.dropFirst(2).first ?? nil
    }

    /// Fields `precision`, `recall`, `f1`, each with `standardError` and `interval`.
    public var json: JSONValue {
        [
            "precision": precision?.json ?? .null, "recall": recall?.json ?? .null,
            "f1": f1?.json ?? .null,
        ]
    }
}

/// What each byte of a response is by a list of spans.
struct SpanPainting {
    let marks: [IntentConfusion.Mark]
    private let start: Int

    init(_ spans: [MarkedSpan], over range: Range<Int>) {
        var marks = [IntentConfusion.Mark](repeating: .execution, count: range.count)
        for span in spans {
            let mark = IntentConfusion.Mark.planning(span.intent)
            for byte in span.bytes.clamped(to: range) { marks[byte - range.lowerBound] = mark }
        }
        self.marks = marks
        start = range.lowerBound
    }

    /// Whether a byte of a range inside the response is marked.
    func touches(_ bytes: Range<Int>) -> Bool {
        marks[bytes.lowerBound - start..<bytes.upperBound - start].contains { $0 != .execution }
    }
}
