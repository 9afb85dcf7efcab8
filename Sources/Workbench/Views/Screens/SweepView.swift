import Canvas
import HeddleAnalysis

/// The heads ranked by the last sweep, beside its grid.
struct SweepView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame) {
        let columns = state.sweepColumns
        list(width: columns.list.width - 4).draw(in: columns.list, on: &frame)
        grid(state.numbers.sweep, rect: columns.grid, on: &frame)
    }

    func list(width: Int) -> ListScreen {
        let sweep = state.numbers.sweep
        let ranking = state.numbers.sweepRanking
        return ListScreen(
            state: state, look: look, title: title(sweep),
            emptyText: state.jobs[.sweep] == nil
                ? "No sweep yet: S on a token switches off each head alone and measures what "
                    + "that does to it."
                : "sweeping: the first heads stand here as soon as they are measured…",
            count: ranking.count, row: { row($0, ranking[$0], sweep, width: width) })
    }

    private func title(_ sweep: SweepResult?) -> StyledLine {
        var line = StyledLine("Sweep", look[.title])
        guard let sweep else { return line }
        let target = sweep.position.target
        line.add(" · token \(target) \(state.quoted(target))", look[.text])
        line.add(" · \(sweep.mode.rawValue)", look[.textDim])
        return line
    }

    private func row(
        _ index: Int, _ head: HeadID, _ sweep: SweepResult?, width: Int
    ) -> StyledLine {
        var line = StyledLine()
        line.add("\(index + 1) ", look[.textDim], width: 5, alignRight: true)
        let isOff = state.mask.heads.contains(head)
        line.add(head.description, look[isOff ? .headAblated : .text], width: 7)
        guard let sweep, let value = Self.effect(sweep, head) else { return line }
        let largest = state.numbers.sweepRanking.first.flatMap { Self.effect(sweep, $0) } ?? value
        line.add(Digits.signed(value), look[value < 0 ? .less : .more], width: 9)
        let room = max(4, min(20, width - 40))
        let share = largest == 0 ? 0 : Double(abs(value / largest))
        line.add(Meter.bar(share, width: room), look[.bar], width: room + 1)
        if isOff { line.add("× ", look[.headAblated]) }
        if let name = state.annotations.pinned[head] { line.add("• \(name) ", look[.headPinned]) }
        let badges = state.badges(of: head)
        if !badges.isEmpty { line.add(badges.joined(separator: ", "), look[.textDim]) }
        return line
    }

    private static func effect(_ sweep: SweepResult, _ head: HeadID) -> Float? {
        guard sweep.effects.indices.contains(head.layer),
            sweep.effects[head.layer].indices.contains(head.head)
        else { return nil }
        return sweep.effects[head.layer][head.head]
    }

    private func grid(_ sweep: SweepResult?, rect: Rect, on frame: inout Frame) {
        var panel = Panel(rect: rect, title: StyledLine("Effect of each head", look[.title]))
        guard let sweep, let shape = state.shape else {
            panel.draw(on: &frame, look)
            return
        }
        panel.foot = StyledLine(Self.unit(sweep.metric), look[.textDim])
        panel.draw(on: &frame, look)
        let values = GridValues(sweep, shape: shape)
        let cells = GridCells(
            state: state, look: look, values: values,
            geometry: state.gridGeometry(shape, area: panel.inner))
        cells.draw(on: &frame)
        let y = panel.inner.y + 1 + cells.geometry.rowCount
        guard y < panel.inner.maxY else { return }
        frame.put(
            GridScale.line(values, look, isFixed: false), x: panel.inner.x + 1, y: y,
            width: panel.inner.width - 1)
    }

    private static func unit(_ metric: SweepMetric) -> String {
        switch metric {
        case .difference: "change of the logit difference to the best other token"
        case .logprob: "change of the log-probability, nats"
        case .kl: "KL(original ‖ ablated), nats"
        }
    }
}
