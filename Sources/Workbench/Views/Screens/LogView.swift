import Canvas

/// The messages so far, the newest last.
struct LogView {
    let state: State
    let look: Look

    var list: ListScreen {
        ListScreen(
            state: state, look: look, title: StyledLine("Messages", look[.title]),
            emptyText: "No messages yet: errors, warnings and finished work are kept here.",
            count: state.log.count, row: { row(state.log[$0]) })
    }

    private func row(_ message: Message) -> StyledLine {
        StyledLine(Self.mark(message.kind) + " ", look[.textDim])
            .appending(StatusLine.message(message, look))
    }

    private static func mark(_ kind: Message.Kind) -> String {
        switch kind {
        case .information: " "
        case .warning: "!"
        case .error: "✗"
        }
    }
}
