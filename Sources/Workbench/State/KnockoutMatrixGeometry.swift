import Canvas
import HeddleAnalysis

/// Where the cells of the matrix of knock-outs stand: a row a reader, a column an earlier part.
/// Three columns a cell while they fit, then two, then one; what does not fit even so is scrolled,
/// keeping the cursor in sight.
struct KnockoutMatrixGeometry: Hashable, Sendable {
    let map: Rect
    /// Left of the map.
    let labelWidth: Int
    /// Above the map: numbers, and intents where the parts have some.
    let headerHeight: Int
    /// Columns from one cell to the next, its gap included.
    let stride: Int
    let readers: Range<Int>
    let sources: Range<Int>
    /// What is said of the cursor's cell, below the rule and the scale.
    let detail: Rect

    /// Columns of a cell itself.
    var cellWidth: Int { min(2, stride) }

    /// Nil where there is no matrix to be shown.
    init?(_ state: State) {
        guard state.matrixWords == nil, let cell = state.matrixCell, let shown = state.shownMatrix
        else { return nil }
        let inner = state.screenBody.inset()
        let count = shown.matrix.total
        labelWidth = min(34, max(16, inner.width / 4))
        headerHeight = shown.matrix.kind == .moves ? 2 : 1
        let detailHeight = inner.height >= 16 ? 5 : 3
        // The scale and the rule stand between the map and the detail.
        let height = max(1, inner.height - headerHeight - 2 - detailHeight)
        let width = max(1, inner.width - labelWidth - 1)
        map = Rect(
            x: inner.x + labelWidth, y: inner.y + headerHeight, width: width, height: height)
        stride = [3, 2].first { $0 * count <= width } ?? 1
        let rows = ListRows.rows(count: count, selection: cell.reader - 1, height: height)
        readers = rows.lowerBound + 1..<rows.upperBound + 1
        sources = ListRows.rows(
            count: count, selection: cell.source, height: max(1, width / stride))
        let y = map.maxY + 2
        detail = Rect(
            x: inner.x + 1, y: y, width: max(0, inner.width - 2), height: max(0, inner.maxY - y))
    }

    /// Nil where a source is not before its reader, or either is scrolled away.
    func cell(reader: Int, source: Int) -> Rect? {
        guard readers.contains(reader), source < reader else { return nil }
        return column(source).map {
            Rect(x: $0, y: map.y + reader - readers.lowerBound, width: cellWidth, height: 1)
        }
    }

    /// Where a source's cells begin.
    func column(_ source: Int) -> Int? {
        guard sources.contains(source) else { return nil }
        return map.x + (source - sources.lowerBound) * stride + stride - cellWidth
    }

    /// The reader and the source at a cell of the screen.
    func part(x: Int, y: Int) -> (reader: Int, source: Int)? {
        guard map.contains(x: x, y: y) else { return nil }
        let reader = readers.lowerBound + y - map.y
        let source = sources.lowerBound + (x - map.x) / stride
        guard readers.contains(reader), sources.contains(source), source < reader else {
            return nil
        }
        return (reader, source)
    }
}
