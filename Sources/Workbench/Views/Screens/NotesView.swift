import Canvas
import HeddleAnalysis

/// Notes and bookmarks of the session.
struct NotesView {
    let state: State
    let look: Look

    func list(width: Int) -> ListScreen {
        let notes = state.notesInOrder
        var title = StyledLine("Notes and bookmarks", look[.title])
        title.add(" · \(notes.count)", look[.text])
        return ListScreen(
            state: state, look: look, title: title,
            emptyText: "No notes yet. In the text a writes a note at the cursor, V first selects "
                + "a span for it; B sets a bookmark.",
            count: notes.count, row: { row(notes[$0], width: width) })
    }

    private func row(_ note: Note, width: Int) -> StyledLine {
        var line = StyledLine(note.isBookmark ? "☆ " : "» ", look[.note])
        let placeWidth = min(34, width / 3)
        line.add(Self.place(note.target) + " ", look[.textDim], width: placeWidth)
        if !note.text.isEmpty { line.add(Self.oneLine(note.text) + "  ", look[.text]) }
        if !note.quote.isEmpty { line.add("'\(Self.oneLine(note.quote))'", look[.textDim]) }
        return line
    }

    static func place(_ target: NoteTarget) -> String {
        switch target {
        case .trace(let id): id
        case .tokens(let trace, let first, let end):
            end - first == 1 ? "\(trace) token \(first)" : "\(trace) tokens \(first)–\(end - 1)"
        case .head(let head): "head \(head)"
        }
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
