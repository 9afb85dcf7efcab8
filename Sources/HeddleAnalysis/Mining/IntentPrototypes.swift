/// Sentences that stand for the intents: a gram has the intent of the sentence whose embedding is
/// nearest to its own. They are everyday English written for this, not phrases of any corpus.
public enum IntentPrototypes {
    /// Sentences and what they stand for.
    public static let sentences: [(text: String, intent: Intent)] = [
        ("let me understand the problem first", .open),
        ("okay, I need to find what is asked for", .open),
        ("let's start with what is given", .open),
        ("my plan is to go step by step", .open),
        ("first I have to", .open),
        ("since this is so, it follows that", .deduce),
        ("now I can use this to work out the next thing", .deduce),
        ("that means we have", .deduce),
        ("the next step is to", .deduce),
        ("because of this", .deduce),
        ("alternatively, maybe there is another way", .branch),
        ("suppose that this is the case", .branch),
        ("let me try a different approach", .branch),
        ("what if we consider", .branch),
        ("perhaps we could", .branch),
        ("wait, that is not right", .backtrack),
        ("hmm, I made a mistake", .backtrack),
        ("but this does not work, so go back", .backtrack),
        ("that leads to a contradiction", .backtrack),
        ("I am confused about this", .backtrack),
        ("let me check this again", .verify),
        ("to verify the result, plug it back in", .verify),
        ("does that make sense", .verify),
        ("yes, that is correct", .verify),
        ("therefore, the final answer is", .conclude),
        ("so in conclusion", .conclude),
        ("putting it all together", .conclude),
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
