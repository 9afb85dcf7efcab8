extension SessionReport {
    /// The report as Markdown (GitHub's flavour: tables and footnotes). Traces stand with their
    /// prompt, the reasoning with planning in bold behind the letter of its intent, the answer,
    /// notes as footnotes at their tokens, and a table of what each mask did. Continuations of a
    /// resampling are counted in a table.
    public var markdown: String {
        var parts = ["# " + MarkdownText.line(title)]
        parts.append(facts.map { "- " + $0 }.joined(separator: "\n"))
        if traces.contains(where: { !$0.labelling.spans.isEmpty }) { parts.append(Self.legend) }
        var footnote = 1
        let branches = ResampledBranches(traces)
        for report in branches.others {
            parts += report.markdownParts(heading: "## ", footnote: &footnote)
        }
        parts.append(branches.markdown)
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var facts: [String] {
        var facts: [String] = []
        if let model {
            var line = "Model: " + MarkdownText.line(model.name)
            if let hash = model.sha256 { line += ", sha256 `\(hash.filter(\.isHexDigit))`" }
            if let arithmetic = model.arithmetic { line += ", in \(arithmetic.rawValue)" }
            if let verification { line += ", " + MarkdownText.line(verification) }
            facts.append(line)
        }
        if !mask.isEmpty { facts.append("Heads off: " + MarkdownText.line(mask.text)) }
        for (head, name) in pinned {
            facts.append("Head \(head): pinned as " + MarkdownText.line(name))
        }
        for (name, heads) in sets {
            facts.append(
                "Set " + MarkdownText.line(name) + ": " + HeadSelection.format(heads))
        }
        for note in headNotes {
            facts.append("Note on head \(note.head): " + MarkdownText.line(note.text))
        }
        return facts
    }

    static let legend =
        "Planning is **bold** behind the letter of its intent: "
        + Intent.allCases.map { "\($0.letter) \($0.rawValue)" }.joined(separator: ", ") + "."
}

extension TraceReport {
    /// This trace alone as Markdown; see `SessionReport.markdown`.
    public var markdown: String {
        var footnote = 1
        return markdownParts(heading: "# ", footnote: &footnote).joined(separator: "\n\n") + "\n"
    }

    /// Paragraphs; footnotes are numbered on through a document.
    func markdownParts(
        heading: String, footnote: inout Int, moreFacts: [String] = []
    ) -> [String] {
        let text = trace.textBytes
        let regions = TraceRegions(trace)
        let facts = (facts + moreFacts).joined(separator: " · ")
        var parts = [heading + MarkdownText.line(trace.id) + verdict, facts]
        parts.append(
            "**Prompt**\n\n"
                + MarkdownText.block(MarkdownText.escaped(trace.prompt), prefix: "> "))
        var composer = MarkedTextComposer(report: self, text: text, footnote: footnote)
        let reasoning = composer.compose(regions.reasoning)
        if !reasoning.isEmpty { parts.append("**Reasoning**\n\n" + reasoning) }
        let final = composer.compose(regions.final)
        if !final.isEmpty { parts.append("**Answer**\n\n" + final) }
        parts.append(composer.footnotes(restOf: notes))
        footnote = composer.nextFootnote
        parts.append(effectTable)
        return parts.filter { !$0.isEmpty }
    }

    private var verdict: String {
        switch trace.correct {
        case true?: " ✓"
        case false?: " ✗"
        case nil: ""
        }
    }

    private var facts: [String] {
        var facts: [String] = []
        if let task = trace.task { facts.append(MarkdownText.line(task)) }
        if let model = trace.model { facts.append("written by " + MarkdownText.line(model.name)) }
        if let tokens = trace.tokens {
            facts.append("\(tokens.response.count) tokens")
            if labelling.intents.count == tokens.count {
                let share = labelling.planningShare(of: tokens.response)
                facts.append(NumberText.percent(share) + " planning")
            }
        }
        if let answer = trace.answer { facts.append("right answer: " + MarkdownText.line(answer)) }
        return facts
    }

    private var effectTable: String {
        guard !effects.isEmpty else { return "" }
        let head = """
            **What switching heads off does** (change of the negative log-likelihood, nats a token, \
            mean ± standard error)

            | heads off | planning | tokens | execution | tokens | first tokens of moves | tokens |
            |---|---|---|---|---|---|---|
            """
        let rows = effects.map { effect in
            let groups = [
                effect.summary.planning, effect.summary.execution, effect.summary.decisions,
            ]
            let cells = groups.map { "\($0?.text ?? "–") | \($0?.tokens ?? 0)" }
            return "| \(effect.mask.text) | " + cells.joined(separator: " | ") + " |"
        }
        return ([head] + rows).joined(separator: "\n")
    }
}

/// Writes stretches of a trace's text with planning in bold and notes as footnotes.
private struct MarkedTextComposer {
    let report: TraceReport
    let text: [UInt8]
    private(set) var nextFootnote: Int
    private var written: [String] = []
    /// Notes on tokens with the byte at which their mark stands, ascending.
    private var pending: [(byte: Int, note: TraceNote)] = []

    init(report: TraceReport, text: [UInt8], footnote: Int) {
        self.report = report
        self.text = text
        nextFootnote = footnote
        guard let tokens = report.trace.tokens else { return }
        for note in report.notes {
            guard let range = note.tokens else { continue }
            pending.append((tokens.bytes(of: range).upperBound, note))
        }
        pending.sort { $0.byte < $1.byte }
    }

    /// A range of the text as Markdown.
    mutating func compose(_ range: Range<Int>) -> String {
        var result = ""
        var position = range.lowerBound
        for span in report.labelling.spans where range.contains(span.bytes.lowerBound) {
            let bytes = span.bytes.clamped(to: range)
            result += plain(position..<bytes.lowerBound, in: range)
            result += bold(bytes, letter: span.intent.letter)
            result += marks(upTo: bytes.upperBound, from: range.lowerBound)
            position = bytes.upperBound
        }
        result += plain(position..<range.upperBound, in: range)
        return MarkdownText.block(result)
    }

    private mutating func plain(_ bytes: Range<Int>, in range: Range<Int>) -> String {
        var result = ""
        var position = bytes.lowerBound
        while let (byte, _) = pending.first(where: { $0.byte > range.lowerBound }),
            byte > position, byte < bytes.upperBound
        {
            result += escaped(position..<byte)
            result += marks(upTo: byte, from: range.lowerBound)
            position = byte
        }
        result += escaped(position..<bytes.upperBound)
        result += marks(upTo: bytes.upperBound, from: range.lowerBound)
        return result
    }

    private func escaped(_ bytes: Range<Int>) -> String {
        let startsLine = bytes.lowerBound == 0 || text[bytes.lowerBound - 1].isBlank
        return MarkdownText.escaped(text.text(bytes), startsLine: startsLine)
    }

    private func bold(_ bytes: Range<Int>, letter: Character) -> String {
        let words = text.text(bytes).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return "**\(letter)› " + MarkdownText.escaped(words, startsLine: false) + "**"
    }

    /// Marks of the notes that end in the text just written.
    private mutating func marks(upTo byte: Int, from start: Int) -> String {
        var marks = ""
        while let index = pending.firstIndex(where: { $0.byte > start && $0.byte <= byte }) {
            marks += "[^\(nextFootnote)]"
            written.append("[^\(nextFootnote)]: " + Self.sentence(pending[index].note))
            nextFootnote += 1
            pending.remove(at: index)
        }
        return marks
    }

    /// The footnotes, then the notes that have no place in the text.
    func footnotes(restOf notes: [TraceNote]) -> String {
        let wholeTrace = notes.filter { $0.tokens == nil || report.trace.tokens == nil }
        let rest = wholeTrace + pending.map(\.note)
        let list = rest.map { "- " + Self.sentence($0) }
        let title = list.isEmpty ? [] : ["**Notes**\n\n" + list.joined(separator: "\n")]
        return (title + (written.isEmpty ? [] : [written.joined(separator: "\n")]))
            .joined(separator: "\n\n")
    }

    private static func sentence(_ note: TraceNote) -> String {
        var parts: [String] = []
        if let tokens = note.tokens {
            parts.append(
                tokens.count > 1
                    ? "tokens \(tokens.lowerBound)–\(tokens.upperBound - 1)"
                    : "token \(tokens.lowerBound)")
        }
        if !note.quote.isEmpty { parts.append("“" + MarkdownText.line(note.quote) + "”") }
        if note.isBookmark { parts.append("bookmark") }
        let place = parts.joined(separator: " ")
        let text = MarkdownText.line(note.text)
        return [place, text].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
