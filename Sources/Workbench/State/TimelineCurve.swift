import HeddleAnalysis

/// The values of the timeline's measure, reduced once so that a frame costs its columns and not the
/// length of the trace.
public struct TimelineCurve: Sendable, Equatable {
    public let measure: TimelineMeasure
    /// What it was made of; both share their memory with the numbers.
    private let predictions: [Prediction?]
    private let effects: [TokenEffect?]
    private let depths: LensDepths?
    private let broadcast: BroadcastSentences?
    /// Largest values; of a signed measure those that rise.
    private let rises: BlockMaximum
    /// Largest sizes of values below zero; nil for measures without sign.
    private let falls: BlockMaximum?

    init(_ measure: TimelineMeasure, _ numbers: TraceNumbers) {
        self.measure = measure
        predictions = measure == .change ? [] : numbers.predictions
        effects = measure == .change ? numbers.effects : []
        depths = measure == .decided ? numbers.depths : nil
        broadcast = measure == .received ? numbers.broadcast : nil
        if measure == .change {
            let changes = numbers.effects.map { $0?.change }
            rises = BlockMaximum(changes.map { $0.map { max(0, $0) } })
            falls = BlockMaximum(changes.map { $0.map { max(0, -$0) } })
        } else if measure == .decided {
            let shares = numbers.depths.map { depths in
                depths.decisions.indices.map { depths.share(of: $0).map { Float($0) } }
            }
            rises = BlockMaximum(shares ?? [])
            falls = nil
        } else if measure == .received {
            let shares = numbers.broadcast.map { broadcast in
                (0..<(broadcast.receivers.sentences.last?.tokens.upperBound ?? 0)).map {
                    broadcast.share(of: $0).map { Float($0) }
                }
            }
            rises = BlockMaximum(shares ?? [])
            falls = nil
        } else {
            rises = BlockMaximum(measure.values(predictions: predictions, effects: []))
            falls = nil
        }
    }

    /// Arrays that share their memory compare without being walked.
    func isMade(of numbers: TraceNumbers, as measure: TimelineMeasure) -> Bool {
        guard self.measure == measure else { return false }
        return switch measure {
        case .change: effects == numbers.effects
        case .decided: depths == numbers.depths
        case .received: broadcast == numbers.broadcast
        case .entropy, .surprise: predictions == numbers.predictions
        }
    }

    /// The value in a range of tokens that is farthest from zero; nil where there is none.
    public func extreme(in tokens: Range<Int>) -> Float? {
        let rise = rises.maximum(in: tokens)
        guard let fall = falls?.maximum(in: tokens) else { return rise }
        return fall > (rise ?? 0) ? -fall : rise
    }
}

extension State {
    /// What the timeline shows: the text's colours where they are a measure, otherwise the sentences
    /// that the grid's receivers look back at, and else entropy.
    public var timelineMeasure: TimelineMeasure {
        if screen == .head, annotations.mask.heads == [place.selectedHead] { return .change }
        switch place.colorMode {
        case .effect: return annotations.mask.isEmpty ? .entropy : .change
        case .surprise: return .surprise
        case .decided: return .decided
        case .received: return .received
        case .entropy: return .entropy
        case .planning, .attention, .steps, .importance, .knockout:
            return place.measure == .receiver ? .received : .entropy
        }
    }

    /// Makes the timeline's curve anew when the numbers or the measure have changed.
    mutating func refreshTimeline() {
        let measure = timelineMeasure
        if numbers.curve?.isMade(of: numbers, as: measure) == true { return }
        numbers.curve = TimelineCurve(measure, numbers)
    }
}
