import Canvas
import HeddleAnalysis

/// The last line: an input, a message, the first-run hint or the keys of this place.
struct StatusLine {
    let state: State
    let look: Look
    let keyMap: KeyMap

    func draw(on frame: inout Frame, y: Int) {
        let width = frame.width - 2
        if case .prompt(let kind, let input) = state.overlay {
            return PromptLine(state: state, look: look).draw(kind, input, y: y, on: &frame)
        }
        frame.put(line(width: width), x: 1, y: y, width: width)
        if let count = state.countPrefix {
            let text = "\(count)×"
            frame.put(
                text, x: frame.width - text.count - 1, y: y, style: look[.keyHint])
        }
    }

    private func line(width: Int) -> StyledLine {
        if let message = state.message { return Self.message(message, look) }
        if let firstRun { return firstRun }
        return Self.hints(keyMap.hints(for: state), look, width: width)
    }

    static func message(_ message: Message, _ look: Look) -> StyledLine {
        switch message.kind {
        case .information: StyledLine(message.text, look[.status])
        case .warning: StyledLine(message.text, look[.statusWarning])
        case .error: StyledLine(message.text, look[.statusError])
        }
    }

    /// As many hints as fit whole; the last two, command and help, always.
    static func hints(
        _ hints: [(keys: String, hint: String)], _ look: Look, width: Int
    ) -> StyledLine {
        func styled(_ hint: (keys: String, hint: String)) -> StyledLine {
            var line = StyledLine(hint.keys, look[.keyHint])
            line.add(" " + hint.hint, look[.textDim])
            return line
        }
        let always = hints.suffix(2).map(styled)
        var room = width - always.reduce(0) { $0 + $1.columns + 2 }
        var shown: [StyledLine] = []
        for hint in hints.dropLast(2).map(styled) {
            room -= hint.columns + 2
            if room < 0 { break }
            shown.append(hint)
        }
        var line = StyledLine()
        for (index, hint) in (shown + always).enumerated() {
            if index > 0 { line.add("  ") }
            line.add(hint)
        }
        return line
    }

    private var firstRun: StyledLine? {
        guard state.showsFirstRunHint, state.overlay == nil, state.screen == .reading else {
            return nil
        }
        var line = StyledLine("Try: ", look[.title])
        for (index, name) in CommandRegistry.firstRun.enumerated() {
            guard let command = CommandRegistry.command(named: name),
                let key = keyMap.label(of: name)
            else { continue }
            if index > 0 { line.add("   ") }
            line.add(key, look[.keyHint])
            line.add(" " + Self.sentence(command), look[.text])
        }
        return line
    }

    /// The help sentence without what follows a comma or semicolon.
    private static func sentence(_ command: Command) -> String {
        let end = command.help.firstIndex { $0 == "," || $0 == ";" || $0 == "." }
        return String(command.help[..<(end ?? command.help.endIndex)])
    }
}

/// One line of text being typed, with the terminal's own cursor in it.
struct InputField {
    let look: Look

    /// Draws a label and the text; of a text that is too long the part around the cursor.
    func draw(
        label: StyledLine, _ input: TextInput, x: Int, y: Int, width: Int, on frame: inout Frame
    ) {
        let start = frame.put(label, x: x, y: y, width: width / 2)
        frame.inputLine(
            text: input.text, cursor: input.cursor,
            in: Rect(x: start, y: y, width: x + width - start, height: 1), style: look[.text])
    }
}

/// The prompts of the last line, each with what it is about.
struct PromptLine {
    let state: State
    let look: Look

    func draw(_ kind: PromptKind, _ input: TextInput, y: Int, on frame: inout Frame) {
        let tail = self.tail(kind)
        let width = frame.width - 2 - (tail.isEmpty ? 0 : tail.columns + 2)
        frame.fill(Rect(x: 0, y: y, width: frame.width, height: 1), style: look[.text])
        InputField(look: look).draw(
            label: label(kind), input, x: 1, y: y, width: width, on: &frame)
        frame.put(tail, x: frame.width - 1 - tail.columns, y: y, width: tail.columns)
    }

    /// Draws what helps with typing over the line above.
    func drawHelp(_ kind: PromptKind, y: Int, on frame: inout Frame) {
        guard let help = help(kind) else { return }
        frame.fill(Rect(x: 0, y: y - 1, width: frame.width, height: 1), style: look[.text])
        frame.put(help, x: 1, y: y - 1, width: frame.width - 2)
    }

    /// What is wrong with the filter, or what can stand in it; the columns to sort by.
    private func help(_ kind: PromptKind) -> StyledLine? {
        switch kind {
        case .filter:
            if let problem = state.traces.filterProblem {
                return StyledLine(problem.description, look[.statusWarning])
            }
            return StyledLine(Self.filterHelp, look[.textDim])
        case .argument("sort"):
            let names = TraceColumn.allCases.map(\.rawValue).joined(separator: " ")
            return StyledLine(
                names + " none · - before it: from the largest", look[.textDim])
        case .argument("intent"):
            let words = Intent.allCases.map { "\($0.letter) \($0.rawValue)" }
            return StyledLine(words.joined(separator: "  "), look[.text])
        default: return nil
        }
    }

    private static let filterHelp =
        "correct:no tokens>2000 plan>10% entropy>1.2 text:\"wait\" · | or · - not · also "
        + TraceField.allCases.map(\.rawValue)
        .filter { !["correct", "tokens", "plan", "entropy", "text"].contains($0) }
        .joined(separator: " ")

    private func label(_ kind: PromptKind) -> StyledLine {
        var line = StyledLine(kind.label, look[.keyHint])
        switch kind {
        case .note(.tokens(_, let first, let end)):
            let place = end - first == 1 ? "token \(first)" : "tokens \(first)–\(end - 1)"
            line.add(" on \(place)", look[.text])
        case .note(.head(let head)): line.add(" on head \(head)", look[.text])
        case .note(.trace(let id)): line.add(" on \(id)", look[.text])
        case .pinName(let head): line.add(" \(head)", look[.text])
        default: break
        }
        line.add(": ", look[.text])
        return line
    }

    private static let expressions = "Ctrl-R: /expression/"

    private var searchTail: StyledLine {
        guard !state.search.pattern.isEmpty else {
            return StyledLine(Self.expressions, look[.textDim])
        }
        if let problem = state.search.problem {
            let room = max(0, state.width / 2)
            return StyledLine(problem, look[.statusWarning]).cut(to: room)
        }
        return StyledLine(Words.count(state.search.hits.count, "hit"), look[.textDim])
    }

    private func tail(_ kind: PromptKind) -> StyledLine {
        switch kind {
        case .search: searchTail
        case .searchAll:
            StyledLine(
                Words.count(state.traces.visible.count, "trace") + " · " + Self.expressions,
                look[.textDim])
        case .filter:
            StyledLine(
                "\(state.traces.visible.count) of "
                    + Words.count(state.traces.entries.count, "trace"), look[.textDim])
        case .lexiconFilter:
            StyledLine(Words.count(state.lexiconRowCount, "row"), look[.textDim])
        case .argument("intent"): StyledLine("a letter chooses · Esc discards", look[.textDim])
        case .goToToken:
            StyledLine("of \(state.document?.tokens.count ?? 0)", look[.textDim])
        default: StyledLine("Enter keeps · Esc discards", look[.textDim])
        }
    }
}
