import Canvas
import HeddleAnalysis

/// What planning does in the open corpora: the figures as a list, the chosen one as a chart with its
/// table beside it.
struct DynamicsView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame) {
        let columns = state.dynamicsColumns
        if !columns.list.isEmpty {
            list(width: columns.list.width - 4).draw(in: columns.list, on: &frame)
        }
        guard let report = state.dynamics?.report, !columns.detail.isEmpty else { return }
        let rows = state.dynamics?.rows ?? []
        guard rows.indices.contains(state.row) else { return }
        switch rows[state.row] {
        case .sentences: sentences(report, rect: columns.detail, on: &frame)
        case .measure(let measure): detail(measure, report, rect: columns.detail, on: &frame)
        }
    }

    // MARK: - Figures

    func list(width: Int) -> ListScreen {
        let rows = state.dynamics?.rows ?? []
        let report = state.dynamics?.report
        return ListScreen(
            state: state, look: look, title: title, emptyText: emptyText, count: rows.count,
            row: { index in
                guard let report else { return StyledLine() }
                return switch rows[index] {
                case .sentences: StyledLine("What it says", look[.title])
                case .measure(let measure): row(measure, report, width: width)
                }
            }, foot: StyledLine(report.map { "lexicon \($0.lexicon)" } ?? "", look[.textDim]))
    }

    private var title: StyledLine {
        var line = StyledLine("Dynamics", look[.title])
        guard let dynamics = state.dynamics else { return line }
        if let report = dynamics.report {
            let traces = report.corpora.reduce(0) { $0 + $1.traces }
            line.add(" · " + Grouped.count(traces, "trace"), look[.text])
        } else if state.jobs[.dynamics] == nil {
            line.add(" · stopped", look[.statusWarning])
        }
        return line
    }

    private var emptyText: String {
        guard state.jobs[.dynamics] == nil else {
            let names = (state.dynamics?.paths ?? []).map(Self.visible)
            return "Measuring \(names.joined(separator: ", ")) … Ctrl-C stops."
        }
        return "Nothing was measured: "
            + "\(state.keyMap.label(of: "measure-again") ?? ":measure-again") measures again."
    }

    /// Title, last value, and whether it changed.
    private func row(
        _ measure: DynamicsMeasure, _ report: DynamicsReport, width: Int
    ) -> StyledLine {
        let figure = report.corpora.last?.figures[measure]
        let change = report.corpora.last?.changes[measure]
        var line = StyledLine()
        let value = figure.map { report.text($0.value, measure) } ?? "–"
        let mark = change.map(Self.mark) ?? " "
        let room = max(8, width - TextWidth.columns(of: value) - 3)
        line.add(
            TextFit.cut(width < 45 ? measure.shortTitle : measure.title, to: room - 1),
            look[figure == nil ? .textDim : .text], width: room)
        line.add(value + " ", look[figure == nil ? .textDim : .text])
        line.add(mark, look[mark == "▲" ? .more : mark == "▼" ? .less : .textDim])
        return line
    }

    /// ▲ and ▼ where the band of the change leaves out zero, · where it does not.
    private static func mark(_ change: DynamicsChange) -> String {
        guard change.isSignificant == true else { return "·" }
        return change.difference > 0 ? "▲" : "▼"
    }

    // MARK: - Detail

    private func sentences(_ report: DynamicsReport, rect: Rect, on frame: inout Frame) {
        let panel = Panel(rect: rect, title: StyledLine("What it says", look[.title]))
        panel.draw(on: &frame, look)
        let text = (report.summary + report.corpora.map(report.description))
            .map(Self.visible).joined(separator: "\n")
        Paragraph.put(text, in: panel.inner, style: look[.text], on: &frame)
    }

    private func detail(
        _ measure: DynamicsMeasure, _ report: DynamicsReport, rect: Rect, on frame: inout Frame
    ) {
        let panel = Panel(
            rect: rect, title: StyledLine(report.titleWithUnit(measure), look[.title]))
        panel.draw(on: &frame, look)
        var inner = panel.inner.intersection(
            Rect(
                x: panel.inner.x + 1, y: panel.inner.y, width: panel.inner.width - 2,
                height: panel.inner.height))
        for line in explanation(measure, report, width: inner.width) where inner.height > 0 {
            frame.put(StyledLine(line, look[.textDim]), x: inner.x, y: inner.y, width: inner.width)
            inner = inner.dropping(1)
        }
        inner = inner.dropping(1)
        guard var chart = report.chart(of: [measure], title: "") else {
            let text = "Not measured: " + (measure.needsTokenScores ? Self.unscored : Self.empty)
            Paragraph.put(text, in: inner.outset, style: look[.text], on: &frame)
            return
        }
        // Name and unit are in the panel's title.
        chart.unit = ""
        let table = DynamicsDetailTable(measure: measure, report: report, look: look)
        let lines = table.lines(width: inner.width)
        let room = inner.height - min(lines.count, inner.height / 2) - 1
        let drawing = ChartDrawing(
            look: LineChart.Look(
                title: look[.title], axis: look[.textDim],
                glyphs: state.settings.ascii ? .ascii : .braille),
            styles: [look[.bar]])
        let height = min(room, chart.isBars ? drawing.height(chart) : 16)
        if height > 2 {
            var area = inner
            area.height = height
            drawing.draw(chart, into: &frame, in: area)
            inner = inner.dropping(height + 1)
        }
        frame.put(lines, in: inner)
    }

    private static let unscored =
        "the files record no entropies or log-probabilities of tokens."
    private static let empty = "there is nothing to count."

    private func explanation(
        _ measure: DynamicsMeasure, _ report: DynamicsReport, width: Int
    ) -> [String] {
        var text = measure.explanation(forkShare: report.options.forkShare)
        if report.corpora.count > 1, let count = report.equalCount(of: measure), count > 0 {
            text +=
                " Taken at \(count) counted, as many as the smallest corpus has, since it grows "
                + "with their number."
        }
        let caveats = Set(report.corpora.compactMap { $0.figures[measure]?.caveat })
        for caveat in caveats.sorted() { text += " " + Self.sentence(caveat) }
        if measure.dependsOnGrams, let change = report.corpora.last?.changes[measure],
            change.repeats > 0
        {
            text +=
                " Without \(NumberText.percent(report.options.dropShare)) of the grams the change "
                + "has the same sign in \(change.repeatsAgreeing) of \(change.repeats) repeats."
        }
        return TextFit.wrap(text, columns: max(1, width))
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    private static func visible(_ text: String) -> String {
        String(text.map { $0 == "\n" ? " " : TextWidth.visible($0) })
    }
}

