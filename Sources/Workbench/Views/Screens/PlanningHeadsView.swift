import Canvas
import HeddleAnalysis

/// Which heads carry the plan: a ranking, a scatter of move starts against mathematics, and the
/// figures of the selected head.
struct PlanningHeadsView {
    let state: State
    let look: Look

    private var sweep: PlanningSweep? { state.planningHeads.sweep }

    private var selected: PlanningEffect? {
        let ranked = state.planningHeads.ranked
        return ranked.indices.contains(state.row) ? ranked[state.row] : nil
    }

    func draw(on frame: inout Frame) {
        let columns = state.planningColumns
        list(width: columns.list.width - 4).draw(in: columns.list, on: &frame)
        guard let sweep else { return }
        chart(sweep, columns.chart, on: &frame)
        let panel = Panel(rect: columns.detail, title: detailTitle)
        panel.draw(on: &frame, look)
        let inner = panel.inner
        frame.put(
            detail(sweep, width: inner.width - 2),
            in: Rect(x: inner.x + 1, y: inner.y, width: inner.width - 2, height: inner.height))
    }

    // MARK: - Ranking

    func list(width: Int) -> ListScreen {
        let ranked = state.planningHeads.ranked
        var foot = StyledLine()
        if let sweep {
            foot.add("* worse at move starts · ", look[.textDim])
            foot.add(
                "family-wise \(NumberText.percent(sweep.settings.familyWiseError))", look[.textDim])
        }
        return ListScreen(
            state: state, look: look, title: title, emptyText: emptyText, count: ranked.count,
            row: { row(ranked[$0], rank: $0, width: width) }, foot: foot)
    }

    private var title: StyledLine {
        var line = StyledLine("Planning heads", look[.title])
        guard let sweep else { return line }
        line.add(" · starts minus mathematics, nats", look[.text])
        if state.planningSweepIsForeign {
            line = StyledLine("Planning heads", look[.title])
            line.add(" · of \(MediationFigures.visible(sweep.model))", look[.statusWarning])
        }
        return line
    }

    private var emptyText: String {
        guard state.model.info != nil else {
            return state.missingModel ?? "No model is loaded: :model PATH"
        }
        if state.jobs[.planningSweep] != nil { return "Measuring … Ctrl-C stops." }
        return """
            Which heads carry the plan? Nothing was measured yet: Enter switches off each head \
            alone over all traces of the open files, and compares what that does to the first \
            token of each planning move with what it does to mathematics.
            """
    }

    private func row(_ effect: PlanningEffect, rank: Int, width: Int) -> StyledLine {
        var line = StyledLine()
        line.add("\(rank + 1) ", look[.textDim], width: 4, alignRight: true)
        line.add(sweep?.isSignificant(effect) == true ? "* " : "  ", look[.keyHint])
        let isOff = effect.heads.contains { state.mask.heads.contains($0) }
        line.add(effect.name, look[isOff ? .headAblated : .text], width: 6)
        guard let difference = effect.differences[.mathematics] else {
            line.add("nothing to compare", look[.textDim])
            return line
        }
        line.add(
            MediationFigures.signed(difference.value),
            look[difference.value < 0 ? .less : .more], width: 9)
        line.add(interval(difference.spread), look[.textDim], width: 18)
        line.add(kinds(effect), look[.text])
        return line
    }

    private func interval(_ spread: BootstrapSpread?) -> String {
        guard let spread else { return "" }
        return "\(MediationFigures.signed(spread.interval.lowerBound)) to "
            + MediationFigures.signed(spread.interval.upperBound)
    }

    private func kinds(_ effect: PlanningEffect) -> String {
        let own = Self.kinds(effect, state)
        return own.map(\.badge).joined(separator: ", ")
    }

    /// As the sweep knew them, else as the model was measured since.
    private static func kinds(_ effect: PlanningEffect, _ state: State) -> [SymbolicHeadKind] {
        guard effect.kinds.isEmpty, !state.planningSweepIsForeign, let head = effect.heads.first
        else { return SymbolicHeadKind.allCases.filter(effect.kinds.contains) }
        return state.mediationOfModel?.kinds(of: head) ?? []
    }

    // MARK: - Scatter

