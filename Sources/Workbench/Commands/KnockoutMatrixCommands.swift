extension CommandRegistry {
    /// How the parts of a text depend on each other.
    static let knockoutMatrix: [Command] = [
        Command(
            "matrix", keys: ["M"], in: [.outline], hint: "matrix",
            help: "Shows how much each planning move (or sentence) depends on each earlier one: "
                + "what hiding it from everything behind it changes.",
            argument: "moves|sentences", requires: [.document]),
        Command(
            "measure-matrix", keys: ["r"], in: [.knockoutMatrix], hint: "measure",
            help: "Measures the matrix, or goes on from where it was cancelled.",
            requires: [.document, .model]),
        Command(
            "matrix-parts", keys: ["tab"], in: [.knockoutMatrix], hint: "sentences",
            help: "Cuts the text into sentences, or into planning moves.",
            requires: [.document]),
        Command(
            "matrix-values", keys: ["v"], in: [.knockoutMatrix], hint: "values",
            help: "What the cells show: dependence, which is ln KL less its mean over all earlier "
                + "parts, or the mean ln KL itself.",
            argument: "dependence|kl"),
        Command(
            "strongest-source", keys: ["f"], in: [.knockoutMatrix], hint: "strongest",
            help: "Goes to the earlier part that the row's part depends on most."),
        Command(
            "go-to-reader", keys: ["enter"], in: [.knockoutMatrix], hint: "to the text",
            help: "Goes to the row's part in the text; measures where nothing was."),
    ]
}
