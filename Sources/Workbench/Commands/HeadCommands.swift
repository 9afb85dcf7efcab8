extension CommandRegistry {
    static let heads: [Command] = masking + headSets + looking

    private static let masking: [Command] = [
        Command(
            "toggle-head", keys: ["space"], hint: "head off",
            help: "Switches the selected head off, or on again.", argument: "L.H",
            requires: [.document, .model, .headShown]),
        Command(
            "toggle-layer", keys: ["L"], hint: "layer off",
            help: "Switches all heads of the selected head's layer off, or on again.",
            requires: [.document, .model, .headShown]),
        Command(
            "all-heads-on", keys: ["x"], hint: "all on",
            help: "Switches all heads on again.", requires: [.mask]),
        Command(
            "ablation-mode", keys: ["m"], hint: "mode",
            help: "What stands in for a head that is off: zero, its mean, another trace's.",
            argument: "zero|mean|resample", requires: [.document, .model]),
        Command(
            "ablation-scope", keys: ["s"], hint: "from here",
            help: "Heads are off as if always, or from the cursor's token on.",
            argument: "always|here", requires: [.document, .model]),
        Command(
            "ablate", hint: "ablate",
            help: "Switches exactly these heads off: 0.2,3.5, 3.* for a layer, 2-4.1 for a range, "
                + "@NAME for a set.",
            argument: "HEADS", needsArgument: true, requires: [.document, .model]),
    ]

    private static let headSets: [Command] = [
        Command(
            "save-set", hint: "save set",
            help: "Keeps the heads that are off as a set under a name.", argument: "NAME",
            needsArgument: true, requires: [.mask]),
        Command(
            "apply-set", hint: "apply set",
            help: "Switches the heads of a named set off, and no others.", argument: "NAME",
            needsArgument: true, requires: [.document, .model]),
        Command(
            "set", hint: "define set",
            help: "Keeps heads as a set under a name: a list, or sets with + - & ! and brackets, "
                + "significant(FILE), top(5, MEASURE) of the grid or top(5, MEASURE, FILE).",
            argument: "NAME = EXPRESSION", needsArgument: true, requires: [.document, .model]),
        Command(
            "toggle-set", keys: ["@"], hint: "set off",
            help: "Switches the heads of the set that was named last off, or on again.",
            argument: "NAME", requires: [.document, .model]),
        Command(
            "copy-snippet", keys: ["Y"], hint: "copy program",
            help: "Copies a Python program that repeats the mask on the same tokens with "
                + "TransformerLens or nnsight.",
            argument: "transformerlens|nnsight", requires: [.document, .model]),
        Command(
            "delete-set", hint: "delete set", help: "Forgets a named set.", argument: "NAME",
            needsArgument: true),
        Command(
            "pin-head", keys: ["*"], hint: "pin",
            help: "Gives the selected head a name that marks it; an empty name unpins it.",
            argument: "NAME", requires: [.headShown]),
        Command(
            "select-head", hint: "select head", help: "Selects a head of the grid.",
            argument: "L.H", needsArgument: true, requires: [.model]),
    ]

    private static let looking: [Command] = [
        Command(
            "reading", keys: ["r"], hint: "query",
            help: "Heads of the query that predicts the token, or of the one that reads it.",
            requires: [.document]),
        Command(
            "sweep", keys: ["S"], hint: "sweep",
            help: "Measures what switching off each head alone does to the cursor's token.",
            argument: "difference|logprob|kl", requires: [.document, .model]),
        Command(
            "knock-out", keys: ["K"], hint: "knock out",
            help: "Hides the marked span from the predictions of the span marked next; without a "
                + "span the knock-out goes. Heads (a list or @SET): only these do not see it.",
            argument: "HEADS", requires: [.document, .model]),
        Command(
            "measure", keys: ["v"], hint: "grid",
            help: "What the grid shows of each head.",
            argument: "planningLift|entropy|normalizedEntropy|previous|sink|induction|effect"
                + "|direct|gap|receiver"),
        Command(
            "fit-scale", keys: ["="], hint: "fit scale",
            help: "Fits the grid's scale to what it shows now."),
        Command(
            "color", keys: ["c"], hint: "colour",
            help: "How the text is coloured: planning, entropy, surprise, attention, effect, by "
                + "function or importance of labelled steps (planning score of sentences), by the "
                + "layer that decides, by how much later sentences look back, and by what a "
                + "knock-out changes.",
            argument:
                "planning|entropy|surprise|attention|effect|steps|importance|decided|received"
                + "|knockout"),
        Command(
            "lens", keys: ["_"], hint: "layers",
            help: "What each layer would predict, in the token pane; again with half-steps.",
            argument: "off|layers|halves", requires: [.document, .model]),
        Command(
            "head-screen", keys: ["enter"], in: [.grid, .sweep], hint: "head",
            help: "Opens the selected head: its pattern and what it does over the whole trace.",
            requires: [.document, .model]),
        Command(
            "score-anyway", hint: "score anyway",
            help: "Lets the loaded model score a trace that another model wrote.",
            requires: [.document]),
    ]
}
