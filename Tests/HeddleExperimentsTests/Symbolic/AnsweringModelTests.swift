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

    @Test func aBeginningTokenIsPutInFrontWhereAskedFor() throws {
        let model = try Sample.model()
        let with = try TaskTokenizer(model, beginsText: true)
        let without = try TaskTokenizer(model, beginsText: false)
        #expect(with.beginsText && !without.beginsText)
        // The configuration names token 0; the tokenizer adds none by itself.
        #expect(with.ids("cat^") == [0] + without.ids("cat^"))
        #expect(try TaskTokenizer(model).ids("cat^") == without.ids("cat^"))
        let answering = try AnsweringModel(model, pool: Sample.pool, beginsText: true)
        for pair in try Self.pairs.get().prefix(5) {
            #expect(try answering.answersRight(pair.base))
        }
    }

    /// By `mediation.json` head 0.0 alone tells which item an example repeats.
    @Test func interventionsAreInPlaceWhileItAnswers() throws {
        let mask = HeadMask(heads: [HeadID(layer: 0, head: 0)])
        let off = try AnsweringModel(
            Sample.model(), pool: Sample.pool, interventions: mask.interventions())
        let aba = try Self.pairs.get().filter { $0.kind == .token && $0.rule == "ABA" }.prefix(20)
        let right = try aba.count { try off.answersRight($0.base) }
        #expect(right <= 4)
        // What it answers is still an item of the query: the other one is the swapped query's answer.
        for pair in aba {
            let items = [pair.base.answer, pair.exp.answer]
            #expect(try off.choice(pair.base.prompt, among: items) != nil)
        }
    }

    @Test func accuracyCountsRulesAndShots() throws {
        let answering = try AnsweringModel(Sample.model(), pool: Sample.pool)
        let run = TaskAccuracyRun(
            tasks: [.identity(.abb), .identity(.aab)], shots: [1, 2], prompts: 15, seed: 3)
        var progress: [Int] = []
        let materials = answering.text.materials(words: try nouns())
        let found = try run.run(answering, materials: materials) { progress.append($0) }
        #expect(progress == Array(1...60))
        #expect(found.map(\.shots) == [1, 2, 1, 2])
        #expect(found.prefix(2).allSatisfy { $0.right.correct == 15 && $0.readings.isEmpty })
        // Nothing tells the control's answer; the sample repeats the query's word.
        #expect(found.suffix(2).allSatisfy { $0.right.correct == 0 })
        #expect(found.suffix(2).allSatisfy { $0.readings == [.queryItem: 15] })
    }

    @Test func remappingWordsThatItKnowsToWordsThatItKnowsCostsNothing() throws {
        let answering = try AnsweringModel(Sample.model(), pool: Sample.pool)
        let nouns = try nouns()
        let half = Array(nouns.prefix(nouns.count / 2))
        let materials = answering.text.materials(words: half)
        func loss(_ symbols: RemappedSymbols) throws -> Double? {
            let remapping = try TaskRemapping(
                symbols, words: half, others: nouns, alphabet: .latin, seed: 1)
            let prompts = try remapping.prompts(
                .identity(.aba), shots: 2, count: 20, seed: 1, materials: materials)
            return try RemapRun.compare(prompts, rule: "ABA", answering).loss
        }
        #expect(try loss(.operands) == 0)
        // It has seen no other sign than ^ between items.
        #expect(try loss(.operators) == 1)
    }

    @Test func problemsAreComparedByKind() throws {
        let problems = [
            Problem(id: "a", task: "add", prompt: "What is 35 + 373?", key: .text("408")),
            Problem(
                id: "p", task: "prime", prompt: "Is 29 a prime number?",
                key: .text("yes, 29 is prime")),
        ]
        let remapping = try ProblemRemapping(problems, symbols: .operands, seed: 0)
        let found = try RemapRun.compare(
            remapping, RemapRun.Responses(maxTokens: 200), model: Sample.model(),
            pool: Sample.pool)
        #expect(found.map(\.group) == ["add", "prime"])
        // The sample solves both; it knows no Greek letter.
        #expect(found.map(\.before.correct) == [1, 1])
        #expect(found.map(\.after.correct) == [0, 0])
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
