extension Intent {
    /// The intent of a phrase that comes without one, by the first of these rules that fits a
    /// normalised phrase: words of doubt backtrack; words of checking verify; words of result
    /// conclude; words of choice and supposition branch; words of beginning and of reading the
    /// problem open; everything else deduces.
    public init(guessedFrom phrase: String) {
        let padded = " " + phrase + " "
        let rule = Self.rules.first { rule in rule.cues.contains { padded.contains($0) } }
        self = rule?.intent ?? .deduce
    }

    /// Cues are searched in the phrase between two blanks, so that a blank in a cue is the edge of
    /// a word.
    private static let rules: [(intent: Intent, cues: [String])] = [
        (
            .backtrack,
            [
                " wait", " hmm", "hold on", "second thought", "backtrack", "mistake", " error",
                "flawed", "wrong", "incorrect", "not right", "can't be right", "isn't working",
                "isn't leading", "doesn't work", "not the correct", "go back", "rethink",
                "reconsider", "re-evaluate", "correct the approach", "revisiting", " actually",
                " but ", " however", "am i missing", "seems a bit", "contradict",
            ]
        ),
        (
            .verify,
            [
                "check", "verif", "make sense", "hold true", "to confirm", "validate", "logic ",
                "make sure", "correctness", "closer inspection", "pause and think",
            ]
        ),
        (
            .conclude,
            [
                "therefore", " thus ", " hence ", "conclude", "conclusion", "final answer",
                "the answer is", "finally", "in summary", "so, yes",
            ]
        ),
        (
            .branch,
            [
                "alternative", "another", "different", "approach", "what if", "suppose", "assume",
                " case ", "other hand", "simpler", "easier", "maybe", "perhaps", "what happens",
                "possibilit", "try", "one way", "if we", "better", "consider",
            ]
        ),
        (
            .open,
            [
                "problem", "step by step", "step-by-step", "## step", "break", "plan ", "goal",
                "first", "start", "given", "asked", "looking for", "identify", "define", "denote",
                "okay", "alright", "let's", "let me", "need to", "want to", "outline", "analyz",
                "determine", "states that", "says that", "strategy",
            ]
        ),
    ]
}
