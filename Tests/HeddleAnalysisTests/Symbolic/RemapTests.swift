import HeddleAnalysis
import Testing

@Suite struct SignMappingTests {
    private let mapping = SignMapping(["1", "2", "-", "+"], to: ["α", "β", "@", "~"])

    @Test func signsAreReplacedThroughout() {
        #expect(mapping.mapped("What is 12 - 21 + 3?") == "What is αβ @ βα ~ 3?")
        #expect(mapping.restored("αβ @ βα ~ 3") == "12 - 21 + 3")
    }

    @Test func aHyphenInAWordStays() {
        #expect(mapping.mapped("well-known: 2-1, x-1") == "well-known: β@α, x@α")
        #expect(!mapping.occurs(in: "well-known"))
        #expect(mapping.occurs(in: "x - y"))
    }

    @Test func standInsOccurInNoText() throws {
        let texts = ["α@&", "What is 3 × 4?"]
        let mapping = try SignMapping.of(.both, for: texts, seed: 5)
        let stands = Set(mapping.entries.map(\.stand))
        #expect(stands.count == 15 && stands.isDisjoint(with: "α@&"))
        #expect(Set(mapping.entries.map(\.sign)) == Set("0123456789+-*/×"))
        #expect(try SignMapping.of(.both, for: texts, seed: 5) == mapping)
        #expect(try SignMapping.of(.both, for: texts, seed: 6) != mapping)
        for text in ["What is 3 × 4?", "10/5 - 2*3"] {
            #expect(mapping.restored(mapping.mapped(text)) == text)
        }
    }

    @Test func symbolsAreChosen() throws {
        #expect(try SignMapping.of(.operands, for: [], seed: 0).entries.count == 10)
        #expect(
            try SignMapping.of(.operators, for: [], seed: 0).entries.map(\.sign) == Array("+-*/"))
        #expect(throws: RemapError.noSigns(needed: 4, found: 0)) {
            try SignMapping.of(.operators, for: ["@&~%§¤¶#$!"], seed: 0)
        }
    }
}

@Suite struct ProblemRemappingTests {
    private let sum = Problem(id: "a", task: "add", prompt: "What is 3 + 4?", key: .text("7"))
    private let numbers = Problem(
        id: "c", task: "countdown", prompt: "Make 10 from 2, 3 and 5.",
        key: .countdown(numbers: [2, 3, 5], target: 10))
    private let prose = Problem(id: "k", prompt: "Who is a knave?", key: .text("Ned"))

    @Test func aModelThatFollowsTheMappingLosesNothing() throws {
        let remapping = try ProblemRemapping([sum, numbers, prose], symbols: .both, seed: 1)
        #expect(remapping.problems == [sum, numbers] && remapping.leftOut == 1)
        let mapping = remapping.mapping
        let right = remapping.outcome(sum, before: "7", after: mapping.mapped("7"))
        #expect(right.isRightBefore && right.isRightAfter && !right.usesOldSigns)
        let steps = "2 + 3 = 5, 5 + 5 = 10"
        let solved = remapping.outcome(
            numbers, before: steps,
            after: "<think>\nfirst 2 + 3\n</think>\n" + mapping.mapped(steps))
        #expect(solved.isRightBefore && solved.isRightAfter)
    }

    @Test func anAnswerInTheOldSignsIsWrong() throws {
        let remapping = try ProblemRemapping([sum], symbols: .operands, seed: 1)
        let outcome = remapping.outcome(sum, before: "8", after: "7")
        #expect(!outcome.isRightBefore && !outcome.isRightAfter && outcome.usesOldSigns)
        let wrong = remapping.outcome(sum, before: "7", after: remapping.mapping.mapped("8"))
        #expect(wrong.isRightBefore && !wrong.isRightAfter && !wrong.usesOldSigns)
    }

