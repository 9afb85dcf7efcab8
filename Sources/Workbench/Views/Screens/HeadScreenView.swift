import Canvas
import HeddleAnalysis

/// One head: its attention pattern around the cursor, its measure over the whole trace and what
/// switching it off does to every token.
struct HeadScreenView {
    let state: State
    let look: Look

    private var head: HeadID { state.place.selectedHead }

    func draw(on frame: inout Frame, body: Rect) {
        var panel = Panel(rect: body, title: title, isFocused: state.overlay == nil)
        guard state.shape != nil, state.document != nil else {
            panel.draw(on: &frame, look)
            return Paragraph.put(
                state.document == nil
                    ? "No trace is open: o opens a file" : "No model is loaded: :model PATH",
                in: panel.inner, style: look[.textDim], on: &frame)
        }
        let geometry = HeadScreenGeometry(state)
        panel.foot = StyledLine(
            "rows: queries \(Self.text(geometry.queries)) · columns: keys "
                + Self.text(geometry.keys), look[.textDim])
        panel.draw(on: &frame, look)
        map(geometry, on: &frame)
        footer(geometry, inner: panel.inner, on: &frame)
    }

    private static func text(_ range: Range<Int>) -> String {
        range.isEmpty ? "–" : "\(range.lowerBound)–\(range.upperBound - 1)"
    }

    private var title: StyledLine {
        var line = HeadDetailView(state: state, look: look).title
        if let shape = state.shape, shape.contains(head), shape.keyValueHeads < shape.heads {
            line.add(" · kv head \(shape.keyValueHead(of: head))", look[.textDim])
        }
        return line
    }

    private func map(_ geometry: HeadScreenGeometry, on frame: inout Frame) {
        header(geometry, on: &frame)
        let rows = Dictionary(
            state.numbers.patterns.filter { $0.head == head }.map { ($0.query, $0.weights) },
            uniquingKeysWith: { _, last in last })
        let end = Self.largest(rows, geometry)
        for (offset, query) in geometry.queries.enumerated() {
            let y = geometry.map.y + offset
            label(query, x: geometry.map.x - HeadScreenGeometry.labelWidth, y: y, on: &frame)
            guard let weights = rows[query] else {
                frame.put("computing…", x: geometry.map.x, y: y, style: look[.textDim])
                continue
            }
            for key in geometry.keys where key <= query && key < weights.count {
                let (text, style) = cell(weights[key] / end)
                frame.put(
                    text, x: geometry.map.x + key - geometry.keys.lowerBound, y: y, style: style)
            }
        }
        scale(end, geometry, on: &frame)
    }

    private func cell(_ share: Float) -> (String, Style) {
        guard share >= 0.05 else { return ("·", look[.textDim]) }
        let mark = String(HeatMap.shade(Double(share)))
        guard !look.colorless else { return (mark, .plain) }
        return (mark, Style(foreground: look.theme.heatColor(Double(share))))
    }

    /// The largest weight on the screen, the first token left out where others are seen too.
    private static func largest(
        _ rows: [Int: [Float]], _ geometry: HeadScreenGeometry
    ) -> Float {
        var largest: Float = 0
        for query in geometry.queries {
            guard let weights = rows[query] else { continue }
            let keys = geometry.keys.clamped(to: min(1, weights.count)..<max(1, weights.count))
            for key in keys where key < weights.count { largest = max(largest, weights[key]) }
        }
        return largest > 0 ? largest : 1
    }

    private func header(_ geometry: HeadScreenGeometry, on frame: inout Frame) {
        for key in geometry.keys where key % 10 == 0 {
            frame.put(
                "\(key)", x: geometry.map.x + key - geometry.keys.lowerBound,
                y: geometry.map.y - 1, style: look[.textDim],
                clip: Rect(
                    x: geometry.map.x, y: geometry.map.y - 1, width: geometry.map.width, height: 1))
        }
    }

    private func label(_ query: Int, x: Int, y: Int, on frame: inout Frame) {
        var line = StyledLine()
        let isCursor = query == state.cursorQuery
        line.add("\(query) ", look[.textDim], width: 6, alignRight: true)
        line.add(
            state.quoted(query, limit: 9), look[isCursor ? .cursor : .text])
        frame.put(line, x: x, y: y, width: HeadScreenGeometry.labelWidth - 1)
    }

    private func scale(_ end: Float, _ geometry: HeadScreenGeometry, on frame: inout Frame) {
        var line = StyledLine("attention 0 ", look[.textDim])
        for share in [Float(0), 0.2, 0.4, 0.6, 1] {
            let (text, style) = cell(share)
            line.add(text, style)
        }
        line.add(" \(Digits.short(end)), the first token left out of the scale", look[.textDim])
        let row = geometry.map.maxY
        frame.put(
            line, x: geometry.map.x - HeadScreenGeometry.labelWidth + 1, y: row,
            width: geometry.map.width + HeadScreenGeometry.labelWidth - 1)
    }

    private func footer(_ geometry: HeadScreenGeometry, inner: Rect, on frame: inout Frame) {
        let detail = HeadDetailView(state: state, look: look)
        let width = inner.width - 2
        var lines = detail.lines(width: width, height: 2)
        lines += effect(width: width)
        let y = geometry.map.maxY + 1
        frame.put(
            lines, in: Rect(x: inner.x + 1, y: y, width: width, height: inner.maxY - y))
    }

    /// The effect of switching off this head alone, over all tokens.
    private func effect(width: Int) -> [StyledLine] {
        guard state.mask.heads == [head] else {
            let others = state.mask.heads.subtracting([head]).isEmpty
            return [
                StyledLine(
                    others
                        ? "effect  Space switches it off and shows the change of every token here"
                        : "effect  other heads are off too: x switches all on again",
                    look[.textDim])
            ]
        }
        let label = "effect "
        let count = state.document?.tokens.count ?? 0
        let values = Reduction.cells(width - label.count, of: count) {
            state.numbers.curve?.extreme(in: $0)
        }
        var line = StyledLine(label, look[.textDim])
        for value in values {
            guard let value else {
                line.add(" ")
                continue
            }
            let level = HeatScale.effect(value)
            let bar = Sparkline.blocks([abs(level)], in: 0...1)
            line.add(bar, look[value < 0 ? .less : .more])
        }
        let totals = TotalsText.line(state, look, isLong: true)
        return [state.effectsAreOld ? line.restyled(look.dim) : line, totals]
    }
}
