import HeddleAnalysis
import Synchronization

/// The labels that everything but the model's worker works with; a later number takes the place of
/// an earlier one, whatever the order in which they come.
final class CurrentLabels: Sendable {
    private let state: Mutex<(labeller: Labeller, number: Int)>

    init(_ labeller: Labeller) { state = Mutex((labeller, 0)) }

    var current: (labeller: Labeller, number: Int) { state.withLock { $0 } }

    var labeller: Labeller { current.labeller }

    /// - Returns: false when these labels, or later ones, are in use already.
    func use(_ labeller: Labeller, number: Int) -> Bool {
        state.withLock { state in
            guard number > state.number else { return false }
            state = (labeller, number)
            return true
        }
    }
}
