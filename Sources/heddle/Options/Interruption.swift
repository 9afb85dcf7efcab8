import Foundation
import HeddleEngine

/// Ctrl-C during work whose finished part is worth keeping: the first one asks the work to stop, the
/// second one ends the program.
enum Interruption {
    /// Cancelled by the first Ctrl-C after `listen`.
    static let cancellation = Cancellation()

    /// The status of a program that was cancelled.
    static let status: Int32 = 130

    static func listen() {
        // Made here, so that the handler only sets a flag.
        _ = cancellation
        signal(SIGINT) { _ in
            Interruption.cancellation.cancel()
            signal(SIGINT, SIG_DFL)
        }
    }
}
