extension CommandRegistry {
    static let annotations: [Command] = [
        Command(
            "note", keys: ["a", "alt-n"], hint: "note",
            help: "Writes a note on the token, the marked span, the head or the trace.",
            argument: "TEXT", requires: [.document]),
        Command(
            "span", keys: ["V"], hint: "span",
            help: "Begins or ends marking a span at the cursor.", requires: [.document]),
        Command(
            "bookmark", keys: ["B"], hint: "bookmark",
            help: "Sets or removes a bookmark on the token.", requires: [.document]),
        Command(
            "notes", keys: ["'"], hint: "notes", help: "Lists bookmarks and notes."),
        Command(
            "delete-note", keys: ["delete", "X"], in: [.notes], hint: "delete",
            help: "Deletes the note of the row; u brings it back."),
        Command(
            "edit-note", keys: ["a"], in: [.notes], hint: "edit",
            help: "Edits the note of the row."),
        Command(
            "undo", keys: ["u"], hint: "undo",
            help: "Takes back the last change of notes, names, sets or mask.",
            requires: [.undo]),
        Command(
            "redo", keys: ["U", "ctrl-r"], hint: "redo",
            help: "Makes the last undone change again.", requires: [.redo]),
        Command(
            "copy", keys: ["y"], hint: "copy",
            help: "Sends the span, token, head or row to the terminal's clipboard."),
    ]
}
