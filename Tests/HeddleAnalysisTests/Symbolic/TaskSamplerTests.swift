import Foundation
import HeddleAnalysis
import Testing

/// Prompts as the published figure shows them, written out by hand.
@Suite struct TaskPromptTests {
    // Places in the alphabet: b 1, i 8, w 22.
    @Test func aSuccessorChangesTheLastLetter() {
        let task = LetterAlphabet.latin.task(.successor, starts: [8, 1, 22])
        #expect(
            task.prompt.prompt == "[ i j k ] [ i j l ]\n[ b c d ] [ b c e ]\n[ w x y ] [")
        #expect(task.prompt.answer == " w x z ]")
        #expect(task.otherReadings == [.copy: [" w x y ]"], .otherRule: [" v x y ]"]])
    }

    @Test func aPredecessorChangesTheFirstLetter() {
        let task = LetterAlphabet.latin.task(.predecessor, starts: [9, 2])
        #expect(task.prompt.prompt == "[ j k l ] [ i k l ]\n[ c d e ] [")
        #expect(task.prompt.answer == " b d e ]")
    }

    @Test func bracketsMayHaveNoBlanksInside() {
        let alphabet = LetterAlphabet(LetterAlphabet.latin.letters, hasInnerBlanks: false)
        let task = alphabet.task(.successor, starts: [8, 1])
        #expect(task.prompt.prompt == "[i j k] [i j l]\n[b c d] [")
        #expect(task.prompt.answer == "b c e]")
    }

    @Test func everyStartHasRoomForBothRules() {
        // b…w: a letter before the first and one after the last of three.
        #expect(LetterAlphabet.latin.starts == 1..<23)
        #expect(LetterAlphabet(["a", "b", "c"]).starts.isEmpty)
    }

    private let wealth = WordQuadruple(
        positive: ["rich", "wealthy"], negative: ["poor", "impoverished"])
    private let courage = WordQuadruple(
        positive: ["brave", "courageous"], negative: ["cowardly", "timid"])

    @Test func synonymsGoFromTheRarerWordToTheCommoner() {
        let task = AnalogyLine.task(
            .synonym,
            lines: [
                AnalogyLine(wealth, startsPositive: false),
                AnalogyLine(courage, startsPositive: true),
            ])
        #expect(task.prompt.prompt == "impoverished : poor\ncourageous :")
        #expect(task.right == [" brave"])
        #expect(task.otherReadings == [.otherRelation: [" cowardly", " timid"]])
    }

    @Test func bothWordsOfTheOtherSideAreAntonyms() {
        let task = AnalogyLine.task(
            .antonym,
            lines: [
                AnalogyLine(wealth, startsPositive: true),
                AnalogyLine(courage, startsPositive: false),
            ])
        #expect(task.prompt.prompt == "rich : poor\ncowardly :")
        #expect(task.right == [" brave", " courageous"])
        #expect(task.otherReadings == [.otherRelation: [" timid"]])
    }

    @Test func theBundledQuadruplesHaveEveryWordOnce() throws {
        let url = SampleFiles.root.appending(path: "Samples/analogies/opposites.csv")
        let quadruples = try WordQuadruple.read(
            String(decoding: SampleFiles.bytes(url), as: UTF8.self))
        #expect(quadruples.count >= 60)
        let words = quadruples.flatMap { $0.positive + $0.negative }
        #expect(Set(words).count == words.count)
        #expect(words.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isLowercase } })
    }

    @Test func aTableThatIsNoneIsRefusedWithItsLine() {
        #expect(throws: WordQuadrupleError.notFourWords(line: 2)) {
            try WordQuadruple.read("a,b,c,d\ne,f,g\n")
        }
        #expect(throws: WordQuadrupleError.repeated(word: "A", line: 2)) {
            try WordQuadruple.read("a,b,c,d\ne,f,g,A\n")
        }
    }
}

@Suite struct TaskSamplerTests {
    private func materials() -> TaskSampler.Materials {
        TaskSampler.Materials(
            words: (0..<40).map { "w\($0)" },
            quadruples: (0..<8).map {
                WordQuadruple(positive: ["a\($0)", "b\($0)"], negative: ["c\($0)", "d\($0)"])
            })
    }

