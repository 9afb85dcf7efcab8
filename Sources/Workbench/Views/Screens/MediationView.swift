import Canvas
import HeddleAnalysis

/// Which heads are of which symbolic kind: a grid a kind, and what is said of the selected head.
struct MediationView {
    let state: State
    let look: Look

    private var head: HeadID { state.place.selectedHead }

    func draw(on frame: inout Frame, body: Rect) {
        guard let result = state.mediation, let layout = state.mediationLayout else {
            return empty(on: &frame, body: body)
        }
        for (kind, rect) in layout.grids { grid(kind, result, rect, on: &frame) }
        let figures = MediationFigures(state: state, look: look, result: result)
        if let rect = layout.figures { besideTheGrids(figures, rect, on: &frame) }
        var page = state.symbolic.page
        if layout.figures != nil, page.isBesideTheGrids { page = .pairs }
        draw(page, figures, layout.page, on: &frame)
    }

    // MARK: - Nothing measured

    private func empty(on frame: inout Frame, body: Rect) {
        let panel = Panel(
            rect: body, title: StyledLine("Mediation", look[.title]),
            isFocused: state.overlay == nil)
        panel.draw(on: &frame, look)
        Paragraph.put(emptyText, in: panel.inner, style: look[.textDim], on: &frame)
    }

    private var emptyText: String {
        guard state.model.info != nil else {
            return state.missingModel ?? "No model is loaded: :model PATH"
        }
        if state.jobs[.mediation] != nil {
            return "Measuring: the first kind of head stands here as soon as it is measured … "
                + "Ctrl-C stops."
        }
        return """
            Which heads abstract symbols, which do induction over the symbols, which retrieve the \
            value? Nothing was measured yet: Enter does so. Every head's output in one prompt is \
            put into the run of another, and what that moves the answer by is its score, in logits.

            :mediate PAIRS takes another number of pairs for each rule, :mediation FILE shows what \
            heddle mediate --json wrote.
            """
    }

    // MARK: - Grids

    private func grid(
        _ kind: SymbolicHeadKind, _ result: MediationResult, _ rect: Rect, on frame: inout Frame
    ) {
        let isFocused = kind == state.symbolic.kind && state.overlay == nil
        var panel = Panel(
            rect: rect, title: StyledLine(kind.label, look[.title]), isFocused: isFocused)
        guard let scores = result.kinds[kind], let geometry = state.mediationGeometry(kind) else {
            panel.draw(on: &frame, look)
            let text = state.jobs[.mediation] == nil ? "Not measured" : "measuring…"
            return Paragraph.put(text, in: panel.inner, style: look[.textDim], on: &frame)
        }
        panel.corner = StyledLine(Words.count(scores.pairs, "pair"), look[.textDim])
        panel.foot = foot(kind)
        panel.draw(on: &frame, look)
        let values = GridValues(scores: scores.scores, unit: "logits", shape: result.shape)
        var cells = GridCells(state: state, look: look, values: values, geometry: geometry)
        cells.marks = SignificanceMark.all(scores)
        cells.draw(on: &frame)
        let y = geometry.area.y + 1 + geometry.rowCount
        let below = Rect(
            x: panel.inner.x + 1, y: y, width: panel.inner.width - 1,
            height: panel.inner.maxY - y)
        var scale = GridScale.line(values, look, isFixed: false)
        if geometry.layers.count < result.shape.layers {
            scale.add(
                " layers \(geometry.layers.lowerBound)–\(geometry.layers.upperBound - 1)",
                look[.textDim])
        }
        frame.put([scale, SignificanceMark.legend(scores, look, width: below.width)], in: below)
    }

    /// On a screen of one grid, where the others are.
    private func foot(_ kind: SymbolicHeadKind) -> StyledLine {
        guard state.mediationLayout?.grids.count == 1,
            let place = SymbolicHeadKind.allCases.firstIndex(of: kind)
        else { return StyledLine() }
        return StyledLine(
            "\(place + 1) of \(SymbolicHeadKind.allCases.count) · Tab", look[.textDim])
    }

    // MARK: - Beside and below

