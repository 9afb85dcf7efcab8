import HeddleAnalysis
import Testing

@Suite struct BaselineTests {
    private static let words = ["red", "green", "blue", "one", "two", "three", "up", "down"]

    /// Traces of 40 random words each, with a gold phrase at their beginning.
    private func traces(_ count: Int, entropies: Bool = false) throws -> [Trace] {
        var generator = HeddleAnalysis.SeededGenerator(seed: 9)
        return try (0..<count).map { number in
            let body = (0..<40).map { _ in Self.words.randomElement(using: &generator) ?? "" }
            let response = "let us try " + body.joined(separator: " ") + "."
            var trace = try Trace(json: [
                "schema": "heddle.trace/1", "id": .string("\(number)"), "prompt": "p",
                "response": .string(response),
                "gold": [["start": 0, "end": 10, "intent": "branch"]],
            ])
            if entropies {
                let table = TokenTable.words(of: trace.textBytes, contextLength: 1)
                trace.tokens = table
                trace.scores.entropies = table.response.enumerated().map { Float($0.offset) / 10 }
            }
            return trace
        }
    }

    private func evaluated(
        _ traces: [Trace], _ settings: LexiconEvaluation.Settings = .init()
    ) -> LexiconEvaluation {
        let lexicon = Lexicon(
            name: "l", source: "", grams: [Gram(text: "let us try", intent: .branch)])
        var evaluation = LexiconEvaluation(
            Labeller(lexicon), published: Labeller(lexicon), settings: settings)
        for trace in traces { evaluation.add(trace) }
        if evaluation.prepareBaselines() {
            for trace in traces { evaluation.addToBaselines(trace) }
        }
        return evaluation
    }

    @Test func randomGramsHaveTheLengthsAndTheCoverageOfTheLexicon() throws {
        let evaluation = evaluated(try traces(60))
        #expect(evaluation.main.gold.tokens.f1 == 1)
        // 3 of 43 words; the full stop belongs to the last word.
        #expect(abs(try #require(evaluation.main.coverage) - 3.0 / 43) < 1e-9)
        #expect(evaluation.random.count == 5)
        for (random, labeller) in zip(evaluation.random, evaluation.randomLexicons) {
            #expect(abs(try #require(random.coverage) * 43 / 3 - 1) < 0.05)
            #expect(labeller.lexicon.grams.allSatisfy { SentenceWords.length(of: $0.text) == 3 })
            #expect(try #require(random.gold.tokens.f1) < 0.4)
        }
        #expect(evaluation.published == evaluation.main)
    }

    @Test func equalSeedsGiveEqualReports() throws {
        let traces = try traces(30)
        #expect(evaluated(traces).json == evaluated(traces).json)
        let other = evaluated(traces, LexiconEvaluation.Settings(seed: 1))
        #expect(
            other.randomLexicons.map(\.lexicon) != evaluated(traces).randomLexicons.map(\.lexicon))
    }

    /// Entropies rise along each trace, so that the last three words of each have the highest.
    @Test func theTokensOfHighestEntropyAreAsManyAsTheLexiconMarks() throws {
        let evaluation = evaluated(try traces(10, entropies: true))
        let entropy = try #require(evaluation.entropy)
        #expect(entropy.markedTokens == 30 && entropy.tokens == 430)
        #expect(entropy.gold.tokens.f1 == 0)
        #expect(
            entropy.gold.spans
                == DetectionScore(
                    truePositives: 0, falsePositives: 10, falseNegatives: 10))
    }

    @Test func whatCannotBeComputedIsNullWithAReason() throws {
        let json = evaluated(try traces(3), LexiconEvaluation.Settings(randomLexicons: 0)).json
        let high = try #require(json["baselines"]?["highEntropy"])
        #expect(high["token"]?["f1"] == .null)
        #expect(high["reason"]?.string == "no trace records an entropy for each token")
        #expect(json["baselines"]?["random"]?["reason"]?.string == "no draws were asked for")
        var mixed = try traces(2, entropies: true)
        mixed[0].scores.entropies = []
        #expect(evaluated(mixed).entropies.reason?.hasPrefix("1 of 2 traces") == true)
        var steps = try traces(1)
        steps[0].extra["gold"] = nil
        steps[0].steps = [LabelledStep(start: 0, end: 10, labels: ["self_checking"])]
        let labelled = evaluated(steps).json
        #expect(labelled["token"]?["f1"] == .null && labelled["token"]?["reason"] != nil)
        #expect(labelled["sentence"]?["recall"]?.double == 1)
        #expect(labelled["sentence"]?["auroc"] == .null)
    }

    @Test func aSampleKeepsWhatFits() throws {
        var sample = TextSample(seed: 3, limit: 2_000)
        for trace in try traces(50) { sample.offer(trace) }
        #expect(sample.traces == 50)
        #expect((5...20).contains(sample.items.count))
        #expect(sample.items.reduce(0) { $0 + $1.text.count } <= 2_000)
    }

    @Test func wordsOfASentenceLoseThePunctuationAroundThem() {
        let text = Array("So, let's (try) 3.5 + x. Then\nstop".utf8)
        let words = SentenceWords(text: text, range: text.indices)
        func gram(_ word: Int, _ length: Int) -> String? {
            words.bytes(ofGramAt: word, length: length).map {
                String(decoding: text[$0], as: UTF8.self)
            }
        }
        #expect(
            (0..<words.count).map { gram($0, 1) }
                == ["So", "let's", "try", "3.5", "+", "x", "Then", "stop"])
        #expect(gram(0, 3) == "So, let's (try")
        #expect(gram(4, 2) == "+ x" && gram(5, 2) == nil)
        #expect(gram(6, 2) == nil && gram(7, 2) == nil)
    }

    @Test func aTableSaysWhatItCompares() throws {
        let lines = EvaluationTable(evaluated(try traces(10))).lines
        #expect(lines.first?.hasPrefix("l: 1 grams, 10 traces, 430 tokens, 10 sentences") == true)
        let table = lines.first { $0.hasPrefix("token F1") }
        #expect(table?.contains("1.000 ±0.000") == true)
        #expect(lines.contains("high entropy: no trace records an entropy for each token"))
    }
}
