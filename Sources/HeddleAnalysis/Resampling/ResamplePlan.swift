/// Which attempts a resampling needs: a value that depends on what the attempts came to, not on the
/// order in which they came.
///
/// The arm `kept` needs the first `wanted` attempts. The arm `without` goes on until `wanted` first
/// sentences said something else or `tries` were tried; an attempt begins only when it is needed
/// even if all before it that are under way say something else.
public struct ResamplePlan: Hashable, Sendable {
    public let wanted: Int
    public let tries: Int
    private var known: [ResampleArm: [Int: ResampledContinuation]] = [:]

    public init(wanted: Int, tries: Int) {
        self.wanted = wanted
        self.tries = tries
    }

    /// Takes what an attempt came to.
    public mutating func add(_ continuation: ResampledContinuation) {
        known[continuation.arm, default: [:]][continuation.attempt] = continuation
    }

    /// The attempts of an arm that are needed as far as is known now, ascending: those that are
    /// done, under way, or to be begun.
    public func needed(_ arm: ResampleArm) -> Range<Int> {
        guard arm == .without else { return 0..<wanted }
        var possible = 0
        var attempt = 0
        while attempt < tries, possible < wanted {
            if !isRefused(attempt) { possible += 1 }
            attempt += 1
        }
        return 0..<attempt
    }

    private func isRefused(_ attempt: Int) -> Bool {
        guard let found = known[.without]?[attempt] else { return false }
        return found.outcome == nil
    }

    /// The needed attempts of an arm that are not done, ascending.
    public func open(_ arm: ResampleArm) -> [Int] {
        needed(arm).filter { known[arm]?[$0] == nil }
    }

    /// What is done of the needed attempts, in order.
    public var counted: [ResampledContinuation] {
        ResampleArm.allCases.flatMap { arm in needed(arm).compactMap { known[arm]?[$0] } }
    }

    public var isFinished: Bool { ResampleArm.allCases.allSatisfy { open($0).isEmpty } }

    /// Continuations that are at their end.
    public var finished: Int { counted.count { $0.outcome != nil } }
}
