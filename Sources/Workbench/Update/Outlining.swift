import Canvas
import HeddleAnalysis

extension CommandHandlers {
    static let outline: [String: CommandHandler] = [
        "outline-arrangement": { state, call, _ in state.arrangeOutline(call.argument) },
        "outline-order": { state, _, _ in state.reorderOutline() },
        "unfold": { state, _, _ in state.unfoldRow() },
        "fold": { state, _, _ in state.foldAll() },
        "step-measure": { state, call, _ in state.changeStepMeasure(call.argument) },
        "next-important": { state, call, _ in state.goToImportant(call.times) },
        "previous-important": { state, call, _ in state.goToImportant(-call.times) },
    ]
}

extension State {
    mutating func arrangeOutline(_ argument: String?) {
        switch argument?.lowercased() {
        case nil: outline.arrangement = outlineArrangement == .moves ? .steps : .moves
        case "moves": outline.arrangement = .moves
        case "steps", "sentences": outline.arrangement = .steps
        default:
            say("Write moves or steps", .warning)
            return
        }
        outline.exceptions = []
        open(.outline)
        row = outlineRowOfCursor
    }

    mutating func reorderOutline() {
        let item = selectedOutlineItem
        outline.isByImportance.toggle()
        showOutlineItem(item)
        if outline.isByImportance, let measure = stepMeasure {
            row = 0
            say("By \(measure.name), the largest first")
        } else {
            say("In the order of the text")
        }
    }

    /// Shows the text of the selected item below it, or folds it away.
    mutating func unfoldRow() {
        guard let item = selectedOutlineItem else {
            say("The list is empty", .warning)
            return
        }
        if outline.exceptions.remove(item) == nil { outline.exceptions.insert(item) }
        showOutlineItem(item)
    }

    /// In the outline all items at once, in the text all execution.
    mutating func foldAll() {
        if screen == .outline {
            let item = selectedOutlineItem
            let someAreOpen = outline.isUnfolded || !outline.exceptions.isEmpty
            outline.isUnfolded = !someAreOpen
            outline.exceptions = []
            showOutlineItem(item)
            return
        }
        guard let document else { return }
        if folds.isOn {
            folds.openAll()
            say("All of the text is shown")
            return
        }
        folds.close(document, cursor: place.cursor)
        guard !folds.closed.isEmpty else {
            folds.openAll()
            say("There is no execution to fold away")
            return
        }
        let name = document.steps.areLabelled ? "step" : "sentence"
        let count = folds.closed.reduce(0) { $0 + $1.steps }
        say("\(Words.count(count, name)) of execution folded away, that of the cursor shown")
    }

    private var selectedOutlineItem: Int? {
        let rows = outlineRows
        return rows.indices.contains(row) ? rows[row].item : nil
    }

    private mutating func showOutlineItem(_ item: Int?) {
        row = outlineRows.firstIndex { $0.item == item && $0.text == nil } ?? 0
    }

    mutating func changeStepMeasure(_ argument: String?) {
        guard let measures = document?.steps.measures, let present = stepMeasure else { return }
        let names = measures.map(\.name)
        if let argument {
            guard let name = names.first(where: { $0.lowercased() == argument.lowercased() })
            else {
                say("'\(argument)' is none of \(names.joined(separator: ", "))", .warning)
                return
            }
            stepMeasureName = name
        } else {
            let index = names.firstIndex(of: present.name) ?? 0
            stepMeasureName = names[(index + 1) % names.count]
        }
        guard let measure = stepMeasure else { return }
        say(measure.name + (measure.meaning.map { ": \($0)" } ?? ""))
    }

    mutating func goToImportant(_ steps: Int) {
        guard let all = document?.steps, let measure = stepMeasure else { return }
        let starts = Stops(measure.important.map { all.steps[$0].tokens.lowerBound }).positions
        let name = measure.isPlanningScore ? "high planning score" : "important step"
        goTo(starts, steps, name: name)
        if all.step(at: place.cursor) != nil { sayStep() }
    }

    /// Says which step the cursor is on.
    mutating func sayStep() {
        guard message == nil, let facts = stepFacts(at: place.cursor) else { return }
        // Not kept in the log: it follows every movement.
        var text = facts.joined(separator: " · ")
        if TextWidth.columns(of: text) > width - 2, isMainStepMeasure, let stepMeasure {
            text = text.replacing(stepMeasure.name, with: "importance")
        }
        message = Message(.information, text)
    }

    /// `step 12 of 170`, its labels, its importance, what it builds on; `sentence 5 of 40` and its
    /// planning score where the source has no steps; nil outside of them.
    func stepFacts(at token: Int) -> [String]? {
        guard let steps = document?.steps, let step = steps.step(at: token) else { return nil }
        var facts = ["\(steps.areLabelled ? "step" : "sentence") \(step) of \(steps.count)"]
        let labels = steps.steps[step].labels
        if !labels.isEmpty { facts.append(labels.joined(separator: " ")) }
        if let measure = stepMeasure { facts.append(Self.words(of: measure, step)) }
        let bases = steps.steps[step].dependsOn
        if !bases.isEmpty {
            facts.append("builds on " + bases.map(String.init).joined(separator: " "))
        }
        return facts
    }

    /// `importance 0.34 (5th)`, under the name that the source gives it.
    private static func words(of measure: StepMeasure, _ step: Int) -> String {
        guard let value = measure.value(of: step) else { return "\(measure.name) –" }
        return "\(measure.name) \(NumberText.twoDigits(value))"
    }
}
