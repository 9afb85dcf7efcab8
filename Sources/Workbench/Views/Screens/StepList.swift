import Canvas
import HeddleAnalysis

/// The steps of the trace: the source's labelled ones, or sentences.
struct StepList {
    let state: State
    let look: Look

    func list(width: Int) -> ListScreen {
        let rows = state.outlineRows
        let columns = Columns(state, width: width)
        var list = ListScreen(
            state: state, look: look, title: title,
            emptyText: state.document == nil
                ? "No trace is open: o opens a file" : "This trace has no reasoning to cut.",
            count: rows.count,
            row: { index in
                rows[index].text.map { OutlineView.text($0, state, look) }
                    ?? row(rows[index].item, columns, width: width)
            })
        if rows.indices.contains(state.row) { list.position = position(rows[state.row].item) }
        list.foot = foot
        return list
    }

    /// `Outline · 170 labelled steps · counterfactual_importance_kl, a full bar is 2.0`.
    private var title: StyledLine {
        let steps = state.document?.steps
        let noun = steps?.areLabelled == true ? "labelled step" : "sentence"
        var title = StyledLine("Outline", look[.title])
        title.add(" · " + Words.count(steps?.count ?? 0, noun), look[.text])
        if let measure = state.stepMeasure {
            title.add(" · \(measure.name), full bar ", look[.text])
            title.add(NumberText.twoDigits(measure.end), look[.text])
        }
        return title
    }

    private var foot: StyledLine {
        guard let measure = state.stepMeasure else { return StyledLine() }
        let order = measure.isSigned ? "largest first, whatever the sign" : "largest first"
        return StyledLine(
            state.outline.isByImportance ? order : "in the order of the text", look[.textDim])
    }

    private func position(_ item: Int) -> String {
        let count = state.outlineItems
        let noun = state.labelledSteps == nil ? "sentence" : "step"
        guard state.outline.isByImportance, let rank = state.stepMeasure?.rank(of: item) else {
            return "\(noun) \(item) of \(count)"
        }
        return "\(StepWords.ordinal(rank)) of \(count)"
    }

    private func row(_ item: Int, _ columns: Columns, width: Int) -> StyledLine {
        guard let document = state.document, document.steps.steps.indices.contains(item) else {
            return StyledLine()
        }
        let step = document.steps.steps[item]
        var line = StyledLine()
        line.add(String(item), look[.textDim], width: columns.number, alignRight: true)
        line.add("  ")
        if document.steps.areLabelled {
            labels(step, document.steps.marks, columns, &line)
        } else {
            line.add(String(step.tokens.lowerBound), look[.textDim], width: 6, alignRight: true)
            line.add("  ")
            line.add(intents(step, document))
        }
        if let measure = state.stepMeasure { meter(item, measure, columns, &line) }
        if columns.bases > 0 {
            line.add(StepWords.bases(step.dependsOn), look[.textDim], width: columns.bases)
            line.add("  ")
        }
        // Unfolded, the text stands below.
        if state.outline.isUnfolded(item) { return line }
        let room = max(0, width - line.columns)
        let end = min(step.bytes.upperBound, step.bytes.lowerBound + 4 * room + 4)
        let text = document.line(step.bytes.lowerBound..<max(step.bytes.lowerBound, end))
        line.add(TextFit.cut(text, to: room), look[.text])
        return line
    }

    private func labels(
        _ step: DocumentStep, _ marks: StepMarks, _ columns: Columns, _ line: inout StyledLine
    ) {
        guard let first = step.labels.first else {
            line.add("", width: columns.label + 2)
            line.add("  ")
            return
        }
        let style = look.step(first, marks)
        line.add(String(marks.letter(of: first)) + " ", style)
        let words = step.labels.map { columns.isShort ? StepTag(rawValue: $0)?.word ?? $0 : $0 }
        line.add(words.joined(separator: " "), style, width: columns.label)
        line.add("  ")
    }

    private func meter(
        _ item: Int, _ measure: StepMeasure, _ columns: Columns, _ line: inout StyledLine
    ) {
        let share = measure.share(of: item) ?? 0
        let role: Role = share < 0 ? .less : .bar
        line.add(Meter.bar(abs(share), width: columns.bar), look[role], width: columns.bar)
        let number = measure.value(of: item).map { NumberText.twoDigits($0) } ?? "–"
        line.add(number, look[.text], width: Self.numberWidth, alignRight: true)
        line.add("  ")
    }

    private static let numberWidth = 8

    /// A letter for each planning move that begins in a sentence.
    private func intents(_ step: DocumentStep, _ document: Document) -> StyledLine {
        let moves = document.labelling.moves
        var line = StyledLine()
        let first = moves.partitioningIndex { $0.tokens.lowerBound >= step.tokens.lowerBound }
        for move in moves[first...].prefix(3) where step.tokens.contains(move.tokens.lowerBound) {
            line.add(String(move.intent.letter), look.intentMark(move.intent))
        }
        line.add(String(repeating: " ", count: 5 - line.columns))
        return line
    }

