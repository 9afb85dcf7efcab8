/// Does pieces of work one after the other, in the order in which they were handed in.
///
/// Calls of an actor from separate tasks may overtake each other; an older snapshot of a session
/// must not.
final class SerialQueue: Sendable {
    typealias Work = @Sendable () async -> Void

    private let works: AsyncStream<Work>.Continuation
    private let worker: Task<Void, Never>

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Work.self)
        works = continuation
        worker = WorkerThreads.shared.run { for await work in stream { await work() } }
    }

    func add(_ work: @escaping Work) { works.yield(work) }

    /// Takes no more work and waits until what was handed in is done.
    func finish() async {
        works.finish()
        await worker.value
    }
}
