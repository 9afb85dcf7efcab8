import OrderedCollections

/// What a report says of a session: values only, put together by whoever holds the session.
public struct SessionReport: Hashable, Sendable {
    public var title: String
    public var model: ModelIdentity?
    /// How far the model's numbers were verified, in words; nil where they were not.
    public var verification: String?
    public var traces: [TraceReport]
    /// The heads that are off now.
    public var mask: HeadMask
    /// Names of pinned heads.
    public var pinned: OrderedDictionary<HeadID, String>
    /// Named ablation sets.
    public var sets: OrderedDictionary<String, [HeadID]>
    /// Notes on heads.
    public var headNotes: [HeadNote]

    public init(
        title: String, model: ModelIdentity? = nil, verification: String? = nil,
        traces: [TraceReport] = [], mask: HeadMask = HeadMask(),
        pinned: OrderedDictionary<HeadID, String> = [:],
        sets: OrderedDictionary<String, [HeadID]> = [:], headNotes: [HeadNote] = []
    ) {
        self.title = title
        self.model = model
        self.verification = verification
        self.traces = traces
        self.mask = mask
        self.pinned = pinned
        self.sets = sets
        self.headNotes = headNotes
    }
}

/// A note on a head.
public struct HeadNote: Hashable, Sendable {
    public var head: HeadID
    public var text: String

    public init(head: HeadID, text: String) {
        self.head = head
        self.text = text
    }
}

/// One trace in a report, with its labels, notes and measured effects.
public struct TraceReport: Hashable, Sendable {
    public var trace: Trace
    public var labelling: Labelling
    public var notes: [TraceNote]
    public var effects: [MaskEffect]

    public init(
        trace: Trace, labelling: Labelling, notes: [TraceNote] = [], effects: [MaskEffect] = []
    ) {
        self.trace = trace
        self.labelling = labelling
        self.notes = notes
        self.effects = effects
    }
}

/// A note or bookmark on a trace or on some of its tokens.
public struct TraceNote: Hashable, Sendable {
    /// Tokens of the trace; nil for a note on the whole trace.
    public var tokens: Range<Int>?
    /// Empty for a bookmark.
    public var text: String
    /// The text that it points at.
    public var quote: String
    public var isBookmark: Bool

    public init(tokens: Range<Int>?, text: String, quote: String = "", isBookmark: Bool = false) {
        self.tokens = tokens
        self.text = text
        self.quote = quote
        self.isBookmark = isBookmark
    }
}

/// What a mask did to a trace.
public struct MaskEffect: Hashable, Sendable {
    public var mask: HeadMask
    public var summary: EffectSummary

    public init(mask: HeadMask, summary: EffectSummary) {
        self.mask = mask
        self.summary = summary
    }
}

extension HeadMask {
    /// `0.2 3.5 · zero · as if always off`, as the screens say it; `all heads on` for none.
    public var text: String {
        guard !isEmpty else { return "all heads on" }
        let place =
            switch scope {
            case .always: "as if always off"
            case .from(let target): "from token \(target) on"
            case .targets(let targets): "at \(targets.count) tokens"
            }
        return "\(HeadSelection.format(heads)) · \(mode.rawValue) · \(place)"
    }

    /// `heads`, `mode` and `scope` (`always`, or `from`, or `targets`).
    public var json: JSONValue {
        var fields: OrderedDictionary<String, JSONValue> = [
            "heads": .array(heads.sorted().map { .string($0.description) }),
            "mode": .string(mode.rawValue),
        ]
        switch scope {
        case .always: fields["scope"] = "always"
        case .from(let target): fields["scope"] = ["from": .integer(target)]
        case .targets(let targets):
            fields["scope"] = ["targets": .array(targets.map(JSONValue.integer))]
        }
        return .object(fields)
    }
}

extension SessionReport {
    /// The report as one JSON object, `heddle.session/1`; traces are `heddle.trace/1` objects.
    public var json: JSONValue {
        [
            "schema": "heddle.session/1", "title": .string(title),
            "model": model?.json ?? .null,
            "verification": JSONValue(verification), "mask": mask.json,
            "pinned": .object(
                OrderedDictionary(
                    pinned.map { ($0.key.description, JSONValue.string($0.value)) },
                    uniquingKeysWith: { $1 })),
            "sets": .object(
                sets.mapValues { .array($0.map { .string($0.description) }) }),
            "headNotes": .array(
                headNotes.map {
                    ["head": .string($0.head.description), "text": .string($0.text)]
                }), "traces": .array(traces.map(\.json)),
        ]
    }
}

extension TraceReport {
    /// `trace`, `lexicon`, `moves`, `notes` and `effects`.
    public var json: JSONValue {
        let outline = Outline(trace, labelling: labelling).json
        return [
            "trace": trace.json, "lexicon": .string(labelling.lexicon),
            "moves": outline["moves"] ?? [],
            "notes": .array(
                notes.map { note in
                    [
                        "first": JSONValue(note.tokens?.lowerBound),
                        "end": JSONValue(note.tokens?.upperBound), "text": .string(note.text),
                        "quote": .string(note.quote), "bookmark": .bool(note.isBookmark),
                    ]
                }),
            "effects": .array(
                effects.map { ["mask": $0.mask.json, "summary": $0.summary.json] }),
        ]
    }
}
