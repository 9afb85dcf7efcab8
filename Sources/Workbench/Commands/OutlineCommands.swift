extension CommandRegistry {
    static let outline: [Command] = [
        Command(
            "outline-arrangement", keys: ["tab"], in: [.outline], hint: "arrangement",
            help: "Lists planning moves, or labelled steps (sentences where there are none).",
            argument: "moves|steps", requires: [.document]),
        Command(
            "outline-order", keys: ["s"], in: [.outline], hint: "sort",
            help: "Sorts steps or sentences by their measure, or in the order of the text.",
            requires: [.document, .stepMeasures, .stepsListed]),
        Command(
            "unfold", keys: ["space"], in: [.outline], hint: "unfold",
            help: "Shows the text of the row below it, or folds it away.",
            requires: [.document]),
        Command(
            "step-measure", keys: ["v"], in: [.outline], hint: "measure",
            help: "Which measure of labelled steps is shown: the source's, or the planning score.",
            argument: "NAME", requires: [.document, .stepMeasures, .severalStepMeasures]),
        Command(
            "fold", keys: ["Z"], hint: "fold all",
            help: "Folds execution away in the text, all rows in the outline, and back.",
            requires: [.document]),
        Command(
            "next-important", keys: ["}"], hint: "next important",
            help: "Goes to the next of the tenth of steps (or sentences) of largest measure.",
            requires: [.document, .stepMeasures]),
        Command(
            "previous-important", keys: ["{"], hint: "previous important",
            help: "Goes to the previous of the tenth of steps (or sentences) of largest measure.",
            requires: [.document, .stepMeasures]),
    ]
}
