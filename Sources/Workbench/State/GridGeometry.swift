import Canvas
import HeddleTerms

/// Where each head's cell stands in a head grid: two columns a head while they fit, then one, then
/// two layers a row; what does not fit even so is scrolled, keeping the selected head in sight.
public struct GridGeometry: Hashable, Sendable {
    /// The rectangle of the cells with row labels and header.
    public var area: Rect
    /// Columns of the layer numbers on the left.
    public var labelWidth: Int
    /// Columns from one head's cell to the next, its gap included: 3 or 1.
    public var stride: Int
    /// Columns of a cell itself: 2 or 1.
    public var cellWidth: Int
    /// Layers in one row: 2 with half blocks.
    public var layersPerRow: Int
    /// Heads shown, left to right.
    public var heads: Range<Int>
    /// Layers shown, top to bottom.
    public var layers: Range<Int>

    /// - Parameter area: the inside of the grid's pane: a header line, then a row a layer; at
    ///   least one line is left below for the scale.
    /// - Parameter halfBlocks: whether two layers may share a row, which takes two colours a cell.
    public init(area: Rect, shape: HeadShape, selected: HeadID, halfBlocks: Bool = true) {
        self.area = area
        labelWidth = String(max(0, shape.layers - 1)).count
        let room = max(1, area.width - labelWidth - 1)
        if shape.heads * 3 <= room {
            (stride, cellWidth) = (3, 2)
        } else {
            (stride, cellWidth) = (1, 1)
        }
        heads = ListRows.rows(
            count: shape.heads, selection: selected.head, height: room / stride)
        let rows = max(1, area.height - 2)
        layersPerRow = halfBlocks && shape.layers > rows ? 2 : 1
        if shape.layers <= rows * layersPerRow {
            layers = 0..<shape.layers
        } else {
            let window = ListRows.rows(
                count: (shape.layers + layersPerRow - 1) / layersPerRow,
                selection: selected.layer / layersPerRow, height: rows)
            layers =
                window.lowerBound
                * layersPerRow..<min(
                    shape.layers, window.upperBound * layersPerRow)
        }
    }

    /// The cell of a head; nil where it is scrolled away.
    public func cell(of head: HeadID) -> Rect? {
        guard heads.contains(head.head), layers.contains(head.layer) else { return nil }
        return Rect(
            x: area.x + labelWidth + 1 + (head.head - heads.lowerBound) * stride,
            y: area.y + 1 + (head.layer - layers.lowerBound) / layersPerRow,
            width: cellWidth, height: 1)
    }

    /// Lines under the header that the cells take.
    public var rowCount: Int { (layers.count + layersPerRow - 1) / layersPerRow }

    /// The head at a cell of the screen; with two layers a row it is the upper one.
    public func head(x: Int, y: Int) -> HeadID? {
        let row = y - area.y - 1
        // The gap before a wide cell belongs to it.
        let column = x - area.x - labelWidth - (stride == cellWidth ? 1 : 0)
        guard column >= 0, (0..<rowCount).contains(row) else { return nil }
        let head = heads.lowerBound + column / stride
        let layer = layers.lowerBound + row * layersPerRow
        guard heads.contains(head), layers.contains(layer) else { return nil }
        return HeadID(layer: layer, head: head)
    }
}