    @Test func thePromptTellsTheMappingOrNot() throws {
        let told = try ProblemRemapping([sum], symbols: .operators, seed: 1)
        let hidden = try ProblemRemapping(
            [sum], symbols: .operators, seed: 1, tellsMapping: false)
        let plus = try #require(told.mapping.entries.first { $0.sign == "+" }).stand
        #expect(hidden.prompt(sum) == "What is 3 \(plus) 4?")
        #expect(told.prompt(sum).hasSuffix("\nWhat is 3 \(plus) 4?"))
        #expect(told.prompt(sum).contains("\(plus) stands for +"))
    }

    @Test func nothingToReplaceIsAnError() {
        #expect(throws: RemapError.nothingToRemap) {
            try ProblemRemapping([prose], symbols: .both, seed: 0)
        }
    }
}

@Suite struct TaskRemappingTests {
    private let words = ["la", "li", "te", "to", "hi", "ha"]
    private let others = ["x", "y", "z", "u", "v", "w", "q"]

    private func remapping(
        _ symbols: RemappedSymbols, others: [String]? = nil, tells: Bool = true
    ) throws -> TaskRemapping {
        try TaskRemapping(
            symbols, words: words, others: others ?? self.others, alphabet: .latin, seed: 2,
            tellsMapping: tells)
    }

    @Test func theRuleStaysAndTheAnswerIsMappedAlike() throws {
        let remapping = try remapping(.both)
        let draw = TaskDraw.identity(try IdentityItems(words: ["la", "li", "hi", "ha"]))
        let after = try #require(remapping.remapped(draw, .identity(.abb)))
        let other = try ["la", "li", "hi", "ha"].map { try #require(remapping.words[$0]) }
        #expect(
            after.prompt.prompt == "\(other[0])|\(other[1])|\(other[1])\n\(other[2])|\(other[3])|")
        #expect(after.prompt.answer == other[3])
        #expect(Set(remapping.words.values).count == 6)
        #expect(Set(remapping.words.values).isDisjoint(with: words))
    }

    @Test func operatorsAloneLeaveTheWords() throws {
        let draw = TaskDraw.identity(try IdentityItems(words: ["la", "li", "hi", "ha"]))
        let after = try remapping(.operators).remapped(draw, .identity(.aba))
        #expect(after?.prompt == AnsweredPrompt(prompt: "la|li|la\nhi|ha|", answer: "hi"))
        let letters = try remapping(.operators).remapped(
            .letters(starts: [8, 1]), .letters(.successor))
        #expect(
            letters?.prompt
                == AnsweredPrompt(prompt: "{ i j k } { i j l }\n{ b c d } {", answer: " b c e }"))
    }

    @Test func wordsChangePlacesWhereThereAreNoOthers() throws {
        let remapping = try remapping(.operands, others: words)
        #expect(Set(remapping.words.values) == Set(words))
        #expect(remapping.words.allSatisfy { $0.key != $0.value })
    }

    @Test func lettersFollowTheOtherOrder() throws {
        let remapping = try remapping(.operands)
        let order = remapping.alphabet.letters
        #expect(order.sorted() == LetterAlphabet.latin.letters && order != order.sorted())
        let after = try #require(
            remapping.remapped(.letters(starts: [4, 1]), .letters(.predecessor)))
        let lines = after.prompt.prompt.split(separator: "\n")
        #expect(lines[0] == "The alphabet here is: \(order.joined(separator: " "))")
        #expect(
            lines[1]
                == "[ \(order[4]) \(order[5]) \(order[6]) ] [ \(order[3]) \(order[5]) \(order[6]) ]"
        )
        #expect(after.prompt.answer == " \(order[0]) \(order[2]) \(order[3]) ]")
        let hidden = try self.remapping(.operands, tells: false).remapped(
            .letters(starts: [4, 1]), .letters(.predecessor))
        #expect(hidden?.prompt.prompt.hasPrefix("[ ") == true)
    }

    @Test func bothPromptsFallIntoTokens() throws {
        let letters = (0..<26).map { String(UnicodeScalar(UInt8(97 + $0))) }
        let remapping = try TaskRemapping(
            .both, words: letters, others: [], alphabet: .latin, seed: 3)
        let materials = TaskSampler.Materials(
            words: letters,
            isSeparated: { prompt, shots, separator in
                prompt.count { String($0) == separator } == 2 * (shots + 1)
                    && prompt.first != "a"
            })
        let prompts = try remapping.prompts(
            .identity(.aba), shots: 2, count: 40, seed: 1, materials: materials)
        #expect(prompts.count == 40)
        for prompt in prompts {
            #expect(prompt.before.prompt.prompt.first != "a")
            #expect(prompt.after.prompt.prompt.first != "a")
            let mapped = prompt.before.prompt.prompt.map { character in
                character == "^" ? "|" : remapping.words[String(character)] ?? String(character)
            }
            #expect(mapped.joined() == prompt.after.prompt.prompt)
        }
        #expect(throws: SymbolicTaskError.self) {
            try remapping.prompts(
                .verbal(.synonym), shots: 1, count: 1, seed: 1,
                materials: TaskSampler.Materials(
                    quadruples: [
                        WordQuadruple(positive: ["a", "b"], negative: ["c", "d"]),
                        WordQuadruple(positive: ["e", "f"], negative: ["g", "h"]),
                    ]))
        }
    }
}

