/// How often each answer was given.
public struct AnswerDistribution: Hashable, Sendable {
    /// One answer; spellings that a check of answers takes for the same count as one.
    public struct Entry: Hashable, Sendable {
        /// As it was first written.
        public var answer: String
        public var count: Int
        public var correct: Bool
    }

    /// The most frequent first; among equals as they came.
    public private(set) var entries: [Entry] = []
    /// Continuations that gave no answer.
    public private(set) var missing = 0
    private var counts: [[UInt8]: Int] = [:]

    /// Linear in the answers.
    public init(_ answers: some Sequence<(answer: String?, correct: Bool)>) {
        var places: [[UInt8]: Int] = [:]
        for (answer, correct) in answers {
            guard let answer else {
                missing += 1
                continue
            }
            let key = AnswerCheck.plainForm(answer)
            counts[key, default: 0] += 1
            if let place = places[key] {
                entries[place].count += 1
            } else {
                places[key] = entries.count
                entries.append(Entry(answer: answer, count: 1, correct: correct))
            }
        }
        let order = entries.indices.sorted { left, right in
            (entries[right].count, left) < (entries[left].count, right)
        }
        entries = order.map { entries[$0] }
    }

    /// Answers that were given.
    public var total: Int { counts.values.reduce(0, +) }

    /// What Thought Anchors adds to every count, so that answers that only one side gave leave the
    /// divergence finite.
    public static let smoothing = 1e-9

    /// KL(self ‖ other) over the answers of both, in nats: every count plus `smoothing`, over their
    /// sum; continuations without an answer are left out, and what rounding makes negative is 0.
    /// Nil where one side has no answers (Thought Anchors writes 0).
    ///
    /// Source: Thought Anchors (2506.19143), `calculate_kl_divergence` in `analyze_rollouts.py`.
    public func divergence(from other: AnswerDistribution) -> Double? {
        guard total > 0, other.total > 0 else { return nil }
        // Sums depend on the order of their terms: one that a repetition has again.
        let answers = Set(counts.keys).union(other.counts.keys).sorted {
            $0.lexicographicallyPrecedes($1)
        }
        let added = Self.smoothing * Double(answers.count)
        var divergence = 0.0
        for answer in answers {
            let p = (Double(counts[answer] ?? 0) + Self.smoothing) / (Double(total) + added)
            let q =
                (Double(other.counts[answer] ?? 0) + Self.smoothing)
                / (Double(other.total) + added)
            divergence += p * (p / q).logarithm
        }
        return max(0, divergence)
    }
}
