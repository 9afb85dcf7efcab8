import Canvas
import HeddleAnalysis

/// The cells of a head grid with the numbers of layers and heads and the marks of what is selected,
/// off and pinned.
struct GridCells {
    let state: State
    let look: Look
    let values: GridValues
    let geometry: GridGeometry
    /// Marks of single heads, which take the place of the sign.
    var marks: [HeadID: Character] = [:]

    private var area: Rect { geometry.area }
    private var selected: HeadID { state.place.selectedHead }

    func draw(on frame: inout Frame) {
        header(on: &frame)
        for layer in geometry.layers {
            label(layer, on: &frame)
            for head in geometry.heads {
                let id = HeadID(layer: layer, head: head)
                guard let cell = geometry.cell(of: id) else { continue }
                if geometry.layersPerRow == 1 {
                    draw(id, in: cell, on: &frame)
                } else if (layer - geometry.layers.lowerBound) % 2 == 0 {
                    drawHalves(id, in: cell, on: &frame)
                }
            }
        }
        brackets(on: &frame)
    }

    private func header(on frame: inout Frame) {
        let digits = String(max(0, geometry.heads.upperBound - 1)).count
        let step = [1, 2, 5, 10].first { geometry.stride * $0 > digits } ?? 20
        for head in geometry.heads where head % step == 0 || head == selected.head {
            guard
                let cell = geometry.cell(of: HeadID(layer: geometry.layers.lowerBound, head: head))
            else { continue }
            let text = String(head)
            let isSelected = head == selected.head
            // The selected head's number has the room of its neighbours where columns are narrow.
            if !isSelected, step > 1, abs(head - selected.head) * geometry.stride <= digits {
                continue
            }
            frame.put(
                text, x: min(cell.x + max(0, cell.width - text.count), area.maxX - text.count),
                y: area.y, style: look[isSelected ? .headSelected : .textDim], clip: area)
        }
    }

    private func label(_ layer: Int, on frame: inout Frame) {
        guard (layer - geometry.layers.lowerBound) % geometry.layersPerRow == 0,
            let cell = geometry.cell(of: HeadID(layer: layer, head: geometry.heads.lowerBound))
        else { return }
        let text = String(layer)
        let isSelected =
            (layer..<layer + geometry.layersPerRow).contains(selected.layer)
        frame.put(
            text, x: area.x + geometry.labelWidth - text.count, y: cell.y,
            style: look[isSelected ? .headSelected : .textDim], clip: area)
    }

    private func draw(_ id: HeadID, in cell: Rect, on frame: inout Frame) {
        var (text, style) = appearance(id)
        if values.isOld { style.attributes.insert(.dim) }
        if id == selected, geometry.stride == geometry.cellWidth {
            style.attributes.insert(.reverse)
        }
        frame.put(text, x: cell.x, y: cell.y, style: style, clip: area)
    }

    private func appearance(_ id: HeadID) -> (String, Style) {
        let isWide = geometry.cellWidth == 2
        if state.mask.heads.contains(id) { return (isWide ? "××" : "×", look[.headAblated]) }
        let isPinned = state.annotations.pinned[id] != nil
        if isPinned, !isWide { return ("•", look[.headPinned]) }
        guard let value = values[id] else {
            return (isPinned ? "·•" : isWide ? "··" : "·", look[.textDim])
        }
        var text = GridScale.glyphs(values.share(value), values, look, width: geometry.cellWidth)
        var style = GridScale.style(value, values, look)
        if let mark = marks[id] {
            text = (isWide ? String(text.suffix(1)) : "") + String(mark)
            style.attributes.insert(.bold)
            if isPinned { return (String(mark) + "•", style) }
        }
        return (isPinned ? text.suffix(1) + "•" : text, style)
    }

    /// Two layers in one cell: the upper one as foreground, the lower one as background.
    private func drawHalves(_ id: HeadID, in cell: Rect, on frame: inout Frame) {
        let lower = HeadID(layer: id.layer + 1, head: id.head)
        var style = Style(
            foreground: halfColor(id),
            background: geometry.layers.contains(lower.layer) ? halfColor(lower) : nil)
        if values.isOld { style.attributes.insert(.dim) }
        if [id, lower].contains(selected), geometry.stride == geometry.cellWidth {
            style.attributes.insert(.reverse)
        }
        frame.put(
            String(repeating: "▀", count: cell.width), x: cell.x, y: cell.y, style: style,
            clip: area)
    }

    private func halfColor(_ id: HeadID) -> Color? {
        if state.mask.heads.contains(id) { return look[.headAblated].foreground }
        return values[id].map { GridScale.color($0, values, look) }
    }

    private func brackets(on frame: inout Frame) {
        guard geometry.stride > geometry.cellWidth, let cell = geometry.cell(of: selected) else {
            return
        }
        let style = look[.headSelected]
        frame.put("[", x: cell.x - 1, y: cell.y, style: style, clip: area)
        frame.put("]", x: cell.maxX, y: cell.y, style: style, clip: area)
    }

    /// The key/value heads under the columns that read them; nil where every head has its own or
    /// the columns are too narrow to say so.
    var groupRow: StyledLine? {
        let shape = geometry.shapeOfGroups(values.shape)
        guard let shape else { return nil }
        let width = shape.heads / shape.keyValueHeads * geometry.stride
        let numberWidth = String(shape.keyValueHeads - 1).count
        guard width >= numberWidth + 2, shape.heads % shape.keyValueHeads == 0 else { return nil }
        let gap = geometry.stride - geometry.cellWidth
        var line = StyledLine(String(repeating: " ", count: geometry.labelWidth + 1))
        for group in 0..<shape.keyValueHeads {
            let number = "\(group)"
            let room = max(0, width - 2 - gap - number.count)
            let left = String(repeating: "─", count: room / 2)
            let right = String(repeating: "─", count: room - room / 2)
            line.add("╶\(left)\(number)\(right)╴", look[.textDim])
            line.add(String(repeating: " ", count: gap))
        }
        line.add(" kv", look[.textDim])
        return line
    }

    /// `kv 2 each`, where not even the list of the groups has room.
    var groupSize: StyledLine {
        let shape = values.shape
        return StyledLine(
            "kv \(shape.heads / max(1, shape.keyValueHeads)) each", look[.textDim])
    }

    /// `kv ╶0╴╶1╴`, beside the scale where the row of groups has no room.
    var groupList: StyledLine? {
        let shape = values.shape
        guard shape.keyValueHeads < shape.heads, shape.keyValueHeads <= 16 else { return nil }
        let list = (0..<shape.keyValueHeads).map { "╶\($0)╴" }.joined()
        return StyledLine("kv " + list, look[.textDim])
    }
}

extension GridGeometry {
    /// The shape, where the grid shows all heads of a layer and several share a key/value head.
    fileprivate func shapeOfGroups(_ shape: HeadShape) -> HeadShape? {
        shape.keyValueHeads > 0 && shape.keyValueHeads < shape.heads && heads.count == shape.heads
            ? shape : nil
    }
}