@Suite struct RemapComparisonTests {
    private func comparison(_ outcomes: [(Bool, Bool)]) -> RemapComparison {
        RemapComparison(
            group: "add",
            outcomes: outcomes.map {
                RemapComparison.Outcome(isRightBefore: $0.0, isRightAfter: $0.1)
            })
    }

    @Test func theLossIsTheDifferenceOfAccuracies() throws {
        // 3 of 4 right before, 1 of 4 after: Γ .75 and .25, Δ .5, two thirds of Γ before.
        let found = comparison([(true, true), (true, false), (true, false), (false, false)])
        #expect(found.before.share == 0.75 && found.after.share == 0.25)
        #expect(found.loss == 0.5)
        #expect(abs(try #require(found.relativeLoss) - 2.0 / 3) < 1e-12)
        let json = found.json(Bootstrap(draws: 200, seed: 1))
        #expect(json["delta"]?.double == 0.5 && json["problems"]?.int == 4)
        // Wilson, 3 of 4, z = 1.96: centre 0.6275, half 0.3269.
        #expect(abs((json["gammaBeforeInterval"]?[0]?.double ?? 0) - 0.3006) < 1e-3)
    }

    @Test func aGainIsANegativeLoss() {
        let found = comparison([(false, true), (true, true)])
        #expect(found.loss == -0.5 && found.relativeLoss == -1)
    }

    @Test func nothingRightBeforeHasNoRelativeLoss() {
        #expect(comparison([(false, false)]).relativeLoss == nil)
        #expect(comparison([]).loss == nil)
    }

    @Test func answersOfOneProblemAreDrawnTogether() throws {
        // Every problem loses alike: the loss is the same in every draw although Γ is not.
        let all = comparison(Array(repeating: (true, false), count: 10))
        #expect(all.spreads(Bootstrap(draws: 300, seed: 2)).loss?.interval == 1...1)
        // 30 lost, 10 gained, 60 kept: differences have mean .2 and variance .4 - .04 = .36, so the
        // standard error of their mean is .06. Drawn apart, Γ before and after
        // have variances .09 and .21, which would give .055.
        let mixed = comparison(
            Array(repeating: (true, false), count: 30) + Array(repeating: (false, true), count: 10)
                + Array(repeating: (true, true), count: 60))
        let spread = try #require(mixed.spreads(Bootstrap(draws: 4000, seed: 3)).loss)
        #expect(abs(spread.standardError - 0.06) < 0.003)
        #expect(spread.interval.contains(0.2))
    }
}
