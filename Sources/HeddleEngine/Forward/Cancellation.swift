import Synchronization

/// A switch that stops work on another thread; the work looks at it between layers and pieces.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    /// Asks the work to stop; it throws `EngineError.cancelled` soon after. Cannot be taken back.
    public func cancel() { flag.store(true, ordering: .relaxed) }

    public var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func check() throws(EngineError) {
        if isCancelled { throw .cancelled }
    }
}