    @Test(arguments: SymbolicTask.Family.allCases.flatMap(\.all))
    func equalSeedsGiveEqualPromptsAndNoneComesTwice(task: SymbolicTask) throws {
        func prompts(_ seed: UInt64) throws -> [TaskPrompt] {
            var sampler = try TaskSampler(task, shots: 3, seed: seed, materials: materials())
            return try (0..<50).map { _ in try sampler.next() }
        }
        let first = try prompts(7)
        #expect(try prompts(7) == first)
        #expect(try prompts(8) != first)
        #expect(Set(first.map(\.prompt.prompt)).count == 50)
        #expect(first.allSatisfy { $0.prompt.prompt.split(separator: "\n").count == 4 })
        for prompt in first {
            let others = prompt.otherReadings.values.flatMap { $0 }
            #expect(Set(others).isDisjoint(with: prompt.right))
        }
    }

    @Test func examplesAreLimitedByWhatThereIs() throws {
        #expect(throws: SymbolicTaskError.tooFewLines(needed: 23, found: 22)) {
            try TaskSampler(.letters(.successor), shots: 22, seed: 0, materials: materials())
        }
        #expect(throws: SymbolicTaskError.tooFewLines(needed: 9, found: 8)) {
            try TaskSampler(.verbal(.synonym), shots: 8, seed: 0, materials: materials())
        }
        #expect(throws: SymbolicTaskError.tooFewWords(needed: 42, found: 40)) {
            try TaskSampler(.identity(.aba), shots: 20, seed: 0, materials: materials())
        }
        #expect(throws: SymbolicTaskError.noExample(shots: 0)) {
            try TaskSampler(.identity(.aba), shots: 0, seed: 0, materials: materials())
        }
    }
}

@Suite struct TaskAccuracyTests {
    @Test func answersAreCountedByWhatTheyShow() throws {
        let items = try IdentityItems(words: ["la", "li", "te", "to"])
        let prompt = items.task(.aba)
        #expect(TaskAccuracy.candidates(of: prompt) == ["te", "to"])
        var accuracy = TaskAccuracy(.identity(.aba), shots: 1)
        for choice in [0, 0, 0, 1, nil] { accuracy.add(prompt, choice: choice) }
        #expect(accuracy.right.correct == 3 && accuracy.right.prompts == 5)
        #expect(accuracy.readings == [.queryItem: 1])
        // Wilson's interval of 3 of 5, z = 1.96: centre 0.5566, half 0.3258.
        let interval = try #require(accuracy.right.interval)
        #expect(abs(interval.lowerBound - 0.2307) < 2e-4)
        #expect(abs(interval.upperBound - 0.8824) < 2e-4)
        #expect(accuracy.json["accuracy"]?.double == 0.6)
        #expect(accuracy.json["otherAnswers"]?["queryItem"]?.int == 1)
    }

    @Test func theControlCountsRepetitions() throws {
        let prompt = try IdentityItems(words: ["la", "li", "te", "to"]).task(.aab)
        #expect(TaskAccuracy.candidates(of: prompt) == ["to", "te"])
        #expect(TaskAccuracy(.identity(.aab), shots: 1).chance(words: 250) == 0.004)
        #expect(TaskAccuracy(.identity(.abb), shots: 1).chance(words: 250) == 0.5)
        #expect(TaskAccuracy(.verbal(.synonym), shots: 1).chance(words: 250) == nil)
    }

    @Test(
        arguments: [
            ("gpt2", "gpt2"), ("openai-community--gpt2-medium", "gpt2-medium"),
            ("Meta-Llama-3.1-8B", "Llama-3.1-8B"), ("qwen2.5-7b-q4_k_m", "Qwen2.5-7B"),
            ("gemma-2-2b", "gemma-2-2b"),
        ])
    func publishedModelsAreFoundByName(name: String, published: String) {
        #expect(PublishedAccuracy.row(named: name)?.model == published)
    }

    @Test(arguments: ["bobbin", "distilgpt2", "gemma-2-2b-it", "Qwen2.5-7B-Instruct", ""])
    func otherModelsHaveNoPublishedRow(name: String) {
        #expect(PublishedAccuracy.row(named: name) == nil)
    }
}
