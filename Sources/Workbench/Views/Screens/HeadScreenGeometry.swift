import Canvas
import HeddleAnalysis

/// Which part of a head's attention pattern is on the head screen: rows are queries around the
/// cursor's, columns keys.
struct HeadScreenGeometry: Hashable, Sendable {
    /// The cells of the map, one a weight.
    let map: Rect
    let queries: Range<Int>
    let keys: Range<Int>

    /// Columns of the query's number and text left of its row.
    static let labelWidth = 18
    /// Rows below the map: keys, scale, lines over the whole trace.
    static let footer = 6

    init(_ state: State) {
        let inner = state.screenBody.inset()
        let count = state.document?.tokens.count ?? 0
        let limit = min(count, state.model.info?.contextLength ?? count)
        map = Rect(
            x: inner.x + Self.labelWidth, y: inner.y + 1,
            width: inner.width - Self.labelWidth - 1,
            height: max(1, inner.height - 1 - Self.footer))
        queries = ListRows.rows(
            count: limit, selection: min(max(0, limit - 1), state.cursorQuery ?? 0),
            height: map.height)
        let first = max(0, min(state.patternScroll, limit - map.width))
        keys = first..<max(first, min(limit, first + map.width))
    }
}
