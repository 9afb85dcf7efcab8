import Canvas
import HeddleAnalysis

/// The hits of a search over all traces, a heading a trace and a line a hit.
struct CorpusHitsView {
    let state: State
    let look: Look

    func list(width: Int) -> ListScreen {
        ListScreen(
            state: state, look: look, title: title, emptyText: emptyText,
            count: state.corpusSearch?.rowCount ?? 0,
            row: { index in
                switch state.corpusSearch?.row(index) {
                case .trace(let find): heading(find)
                case .hit(let hit, _): line(hit, width: width)
                case nil: StyledLine()
                }
            })
    }

    private var isRunning: Bool { state.jobs[.searchAll] != nil }

    /// `Search 'wait' · 12,400 of 200,000 traces · 3,120 hits`.
    private var title: StyledLine {
        guard let corpus = state.corpusSearch else { return StyledLine("Search", look[.title]) }
        var line = StyledLine("Search ", look[.title])
        line.add(
            corpus.search.isExpression ? shown : "'\(shown)'",
            look[.title])
        let progress = corpus.state
        let traces =
            progress.isFinished
            ? Grouped.count(progress.searched, "trace")
            : "\(Grouped.number(progress.searched)) of \(Grouped.count(corpus.total, "trace"))"
        line.add(" · " + traces, look[.text])
        if !progress.isFinished, !isRunning { line.add(" · stopped", look[.statusWarning]) }
        line.add(" · " + Grouped.count(progress.count, "hit"), look[.text])
        if progress.count > corpus.kept {
            line.add(" · the first \(Grouped.number(corpus.kept)) are listed", look[.textDim])
        }
        if progress.failed > 0 {
            line.add(
                " · \(Grouped.count(progress.failed, "trace")) not searched whole: :log",
                look[.statusWarning])
        }
        return line
    }

    private var shown: String {
        Self.oneLine(state.corpusSearch?.search.typed ?? "")
    }

    private var emptyText: String {
        guard let corpus = state.corpusSearch else {
            return "Nothing was searched for in all traces: / in the trace list searches."
        }
        let pattern = corpus.search.isExpression ? shown : "'\(shown)'"
        if corpus.state.isFinished {
            return "\(pattern) occurs in none of "
                + "\(Grouped.count(corpus.state.searched, "trace"))\(filterWords)."
        }
        return isRunning
            ? "Searching…"
            : "\(pattern) does not occur in the \(Grouped.count(corpus.state.searched, "trace")) "
                + "searched before it was stopped."
    }

    private var filterWords: String {
        state.traces.filter.isEmpty ? "" : " that the filter '\(state.traces.filter)' lets through"
    }

    private func heading(_ find: TraceFinds) -> StyledLine {
        let verdict = look.verdict(find.entry.correct)
        var line = StyledLine(verdict.mark + " ", verdict.style)
        line.add(Self.oneLine(find.entry.id), look[.title])
        line.add(" · " + Grouped.count(find.count, "hit"), look[.textDim])
        if find.count > find.hits.count {
            line.add(" · the first \(find.hits.count) are listed", look[.textDim])
        }
        let prompt = find.entry.prompt.split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        line.add("  " + Self.oneLine(prompt), look[.textPrompt])
        return line
    }

    private func line(_ hit: TraceHit, width: Int) -> StyledLine {
        let lead = max(20, min(60, width / 3))
        var line = StyledLine()
        line.add(hit.part == .prompt ? "prompt " : "", look[.textDim], width: 8)
        let before = Self.oneLine(hit.context.before)
        line.add(
            TextFit.suffix(of: before, columns: lead), look[.text], width: lead, alignRight: true)
        line.add(Self.oneLine(hit.context.match), look[.searchMatch])
        line.add(Self.oneLine(hit.context.after), look[.text])
        return line
    }

    private static func oneLine(_ text: String) -> String {
        var shown = ""
        for character in text {
            let isBlank = character.isWhitespace
            if isBlank, shown.last == " " { continue }
            shown.append(isBlank ? " " : TextWidth.visible(character))
        }
        return shown
    }
}

/// Large numbers with their thousands apart.
enum Grouped {
    /// `12,400`.
    static func number(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0, digits[index - 1] != "-" { text += "," }
            text.append(digit)
        }
        return text
    }

    /// `1 trace`, `12,400 traces`.
    static func count(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(number(count)) \(noun)s"
    }
}
