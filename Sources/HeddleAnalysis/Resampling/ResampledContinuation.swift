/// Which of the two sides of a resampling a continuation belongs to.
public enum ResampleArm: String, Hashable, Sendable, CaseIterable {
    /// The text up to the end of the sentence is kept.
    case kept
    /// The text before the sentence is kept, and the continuation begins with another one.
    case without
}

/// One continuation that was drawn, or whose first sentence was refused.
public struct ResampledContinuation: Hashable, Sendable {
    public var arm: ResampleArm
    /// Its number in its arm, from 0; those of `without` count the refused ones as well.
    public var attempt: Int
    public var seed: UInt64
    /// Its first sentence as Thought Anchors cuts it.
    public var firstSentence: String
    /// How like the original that is; nil in the arm `kept`.
    public var similarity: Double?
    /// Nil where the first sentence said the same as the original, so that it went no further.
    public var outcome: Outcome?

    /// What a continuation came to.
    public struct Outcome: Hashable, Sendable {
        /// Its tokens, the one that ended it included.
        public var ids: [Int32]
        public var text: String
        /// Whether it ended of itself, not for its length.
        public var ended: Bool
        /// Nil where it gave none, which counts as wrong.
        public var answer: String?
        public var correct: Bool

        public init(ids: [Int32], text: String, ended: Bool, answer: String?, correct: Bool) {
            self.ids = ids
            self.text = text
            self.ended = ended
            self.answer = answer
            self.correct = correct
        }
    }

    public init(
        arm: ResampleArm, attempt: Int, seed: UInt64, firstSentence: String, similarity: Double?,
        outcome: Outcome?
    ) {
        self.arm = arm
        self.attempt = attempt
        self.seed = seed
        self.firstSentence = firstSentence
        self.similarity = similarity
        self.outcome = outcome
    }
}

/// Where finished continuations are kept, so that a run that was stopped goes on from them.
public protocol ResampleStore: AnyObject {
    /// Those of the same resampling that are there already.
    var continuations: [ResampledContinuation] { get }
    /// Keeps one; a failure to write is the store's to report.
    func store(_ continuation: ResampledContinuation)
}

extension ResampledContinuation {
    /// One line of a file of finished continuations.
    public var json: JSONValue {
        var fields: [(String, JSONValue)] = [
            ("arm", .string(arm.rawValue)), ("attempt", .integer(attempt)),
            ("seed", .integer(Int(clamping: seed))), ("firstSentence", .string(firstSentence)),
            ("similarity", JSONValue(similarity)), ("refused", .bool(outcome == nil)),
        ]
        if let outcome {
            fields += [
                ("ids", .array(outcome.ids.map { .integer(Int($0)) })),
                ("text", .string(outcome.text)), ("ended", .bool(outcome.ended)),
                ("answer", JSONValue(outcome.answer)), ("correct", .bool(outcome.correct)),
            ]
        }
        return .fields(fields)
    }

    /// Nil for a value that is no such line.
    public init?(json: JSONValue) {
        guard let arm = json["arm"]?.string.flatMap(ResampleArm.init),
            let attempt = json["attempt"]?.int, attempt >= 0,
            let seed = json["seed"]?.int, seed >= 0,
            let sentence = json["firstSentence"]?.string, let refused = json["refused"]?.bool
        else { return nil }
        self.init(
            arm: arm, attempt: attempt, seed: UInt64(seed), firstSentence: sentence,
            similarity: json["similarity"]?.double, outcome: nil)
        if refused { return }
        guard let outcome = Outcome(json: json) else { return nil }
        self.outcome = outcome
    }
}

extension ResampledContinuation.Outcome {
    fileprivate init?(json: JSONValue) {
        guard let values = json["ids"]?.array, let text = json["text"]?.string,
            let ended = json["ended"]?.bool, let correct = json["correct"]?.bool
        else { return nil }
        let ids = values.compactMap { $0.int.flatMap { Int32(exactly: $0) } }
        guard ids.count == values.count else { return nil }
        self.init(
            ids: ids, text: text, ended: ended, answer: json["answer"]?.string, correct: correct)
    }
}
