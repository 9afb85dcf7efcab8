import Foundation
import HeddleEngine

/// Turns Ctrl-C into a cancelling that the work notices, so that it can keep what is done. A second
/// Ctrl-C ends the program at once.
enum Interruption {
    /// The status of a program that was cancelled.
    static let status: Int32 = 130

    private static let shared = Cancellation()

    /// What is cancelled by the next Ctrl-C.
    static func cancellation() -> Cancellation {
        let shared = shared
        signal(SIGINT) { _ in
            Interruption.shared.cancel()
            signal(SIGINT, SIG_DFL)
        }
        return shared
    }
}
