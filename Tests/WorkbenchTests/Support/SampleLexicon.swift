import HeddleAnalysis

@testable import Workbench

/// A small mined lexicon that fits `SampleDocuments.small`, and the runner's part in labelling.
enum SampleLexicon {
    /// Of 50 solutions: #1 tries something in 20, #2 gives up in 12, #3 checks in 4.
    static let mined = Lexicon(
        name: "mined", source: "",
        grams: [
            gram("let's try", .branch, 1, 0.3, 22), gram("another way", .branch, 1, 0.2, 10),
            gram("dead end", .backtrack, 2, 0.24, 14), gram("let me check", .verify, 3, 0.08, 4),
        ],
        clusters: [
            GramCluster(
                id: 1, name: "let's try", intent: .branch, documents: 20, occurrences: 32,
                examples: [
                    example("countdown-0007", 33, 42, "First, let's try 7 + 8 = 15."),
                    example("countdown-0009", 7, 16, "So now let's try 9."),
                ]),
            GramCluster(
                id: 2, name: "dead end", intent: .backtrack, documents: 12, occurrences: 14,
                examples: [example("gone-0001", 3, 11, "A dead end.", file: "gone.jsonl")]),
            GramCluster(
                id: 3, name: "let me check", intent: .verify, documents: 4, occurrences: 4),
        ],
        origin: LexiconOrigin(corpusHash: "0", solutions: 50, words: 5000, parameters: .null))

    private static func gram(
        _ text: String, _ intent: Intent, _ cluster: Int, _ share: Double, _ times: Int
    ) -> Gram {
        Gram(
            text: text, intent: intent, cluster: cluster, documentFrequency: share,
            occurrences: times)
    }

    private static func example(
        _ trace: String, _ start: Int, _ end: Int, _ context: String,
        file: String = "corpus/traces.jsonl"
    ) -> GramExample {
        GramExample(file: file, trace: trace, start: start, end: end, context: context)
    }
}

extension Bench {
    /// A document that is labelled by a lexicon of the user's own.
    static func lexicon(
        _ lexicon: Lexicon = SampleLexicon.mined, isOwned: Bool = true, width: Int = 120,
        height: Int = 24
    ) -> Bench {
        var bench = Bench.reading(width: width, height: height)
        bench.state.lexicon.folder = "/config/lexicons"
        bench.state.lexicon.names = ["published", "starter"]
        let name = isOwned ? "/data/\(lexicon.name).json" : "starter"
        bench.answer(
            bench.send(
                .result(
                    .lexiconLoaded(
                        LexiconInUse(
                            lexicon: lexicon, name: name, path: "/data/\(lexicon.name).json",
                            isOwned: isOwned)))))
        bench.effects = []
        return bench
    }

    /// Plays the part of the runner that labels.
    mutating func answer(_ effects: [Effect]) {
        for effect in effects {
            guard case .relabel(let lexicon, let number, let request) = effect else { continue }
            if let request {
                let labelling = Labeller(lexicon).label(
                    text: request.text, tokens: request.tokens, range: request.range)
                var steps = request.steps
                steps.score(request.text, labelling)
                send(
                    .result(
                        .labelled(document: request.document, labelling, steps, number: number)))
            }
            send(.result(.labelsInUse(number: number)))
        }
    }

    /// Presses keys and has everything labelled that they change.
    mutating func edit(_ keys: String) {
        let all = press(keys)
        answer(all)
        effects = all
    }

    /// What the frame shows between the top line and the last one.
    var frame: [String] {
        Views.frame(state, keyMap: state.keyMap).text.split(separator: "\n").map(String.init)
    }
}
