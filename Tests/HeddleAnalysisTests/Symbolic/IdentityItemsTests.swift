import Foundation
import HeddleAnalysis
import Testing

/// The worked cases of the published description, and a file of pairs made by other code.
@Suite struct IdentityItemsTests {
    private let items = Result { try IdentityItems(words: ["la", "li", "te", "to", "hi", "ha"]) }

    @Test func promptsFollowTheirRule() throws {
        let items = try items.get()
        #expect(
            items.prompt(.aba) == AnsweredPrompt(prompt: "la^li^la\nte^to^te\nhi^ha^", answer: "hi")
        )
        #expect(
            items.prompt(.abb) == AnsweredPrompt(prompt: "la^li^li\nte^to^to\nhi^ha^", answer: "ha")
        )
    }

    @Test func theControlAsksForAnItemThatWasNeverShown() throws {
        let items = try items.get()
        #expect(
            items.prompt(.aab) == AnsweredPrompt(prompt: "la^la^li\nte^te^to\nhi^hi^", answer: "ha")
        )
        #expect(items.query(.aab) == ["hi", "hi"])
        #expect(items.query(.abb) == ["hi", "ha"])
        #expect(items.pair(.abstract, base: .aab) == nil)
    }

    @Test func anAbstractPairKeepsThirdItemsAndAnswer() throws {
        let aba = try #require(try items.get().pair(.abstract, base: .aba))
        #expect(aba.base.prompt == "la^li^la\nte^to^te\nhi^ha^")
        #expect(aba.exp.prompt == "li^la^la\nto^te^te\nha^hi^")
        #expect([aba.base.answer, aba.exp.answer, aba.target] == ["hi", "hi", "ha"])
        let abb = try #require(try items.get().pair(.abstract, base: .abb))
        #expect(abb.base.prompt == "la^li^li\nte^to^to\nhi^ha^")
        #expect(abb.exp.prompt == "li^la^li\nto^te^to\nha^hi^")
        #expect([abb.base.answer, abb.exp.answer, abb.target] == ["ha", "ha", "hi"])
    }

    @Test func aTokenPairSwapsTheQueryAlone() throws {
        let aba = try #require(try items.get().pair(.token, base: .aba))
        #expect(aba.exp.prompt == "la^li^la\nte^to^te\nha^hi^")
        #expect([aba.base.answer, aba.exp.answer, aba.target] == ["hi", "ha", "hi"])
        let abb = try #require(try items.get().pair(.token, base: .abb))
        #expect(abb.exp.prompt == "la^li^li\nte^to^to\nha^hi^")
        #expect([abb.base.answer, abb.exp.answer, abb.target] == ["ha", "hi", "ha"])
    }

    @Test func tokensOfAPromptAreCounted() {
        #expect(IdentityItems.tokenCount(shots: 2) == 16)
        #expect(IdentityItems.tokenCount(shots: 10) == 64)
        #expect(IdentityItems.thirdItems(shots: 2) == [4, 10])
        #expect(IdentityItems.thirdItems(shots: 10).last == 58)
        #expect(IdentityItems.wordCount(shots: 10) == 22)
    }

    @Test func aWordInTwoPiecesIsNotSeparated() {
        let good = ["a", "^", "b", "^", "a", "\n", "c", "^", "d", "^"].map { Array($0.utf8) }
        #expect(IdentityItems.areSeparated(good, shots: 1))
        #expect(!IdentityItems.areSeparated(good, shots: 2))
        #expect(!IdentityItems.areSeparated(good.dropLast() + [Array("^x".utf8)], shots: 1))
        #expect(!IdentityItems.areSeparated(good + [[0x61]], shots: 1))
    }

    @Test func wordsThatDoNotFitAreRefused() {
        #expect(throws: SymbolicTaskError.noExample(shots: 0)) {
            try IdentityItems(words: ["a", "b"])
        }
        #expect(throws: SymbolicTaskError.oddWords(count: 5)) {
            try IdentityItems(words: ["a", "b", "c", "d", "e"])
        }
        #expect(throws: SymbolicTaskError.repeatedWord("a")) {
            try IdentityItems(words: ["a", "b", "c", "a"])
        }
    }

    static let published = SampleFiles.root.appending(path: "Samples/models/bobbin/pairs.jsonl")

    @Test func pairsMadeByOtherCodeHaveTheSameStructure() throws {
        let records = try SampleFiles.lines(Self.published)
        #expect(records.count == 240)
        for record in records {
            let pair = try ContextPair(json: record)
            let rule = try #require(IdentityRule(rawValue: pair.rule))
            let words = pair.base.prompt.split(separator: "\n").flatMap { line in
                let items = line.split(separator: "^").map(String.init)
                return items.prefix(2)
            }
            #expect(try IdentityItems(words: words).pair(pair.kind, base: rule) == pair)
        }
    }
}
