import HeddleAnalysis

/// Which tokens each column of the timeline stands for.
public struct TimelineScale: Hashable, Sendable {
    public var tokens: Range<Int>
    public var width: Int

    public init(tokens: Range<Int>, width: Int) {
        self.tokens = tokens
        self.width = max(1, width)
    }

    /// Tokens of a column; never empty while there are tokens: with more columns than tokens,
    /// neighbouring columns share one.
    public func tokens(inColumn column: Int) -> Range<Int> {
        guard !tokens.isEmpty, (0..<width).contains(column) else {
            return tokens.lowerBound..<tokens.lowerBound
        }
        return TimelineColumns(width: width, range: tokens).tokens(in: column)
    }

    /// The first column of a token; nil outside the stretch.
    public func column(of token: Int) -> Int? {
        TimelineColumns(width: width, range: tokens).column(of: token)
    }
}

extension State {
    /// The tokens of the timeline: all of the trace, or with the timeline zoomed a stretch of an
    /// eighth around the cursor.
    public var timelineStretch: Range<Int> {
        guard let count = document?.tokens.count, count > 0 else { return 0..<0 }
        guard zoomed == .timeline else { return 0..<count }
        let length = min(count, max(width, count / 8))
        let first = max(0, min(place.cursor - length / 2, count - length))
        return first..<first + length
    }

    /// The scale of the timeline on the reading screen.
    public var timelineScale: TimelineScale {
        TimelineScale(
            tokens: timelineStretch,
            width: max(1, width - 2 * Self.timelineMargin - timelineLegendWidth))
    }

    /// Columns to the right of the timeline for totals and the name of the curve.
    var timelineLegendWidth: Int { width >= 110 ? 58 : width >= 70 ? 30 : 0 }

    /// Column of the timeline's first cell.
    public static let timelineMargin = 1
}
