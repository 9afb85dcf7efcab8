extension CommandRegistry {
    static let judging: [Command] = [
        Command(
            "annotate", hint: "judge phrases",
            help: "Judges grams of the lexicon blindly, mixed with random phrases of the open "
                + "files; answers go to the file named, annotations.jsonl without a name.",
            argument: "FILE"),
        Command(
            "judge-guides", keys: ["y"], in: [.judging], hint: "it guides",
            help: "The phrase guides the flow of the solution."),
        Command(
            "judge-does-not", keys: ["n"], in: [.judging], hint: "it does not",
            help: "The phrase does not guide the flow of the solution."),
        Command(
            "judge-unsure", keys: ["u"], in: [.judging], hint: "unsure",
            help: "Leaves open whether the phrase guides the flow."),
        Command(
            "judge-back", keys: ["b"], in: [.judging], hint: "phrase before",
            help: "Goes back to the phrase before, to judge it again."),
    ]
}
