import Canvas
import HeddleAnalysis

/// How much each part of a text depends on each earlier one: a triangle of cells, a row a part, a
/// column an earlier part, and below it the two parts of the cursor's cell.
struct KnockoutMatrixView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame, body: Rect) {
        var panel = Panel(rect: body, title: title, isFocused: state.overlay == nil)
        guard let geometry = KnockoutMatrixGeometry(state), let shown = state.shownMatrix,
            let cell = state.matrixCell
        else {
            panel.draw(on: &frame, look)
            return Paragraph.put(
                state.matrixWords ?? "", in: panel.inner, style: look[.textDim], on: &frame)
        }
        panel.corner = beyond(shown)
        panel.foot = StyledLine(window(geometry, shown.matrix), look[.textDim])
        panel.footCorner = StyledLine("rows read · columns are hidden from them", look[.textDim])
        panel.draw(on: &frame, look)
        let map = MatrixMap(
            state: state, look: look, shown: shown, geometry: geometry, selected: cell)
        map.draw(on: &frame)
        let area = geometry.detail
        frame.put(scale(shown), x: area.x, y: geometry.map.maxY, width: area.width)
        panel.divider(StyledLine(), at: area.y - 1, on: &frame, look)
        let detail = KnockoutMatrixDetail(state: state, look: look, shown: shown)
        frame.put(
            detail.lines(reader: cell.reader, source: cell.source, height: area.height), in: area)
    }

    // MARK: - Words around the map

    private var title: StyledLine {
        var line = StyledLine("Matrix", look[.title])
        guard let matrix = state.shownMatrix?.matrix else { return line }
        line.add(" · " + Words.count(matrix.parts.count, matrix.kind.noun), look[.text])
        guard matrix.isPartial, matrix.done > 0 || state.matrixIsRunning else { return line }
        let done = "\(matrix.done) of \(matrix.total)"
        if state.matrixIsRunning {
            line.add(" · \(done) measured…", look[.textDim])
        } else {
            let key = state.keyMap.label(of: "measure-matrix") ?? ":measure-matrix"
            line.add(" · partial, \(done): \(key) measures on", look[.statusWarning])
        }
        return line
    }

    private func beyond(_ shown: MeasuredMatrix) -> StyledLine {
        guard shown.beyond > 0 else { return StyledLine() }
        return StyledLine("\(shown.beyond) beyond the context", look[.statusWarning])
    }

    /// What is on the screen of a matrix that scrolls.
    private func window(
        _ geometry: KnockoutMatrixGeometry, _ matrix: KnockoutMatrix
    ) -> String {
        var parts: [String] = []
        if geometry.readers.count < matrix.total {
            parts.append(
                "rows \(geometry.readers.lowerBound)–\(geometry.readers.upperBound - 1)")
        }
        if geometry.sources.count < matrix.total {
            parts.append(
                "columns \(geometry.sources.lowerBound)–\(geometry.sources.upperBound - 1)")
        }
        return parts.isEmpty ? "" : parts.joined(separator: ", ") + " of \(matrix.parts.count)"
    }

    private func scale(_ shown: MeasuredMatrix) -> StyledLine {
        let values = state.matrix.values
        var line = StyledLine(values.label + " ", look[.text])
        guard let scale = shown.scale(values) else {
            line.add("computing…", look[.textDim])
            return line
        }
        line.add(GridScale.line(scale, look, isFixed: false))
        if !state.mask.isEmpty { line.add("  measured with all heads on", look[.textDim]) }
        return line
    }

    /// The screen in sentences.
    var spoken: [String] {
        if let words = state.matrixWords { return [title.text, words] }
        guard let shown = state.shownMatrix, let cell = state.matrixCell else {
            return [title.text]
        }
        let detail = KnockoutMatrixDetail(state: state, look: look, shown: shown)
        let sources = shown.sources(of: cell.reader).prefix(3).map {
            "\($0.source) \(Digits.signed(Float($0.dependence)))"
        }
        return [title.text, beyond(shown).text]
            + detail.lines(reader: cell.reader, source: cell.source, height: 5).map {
                $0.text.split(separator: " ").joined(separator: " ")
            }
            + (sources.isEmpty ? [] : ["depends most on: " + sources.joined(separator: ", ")])
    }
}

