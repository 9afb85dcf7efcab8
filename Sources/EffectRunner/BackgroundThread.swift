import Foundation

/// A thread of its own for work that takes minutes and gives way to every other.
enum BackgroundThread {
    /// Returns at once.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            // The lowest priority that threads of this kind have.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
            body()
        }
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }
}
