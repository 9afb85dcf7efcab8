import Canvas
import HeddleAnalysis

/// One phrase in a sentence, to be judged without knowing where it comes from.
struct JudgingView {
    let state: State
    let look: Look

    private static let question = "Does the phrase guide the flow of the solution?"

    func draw(in rect: Rect, on frame: inout Frame) {
        var panel = Panel(rect: rect, title: title, isFocused: state.overlay == nil)
        if let judging = state.judging {
            panel.foot = StyledLine(judging.output, look[.textDim])
            panel.footCorner = StyledLine(
                "\(judging.round.answers.count) of \(judging.round.items.count) answered",
                look[.textDim])
        }
        panel.draw(on: &frame, look)
        let inner = panel.inner
        guard let judging = state.judging, let item = judging.round.item else {
            return Paragraph.put(idleText, in: inner, style: look[.textDim], on: &frame)
        }
        let width = min(inner.width - 4, 96)
        frame.put(
            lines(item, answer: judging.round.answers[judging.round.position], width: width),
            in: Rect(
                x: inner.x + 2, y: inner.y + (inner.height > 12 ? 1 : 0), width: width,
                height: inner.height))
    }

    /// For screen readers.
    var spoken: [String] {
        guard let judging = state.judging, let item = judging.round.item else {
            return [title.text, idleText]
        }
        return [title.text]
            + lines(
                item, answer: judging.round.answers[judging.round.position], width: 10_000
            ).map(\.text).filter { !$0.isEmpty }
    }

    private var title: StyledLine {
        var title = StyledLine("Blind judgement", look[.title])
        if let round = state.judging?.round, round.item != nil {
            title.add(" · phrase \(round.position + 1) of \(round.items.count)", look[.text])
        }
        return title
    }

    /// What stands there while there is no phrase.
    private var idleText: String {
        guard let judging = state.judging else {
            return state.jobs[.judging] == nil
                ? "No phrases could be drawn: the messages say why."
                : "Drawing phrases from the open files …"
        }
        return "All \(judging.round.items.count) phrases are judged and saved. In a shell "
            + "heddle grams agreement \(judging.output) counts the answers; a second person "
            + "judges the same phrases with a file of their own."
    }

    private func lines(
        _ item: AnnotationItem, answer: AnnotationAnswer?, width: Int
    ) -> [StyledLine] {
        let parts = item.parts
        var flow = TextFlow(width: width, skipping: 0, height: 8)
        flow.add(parts.before, look[.text])
        flow.add(parts.phrase, look[.searchCurrent])
        flow.add(parts.after, look[.text])
        var lines = [StyledLine(Self.question, look[.textDim]), StyledLine()]
        lines.append(StyledLine(visible(item.text), look[.title]))
        lines.append(StyledLine())
        lines += flow.finished()
        lines.append(StyledLine())
        lines.append(keys)
        if let answer {
            lines.append(StyledLine("answered before: \(answer.rawValue)", look[.note]))
        }
        return lines
    }

    private var keys: StyledLine {
        var line = StyledLine()
        for name in ["judge-guides", "judge-does-not", "judge-unsure", "judge-back"] {
            guard let command = CommandRegistry.command(named: name),
                let key = state.keyMap.label(of: name)
            else { continue }
            line.add(key, look[.keyHint])
            line.add(" \(command.hint)   ", look[.text])
        }
        return line
    }

    private func visible(_ text: String) -> String { String(text.map(TextWidth.visible)) }
}
