import Canvas
import HeddleAnalysis

extension CommandHandlers {
    static let knockoutMatrix: [String: CommandHandler] = [
        "matrix": { state, call, effects in state.showMatrix(call.argument, &effects) },
        "measure-matrix": { state, call, effects in state.measureMatrix(call, &effects) },
        "matrix-parts": { state, _, effects in
            state.showMatrix(state.matrix.kind == .moves ? "sentences" : "moves", &effects)
        },
        "matrix-values": { state, call, _ in state.changeMatrixValues(call.argument) },
        "strongest-source": { state, _, _ in state.goToStrongestSource() },
        "go-to-reader": { state, _, effects in state.goToReader(&effects) },
    ]
}

extension State {
    /// Opens the screen at the row that the outline or the text is at, and measures what is not.
    mutating func showMatrix(_ argument: String?, _ effects: inout [Effect]) {
        var kind = matrix.kind
        if let argument {
            guard let chosen = choose(argument, of: TracePartKind.allCases, after: kind) else {
                return
            }
            kind = chosen
        } else if screen == .outline {
            kind = outlineArrangement == .moves ? .moves : .sentences
        }
        let token = matrixOrigin
        matrix.kind = kind
        open(.knockoutMatrix)
        refreshMatrices()
        let reader = max(1, matrixPart(at: token) ?? 1)
        matrix.reader = reader
        matrix.source = shownMatrix?.matrix.strongestSource(of: reader) ?? reader - 1
        // A look at the other matrix does not stop the one that is being measured.
        guard let shown = shownMatrix, shown.matrix.done == 0, shown.matrix.total > 0,
            jobs[.knockoutMatrix] == nil
        else { return }
        measureMatrix(CommandCall(), &effects)
    }

    /// The token that the present screen stands at.
    private var matrixOrigin: Int {
        switch screen {
        case .outline:
            let rows = outlineRows
            return rows.indices.contains(row) ? outlineToken(rows[row]) ?? 0 : place.cursor
        case .knockoutMatrix:
            guard let cell = matrixCell, let parts = shownMatrix?.matrix.parts else {
                return place.cursor
            }
            return parts[cell.reader].tokens.lowerBound
        default: return place.cursor
        }
    }

    /// Measures what is left of the matrix that is looked at; says first what takes long.
    mutating func measureMatrix(_ call: CommandCall, _ effects: inout [Effect]) {
        guard let document, var shown = shownMatrix, shown.matrix.total > 0, generation == nil
        else { return say(matrixWords ?? "There is nothing to measure", .warning) }
        let kind = matrix.kind.rawValue
        guard shown.matrix.isPartial else {
            return say("All \(shown.matrix.parts.count) \(kind) are measured")
        }
        guard !matrixIsRunning else {
            let key = keyMap.label(of: "cancel") ?? ":cancel"
            return say("The matrix is being measured: \(key) stops it")
        }
        if let cost = matrixSeconds, cost > 2, !call.isConfirmed {
            let left = shown.matrix.total - shown.matrix.done
            overlay = .confirmWork(
                text: "\(left) \(kind) hidden one after the other, \(TimeWords.words(cost)). "
                    + "Enter starts",
                command: "measure-matrix", argument: nil)
            return
        }
        matrix.number += 1
        shown.number = matrix.number
        numbers.matrices[matrix.kind] = shown
        matrix.running = .init(kind: matrix.kind, number: matrix.number)
        let work = KnockoutMatrixWork(
            document: document.id, matrix: shown.matrix, number: matrix.number)
        jobs[.knockoutMatrix] = Progress(
            label: work.label, done: shown.matrix.done, total: shown.matrix.total)
        effects.append(.knockoutMatrix(work))
    }

    /// Results of a matrix that was forgotten or asked for again are dropped.
    mutating func take(_ new: KnockoutMatrix, number: Int) {
        guard numbers.matrices[new.kind]?.number == number else { return }
        numbers.matrices[new.kind]?.take(new)
    }

    /// The work has ended, by itself or because it was cancelled.
    mutating func endMatrix() {
        guard let running = matrix.running else { return }
        matrix.running = nil
        guard let measured = numbers.matrices[running.kind], measured.number == running.number,
            !measured.matrix.isPartial, screen != .knockoutMatrix
        else { return }
        say("The matrix of \(running.kind.rawValue) is measured: :matrix shows it")
    }

    /// Cancels work whose result would be dropped.
    mutating func cancelForgottenMatrix(_ effects: inout [Effect]) {
        guard let running = matrix.running,
            numbers.matrices[running.kind]?.number != running.number
        else { return }
        matrix.running = nil
        if jobs.removeValue(forKey: .knockoutMatrix) != nil {
            effects.append(.cancel(.knockoutMatrix))
        }
    }

    // MARK: - Looking

    mutating func changeMatrixValues(_ argument: String?) {
        guard
            let values = choose(
                argument, of: KnockoutMatrixState.Values.allCases, after: matrix.values)
        else { return }
        matrix.values = values
        switch values {
        case .dependence: say("Dependence: ln KL less its mean over all earlier parts")
        case .kl: say("Mean of ln KL over the tokens of each part")
        }
    }

    mutating func moveThroughMatrix(readers: Int = 0, sources: Int = 0) {
        guard let cell = matrixCell, let count = shownMatrix?.matrix.parts.count,
            matrixWords == nil
        else { return }
        matrix.reader = max(1, min(cell.reader + readers, count - 1))
        if sources != 0 { matrix.source = max(0, min(cell.source + sources, cell.reader - 1)) }
    }

    mutating func moveToMatrixCorner(_ isEnd: Bool) {
        guard let count = shownMatrix?.matrix.parts.count, count > 1, matrixWords == nil else {
            return
        }
        matrix.reader = isEnd ? count - 1 : 1
        matrix.source = isEnd ? count - 2 : 0
    }

    mutating func goToStrongestSource() {
        guard let cell = matrixCell,
            let source = shownMatrix?.matrix.strongestSource(of: cell.reader)
        else { return say("Nothing is measured of this row yet") }
        matrix.source = source
    }

    /// To the reader's first token in the text; where nothing is measured, measures.
    mutating func goToReader(_ effects: inout [Effect]) {
        guard matrixWords == nil, let cell = matrixCell,
            let part = shownMatrix?.matrix.parts[cell.reader]
        else {
            if let reason = missingModel { return say(reason, .warning) }
            return measureMatrix(CommandCall(), &effects)
        }
        focus(.text)
        setCursor(revealed(part.tokens.lowerBound))
    }

    /// A click selects a cell; twice goes to its reader in the text.
    mutating func pressOnMatrix(_ event: MouseEvent, _ effects: inout [Effect]) {
        guard let part = KnockoutMatrixGeometry(self)?.part(x: event.x, y: event.y) else { return }
        (matrix.reader, matrix.source) = part
        if event.clickCount == 2 { runCommand(named: "go-to-reader", CommandCall(), &effects) }
    }

    /// The two parts of the cursor's cell with what is measured of them.
    var matrixCopy: String? {
        guard let cell = matrixCell, let shown = shownMatrix else { return nil }
        let parts = shown.matrix.parts
        let value = shown.value(reader: cell.reader, source: cell.source, .dependence)
        let dependence = value.map { NumberText.twoDigits($0, signed: true) } ?? "–"
        return "\(cell.reader) \(parts[cell.reader].text)\n"
            + "\(cell.source) \(parts[cell.source].text)\ndependence \(dependence)"
    }
}