    /// How the row's width is shared out.
    private struct Columns {
        var number: Int
        /// Tags are written as one word each.
        var isShort: Bool
        var label: Int
        var bar: Int
        var bases: Int

        init(_ state: State, width: Int) {
            let steps = state.document?.steps
            number = max(3, String(steps?.count ?? 0).count)
            isShort = width < 100
            let short = isShort
            let words = (steps?.marks.tags ?? []).map { tag in
                short ? StepTag(rawValue: tag)?.word ?? tag : tag
            }
            label = min(short ? 10 : 24, words.map { TextWidth.columns(of: $0) }.max() ?? 0)
            bar = short ? 5 : 10
            let most = steps?.steps.map { StepWords.bases($0.dependsOn).count }.max() ?? 0
            bases = min(short ? 9 : 14, most)
        }
    }
}

/// The selected step in full, below the list.
struct StepDetail {
    let state: State
    let look: Look
    let document: Document

    /// What the measure's numbers mean.
    func title(_ item: Int) -> StyledLine {
        guard let measure = state.stepMeasure else {
            return StyledLine("sentence \(item)", look[.title])
        }
        var line = StyledLine(measure.name, look[.title])
        if let meaning = measure.meaning { line.add(": " + meaning, look[.textDim]) }
        return line
    }

    func lines(_ item: Int, width: Int, height: Int) -> [StyledLine] {
        guard document.steps.steps.indices.contains(item) else { return [] }
        let step = document.steps.steps[item]
        var lines: [StyledLine] = []
        lines.append(facts(item, step))
        lines += relations(item, step, width: width)
        let room = max(0, height - lines.count)
        let text = ByteLines.wrap(step.bytes, of: document.bytes, width: width)
        lines += text.prefix(room).enumerated().map { index, bytes in
            let isCut = index == room - 1 && text.count > room
            return StyledLine(
                isCut ? TextFit.cut(document.line(bytes) + " …", to: width) : document.line(bytes),
                look[.text])
        }
        return lines + neighbours(item, step, count: height - lines.count, width: width)
    }

    /// The beginnings of the steps that it builds on and of those that build on it.
    private func neighbours(
        _ item: Int, _ step: DocumentStep, count: Int, width: Int
    ) -> [StyledLine] {
        let steps = document.steps
        let known = step.dependsOn.filter { steps.steps.indices.contains($0) }.map { ("←", $0) }
        let others = known + steps.dependents(of: item).map { ("→", $0) }
        return others.prefix(max(0, count)).map { arrow, number in
            var line = StyledLine("\(arrow) \(number) ", look[.textDim])
            if let tag = steps.label(of: number) {
                line.add(String(steps.marks.letter(of: tag)) + " ", look.step(tag, steps.marks))
            }
            let bytes = steps.steps[number].bytes
            let end = min(bytes.upperBound, bytes.lowerBound + 4 * width)
            line.add(document.line(bytes.lowerBound..<end), look[.textDim])
            return line.cut(to: width)
        }
    }

    private func facts(_ item: Int, _ step: DocumentStep) -> StyledLine {
        let noun = document.steps.areLabelled ? "step" : "sentence"
        var line = StyledLine("\(noun) \(item)", look[.title])
        for label in step.labels {
            line.add(" · ", look[.textDim])
            line.add(label, look.step(label, document.steps.marks))
        }
        guard let measure = state.stepMeasure, let value = measure.value(of: item) else {
            return line
        }
        line.add(" · \(NumberText.twoDigits(value))", look[.text])
        if let rank = measure.rank(of: item) {
            let place = rank == 0 ? "the largest" : StepWords.ordinal(rank) + " largest"
            line.add(", \(place) of \(measure.ranking.count)", look[.textDim])
        }
        return line
    }

    /// What it builds on, what builds on it, where it stands, its summary.
    private func relations(_ item: Int, _ step: DocumentStep, width: Int) -> [StyledLine] {
        var parts: [String] = []
        if !step.dependsOn.isEmpty {
            parts.append("builds on " + step.dependsOn.map(String.init).joined(separator: " "))
        }
        let dependents = document.steps.dependents(of: item)
        if !dependents.isEmpty {
            parts.append("used by " + dependents.map(String.init).joined(separator: " "))
        }
        let unit = document.tokenSource == .words ? "words" : "tokens"
        parts.append(
            "\(unit) \(step.tokens.lowerBound)–\(max(step.tokens.lowerBound, step.tokens.upperBound - 1))"
        )
        return [StyledLine(parts.joined(separator: " · "), look[.textDim]).cut(to: width)]
    }
}
