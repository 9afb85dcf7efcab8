import Foundation

/// Threads of the program's own on which its tasks and actors run.
///
/// The concurrency runtime's default threads belong to libdispatch, which on Linux wakes up every
/// second to count them; these sleep until there is work, so that an idle program stays idle.
public final class WorkerThreads: TaskExecutor {
    /// Shared by everything in the process: a few threads, since some may wait for a file or for a
    /// moment while others compute.
    public static let shared = WorkerThreads(count: 4)

    private let condition = NSCondition()
    private let waiting: Waiting

    /// Jobs in the order of arrival; touched with the condition locked.
    private final class Waiting: @unchecked Sendable {  // guarded by `condition`
        var jobs: [UnownedJob] = []
        var first = 0

        func take() -> UnownedJob? {
            guard first < jobs.count else { return nil }
            defer {
                first += 1
                if first == jobs.count {
                    jobs.removeAll(keepingCapacity: true)
                    first = 0
                }
            }
            return jobs[first]
        }
    }

    private init(count: Int) {
        waiting = Waiting()
        for index in 0..<count {
            let thread = Thread { [unowned self] in self.work() }
            thread.name = "heddle-\(index)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.lock()
        waiting.jobs.append(job)
        condition.signal()
        condition.unlock()
    }

    private func work() {
        while true {
            condition.lock()
            var job = waiting.take()
            while job == nil {
                condition.wait()
                job = waiting.take()
            }
            condition.unlock()
            job?.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// Holds the calling thread, one of these, for a moment.
    func pause(seconds: Double) { Thread.sleep(forTimeInterval: seconds) }

    /// Starts work on these threads.
    @discardableResult
    public func run(
        priority: TaskPriority? = nil, _ work: @escaping @Sendable () async -> Void
    ) -> Task<Void, Never> {
        Task.detached(executorPreference: self, priority: priority, operation: work)
    }
}
