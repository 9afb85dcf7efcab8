extension CommandRegistry {
    /// What is measured over whole corpora.
    static let measuring: [Command] = [
        Command(
            "dynamics", keys: ["%"], hint: "dynamics",
            help:
                "Measures planning in the open files and folders, each a corpus, and compares them."
        ),
        Command(
            "measure-again", keys: ["r"], in: [.dynamics], hint: "measure again",
            help: "Measures the open files and folders again."),
        Command(
            "export-dynamics", keys: ["E"], in: [.dynamics], hint: "export",
            help: "Writes the figures as csv or json, their charts as svg.",
            argument: "csv|json|svg [FILE]", needsArgument: true, requires: [.dynamics]),
    ]
}