extension Rect {
    /// Without its uppermost rows.
    fileprivate func dropping(_ rows: Int) -> Rect {
        Rect(x: x, y: y + min(rows, height), width: width, height: height - rows)
    }

    fileprivate var outset: Rect { Rect(x: x - 1, y: y, width: width + 2, height: height) }
}

/// The figures of one measure, a corpus a row.
private struct DynamicsDetailTable {
    let measure: DynamicsMeasure
    let report: DynamicsReport
    let look: Look

    func lines(width: Int) -> [StyledLine] {
        let rows = report.corpora.map(cells)
        // Columns that do not fit are left out from the right.
        var header = ["", "value", "95 % band", "change", "its band", droppedTitle]
        let kept = header.indices.filter { column in
            column < 2 || rows.contains { !$0[column].isEmpty }
        }
        header = kept.map { header[$0] }
        let cells = [header] + rows.map { row in kept.map { row[$0] } }
        let widths = header.indices.map { column in
            min(
                column == 0 ? max(8, width / 3) : width,
                cells.map { TextWidth.columns(of: $0[column]) }.max() ?? 0)
        }
        var shown = header.count
        while shown > 2, widths.prefix(shown).reduce(0, +) + 2 * (shown - 1) > width { shown -= 1 }
        return cells.enumerated().map { index, row in
            var line = StyledLine()
            for column in 0..<shown {
                let style = look[index == 0 || column == 0 ? .textDim : .text]
                line.add(
                    TextFit.padded(row[column], to: widths[column], alignRight: column > 0), style)
                line.add("  ")
            }
            return line
        }
    }

    private var droppedTitle: String {
        "without \(NumberText.percent(report.options.dropShare)) of grams"
    }

    private func cells(_ corpus: CorpusDynamics) -> [String] {
        let name = String(corpus.name.map { TextWidth.visible($0) })
        guard let figure = corpus.figures[measure] else { return [name, "–", "", "", "", ""] }
        let change = corpus.changes[measure]
        var value = report.number(figure.value, measure)
        if let error = figure.standardError {
            value += " \(look.plusMinus)" + report.number(error, measure)
        }
        return [
            name, value, figure.band.map { report.text(band: $0, measure) } ?? "",
            change.map { report.number($0.difference, measure, signed: true) } ?? "",
            change?.band.map { report.text(band: $0, measure, signed: true) } ?? "",
            measure.dependsOnGrams
                ? figure.dropBand.map { report.text(band: $0, measure) } ?? "" : "",
        ]
    }
}
