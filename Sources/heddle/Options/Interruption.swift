import Foundation
import HeddleEngine

/// Ctrl-C during long work: it stops soon after, and what was measured is still written.
enum Interruption {
    private static let cancellation = Cancellation()

    /// Takes over Ctrl-C. A second one ends the program at once.
    static func watch() -> Cancellation {
        let cancellation = cancellation
        signal(SIGINT) { _ in
            Interruption.cancellation.cancel()
            signal(SIGINT, SIG_DFL)
        }
        return cancellation
    }
}
