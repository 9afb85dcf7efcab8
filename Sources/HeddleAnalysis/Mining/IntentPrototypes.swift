/// Sentences that stand for the intents: a gram has the intent of the sentence whose embedding is
/// nearest to its own. They are everyday English written for this, not phrases of any corpus.
public enum IntentPrototypes {
    /// Sentences and what they stand for.
    public static let sentences: [(text: String, intent: Intent)] = [
        ("let me understand the problem first", .open),
        ("okay, I have to see what is asked", .open),
        ("I will start with the given information", .open),
        ("my plan is to go one step at a time", .open),
        ("I will begin by setting things up", .open),
        ("the goal here is", .open),
        ("our strategy will be", .open),
        ("now I can work out the next quantity", .deduce),
        ("before that, something else has to be found", .deduce),
        ("next, I should", .deduce),
        ("with this I have everything that is needed", .deduce),
        ("since this holds, it follows that", .deduce),
        ("now that this is known, I can go on", .deduce),
        ("the only thing left to do", .deduce),
        ("I can use a fact about this", .deduce),
        ("alternatively, maybe there is another way", .branch),
        ("suppose that this is so", .branch),
        ("I could try this one", .branch),
        ("what would happen if", .branch),
        ("one possibility would be", .branch),
        ("assuming for now that", .branch),
        ("looking at the second option", .branch),
        ("wait, that's wrong", .backtrack),
        ("hmm, I made a mistake", .backtrack),
        ("this fails, so I have to return to an earlier step", .backtrack),
        ("that is impossible, so it is excluded", .backtrack),
        ("this gets me nowhere, I need something new", .backtrack),
        ("I'm confused about this", .backtrack),
        ("scrap that and start again", .backtrack),
        ("let me check this again", .verify),
        ("I want to be certain that it is correct", .verify),
        ("to verify, I put the value into the original", .verify),
        ("does that make sense", .verify),
        ("nothing disagrees, so it holds up", .verify),
        ("yes, that seems right", .verify),
        ("therefore, the result is", .conclude),
        ("so in conclusion, I get", .conclude),
        ("all in all", .conclude),
        ("hence we end up with the solution", .conclude),
    ]

    /// The intent of each text: that of the nearest prototype by cosine.
    ///
    /// - Parameters:
    ///   - embeddings: of the texts, rows of unit length.
    ///   - prototypes: of `sentences`, in their order.
    public static func intents(
        of embeddings: EmbeddingMatrix, prototypes: EmbeddingMatrix
    ) -> [Intent] {
        (0..<embeddings.rows).map { row in
            var best = (cosine: -Float.infinity, intent: Intent.deduce)
            for (prototype, sentence) in sentences.enumerated() where prototype < prototypes.rows {
                let cosine = zip(embeddings[row], prototypes[prototype])
                    .reduce(Float(0)) { $0 + $1.0 * $1.1 }
                if cosine > best.cosine { best = (cosine, sentence.intent) }
            }
            return best.intent
        }
    }
}
