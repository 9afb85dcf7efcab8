import Canvas
import HeddleAnalysis

/// What stands beside the scores: similarity of a head's outputs, and ablation curves of its kind.
struct EvidencePages {
    let state: State
    let look: Look

    private var head: HeadID { state.place.selectedHead }
    private var kind: SymbolicHeadKind { state.symbolic.kind }

    private func say(_ text: String, in area: Rect, on frame: inout Frame) {
        frame.put(
            TextFit.wrap(text, columns: area.width).map { StyledLine($0, look[.textDim]) },
            in: area)
    }

    private var missing: String {
        if let job = state.jobs[.evidence] { return "Measuring: \(job.label) …" }
        let key = state.keyMap.label(of: "measure-evidence") ?? ":measure-evidence"
        return "Not measured yet: \(key) measures attention, similarity and ablation curves."
    }

    // MARK: - Similarity

    /// The head's matrix beside those that same variables and same tokens would give.
    func similarity(in area: Rect, on frame: inout Frame) {
        let all = state.shownEvidence?.similarity.filter { $0.kind == kind } ?? []
        guard let own = all.first(where: { $0.matrix(of: head) != nil }) ?? all.first else {
            return say(missing, in: area, on: &frame)
        }
        let place = own.example.map { "third item of example \($0 + 1)" } ?? "last position"
        var facts = StyledLine("with same variable ", look[.textDim])
        facts.add(number(own.abstract.value(of: head)), look[.text])
        facts.add("   with same token ", look[.textDim])
        facts.add(number(own.token.value(of: head)), look[.text])
        facts.add("   r · \(kind.label), \(place)", look[.textDim])
        frame.put(facts, x: area.x, y: area.y, width: area.width)
        let rest = Rect(
            x: area.x, y: area.y + 2, width: area.width, height: max(0, area.height - 2))
        guard let matrix = own.matrix(of: head) else {
            let kept = own.matrices.map(\.head.description).joined(separator: " ")
            return say(
                kept.isEmpty ? "No matrix was kept" : "Matrices are kept of \(kept)", in: rest,
                on: &frame)
        }
        let columns = rest.columns([.flexible(), .flexible(), .flexible()], gap: 1)
        let titles = ["outputs of \(head)", "same variable", "same token"]
        let drawn = [matrix, own.predictedAbstract, own.predictedToken]
        for (rect, (title, matrix)) in zip(columns, zip(titles, drawn)) {
            frame.put(
                TextFit.cut(title, to: rect.width), x: rect.x, y: rect.y, style: look[.textDim])
            draw(matrix, in: rect, on: &frame)
        }
        let y = rest.maxY - 1
        var scale = StyledLine("cosine -1 ", look[.textDim])
        for value in [-1.0, -0.5, 0, 0.5, 1] { scale.add(glyph(value), style(value)) }
        scale.add(" +1 · \(own.prompts) prompts, same variables side by side", look[.textDim])
        frame.put(scale, x: area.x, y: y, width: area.width)
    }

    private func number(_ value: Double?) -> String {
        value.map { MediationFigures.signed($0) } ?? "–"
    }

    /// Averages a matrix down to what fits; a row is as high as a cell, so that two cells of width
    /// make a square.
    private func draw(_ matrix: SimilarityMatrix, in rect: Rect, on frame: inout Frame) {
        let height = rect.height - 2
        let size = min(matrix.size, min(height, rect.width / 2))
        guard size > 1 else { return }
        let values = (0..<matrix.size * matrix.size).map {
            Double(matrix.hundredths[$0]) / 100
        }
        let small = SimilarityMatrix(averaging: values, rows: matrix.size, limit: size)
        for row in 0..<small.size {
            for column in 0..<small.size {
                let value = small[row, column]
                let text = glyph(value)
                frame.put(
                    text + text, x: rect.x + 2 * column, y: rect.y + 1 + row, style: style(value))
            }
        }
    }

    private func glyph(_ value: Double) -> String {
        if look.colorless { return HeatMap.digit(abs(value)) }
        return String(HeatMap.shade(abs(value)))
    }

    private func style(_ value: Double) -> Style {
        if look.colorless { return value < 0 ? Style(attributes: .underline) : .plain }
        let color = look.theme.divergingColor(value)
        return color == .terminalDefault ? look[.textDim] : Style(foreground: color)
    }

    // MARK: - Ablation

    /// Probability of the right answer as heads are switched off, beside both controls.
    func ablation(in area: Rect, on frame: inout Frame) {
        guard
            let curves = state.shownEvidence?.ablation.first(where: {
                $0.kind == kind && $0.mode == .zero
            })
        else { return say(missing, in: area, on: &frame) }
        let order = state.shownEvidence?.heads[kind]?.firstIndex { $0.head == head }
        let place = order.map { "\(head) is number \($0 + 1) of the \(kind.label) heads" }
        let heading = [
            place, "\(curves.prompts) prompts", "random heads: mean of \(curves.draws) draws",
        ].compactMap(\.self).joined(separator: " · ")
        frame.put(StyledLine(heading, look[.textDim]), x: area.x, y: area.y, width: area.width)
        let counts = Set(
            (curves.ranked + curves.lowest + curves.random).map(\.heads)
        ).sorted()
        let rect = Rect(
            x: area.x, y: area.y + 1, width: area.width, height: min(24, area.height - 1))
        LineChart(
            title: "probability of the right answer, by heads off (zero)", unit: "",
            labels: counts.map(String.init),
            series: [
                series("\(kind.label) first", curves.ranked, counts, look[.less]),
                series("least of the same layers", curves.lowest, counts, look[.more]),
                series("random", curves.random, counts, look[.bar]),
            ]
        ).draw(
            into: &frame, in: rect,
            look: LineChart.Look(
                title: look[.text], axis: look[.textDim],
                glyphs: state.settings.ascii ? .ascii : .braille))
    }

    /// Places that a curve was not measured at lie on the line between its neighbours.
    private func series(
        _ name: String, _ points: [AblationPoint], _ counts: [Int], _ style: Style
    ) -> ChartSeries {
        let known = points.sorted { $0.heads < $1.heads }
        let values = counts.map { count -> Double? in
            if let own = known.first(where: { $0.heads == count }) { return own.probability }
            guard let before = known.last(where: { $0.heads < count }),
                let after = known.first(where: { $0.heads > count })
            else { return nil }
            let share = Double(count - before.heads) / Double(after.heads - before.heads)
            return before.probability + share * (after.probability - before.probability)
        }
        return ChartSeries(name: name, values: values, style: style)
    }
}
