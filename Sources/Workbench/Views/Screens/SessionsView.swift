import Canvas

/// Recent session files.
struct SessionsView {
    let state: State
    let look: Look

    func list(width: Int) -> ListScreen {
        ListScreen(
            state: state, look: look, title: StyledLine("Sessions", look[.title]),
            emptyText: state.jobs[.catalogue] == nil
                ? "No saved sessions yet: a session is written at the first note, bookmark or "
                    + "toggled head."
                : "looking for sessions…",
            count: state.sessions.count, row: { row(state.sessions[$0], width: width) })
    }

    private func row(_ session: SessionEntry, width: Int) -> StyledLine {
        let isOpen = session.path == state.sessionPath
        var line = StyledLine(isOpen ? "▶ " : "  ", look[.title])
        line.add(session.title + " ", look[.text], width: min(40, width / 3))
        line.add(
            Words.count(session.notes, "note") + "  ", look[.text], width: 12, alignRight: true)
        line.add(
            Words.count(session.traces, "trace") + "  ", look[.text], width: 13, alignRight: true)
        line.add(session.modifiedText + "  ", look[.textDim])
        line.add(session.path, look[.textDim])
        return line
    }
}
