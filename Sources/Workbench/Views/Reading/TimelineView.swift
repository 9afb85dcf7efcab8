import Canvas
import HeddleAnalysis

/// The whole trace in one row: planning moves by intent letter, under it a measure as a curve,
/// beside them what the mask does to planning and execution tokens.
struct TimelineView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame, rect: Rect, isFocused: Bool) {
        guard let document = state.document, !rect.isEmpty else {
            frame.put(
                StyledLine("No trace is open: o opens a file", look[.textDim]), x: rect.x + 1,
                y: rect.y, width: rect.width - 2)
            return
        }
        let scale = state.timelineScale
        let x = rect.x + State.timelineMargin
        let legendX = x + scale.width + 2
        var lines = rect
        if let steps = state.labelledSteps, rect.height > 2 || (rect.height == 1 && showsSteps) {
            strip(steps, scale, x: x, y: rect.y, on: &frame)
            stepLegend(steps, x: legendX, rect: rect, on: &frame)
            lines = Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: rect.height - 1)
        }
        if lines.height > 0 {
            letters(document, scale, x: x, y: lines.y, on: &frame)
            legend(x: legendX, rect: lines, isFocused: isFocused, on: &frame)
        }
        if lines.height > 1 { curve(scale, x: x, y: lines.y + 1, on: &frame) }
        cursor(scale, x: x, rect: rect, on: &frame)
    }

    /// The one line of a low screen shows what the text is coloured by.
    private var showsSteps: Bool {
        state.place.colorMode == .steps || state.place.colorMode == .importance
    }

    /// The labelled steps: in each column the letter of the one that matters most.
    private func strip(
        _ steps: DocumentSteps, _ scale: TimelineScale, x: Int, y: Int, on frame: inout Frame
    ) {
        let measure = state.stepMeasure
        for column in 0..<scale.width {
            let tokens = scale.tokens(inColumn: column)
            let here = steps.steps(in: tokens)
            func size(_ step: Int) -> Double { abs(measure?.share(of: step) ?? 0) }
            guard let step = here.max(by: { size($0) < size($1) }),
                let tag = steps.label(of: step)
            else { continue }
            let starts = steps.steps[step].tokens.lowerBound >= tokens.lowerBound
            let style = look.emphasised(
                look.step(tag, steps.marks), measure?.share(of: step))
            let text = starts ? String(steps.marks.letter(of: tag)) : "·"
            frame.put(text, x: x + column, y: y, style: style)
        }
    }

    /// `step 12 of 170 · active_computation`.
    private func stepLegend(
        _ steps: DocumentSteps, x: Int, rect: Rect, on frame: inout Frame
    ) {
        let room = rect.maxX - x - 1
        guard room > 0 else { return }
        guard let step = steps.step(at: state.place.cursor) else {
            _ = frame.put(
                StyledLine(Words.count(steps.count, "labelled step"), look[.textDim]), x: x,
                y: rect.y, width: room)
            return
        }
        let isLong = room >= TotalsText.longWidth
        var line = StyledLine(
            isLong ? "step \(step) of \(steps.count)" : "step \(step)", look[.text])
        if let tag = steps.label(of: step) {
            line.add(isLong ? " · " : " ", look[.textDim])
            line.add(tag, look.step(tag, steps.marks))
        }
        frame.put(line, x: x, y: rect.y, width: room)
    }

    private func letters(
        _ document: Document, _ scale: TimelineScale, x: Int, y: Int, on frame: inout Frame
    ) {
        let moves = document.labelling.moves
        let marks = noteColumns(scale)
        let resampled = resampledColumns(scale)
        for column in 0..<scale.width {
            let tokens = scale.tokens(inColumn: column)
            guard !tokens.isEmpty else { continue }
            var text = "─"
            var style = look[.textDim]
            let index = moves.partitioningIndex { $0.tokens.upperBound > tokens.lowerBound }
            if moves.indices.contains(index), moves[index].tokens.lowerBound < tokens.upperBound {
                let move = Self.move(moves, from: index, startingIn: tokens) ?? moves[index]
                let starts = tokens.contains(move.tokens.lowerBound)
                text = starts ? String(move.intent.letter) : "·"
                style = look.intentMark(move.intent)
            } else if tokens.lowerBound < document.tokens.promptLength {
                text = " "
            }
            if let report = resampled[column] {
                let mark = ResamplingText.mark(report)
                (text, style) = (mark.text, look[mark.role])
            }
            if marks.contains(column) { (text, style) = ("»", look[.note]) }
            frame.put(text, x: x + column, y: y, style: style)
        }
    }

    /// Resampled sentences by the column in which they begin.
    private func resampledColumns(_ scale: TimelineScale) -> [Int: ResampleReport] {
        guard let id = state.document?.trace.id else { return [:] }
        var columns: [Int: ResampleReport] = [:]
        for (place, report) in state.resamplings where place.traceID == id {
            if let column = scale.column(of: place.token) { columns[column] = report }
        }
        return columns
    }

    /// The first move that starts in a column: a move that runs in from the left gives way to it.
    private static func move(
        _ moves: [PlanningMove], from index: Int, startingIn tokens: Range<Int>
    ) -> PlanningMove? {
        for move in moves[index...].prefix(2) where tokens.contains(move.tokens.lowerBound) {
            return move
        }
        return nil
    }

    private func noteColumns(_ scale: TimelineScale) -> Set<Int> {
        guard let id = state.document?.trace.id else { return [] }
        var columns: Set<Int> = []
        for note in state.annotations.notes {
            guard case .tokens(id, let first, _) = note.target,
                let column = scale.column(of: first)
            else { continue }
            columns.insert(column)
        }
        return columns
    }

    private func cursor(
        _ scale: TimelineScale, x: Int, rect: Rect, on frame: inout Frame
    ) {
        guard let column = scale.column(of: state.place.cursor) else { return }
        frame.restyle(
            Rect(x: x + column, y: rect.y, width: 1, height: rect.height), look[.cursor])
    }

    private func curve(_ scale: TimelineScale, x: Int, y: Int, on frame: inout Frame) {
        guard let curve = state.numbers.curve else { return }
        let end = Self.end(of: curve.measure)
        // A braille cell is two dots wide: it shows the largest values of its two halves.
        let halves = TimelineScale(tokens: scale.tokens, width: 2 * scale.width)
        let values = (0..<halves.width).map { curve.extreme(in: halves.tokens(inColumn: $0)) }
        let isOld = curve.measure == .change && state.effectsAreOld
        for column in 0..<scale.width {
            let pair = values[2 * column...2 * column + 1]
            let largest = pair.compactMap { $0 }.max { abs($0) < abs($1) } ?? 0
            let role: Role =
                curve.measure != .change ? .bar : largest < 0 ? .less : .more
            frame.put(
                Sparkline.braille(pair.map { $0.map(abs) }, in: 0...end), x: x + column, y: y,
                style: isOld ? look[role].merging(.dim) : look[role])
        }
    }

    /// What stands at the upper edge, nats, or all layers: fixed, so that traces can be compared.
    private static func end(of measure: TimelineMeasure) -> Float {
        switch measure {
        case .entropy: HeatScale.entropy
        case .surprise: HeatScale.surprise
        case .change, .decided, .received: 1
        }
    }

    private func legend(x: Int, rect: Rect, isFocused: Bool, on frame: inout Frame) {
        let room = rect.maxX - x - 1
        guard room > 0 else { return }
        let totals = TotalsText.line(state, look, isLong: room >= TotalsText.longWidth)
        frame.put(totals, x: x, y: rect.y, width: room)
        guard rect.height > 1 else { return }
        let measure = state.numbers.curve?.measure ?? state.timelineMeasure
        let isBound = measure == .entropy && state.entropiesAreLowerBounds
        let name = (isBound ? "≥ " : "") + measure.rawValue
        var line = StyledLine(name, isFocused ? look[.title] : look[.textDim])
        line.add(" ▏", look[.cursor])
        let stretch = state.timelineStretch
        let share =
            Double(state.place.cursor - stretch.lowerBound) / Double(max(1, stretch.count - 1))
        line.add("cursor at \(NumberText.percent(share))", look[.textDim])
        if let decisions = TotalsText.decisions(state, look), line.columns + 3 < room {
            line.add("   ")
            line.add(decisions)
        }
        frame.put(line, x: x, y: rect.y + 1, width: room)
    }
}