/// The cells with the names of their rows and columns.
private struct MatrixMap {
    let state: State
    let look: Look
    let shown: MeasuredMatrix
    let geometry: KnockoutMatrixGeometry
    let selected: (reader: Int, source: Int)

    private var parts: [TracePart] { shown.matrix.parts }

    func draw(on frame: inout Frame) {
        numbers(on: &frame)
        if geometry.headerHeight > 1 { letters(on: &frame) }
        for reader in geometry.readers {
            label(reader, on: &frame)
            for source in geometry.sources.prefix(while: { $0 < reader }) {
                guard let rect = geometry.cell(reader: reader, source: source) else { continue }
                let (text, style) = appearance(reader, source)
                frame.put(text, x: rect.x, y: rect.y, style: style)
            }
        }
        brackets(on: &frame)
    }

    private func appearance(_ reader: Int, _ source: Int) -> (String, Style) {
        let width = geometry.cellWidth
        var text = String(repeating: "·", count: width)
        var style = look[.textDim]
        let values = state.matrix.values
        if let scale = shown.scale(values),
            let value = shown.value(reader: reader, source: source, values)
        {
            text = GridScale.glyphs(scale.share(Float(value)), scale, look, width: width)
            style = GridScale.style(Float(value), scale, look)
        }
        // Where there is room for brackets they mark the cursor.
        if geometry.stride == width, (reader, source) == selected {
            style.attributes.insert(.reverse)
        }
        return (text, style)
    }

    private func brackets(on frame: inout Frame) {
        guard geometry.stride > geometry.cellWidth,
            let rect = geometry.cell(reader: selected.reader, source: selected.source)
        else { return }
        frame.put("[", x: rect.x - 1, y: rect.y, style: look[.headSelected])
        frame.put("]", x: rect.maxX, y: rect.y, style: look[.headSelected])
    }

    /// Numbers of the columns, as many as have room beside that of the cursor.
    private func numbers(on frame: inout Frame) {
        let digits = String(max(0, geometry.sources.upperBound - 1)).count
        let step = [1, 2, 5, 10, 20].first { geometry.stride * $0 > digits } ?? 50
        let row = Rect(
            x: geometry.map.x, y: geometry.map.y - geometry.headerHeight,
            width: geometry.map.width, height: 1)
        for source in geometry.sources where source % step == 0 || source == selected.source {
            let isSelected = source == selected.source
            let distance = abs(source - selected.source) * geometry.stride
            guard let x = geometry.column(source), isSelected || step == 1 || distance > digits
            else { continue }
            let text = String(source)
            frame.put(
                text,
                x: min(x + max(0, geometry.cellWidth - text.count), row.maxX - text.count),
                y: row.y, style: look[isSelected ? .headSelected : .textDim], clip: row)
        }
    }

    /// Intents of the columns.
    private func letters(on frame: inout Frame) {
        for source in geometry.sources {
            guard let x = geometry.column(source), let intent = parts[source].intent else {
                continue
            }
            frame.put(
                String(intent.letter), x: x + geometry.cellWidth - 1, y: geometry.map.y - 1,
                style: look.intentMark(intent))
        }
    }

    /// `12 V Let me check`.
    private func label(_ reader: Int, on frame: inout Frame) {
        let digits = String(shown.matrix.total).count
        var line = StyledLine()
        line.add(
            "\(reader) ", look[reader == selected.reader ? .headSelected : .textDim],
            width: digits + 2, alignRight: true)
        let part = parts[reader]
        if let intent = part.intent {
            line.add(String(intent.letter) + " ", look.intentMark(intent))
        }
        line.add(KnockoutMatrixDetail.visible(part.text), look[.text])
        frame.put(
            line, x: geometry.map.x - geometry.labelWidth,
            y: geometry.map.y + reader - geometry.readers.lowerBound,
            width: geometry.labelWidth - 1)
    }
}
