import Canvas
import HeddleAnalysis

extension Views {
    /// The present screen as plain lines without borders, bars and columns: for screen readers,
    /// braille displays and `:text`. Costs what the screen shows.
    public static func text(_ state: State, keyMap: KeyMap) -> String {
        let linear = LinearText(state: state, look: Look(state), keyMap: keyMap)
        return linear.lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }
}

/// Says in sentences what the screen shows in panes.
private struct LinearText {
    let state: State
    let look: Look
    let keyMap: KeyMap

    var lines: [String] {
        let top = TopLine(state: state, look: look, showsToken: true).left(room: Int.max)
        return [Self.spoken(top.text.replacing(" │", with: ","))] + overlay + screen + [status]
    }

    private var screen: [String] {
        if let list = state.list(look) { return self.list(list) }
        switch state.screen {
        case .reading: return title + text + token + heads + totals
        case .head: return token + heads
        case .sideBySide: return sideBySide
        case .mediation: return MediationView(state: state, look: look).spoken.map(Self.spoken)
        case .knockoutMatrix:
            return KnockoutMatrixView(state: state, look: look).spoken.map(Self.spoken)
        case .judging: return JudgingView(state: state, look: look).spoken
        case .comparison: return ComparisonView(state: state, look: look).spoken
        case .outline, .searchResults, .corpusHits, .notes, .sweep, .sessions, .themes, .log,
            .skipped, .lexicon, .dynamics, .planningHeads:
            return []
        }
    }

    private func list(_ list: ListScreen) -> [String] {
        guard list.count > 0 else { return [list.title.text, list.emptyText] }
        let rows = ListRows.rows(
            count: list.count, selection: list.selection, height: max(1, state.height))
        return [list.title.text + ", row \(list.selection + 1) of \(list.count)"]
            + rows.map { ($0 == list.selection ? "> " : "  ") + Self.plain(list.row($0)) }
    }

    private var title: [String] { [TextTitle.title(state, look).text] }

    /// The lines on the screen; planning moves in braces with their intent, the cursor's token in
    /// brackets.
    private var text: [String] {
        guard let document = state.document, let layout = state.layout else {
            return ["No trace is open: o opens a file"]
        }
        let area = state.readingLayout.textArea
        let last = min(layout.lines.count, state.scroll + max(1, area.height))
        guard state.scroll < last else { return [] }
        return (max(0, state.scroll)..<last).map { index in
            line(index, document, layout)
        }
    }

    private func line(_ index: Int, _ document: Document, _ layout: TextLayout) -> String {
        var text = ""
        var open: Intent?
        let intents = document.labelling.intents
        for run in layout.runs(of: index) {
            // The blank before a word of the next line.
            if layout.lineOfToken[run.token] != Int32(index),
                layout.bytes[run.bytes].allSatisfy({ $0 == 0x20 })
            {
                continue
            }
            let intent = intents.indices.contains(run.token) ? intents[run.token] : nil
            if intent != open {
                if open != nil { text += "}" }
                if let intent { text += " {\(intent.rawValue):" }
                open = intent
            }
            let token = layout.text(of: run)
            text += run.token == state.place.cursor ? "[\(token)]" : token
        }
        if open != nil { text += "}" }
        switch layout.lines[index].part {
        case .prompt: return "prompt: " + text
        case .answer: return "answer: " + text
        case .reasoning, .blank: return text
        case .fold: return Words.count(layout.lines[index].tokens.count, "token") + " folded away"
        }
    }

    private var token: [String] {
        let detail = TokenDetailView(state: state, look: look, isFocused: true)
        return [detail.title.text] + detail.lines(width: 200, height: 16).map(Self.plain)
    }

    private var heads: [String] {
        let detail = HeadDetailView(state: state, look: look)
        var lines = [detail.title.text] + detail.lines(width: 200, height: 2).map(Self.plain)
        guard let shape = state.shape else { return lines }
        let values = GridValues(state, shape: shape, measure: state.place.measure)
        let ranked = values.ranked(10).map { "\($0.head) \(Digits.short($0.value))" }
        if !ranked.isEmpty {
            lines.append(
                "largest heads by \(state.place.measure.label): "
                    + ranked.joined(separator: ", "))
        }
        return lines
    }

    private var totals: [String] {
        guard !state.mask.isEmpty else { return [] }
        var lines = [TotalsText.line(state, look, isLong: true).text]
        if let decisions = TotalsText.decisions(state, look) { lines.append(decisions.text) }
        return lines
    }

    private var sideBySide: [String] {
        guard let pair = state.sideBySide else { return ["No continuations yet"] }
        func side(_ continuation: Continuation) -> String {
            MaskText.title(continuation.mask) + ": "
                + continuation.pieces.map { TokenText.visible($0[...]) }.joined()
        }
        let difference = pair.firstDifference.map { "first difference at token \($0)" }
        return [side(pair.left), side(pair.right), difference ?? "no difference"]
    }

    private var overlay: [String] {
        switch state.overlay {
        case nil: return []
        case .help(let filter):
            return ["help: \(filter.text)"]
                + keyMap.help(for: state, filter: filter.text).flatMap { section in
                    [section.title] + section.lines.map { "\($0.keys), \($0.command): \($0.text)" }
                }
        case .palette(let input, let selection):
            return ["command: \(input.text)"]
                + state.paletteChoices(input).prefix(10).enumerated().map { index, choice in
                    let name = [choice.command.name, choice.argument].compactMap { $0 }
                    return (index == selection ? "> " : "  ")
                        + "\(name.joined(separator: " ")): \(choice.command.help)"
                }
        case .prompt(let kind, let input): return ["\(kind.label): \(input.text)"]
        case .confirmLeave: return ["Leave? y leaves, any other key stays."]
        case .confirmWork(let text, _, _): return [text]
        case .columns(let question): return ColumnsView.plainLines(question, look: look)
        }
    }

    private var status: String {
        if let message = state.message { return message.text }
        return "Keys: "
            + keyMap.hints(for: state).map { "\($0.keys) \($0.hint)" }.joined(separator: ", ")
    }

    /// A line without bars, curves and runs of blanks.
    private static func plain(_ line: StyledLine) -> String {
        let drawn = line.text.filter { character in
            guard let scalar = character.unicodeScalars.first else { return false }
            return !(0x2580...0x259F).contains(scalar.value)
        }
        return spoken(drawn.split(separator: " ").joined(separator: " "))
    }

    /// Marks as words.
    private static func spoken(_ text: String) -> String {
        let words = [
            ("✓", "right"), ("✗", "wrong"), ("▼", "less likely by "), ("▲", "more likely by "),
            ("≥", "at least"), ("▶", "open: "), ("×", "off"), ("•", "pinned:"), ("»", "note:"),
            ("☆", "bookmark:"),
        ]
        return words.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
