import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

/// The sample model solves ABA and ABB with the nouns that it was trained on.
@Suite struct AnsweringModelTests {
    private static let pairs: Result<[ContextPair], any Error> = Result {
        let url = Sample.root.appending(path: "Samples/models/bobbin/pairs.jsonl")
        return try Data(contentsOf: url).split(separator: 0x0A).map {
            try ContextPair(json: JSONValue(json: [UInt8]($0)))
        }
    }

    private func nouns() throws -> [String] {
        let prompts = try Self.pairs.get().map(\.base.prompt)
        return Set(prompts.flatMap { $0.split { "^\n".contains($0) } }.map(String.init)).sorted()
    }

    @Test func publishedPairsAreSolvedOnBothSides() throws {
        let answering = try AnsweringModel(Sample.model(), pool: Sample.pool)
        for pair in try Self.pairs.get().prefix(130) {
            #expect(try answering.answersRight(pair.base))
            #expect(try answering.answersRight(pair.exp))
            let wrong = AnsweredPrompt(prompt: pair.exp.prompt, answer: pair.target)
            #expect(try !answering.answersRight(wrong))
        }
    }

    @Test func theAnswerEndsBeforeTheNewline() throws {
        let answering = try AnsweringModel(Sample.model(), pool: Sample.pool)
        let pair = try #require(Self.pairs.get().first)
        #expect(try answering.answer(pair.base.prompt) == "parcel")
        // A longer or a shorter text is no right answer.
        for answer in ["parcel^", "parc", ""] {
            let prompt = AnsweredPrompt(prompt: pair.base.prompt, answer: answer)
            #expect(try !answering.answersRight(prompt))
        }
    }

    @Test func stopsAreEndTokensAndNewlines() throws {
        let answering = try AnsweringModel(Sample.model(), pool: Sample.pool)
        let newline = try #require(answering.text.tokenizer.encode("\n", addSpecial: false).first)
        #expect(answering.stopIDs.contains(newline))
        #expect(
            answering.stopIDs.isSuperset(of: try Sample.model().model.configuration.endOfTextIDs))
    }

    /// Counted in `tokenizer.json` by other code: 980 pieces of ASCII letters.
    @Test func wordsAreSingleTokensOfLetters() throws {
        let text = try TaskTokenizer(Sample.model())
        let words = text.words()
        #expect(words.count == 980)
        #expect(words.contains("parcel") && !words.contains("think>"))
        #expect(Set(try nouns()).isSubset(of: Set(words)))
        #expect(text.beginning.isEmpty)
        #expect(text.isSeparated("parcel^car^parcel\nelm^tile^", shots: 1))
        #expect(!text.isSeparated("zyzzyva^car^zyzzyva\nelm^tile^", shots: 1))
    }

    @Test(arguments: [2, 5, 9]) func theSampleFollowsItsRules(shots: Int) throws {
        let answering = try AnsweringModel(Sample.model(), pool: Sample.pool)
        for rule in IdentityRule.solvable {
            var sampler = try answering.text.identitySampler(
                words: nouns(), shots: shots, seed: 1)
            var right = 0
            for _ in 0..<30 {
                let prompt = try sampler.items(rule).prompt(rule)
                right += try answering.answersRight(prompt) ? 1 : 0
            }
            #expect(right >= 29)
        }
    }

    @Test func aBeginningTokenNeedsAName() throws {
        let model = try Sample.model()
        let without = try TaskTokenizer(model, beginsText: false)
        #expect(!without.beginsText)
        guard model.model.configuration.beginningOfText == nil else { return }
        #expect(throws: ExperimentError.self) { try TaskTokenizer(model, beginsText: true) }
    }

    @Test func aPromptBeyondTheContextIsRefused() throws {
        let answering = try AnsweringModel(Sample.model(), pool: Sample.pool)
        let long = AnsweredPrompt(
            prompt: String(repeating: "cat^", count: 3000), answer: "cat")
        #expect(throws: ExperimentError.self) { try answering.answersRight(long) }
        #expect(throws: ExperimentError.self) {
            try answering.answersRight(AnsweredPrompt(prompt: "", answer: "a"))
        }
    }
}
