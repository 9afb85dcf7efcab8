extension CommandRegistry {
    static let lexicon: [Command] = [
        Command(
            "lexicon", keys: ["alt-i", "I"], hint: "lexicon",
            help: "Shows the lexicon that labels come from; a name or a file chooses another one.",
            argument: "NAME"),
        Command(
            "lexicon-side", keys: ["tab"], in: [.lexicon], hint: "other side",
            help: "Goes from the clusters to the phrases and examples of one, and back."),
        Command(
            "lexicon-filter", keys: ["/", "f4"], in: [.lexicon], hint: "filter",
            help: "Lists what holds these words in its name or in one of its phrases.",
            argument: "WORDS", requires: [.lexiconShown]),
        Command(
            "mark-cluster", keys: ["V"], in: [.lexicon], hint: "mark",
            help: "Marks the row, to merge, split off, drop or change several at once.",
            requires: [.lexiconShown]),
        Command(
            "merge-clusters", keys: ["m"], in: [.lexicon], hint: "merge",
            help: "Makes one cluster of the marked ones, or of the marked one and the row's.",
            requires: [.lexiconShown]),
        Command(
            "split-cluster", keys: ["s"], in: [.lexicon], hint: "split off",
            help: "Makes a cluster of its own of the marked phrases, else of the row's.",
            requires: [.lexiconShown]),
        Command(
            "rename-cluster", keys: ["r"], in: [.lexicon], hint: "rename",
            help: "Gives the cluster another name.", argument: "NAME", requires: [.lexiconShown]),
        Command(
            "intent", keys: ["i"], in: [.lexicon], hint: "intent",
            help: "Says what the cluster's phrases do: open, deduce, branch, backtrack, verify or "
                + "conclude.",
            argument: "INTENT", needsArgument: true, requires: [.lexiconShown]),
        Command(
            "drop-cluster", keys: ["X", "delete"], in: [.lexicon], hint: "drop",
            help: "Drops the marked or the row's cluster or phrase, so that it marks nothing; "
                + "again restores it.",
            requires: [.lexiconShown]),
        Command(
            "add-phrase", keys: ["a"], in: [.lexicon], hint: "add",
            help: "Adds a phrase to the cluster, or to a list without clusters.",
            argument: "PHRASE", needsArgument: true, requires: [.lexiconShown]),
        Command(
            "undo-lexicon", keys: ["u"], in: [.lexicon], hint: "undo",
            help: "Takes back the last edit of the lexicon.",
            requires: [.lexiconShown, .lexiconUndo]),
        Command(
            "redo-lexicon", keys: ["U", "ctrl-r"], in: [.lexicon], hint: "redo",
            help: "Makes the last undone edit of the lexicon again.",
            requires: [.lexiconShown, .lexiconRedo]),
    ]
}
