import HeddleAnalysis
import Testing

@Suite struct AnnotationTests {
    private let lexicon = Lexicon(
        name: "l", source: "",
        grams: [
            Gram(text: "let us try", intent: .branch), Gram(text: "wait, that", intent: .backtrack),
            Gram(text: "so we see", intent: .conclude), Gram(text: "never seen", intent: .open),
        ])

    private func sample() throws -> TextSample {
        var sample = TextSample(seed: 4)
        for number in 0..<20 {
            let response =
                "<think>\nLet us try the number \(number) now.\n\nIt gives \(number * 2) again and "
                + "again.\(number < 4 ? " Wait, that is odd." : "") So we\nsee the sum.\n</think>\nso we see"
            sample.offer(
                try Trace(json: [
                    "schema": "heddle.trace/1", "id": .string("t\(number)"), "prompt": "p",
                    "response": .string(response),
                ]))
        }
        return sample
    }

    @Test func gramsAreMixedWithAsManyRandomOnesOfTheirLength() throws {
        let items = AnnotationItems.draw(100, from: lexicon, sample: try sample(), seed: 1).items
        let grams = items.filter { $0.kind == .gram }
        let random = items.filter { $0.kind == .random }
        #expect(Set(grams.map(\.text)) == ["let us try", "wait, that", "so we see"])
        #expect(random.count == 3 && Set(random.map(\.text)).count == 3)
        func lengths(_ items: [AnnotationItem]) -> [Int] {
            items.map { SentenceWords.length(of: $0.text) }.sorted()
        }
        #expect(lengths(grams) == lengths(random))
        #expect(Set(lexicon.grams.map(\.text)).isDisjoint(with: random.map(\.text)))
        // Phrases of all 20 traces are matched by such; that of four by the nearest that there is.
        #expect(grams.map(\.documents).sorted() == [4, 20, 20])
        #expect(random.filter { $0.documents == 20 }.count >= 2)
    }

    @Test func theSeedDecidesItemsAndOrder() throws {
        let first = AnnotationItems.draw(6, from: lexicon, sample: try sample(), seed: 1)
        let again = AnnotationItems.draw(6, from: lexicon, sample: try sample(), seed: 1)
        let other = AnnotationItems.draw(6, from: lexicon, sample: try sample(), seed: 2)
        #expect(first == again && first.fingerprint == again.fingerprint)
        #expect(first.fingerprint != other.fingerprint && first.fingerprint.count == 16)
        #expect(AnnotationItems.draw(3, from: lexicon, sample: try sample(), seed: 1).count == 2)
    }

    @Test func anExampleShowsThePhraseInItsSentence() throws {
        let items = AnnotationItems.draw(6, from: lexicon, sample: try sample(), seed: 1).items
        for item in items {
            #expect(Gram.normalised(item.parts.phrase) == item.text)
            #expect(!item.context.contains("\n"))
        }
        let gram = try #require(items.first { $0.text == "so we see" })
        #expect(gram.parts.before == "" && gram.parts.phrase == "So we see")
        #expect(gram.parts.after == " the sum.")
    }

    @Test func keysAnswerGoBackAndLeave() throws {
        let items = AnnotationItems.draw(6, from: lexicon, sample: try sample(), seed: 1)
        var round = AnnotationRound(items, answers: [0: .guides, 2: .unsure])
        #expect(round.position == 1)
        #expect(round.take(key: "x") == .unknown && round.position == 1)
        #expect(round.take(key: "n") == .save(item: 1, .doesNot))
        #expect(round.position == 3)
        #expect(round.take(key: "b") == .moved && round.position == 2)
        #expect(round.take(key: "y") == .save(item: 2, .guides))
        #expect(round.answers[2] == .guides && round.position == 3)
        for _ in 3..<6 { _ = round.take(key: "u") }
        #expect(round.isComplete && round.item == nil)
        #expect(round.take(key: "y") == .unknown)
        #expect(round.take(key: "q") == .leave)
        #expect(round.take(key: "b") == .moved && round.position == 5)
    }

    @Test func answersAreReadAsTheyWereWritten() throws {
        let items = AnnotationItems.draw(6, from: lexicon, sample: try sample(), seed: 1)
        let record = AnnotationRecord(
            .doesNot, to: 2, of: items, fingerprint: items.fingerprint, annotator: "ann",
            lexicon: "l")
        #expect(AnnotationRecord(json: record.json) == record)
        #expect(record.number == 3 && record.json["answer"]?.string == "does not")
        #expect(AnnotationRecord(json: ["schema": "heddle.annotation/1"]) == nil)
    }
}