    private func chart(_ sweep: PlanningSweep, _ rect: Rect, on frame: inout Frame) {
        let panel = Panel(
            rect: rect, title: StyledLine("One head a point, nats a token", look[.title]))
        panel.draw(on: &frame, look)
        let ranked = state.planningHeads.ranked
        var points: [ScatterChart.Point] = []
        var selected: Int?
        for (rank, effect) in ranked.enumerated() {
            guard let x = effect.groups[.mathematics]?.deltaNLL,
                let y = effect.groups[.start]?.deltaNLL
            else { continue }
            if rank == state.row { selected = points.count }
            points.append(.init(x: x, y: y, series: series(of: effect)))
        }
        let glyphs: ChartGlyphs = state.settings.ascii ? .ascii : .braille
        ScatterChart(
            xTitle: "mathematics", yTitle: "move starts", series: series(glyphs), points: points,
            selected: selected, selectedStyle: look[.headSelected]
        ).draw(
            into: &frame, in: panel.inner,
            look: LineChart.Look(title: look[.text], axis: look[.textDim], glyphs: glyphs))
    }

    private func series(of effect: PlanningEffect) -> Int {
        let own = Self.kinds(effect, state)
        if own.count > 1 { return SymbolicHeadKind.allCases.count + 1 }
        return own.first.flatMap { SymbolicHeadKind.allCases.firstIndex(of: $0) }.map { $0 + 1 }
            ?? 0
    }

    private func series(_ glyphs: ChartGlyphs) -> [ScatterChart.Series] {
        let kinds: [(name: String, role: Role, mark: Character?, plain: Character)] = [
            ("of no kind", .text, nil, "."), ("abstraction", .intentDeduce, "▲", "a"),
            ("induction", .intentBranch, "■", "i"), ("retrieval", .intentVerify, "●", "r"),
            ("several", .intentOpen, "★", "s"),
        ]
        return kinds.map { kind in
            var style = look[kind.role]
            style.attributes.remove(.underline)
            let mark = glyphs == .ascii && kind.mark != nil ? kind.plain : kind.mark
            return ScatterChart.Series(name: kind.name, style: style, mark: mark)
        }
    }

    // MARK: - Selected head

    private var detailTitle: StyledLine {
        guard let selected else { return StyledLine("Head", look[.title]) }
        var line = StyledLine("Head \(selected.name)", look[.title])
        let kinds = kinds(selected)
        if !kinds.isEmpty { line.add(" · \(kinds)", look[.title]) }
        return line
    }

    private func detail(_ sweep: PlanningSweep, width: Int) -> [StyledLine] {
        guard let effect = selected else { return [] }
        var lines: [StyledLine] = []
        for group in TokenGroup.allCases {
            guard let own = effect.groups[group] else { continue }
            var line = figure(group.label, own.deltaNLL, own.spread)
            line.add(Words.count(own.tokens, "token"), look[.textDim])
            lines.append(line)
        }
        for group in TokenGroup.compared {
            guard let difference = effect.differences[group] else { continue }
            lines.append(figure("starts − " + group.label, difference.value, difference.spread))
        }
        if let test = effect.significance {
            lines.append(
                StyledLine(
                    "t \(Digits.short(test.t)) · p \(Digits.short(test.familyWiseP)) over all "
                        + "heads · q \(Digits.short(test.q))", look[.text]))
        }
        return lines + notes(sweep, width: width)
    }

    private func figure(_ name: String, _ value: Double, _ spread: BootstrapSpread?) -> StyledLine {
        var line = StyledLine()
        line.add(name, look[.textDim], width: 23)
        line.add(
            MediationFigures.signed(value), look[value < 0 ? .less : .more], width: 9)
        line.add(interval(spread), look[.textDim], width: 19)
        return line
    }

    private func notes(_ sweep: PlanningSweep, width: Int) -> [StyledLine] {
        let counted =
            "\(Words.count(sweep.traces, "trace")) of \(Words.count(sweep.problems, "problem")), "
            + "heads off: \(sweep.mode.rawValue), 95 % intervals from drawing problems anew."
        return (sweep.notes + [counted]).flatMap { note in
            TextFit.wrap(MediationFigures.visible(note), columns: width).map {
                StyledLine($0, look[.textDim])
            }
        }
    }
}
