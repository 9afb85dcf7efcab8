import HeddleAnalysis

/// Work that can be told apart and cancelled. Starting work of a kind replaces what runs of it.
public enum JobKind: Hashable, Sendable {
    case openFiles, openTrace, loadModel, score, effects, summaries, pattern, headLine, sweep
    case knockout
    case generate, compare, export, session, catalogue
    case searchAll, filterTexts
    case judging
    case relabel
    case dynamics
    case mediation, evidence, promptAttention, planningSweep
    case resample
    case knockoutMatrix
    case attribution, lens, depths, receivers
}

/// How far a piece of work is.
public struct Progress: Hashable, Sendable {
    public var label: String
    public var done: Int
    public var total: Int?
    /// Seconds left, where they can be told.
    public var remaining: Double?

    public init(label: String, done: Int = 0, total: Int? = nil, remaining: Double? = nil) {
        self.label = label
        self.done = done
        self.total = total
        self.remaining = remaining
    }
}

/// A continuation that is being generated or has been.
public struct Continuation: Hashable, Sendable {
    public var mask: HeadMask
    /// The new tokens; ids and texts of equal length.
    public var ids: [Int32] = []
    public var pieces: [[UInt8]] = []
    public var predictions: [Prediction] = []
    /// Intents of the new tokens, as far as they are labelled.
    public var intents: [Intent?] = []
    public var finished = false
    /// Verdict on its answer, where the problem is known.
    public var correct: Bool?
    /// The answer that was read from it.
    public var answer: String?

    public init(mask: HeadMask) { self.mask = mask }
}

/// The continuation with all heads on beside the one under the mask, from one token on.
public struct SideBySide: Hashable, Sendable {
    public var document: DocumentID
    /// Index of the first new token.
    public var start: Int
    public var seed: UInt64
    public var left: Continuation
    public var right: Continuation
    /// KL(left ‖ right) at the first difference, nats.
    public var divergence: Float?

    public init(
        document: DocumentID, start: Int, seed: UInt64, left: Continuation, right: Continuation
    ) {
        self.document = document
        self.start = start
        self.seed = seed
        self.left = left
        self.right = right
    }

    /// Index of the first new token that differs, from `start`; nil while both agree.
    public var firstDifference: Int? {
        let common = min(left.ids.count, right.ids.count)
        if let index = (0..<common).first(where: { left.ids[$0] != right.ids[$0] }) {
            return start + index
        }
        guard left.finished, right.finished, left.ids.count != right.ids.count else { return nil }
        return start + common
    }
}
