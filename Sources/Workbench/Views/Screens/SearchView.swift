import Canvas
import HeddleAnalysis

/// The hits of the search, each with the text around it.
struct SearchView {
    let state: State
    let look: Look

    func list(width: Int) -> ListScreen {
        let hits = state.search.hits
        var title = StyledLine("Search '\(state.search.pattern)'", look[.title])
        title.add(" · " + Words.count(hits.count, "hit"), look[.text])
        return ListScreen(
            state: state, look: look, title: title,
            emptyText: state.search.pattern.isEmpty
                ? "Nothing is searched for: / searches"
                : "'\(state.search.pattern)' does not occur in this trace.",
            count: hits.count, row: { row(hits[$0], width: width) })
    }

    private func row(_ hit: Range<Int>, width: Int) -> StyledLine {
        guard let document = state.document,
            let token = document.tokens.token(atByte: hit.lowerBound)
        else { return StyledLine() }
        var line = StyledLine()
        line.add(String(token), look[.textDim], width: 6, alignRight: true)
        line.add("  ")
        let before = max(0, hit.lowerBound - 30)
        line.add(text(document, before..<hit.lowerBound), look[.text], width: 32, alignRight: true)
        line.add(text(document, hit), look[.searchMatch])
        line.add(text(document, hit.upperBound..<hit.upperBound + max(0, width)), look[.text])
        return line
    }

    /// Bytes of the text on one line.
    private func text(_ document: Document, _ range: Range<Int>) -> String {
        let range = range.clamped(to: 0..<document.bytes.count)
        // A cut in the middle of a character would show as hexadecimal: its rest is left out.
        let bytes = document.bytes[range].drop { $0 & 0xC0 == 0x80 }
        let text = String(decoding: bytes, as: UTF8.self).filter { $0 != "\u{FFFD}" }
        return String(text.map { $0.isNewline ? " " : TextWidth.visible($0) })
    }
}
