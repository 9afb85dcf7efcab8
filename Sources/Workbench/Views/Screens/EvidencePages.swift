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
        let facts = facts(own, width: area.width)
        frame.put(facts, in: area)
        let scale = scale(own, width: area.width)
        let top = min(area.maxY, area.y + facts.count + 1)
        let rest = Rect(
            x: area.x, y: top, width: area.width, height: max(0, area.maxY - top))
        guard let matrix = own.matrix(of: head) else {
            let kept = own.matrices.map(\.head.description).joined(separator: " ")
            return say(
                kept.isEmpty ? "No matrix was kept" : "Matrices are kept of \(kept)", in: rest,
                on: &frame)
        }
        let room = Rect(
            x: rest.x, y: rest.y, width: rest.width, height: max(0, rest.height - scale.count))
        matrices([matrix, own.predictedAbstract, own.predictedToken], in: room, on: &frame)
        frame.put(
            scale,
            in: Rect(x: rest.x, y: room.maxY, width: rest.width, height: rest.maxY - room.maxY))
    }

    /// How the head's similarities go with both predictions.
    private func facts(_ own: SimilarityEvidence, width: Int) -> [StyledLine] {
        let place = own.example.map { "third item of example \($0 + 1)" } ?? "last position"
        var flow = TextFlow(width: width, skipping: 0, height: 4)
        flow.add("r with same variable ", look[.textDim])
        flow.add(number(own.abstract.value(of: head)), look[.text])
        flow.add(" · with same token ", look[.textDim])
        flow.add(number(own.token.value(of: head)), look[.text])
        flow.add(" · \(kind.label), \(place)", look[.textDim])
        return flow.finished()
    }

    private func scale(_ own: SimilarityEvidence, width: Int) -> [StyledLine] {
        var flow = TextFlow(width: width, skipping: 0, height: 3)
        flow.add("cosine -1 ", look[.textDim])
        for value in [-1.0, -0.5, 0, 0.5, 1] { flow.add(glyph(value), style(value)) }
        flow.add(" +1 · \(own.prompts) prompts, same variables side by side", look[.textDim])
        return flow.finished()
    }

    private func matrices(
        _ drawn: [SimilarityMatrix], in area: Rect, on frame: inout Frame
    ) {
        let columns = area.columns([.flexible(), .flexible(), .flexible()], gap: 1)
        let width = columns.map(\.width).min() ?? 0
        let titles = [
            ["outputs of \(head)", "same variable", "same token"],
            [head.description, "variable", "token"],
        ]
        let fitting = titles.first { $0.allSatisfy { TextWidth.columns(of: $0) <= width } }
        for (rect, (title, matrix)) in zip(columns, zip(fitting ?? titles[1], drawn)) {
            frame.put(
                TextFit.cut(title, to: rect.width), x: rect.x, y: rect.y, style: look[.textDim])
            draw(matrix, in: rect, on: &frame)
        }
    }

    private func number(_ value: Double?) -> String {
        value.map { MediationFigures.signed($0) } ?? "–"
    }

    /// Averages a matrix down to what fits; a row is as high as a cell, so that two cells of width
    /// make a square.
    private func draw(_ matrix: SimilarityMatrix, in rect: Rect, on frame: inout Frame) {
        let height = rect.height - 1
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
