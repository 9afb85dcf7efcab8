/// What the timeline's curve shows of each token.
public enum TimelineMeasure: String, CaseIterable, Hashable, Sendable, Codable {
    /// Entropy of the prediction, nats.
    case entropy
    /// Negative log-probability of the token, nats.
    case surprise
    /// Size of the change of the log-probability under the mask, nats.
    case change

    /// The measure `[token]` from the predictions and effects of a trace; nil where there is none.
    public func values(predictions: [Prediction?], effects: [TokenEffect?]) -> [Float?] {
        switch self {
        case .entropy: predictions.map { $0?.entropy }
        case .surprise: predictions.map { $0.map { -$0.logprob } }
        case .change: effects.map { $0.map { abs($0.change) } }
        }
    }
}

/// One column of the timeline.
public struct TimelineColumn: Hashable, Sendable {
    /// The tokens that it stands for; never empty.
    public var tokens: Range<Int>
    /// The largest value of the measure among them.
    public var value: Float?
    /// The intent of the first planning move that begins in this column: its letter.
    public var start: Intent?
    /// The intent of a move that covers any of the tokens.
    public var intent: Intent?
    public var hasCursor: Bool
    public var hasNote: Bool
}

/// A trace of any length reduced to the columns of a screen: built once a measure in linear time,
/// drawn in time proportional to the columns.
public struct Timeline: Hashable, Sendable {
    private let values: BlockMaximum
    private let moves: [PlanningMove]
    /// Tokens of the trace.
    public let count: Int

    /// - Parameter values: the measure `[token]`; may be shorter than the trace.
    public init(values: [Float?], labelling: Labelling, tokens count: Int) {
        self.values = BlockMaximum(values)
        moves = labelling.moves
        self.count = max(count, 0)
    }

    /// The largest value of the whole trace: the scale's end, which stays put under zooming.
    public var maximum: Float? { values.maximum(in: 0..<count) }

    /// The columns of a stretch of the trace (default: all of it). With fewer tokens than columns a
    /// token spans several of them; cursor, notes and letters then stand in its first one.
    ///
    /// - Parameter notes: tokens that carry a note.
    public func columns(
        width: Int, range: Range<Int>? = nil, cursor: Int? = nil, notes: Stops = Stops([])
    ) -> [TimelineColumn] {
        let scale = TimelineColumns(
            width: width, range: (range ?? 0..<count).clamped(to: 0..<count))
        let cursorColumn = cursor.flatMap(scale.column(of:))
        return (0..<scale.width).map { column in
            let tokens = scale.tokens(in: column)
            let isFirst = scale.column(of: tokens.lowerBound) == column
            let note = notes.next(after: tokens.lowerBound - 1)
            return TimelineColumn(
                tokens: tokens, value: values.maximum(in: tokens),
                start: isFirst ? moveStart(in: tokens) : nil, intent: moveIntent(over: tokens),
                hasCursor: column == cursorColumn,
                hasNote: isFirst && note.map(tokens.contains) == true)
        }
    }

    private func moveStart(in tokens: Range<Int>) -> Intent? {
        let index = moves.partitioningIndex { $0.tokens.lowerBound >= tokens.lowerBound }
        guard index < moves.count, tokens.contains(moves[index].tokens.lowerBound) else {
            return nil
        }
        return moves[index].intent
    }

    private func moveIntent(over tokens: Range<Int>) -> Intent? {
        let index = moves.partitioningIndex { $0.tokens.upperBound > tokens.lowerBound }
        guard index < moves.count, moves[index].tokens.overlaps(tokens) else { return nil }
        return moves[index].intent
    }
}

/// Which tokens a column stands for, and back: `range.count` tokens spread evenly over `width`
/// columns.
public struct TimelineColumns: Hashable, Sendable {
    /// 0 when there are no tokens.
    public let width: Int
    public let range: Range<Int>

    public init(width: Int, range: Range<Int>) {
        self.width = range.isEmpty ? 0 : max(width, 0)
        self.range = range
    }

    /// The tokens of a column, at least one.
    ///
    /// - Precondition: `0 <= column < width`.
    public func tokens(in column: Int) -> Range<Int> {
        let first = column * range.count / width
        let end = max(first + 1, (column + 1) * range.count / width)
        return range.lowerBound + first..<range.lowerBound + end
    }

    /// The first column that shows a token; nil for a token outside the range.
    public func column(of token: Int) -> Int? {
        guard width > 0, range.contains(token) else { return nil }
        let place = token - range.lowerBound
        if range.count <= width { return (place * width + range.count - 1) / range.count }
        return ((place + 1) * width + range.count - 1) / range.count - 1
    }
}
