extension CommandRegistry {
    /// What is drawn again from a place of the text.
    static let resampling: [Command] = [
        Command(
            "resample", keys: ["I"], in: [.text, .detail, .timeline], hint: "resample",
            help: "Draws 100 (or N) continuations with the cursor's sentence and as many with "
                + "something else in its place: what it adds to the chance of success.",
            argument: "N", requires: [.document, .model])
    ]
}
