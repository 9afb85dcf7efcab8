import HeddleAnalysis
import Testing

@Suite struct LabellerTests {
    static let lexicon = Lexicon(
        name: "test", source: "",
        grams: [
            Gram(text: "let me try", intent: .branch), Gram(text: "let me", intent: .open),
            Gram(text: "so", intent: .deduce), Gram(text: "wait,", intent: .backtrack),
            Gram(text: "try a different approach", intent: .branch),
        ])

    @Test func aTokenPlansIfAnyOfItsBytesLiesInASpan() {
        // Tokens: "Q" | "Wait" ", l" "et" " me" " t" "en" " so" "."
        let trace = Trace(
            id: "t", prompt: "Q", response: "Wait, let me ten so.",
            tokens: TokenTable(
                ids: [0, 1, 2, 3, 4, 5, 6, 7, 8], offsets: [0, 1, 5, 8, 10, 13, 15, 17, 20, 21],
                promptLength: 1))
        let labelling = Labeller(Self.lexicon).label(trace)
        #expect(labelling.spans.map(\.bytes) == [1..<6, 7..<13, 18..<20])
        #expect(
            labelling.intents == [
                nil, .backtrack, .backtrack, .open, .open, nil, nil, .deduce, nil,
            ])
        #expect(
            labelling.moves == [
                PlanningMove(tokens: 1..<5, intent: .backtrack, spans: 0..<2),
                PlanningMove(tokens: 7..<8, intent: .deduce, spans: 2..<3),
            ])
        #expect(labelling.decisions == [1, 7])
        #expect(labelling.move(at: 4)?.intent == .backtrack)
        #expect(labelling.move(at: 5) == nil && labelling.move(at: 99) == nil)
        #expect(labelling.span(atByte: 19)?.gram == 2 && labelling.span(atByte: 6) == nil)
        #expect(labelling.planningShare(of: 1..<9) == 0.625)
        #expect(labelling.lexicon == "test")
    }

    @Test func thePromptIsNotLabelled() {
        let trace = Trace(
            id: "t", prompt: "so", response: " so",
            tokens: TokenTable(ids: [1, 1], offsets: [0, 2, 5], promptLength: 1))
        #expect(Labeller(Self.lexicon).label(trace).intents == [nil, .deduce])
    }

    @Test func withoutTokensThereAreSpansOnly() {
        let labelling = Labeller(Self.lexicon).label(Trace(id: "t", prompt: "", response: "so"))
        #expect(labelling.spans.count == 1)
        #expect(labelling.intents.isEmpty && labelling.moves.isEmpty)
    }

    @Test func aStreamCutAnywhereGivesTheLabellingOfTheWholeText() {
        let labeller = Labeller(Self.lexicon)
        let pieces = [
            "let me", " try", " a different approach", " so", "Wait", ",", "  \n", "\u{130}", "é",
            " 𝄞", "let", " me try a", "so so", ".", "let\u{2019}s", "x",
        ]
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let response = (0..<12).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let bytes = Array(response.utf8)
            let prompt = TokenTable(ids: [0], offsets: [0, 3], promptLength: 1)
            var stream = StreamingLabeller(labeller, contextLength: 3, prompt: prompt)
            var index = 0
            var announced = 0
            while index < bytes.count {
                let length = Int.random(in: 0...5, using: &random)
                let end = min(index + length, bytes.count)
                announced += stream.append(id: 1, bytes: bytes[index..<end]).count
                #expect(stream.labelling.spans.count == announced)
                index = end
            }
            announced += stream.finish().count
            let trace = Trace(
                id: "t", prompt: "abc", response: response, tokens: stream.tokens)
            #expect(stream.labelling == labeller.label(trace), "\(response)")
            #expect(stream.labelling.spans.count == announced)
        }
    }

    @Test func aSpanIsMarkedAsSoonAsNothingLongerCanTakeItsPlace() {
        var stream = StreamingLabeller(Labeller(Self.lexicon), contextLength: 0)
        #expect(stream.append(id: 1, bytes: "let me".utf8).isEmpty)
        #expect(stream.append(id: 2, bytes: " see".utf8).map(\.intent) == [.open])
        #expect(stream.labelling.intents == [.open, nil])
    }
}
