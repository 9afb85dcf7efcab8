extension CommandRegistry {
    static let movement: [Command] = steps + landmarks + pages + finding

    private static let steps: [Command] = [
        Command(
            "move-left", keys: ["h", "left"], hint: "left",
            help: "Moves left in the focused pane: a token in the text, a head in the grid."),
        Command(
            "move-down", keys: ["j", "down"], hint: "down",
            help: "Moves down in the focused pane: a line, a layer, a row."),
        Command(
            "move-up", keys: ["k", "up"], hint: "up",
            help: "Moves up in the focused pane: a line, a layer, a row."),
        Command(
            "move-right", keys: ["l", "right"], hint: "right",
            help: "Moves right in the focused pane: a token in the text, a head in the grid."),
        Command(
            "previous-token", keys: [",", "alt-left"], hint: "token back",
            help: "Goes one token back, from every pane.", requires: [.document]),
        Command(
            "next-token", keys: [".", "alt-right"], hint: "token on",
            help: "Goes one token on, from every pane.", requires: [.document]),
        Command(
            "previous-word", keys: ["b", "alt-b"], hint: "word back",
            help: "Goes to the start of the word, then of the one before.",
            requires: [.document]),
        Command(
            "next-word", keys: ["w", "alt-f"], hint: "word on",
            help: "Goes to the start of the next word.", requires: [.document]),
        Command(
            "previous-sentence", keys: ["(", "alt-a"], hint: "sentence back",
            help: "Goes to the start of the sentence or labelled step, then of the one before.",
            requires: [.document]),
        Command(
            "next-sentence", keys: [")", "alt-e"], hint: "sentence on",
            help: "Goes to the start of the next sentence, or of the next labelled step.",
            requires: [.document]),
    ]

    private static let landmarks: [Command] = [
        Command(
            "next-planning", keys: ["p", "alt-j"], hint: "next plan",
            help: "Goes to the next planning move.", requires: [.document, .planningMoves]),
        Command(
            "previous-planning", keys: ["P", "alt-k"], hint: "previous plan",
            help: "Goes to the previous planning move.", requires: [.document, .planningMoves]),
        Command(
            "next-fork", keys: ["e", "f6"], hint: "next fork",
            help: "Goes to the next fork: a token where the entropy is among the highest.",
            requires: [.document, .entropies]),
        Command(
            "previous-fork", keys: ["E", "f5"], hint: "previous fork",
            help: "Goes to the previous fork: a token where the entropy is among the highest.",
            requires: [.document, .entropies]),
        Command(
            "next-changed", keys: ["d", "f8"], hint: "next change",
            help: "Goes to the next token among those that the mask changes most.",
            requires: [.document, .mask, .effects]),
        Command(
            "previous-changed", keys: ["D", "f7"], hint: "previous change",
            help: "Goes to the previous token among those that the mask changes most.",
            requires: [.document, .mask, .effects]),
    ]

    private static let pages: [Command] = [
        Command(
            "start", keys: ["g", "home"], hint: "start",
            help: "Goes to the start of the focused pane."),
        Command(
            "end", keys: ["G", "end"], hint: "end",
            help: "Goes to the end of the focused pane."),
        Command(
            "half-page-down", keys: ["ctrl-d", "alt-d"], hint: "half page on",
            help: "Goes half a page on."),
        Command(
            "half-page-up", keys: ["ctrl-u", "alt-u"], hint: "half page back",
            help: "Goes half a page back."),
        Command(
            "page-down", keys: ["pagedown", "ctrl-f"], hint: "page on", help: "Goes a page on."),
        Command(
            "page-up", keys: ["pageup", "ctrl-b"], hint: "page back", help: "Goes a page back."),
    ]

    private static let finding: [Command] = [
        Command(
            "search", keys: ["/", "f4"], hint: "search",
            help:
                "Searches the trace while you type; capitals tell case apart, /…/ is an expression.",
            argument: "TEXT", requires: [.document]),
        Command(
            "search-next", keys: ["n", "f3"], hint: "next hit",
            help: "Goes to the next hit of the search.", requires: [.document, .search]),
        Command(
            "search-previous", keys: ["N", "shift-f3"], hint: "previous hit",
            help: "Goes to the previous hit of the search.", requires: [.document, .search]),
        Command(
            "search-all", keys: ["/", "f4"], in: [.traces, .corpusHits], hint: "search all",
            help: "Searches the traces that the list shows, in its order; /…/ is an expression.",
            argument: "TEXT"),
        Command(
            "go-to-token", keys: ["t", "ctrl-g"], hint: "go to token",
            help: "Goes to token N, counted from 0 at the start of the prompt.", argument: "N",
            requires: [.document]),
    ]

    static let panes: [Command] = [
        Command(
            "next-pane", keys: ["tab", "alt-."], hint: "next pane",
            help: "Gives the keys to the next pane."),
        Command(
            "previous-pane", keys: ["shift-tab", "alt-,"], hint: "previous pane",
            help: "Gives the keys to the previous pane."),
        Command(
            "focus-traces", keys: ["alt-1"], hint: "traces", help: "Goes to the trace list."),
        Command(
            "focus-text", keys: ["alt-2"], hint: "text", help: "Goes to the trace text."),
        Command("focus-grid", keys: ["alt-3"], hint: "heads", help: "Goes to the head grid."),
        Command(
            "focus-detail", keys: ["alt-4"], hint: "detail",
            help: "Goes to the detail of token and head."),
        Command(
            "focus-timeline", keys: ["alt-5"], hint: "timeline", help: "Goes to the timeline."),
        Command(
            "zoom", keys: ["z", "f11"], hint: "zoom",
            help: "Gives the focused pane the full screen and back; the timeline a stretch."),
    ]
}
