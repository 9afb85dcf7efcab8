import Canvas
import HeddleAnalysis

/// The planning moves as a list, the execution between them folded to its length.
struct OutlineView {
    let state: State
    let look: Look

    var list: ListScreen {
        let moves = state.document?.labelling.moves ?? []
        var title = StyledLine("Outline", look[.title])
        title.add(" · " + Words.count(moves.count, "planning move"), look[.text])
        return ListScreen(
            state: state, look: look, title: title,
            emptyText: state.document == nil
                ? "No trace is open: o opens a file"
                : "No planning move was found in this trace with the lexicon "
                    + "'\(state.document?.labelling.lexicon ?? "")'.",
            count: moves.count, row: { row(moves, $0) })
    }

    private func row(_ moves: [PlanningMove], _ index: Int) -> StyledLine {
        guard let document = state.document else { return StyledLine() }
        let move = moves[index]
        let end =
            moves.indices.contains(index + 1)
            ? moves[index + 1].tokens.lowerBound : document.tokens.count
        var line = StyledLine()
        line.add(String(move.tokens.lowerBound), look[.textDim], width: 6, alignRight: true)
        line.add("  ")
        line.add(String(move.intent.letter), look.intentMark(move.intent))
        line.add(" " + move.intent.rawValue, look.intentMark(move.intent), width: 11)
        let text = TextFit.cut(text(document, move.tokens), to: Self.textWidth)
        line.add(text, look.intent(move.intent))
        line.add(String(repeating: " ", count: Self.textWidth - TextWidth.columns(of: text)))
        let folded = "+ " + Words.count(max(0, end - move.tokens.upperBound), "token")
        line.add(folded, look[.textDim], width: 14, alignRight: true)
        if let (effect, _) = state.shownEffect(on: move.tokens.lowerBound) {
            let role: Role = effect.change < 0 ? .less : .more
            line.add(
                "  " + (effect.change < 0 ? "▼" : "▲") + Digits.short(abs(effect.change))
                    + " nats", look[role])
        }
        return line
    }

    private static let textWidth = 34

    private func text(_ document: Document, _ tokens: Range<Int>) -> String {
        let text = tokens.prefix(40).map { TokenText.visible(document.bytes(of: $0)) }.joined()
        return text.first == " " ? String(text.dropFirst()) : text
    }
}