    private func besideTheGrids(
        _ figures: MediationFigures, _ rect: Rect, on frame: inout Frame
    ) {
        let panel = Panel(rect: rect, title: title)
        panel.draw(on: &frame, look)
        let inner = panel.inner
        let area = Rect(
            x: inner.x + 1, y: inner.y, width: inner.width - 2, height: inner.height)
        let first = figures.figures(width: area.width)
        frame.put(first, in: area)
        let y = area.y + first.count
        guard y + 1 < area.maxY else { return }
        panel.divider(StyledLine(figures.runTitle, look[.title]), at: y, on: &frame, look)
        frame.put(
            figures.run(width: area.width),
            in: Rect(x: area.x, y: y + 1, width: area.width, height: area.maxY - y - 1))
    }

    private var title: StyledLine { HeadDetailView(state: state, look: look).title }

    private func draw(
        _ page: MediationPage, _ figures: MediationFigures, _ rect: Rect, on frame: inout Frame
    ) {
        var panel = Panel(rect: rect, title: title)
        panel.title.add(" · \(page.title)", look[.text])
        if state.symbolic.isWide { panel.isFocused = state.overlay == nil }
        let pages = state.mediationPages
        let place = pages.firstIndex(of: page).map { "\($0 + 1) of \(pages.count) · " } ?? ""
        let key = state.keyMap.label(of: "next-page") ?? ":next-page"
        panel.footCorner = StyledLine("\(place)\(key) next page", look[.textDim])
        panel.draw(on: &frame, look)
        let inner = panel.inner
        let area = Rect(
            x: inner.x + 1, y: inner.y, width: inner.width - 2, height: inner.height)
        let pageView = MediationPages(state: state, look: look, result: figures.result)
        let lines: [StyledLine]
        switch page {
        case .ablation:
            return EvidencePages(state: state, look: look).ablation(in: area, on: &frame)
        case .similarity:
            return EvidencePages(state: state, look: look).similarity(in: area, on: &frame)
        case .figures: lines = figures.figures(width: area.width)
        case .run:
            lines = [StyledLine(figures.runTitle, look[.title])] + figures.run(width: area.width)
        case .pairs: lines = pageView.pairs(width: area.width)
        case .attention: lines = pageView.attention(width: area.width, height: area.height)
        }
        frame.put(lines.dropFirst(min(state.symbolic.scroll, max(0, lines.count - 3))), in: area)
    }

    /// The screen in sentences.
    var spoken: [String] {
        guard let result = state.mediation else { return ["Mediation", emptyText] }
        let figures = MediationFigures(state: state, look: look, result: result)
        let heads = SymbolicHeadKind.allCases.compactMap { kind in
            result.kinds[kind].map { scores in
                "\(kind.label): "
                    + (scores.significant.isEmpty
                        ? "no significant head"
                        : scores.significant.map(\.description).joined(separator: ", "))
            }
        }
        return ["Mediation, \(state.symbolic.kind.label)"] + heads + [title.text]
            + (figures.figures(width: 100) + figures.run(width: 100)).map {
                $0.text.split(separator: " ").joined(separator: " ")
            }
    }
}

/// How significance is marked in a grid.
enum SignificanceMark {
    /// By the paper's test: the mean is above what chance reaches.
    static let mean: Character = "*"
    /// By the studentised test alone.
    static let studentized: Character = "°"

    static func of(_ head: HeadID, _ scores: HeadKindResult) -> Character? {
        if scores.significant.contains(head) { return mean }
        return scores.significantStudentized.contains(head) ? studentized : nil
    }

    static func all(_ scores: HeadKindResult) -> [HeadID: Character] {
        var marks: [HeadID: Character] = [:]
        for head in scores.significantStudentized { marks[head] = studentized }
        for head in scores.significant { marks[head] = mean }
        return marks
    }

    /// `* 3 above 0.45   ° 5 studentised alone`, shorter where there is little room.
    static func legend(_ scores: HeadKindResult, _ look: Look, width: Int) -> StyledLine {
        let marks = all(scores).values
        let (own, other) = (marks.count { $0 == mean }, marks.count { $0 == studentized })
        let threshold = Digits.short(scores.threshold)
        let texts = [
            ("\(own) above \(threshold) logits", "\(other) by the studentised test alone"),
            ("\(own) above \(threshold)", "\(other) studentised alone"),
            ("\(own)", "\(other) studentised"),
        ]
        let lines = texts.map { text in
            var line = StyledLine("\(mean) ", look[.keyHint])
            line.add(text.0 + "  ", look[.textDim])
            line.add("\(studentized) ", look[.keyHint])
            line.add(text.1, look[.textDim])
            return line
        }
        return lines.first { $0.columns <= width } ?? lines[lines.count - 1]
    }
}
