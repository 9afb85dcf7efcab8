import Canvas
import HeddleAnalysis

/// The planning moves as a list, the execution between them folded to its length.
struct OutlineView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame, body: Rect) {
        let moves = state.document?.labelling.moves ?? []
        var title = StyledLine("Outline", look[.title])
        title.add(" · \(moves.count) planning moves", look[.text])
        let list = ListScreen(
            state: state, look: look, title: title,
            emptyText: state.document == nil
                ? "No trace is open: o opens a file"
                : "No planning move was found in this trace with the lexicon "
                    + "'\(state.document?.labelling.lexicon ?? "")'.")
        list.draw(count: moves.count, in: body, on: &frame) { row(moves, $0) }
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
        line.add(text(document, move.tokens), look.intent(move.intent))
        line.add("  + \(max(0, end - move.tokens.upperBound)) tokens", look[.textDim])
        if let (effect, _) = state.shownEffect(on: move.tokens.lowerBound) {
            let role: Role = effect.change < 0 ? .less : .more
            line.add(
                "  " + (effect.change < 0 ? "▼" : "▲") + Digits.short(abs(effect.change))
                    + " nats", look[role])
        }
        return line
    }

    private func text(_ document: Document, _ tokens: Range<Int>) -> String {
        let text = tokens.prefix(40).map { TokenText.visible(document.bytes(of: $0)) }.joined()
        return text.first == " " ? String(text.dropFirst()) : text
    }
}
