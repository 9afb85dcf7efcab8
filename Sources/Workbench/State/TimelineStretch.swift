import HeddleAnalysis

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
