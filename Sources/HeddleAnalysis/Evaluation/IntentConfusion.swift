/// Characters by the intent that gold spans give them and the one that was found.
public struct IntentConfusion: Hashable, Sendable {
    /// What a character is by one side.
    public enum Mark: Hashable, Sendable {
        /// Inside a planning span; nil for one of no named intent.
        case planning(Intent?)
        case execution

        public static let all = Intent.allCases.map(Mark.planning) + [.planning(nil), .execution]

        /// The intent's name, `unnamed` or `none`.
        public var name: String {
            switch self {
            case .planning(let intent): intent?.rawValue ?? "unnamed"
            case .execution: "none"
            }
        }

        /// Place in `all`.
        fileprivate var index: Int {
            switch self {
            case .planning(.open?): 0
            case .planning(.deduce?): 1
            case .planning(.branch?): 2
            case .planning(.backtrack?): 3
            case .planning(.verify?): 4
            case .planning(.conclude?): 5
            case .planning(nil): 6
            case .execution: 7
            }
        }
    }

    private static let side = Mark.all.count
    private var counts = [Int](repeating: 0, count: side * side)

    public init() {}

    public mutating func add(gold: Mark, found: Mark, count: Int = 1) {
        counts[gold.index * Self.side + found.index] += count
    }

    public func count(gold: Mark, found: Mark) -> Int {
        counts[gold.index * Self.side + found.index]
    }

    /// Whether any gold span names its intent.
    public var hasGoldIntents: Bool {
        Intent.allCases.contains { intent in
            Mark.all.contains { count(gold: .planning(intent), found: $0) > 0 }
        }
    }

    /// How well characters of an intent are found as that intent. Gold characters of no named
    /// intent are left out: they may be of any.
    public func score(_ intent: Intent) -> DetectionScore {
        let mark = Mark.planning(intent)
        var score = DetectionScore(truePositives: count(gold: mark, found: mark))
        for other in Mark.all where other != mark {
            if other != .planning(nil) { score.falsePositives += count(gold: other, found: mark) }
            score.falseNegatives += count(gold: mark, found: other)
        }
        return score
    }

    /// Share of the characters marked by both sides on which they agree; nil when there are none.
    public var agreement: Double? {
        let planning = Mark.all.filter { $0 != .execution }
        var shared = 0
        for gold in planning {
            for found in planning { shared += count(gold: gold, found: found) }
        }
        let same = planning.reduce(0) { $0 + count(gold: $1, found: $1) }
        return shared > 0 ? Double(same) / Double(shared) : nil
    }

    /// `{intent: {precision, recall, f1, …}}`.
    public var scoresJSON: JSONValue {
        var fields: JSONValue.Fields = [:]
        for intent in Intent.allCases { fields[intent.rawValue] = score(intent).json }
        if !hasGoldIntents { fields["reason"] = "no gold span names its intent" }
        return .object(fields)
    }

    /// `{gold intent: {found intent: characters}}`; `none` is outside of spans.
    public var countsJSON: JSONValue {
        var rows: JSONValue.Fields = [:]
        for gold in Mark.all {
            var row: JSONValue.Fields = [:]
            for found in Mark.all { row[found.name] = .integer(count(gold: gold, found: found)) }
            rows[gold.name] = .object(row)
        }
        return .object(rows)
    }
}
