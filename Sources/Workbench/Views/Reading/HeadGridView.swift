import Canvas
import HeddleAnalysis

/// The head grid: every head's measure at the cursor, with its scale and key/value groups.
struct HeadGridView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame, rect: Rect, isFocused: Bool) {
        let measure = state.place.measure
        var panel = Panel(
            rect: rect, title: StyledLine("Heads · \(measure.label)", look[.title]),
            isFocused: isFocused)
        panel.foot = StyledLine(queryText, look[.textDim])
        guard let shape = state.shape, state.document != nil else {
            panel.foot = StyledLine()
            panel.draw(on: &frame, look)
            Paragraph.put(missing, in: panel.inner, style: look[.textDim], on: &frame)
            return
        }
        let values = GridValues(state, shape: shape, measure: measure)
        let geometry = state.gridGeometry(shape, area: panel.inner)
        if values.isOld { panel.footCorner = StyledLine("old mask", look[.statusWarning]) }
        panel.draw(on: &frame, look)
        let cells = GridCells(state: state, look: look, values: values, geometry: geometry)
        cells.draw(on: &frame)
        footer(cells, on: &frame)
    }

    /// Which query the heads are of.
    private var queryText: String {
        let token = state.place.cursor
        guard let query = state.cursorQuery else { return "no query predicts token 0" }
        return state.place.reading ? "reading \(token)" : "predicting \(token) from \(query)"
    }

    /// What is on the screen of a grid that scrolls.
    private func hidden(_ geometry: GridGeometry, _ shape: HeadShape) -> String {
        if geometry.layers.count < shape.layers {
            return "layers \(geometry.layers.lowerBound)–\(geometry.layers.upperBound - 1)"
        }
        if geometry.heads.count < shape.heads {
            return "heads \(geometry.heads.lowerBound)–\(geometry.heads.upperBound - 1)"
        }
        return ""
    }

    private var missing: String {
        switch state.model {
        case .loading(let path, _): "Loading \(TopLine.lastComponent(path))…"
        case .failed(_, let message): message
        case .none: "No model is loaded: :model PATH"
        case .loaded: "No trace is open: o opens a file"
        }
    }

    /// Key/value groups under their columns, the scale, then the largest heads, as far as there is
    /// room; the scale comes first where there is little.
    private func footer(_ cells: GridCells, on frame: inout Frame) {
        let area = cells.geometry.area
        var y = area.y + 1 + cells.geometry.rowCount
        guard y < area.maxY else { return }
        var scale =
            cells.values.isEmpty
            ? StyledLine() : GridScale.line(cells.values, look, isFixed: state.gridScale != nil)
        let hidden = hidden(cells.geometry, cells.values.shape)
        if let groups = cells.groupRow, area.maxY - y > 1 {
            frame.put(groups, x: area.x, y: y, width: area.width)
            y += 1
        }
        if !hidden.isEmpty {
            scale.add(scale.isEmpty ? hidden : " " + hidden, look[.textDim])
        } else if y == area.y + 1 + cells.geometry.rowCount, let groups = cells.groupList {
            if !scale.isEmpty { scale.add("   ") }
            let fits = scale.columns + groups.columns < area.width
            scale.add(fits ? groups : cells.groupSize)
        }
        frame.put(scale, x: area.x + 1, y: y, width: area.width - 1)
        let rest = Rect(x: area.x, y: y + 1, width: area.width, height: area.maxY - y - 1)
        if cells.values.isEmpty {
            Paragraph.put(waiting, in: rest, style: look[.textDim], on: &frame)
        } else if rest.height > 0 {
            frame.put(largest(cells.values, width: rest.width), in: rest)
        }
    }

    private var waiting: String {
        if state.place.measure.isAttribution { return waitingForShares }
        if state.place.measure == .receiver { return waitingForReceivers }
        if state.place.measure == .effect {
            return state.jobs[.sweep] == nil
                ? "No sweep of token \(state.place.cursor) yet: S sweeps all heads" : "sweeping…"
        }
        guard let query = state.cursorQuery else {
            return "The first token has no prediction: r shows the heads that read it"
        }
        guard state.numbers.summaries(at: query) != nil else {
            return state.missingModel ?? "computing the heads…"
        }
        return state.place.measure == .planningLift
            ? "No planning token stands before this one: p goes to the next move, "
                + "v shows another measure"
            : "This measure has no value here: v shows another"
    }

    private var waitingForReceivers: String {
        if let missing = state.missingModel { return missing }
        if !state.mayAskModel { return "The loaded model does not read this trace" }
        return state.numbers.broadcast == nil && state.jobs[.receivers] != nil
            ? "reading the trace…" : "No receivers: the trace has too few sentences"
    }

    private var waitingForShares: String {
        if state.place.cursor == 0 { return "The first token has no prediction" }
        if let missing = state.missingModel { return missing }
        guard state.attributionAtCursor != nil else { return "computing the shares…" }
        return state.jobs[.sweep] == nil
            ? "The gap needs a sweep of token \(state.place.cursor): S sweeps all heads"
            : "sweeping…"
    }

    /// The ten largest heads, as many a row as fit.
    private func largest(_ values: GridValues, width: Int) -> [StyledLine] {
        let entryWidth = 15
        let columns = max(1, (width - 1) / entryWidth)
        let ranked = values.ranked(10)
        let rows = (ranked.count + columns - 1) / columns
        return (0..<rows).map { row in
            var line = StyledLine(" ")
            for entry in stride(from: row, to: ranked.count, by: rows).map({ ranked[$0] }) {
                let isSelected = entry.head == state.place.selectedHead
                line.add(
                    entry.head.description, isSelected ? look[.headSelected] : look[.text],
                    width: 6)
                let text =
                    values.isSigned ? Digits.signed(entry.value) : Digits.short(entry.value)
                line.add(text, look[.textDim], width: entryWidth - 6)
            }
            return line
        }
    }
}

extension State {
    /// The geometry of the head grid inside a pane's border; two layers share a row only where
    /// there are colours to tell them apart.
    func gridGeometry(_ shape: HeadShape, area: Rect) -> GridGeometry {
        GridGeometry(
            area: area, shape: shape, selected: place.selectedHead,
            halfBlocks: !settings.colorless && !settings.ascii)
    }
}
