extension CommandRegistry {
    static let screens: [Command] = [
        Command(
            "open-row", keys: ["enter"],
            in: [
                .outline, .searchResults, .corpusHits, .notes, .sessions, .themes, .timeline,
                .lexicon, .dynamics,
            ],
            hint: "open",
            help: "Goes to what the row stands for."),
        Command(
            "outline", keys: ["O"], hint: "outline",
            help: "Lists the planning moves of the trace and its labelled steps.",
            requires: [.document]),
        Command(
            "search-results", keys: ["F"], hint: "all hits",
            help: "Lists the hits of the search.", requires: [.document, .search]),
        Command(
            "all-hits", keys: ["F"], in: [.traces], hint: "all hits",
            help: "Goes back to the hits in all traces.", requires: [.corpusSearch]),
        Command(
            "sweep-result", keys: ["A"], hint: "ranking",
            help: "Ranks the heads by the last sweep.", requires: [.sweep]),
        Command(
            "side-by-side", keys: ["|"], hint: "side by side",
            help: "Shows the last two continuations side by side.", requires: [.sideBySide]),
        Command(
            "sessions", keys: ["W"], hint: "sessions", help: "Lists recent sessions."),
        Command(
            "themes", keys: ["T"], hint: "themes",
            help: "Lists the themes and shows each while you go through them."),
        Command(
            "theme", hint: "theme", help: "Changes the theme.", argument: "NAME",
            needsArgument: true),
        Command("log", keys: ["M"], hint: "messages", help: "Lists the messages so far."),
        Command(
            "skipped", hint: "skipped",
            help: "Lists what of the files could not be read, with file, line and reason."),
    ]

    static let program: [Command] = [
        Command(
            "palette", keys: [":", "alt-x"], hint: "command",
            help: "Runs a command by its name; a few of its letters are enough."),
        Command(
            "help", keys: ["?", "f1"], hint: "help",
            help: "Shows the keys of this place; typing narrows them."),
        Command(
            "back", keys: ["esc", "backspace"], hint: "back", help: "Goes back one step."),
        Command(
            "quit", keys: ["q"], hint: "quit",
            help: "Goes back; on the reading screen it leaves the program."),
        Command(
            "cancel", keys: ["ctrl-c"], hint: "cancel",
            help: "Cancels the work that runs; with none it asks once and leaves."),
        Command(
            "suspend", keys: ["ctrl-z"], hint: "suspend",
            help: "Puts the program to sleep; fg in the shell wakes it."),
        Command("redraw", keys: ["ctrl-l"], hint: "redraw", help: "Paints the screen anew."),
        Command(
            "write", hint: "write",
            help: "Writes the screen to a file: .svg as a picture, any other as text.",
            argument: "PATH", needsArgument: true),
        Command(
            "text", hint: "text",
            help: "Writes the screen as plain lines without drawing, for screen readers.",
            argument: "PATH"),
        Command(
            "mouse", hint: "mouse",
            help: "Turns the mouse on or off; off lets the terminal select text.",
            argument: "on|off"),
        Command(
            "reload", hint: "reload", help: "Reads the configuration file again."),
    ]
}
