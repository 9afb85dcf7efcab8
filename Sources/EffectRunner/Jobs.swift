import HeddleEngine
import Synchronization
import Workbench

/// The work that runs, by kind: starting work of a kind cancels what runs of it.
final class Jobs: Sendable {
    private let running = Mutex<[JobKind: Cancellation]>([:])

    /// Takes the place of what runs of this kind.
    func start(_ kind: JobKind) -> Cancellation {
        let cancellation = Cancellation()
        running.withLock { jobs in
            jobs[kind]?.cancel()
            jobs[kind] = cancellation
        }
        return cancellation
    }

    func cancel(_ kind: JobKind) {
        running.withLock { $0[kind]?.cancel() }
    }

    func cancelAll() {
        running.withLock { jobs in
            for job in jobs.values { job.cancel() }
        }
    }

    /// Forgets work that ended, unless newer work took its place.
    ///
    /// - Returns: false when newer work did.
    func end(_ kind: JobKind, _ cancellation: Cancellation) -> Bool {
        running.withLock { jobs in
            guard jobs[kind] === cancellation else { return false }
            jobs[kind] = nil
            return true
        }
    }

    var isIdle: Bool { running.withLock { $0.isEmpty } }
}
