import HeddleAnalysis
import Testing

@Suite struct AgreementTests {
    /// Cohen's kappa of grant proposals that two readers judged: yes/yes 20, yes/no 5, no/yes 10,
    /// no/no 15. Observed 0.7, by chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5.
    @Test func kappaIsAgreementBeyondChance() throws {
        let kappa = CohenKappa(table: [[20, 5], [10, 15]])
        #expect(kappa.items == 50 && kappa.observed == 0.7)
        #expect(abs(try #require(kappa.expected) - 0.5) < 1e-12)
        #expect(abs(try #require(kappa.kappa) - 0.4) < 1e-12)
        // From Tests/References/grams_evaluate.py kappa 20 5 10 15.
        #expect(abs(try #require(kappa.standardError) - 0.126996) < 1e-6)
    }

    /// Fleiss, Statistical Methods for Rates and Proportions, table of 100 diagnoses: kappa 0.68
    /// with standard error 0.087.
    @Test func kappaOfThreeAnswersAsInFleiss() throws {
        let kappa = CohenKappa(table: [[75, 1, 4], [5, 4, 1], [0, 0, 10]])
        #expect(abs(try #require(kappa.kappa) - 0.676471) < 1e-6)
        #expect(abs(try #require(kappa.standardError) - 0.087703) < 1e-6)
    }

    @Test func kappaIsUndefinedWithoutVariety() {
        #expect(CohenKappa(table: [[5, 0], [0, 0]]).kappa == nil)
        #expect(CohenKappa(table: [[5, 0], [0, 0]]).observed == 1)
        #expect(CohenKappa(table: [[0, 0], [0, 0]]).observed == nil)
        let perfect = CohenKappa(table: [[5, 0], [0, 5]])
        #expect(perfect.kappa == 1 && perfect.standardError == 0)
    }

    @Test func unsureCountsAsAnAnswerOrNotAtAll() {
        let pairs: [(AnnotationAnswer, AnnotationAnswer)] = [
            (.guides, .guides), (.doesNot, .doesNot), (.guides, .unsure), (.unsure, .unsure),
        ]
        #expect(CohenKappa(pairs).items == 4)
        #expect(CohenKappa(pairs).observed == 0.75)
        #expect(CohenKappa(pairs, leavingOutUnsure: true).kappa == 1)
        #expect(CohenKappa(pairs, leavingOutUnsure: true).items == 2)
    }

    private func record(
        _ annotator: String, _ number: Int, _ kind: String, _ answer: String, items: String = "f"
    ) -> String {
        let json: JSONValue = [
            "schema": "heddle.annotation/1", "annotator": .string(annotator),
            "items": .string(items), "number": .integer(number), "of": 4, "text": "let us try",
            "kind": .string(kind), "answer": .string(answer),
        ]
        return json.compactText + "\n"
    }

    @Test func sharesAreTakenOverTheLastAnswerToEachItem() throws {
        let text =
            record("ann", 1, "gram", "unsure") + record("ann", 1, "gram", "guides")
            + record("ann", 2, "random", "does not") + "{\"schema\":\"heddle.ann"
        let file = AnnotationFile(Array(text.utf8))
        #expect(file.records.count == 3 && file.badLines.isEmpty)
        #expect(file.answers(annotator: "ann", items: "f") == [0: .guides, 1: .doesNot])
        #expect(file.answers(annotator: "ann", items: "g").isEmpty)
        let agreement = AnnotationAgreement([("a.jsonl", file)])
        let annotator = try #require(agreement.annotators.first)
        #expect(annotator.grams.share == 1 && annotator.random.share == 0)
        // Wilson with one success of one: 1 / (1 + 1.96²) = 0.2065 to 1.
        let interval = try #require(annotator.grams.interval)
        #expect(abs(interval.lowerBound - 0.2065) < 1e-4 && interval.upperBound == 1)
        #expect(agreement.pairs.isEmpty)
        #expect(AnnotationFile(Array("x\n".utf8)).badLines == [1])
    }

    @Test func annotatorsAgreeOnTheItemsThatBothJudged() throws {
        let first =
            record("ann", 1, "gram", "guides") + record("ann", 2, "random", "does not")
            + record("ann", 3, "gram", "guides")
        let second =
            record("bob", 1, "gram", "guides") + record("bob", 2, "random", "does not")
            + record("bob", 4, "gram", "unsure") + record("ann", 1, "gram", "guides", items: "g")
        let agreement = AnnotationAgreement([
            ("a", AnnotationFile(Array(first.utf8))), ("b", AnnotationFile(Array(second.utf8))),
        ])
        #expect(agreement.annotators.map(\.name) == ["ann (a)", "bob", "ann (b)"])
        let pair = try #require(agreement.pairs.first)
        #expect(agreement.pairs.count == 1)
        #expect(pair.first == "ann (a)" && pair.second == "bob")
        #expect(pair.kappa.items == 2 && pair.kappa.kappa == 1)
        #expect(agreement.json["pairs"]?[0]?["kappa"]?["kappa"]?.double == 1)
        #expect(agreement.lines.contains { $0.hasPrefix("published") && $0.contains("86 %") })
    }
}
