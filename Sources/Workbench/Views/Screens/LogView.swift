import Canvas

/// The messages so far, the newest last.
struct LogView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame, body: Rect) {
        let list = ListScreen(
            state: state, look: look, title: StyledLine("Messages", look[.title]),
            emptyText: "No messages yet: errors, warnings and finished work are kept here.")
        list.draw(count: state.log.count, in: body, on: &frame) { index in
            let message = state.log[index]
            var line = StyledLine(Self.mark(message.kind) + " ", look[.textDim])
            line.add(StatusLine.message(message, look))
            return line
        }
    }

    private static func mark(_ kind: Message.Kind) -> String {
        switch kind {
        case .information: " "
        case .warning: "!"
        case .error: "✗"
        }
    }
}
