import HeddleAnalysis
import Testing

@Suite struct PairTokensTests {
    /// Ids: 1 `^`, 2 newline, items from 10 on. Base `a^b^a\nc^d^c\ne^f^`, exp `b^a^a\nd^c^c\nf^e^`.
    private static let base: [Int32] = [10, 1, 11, 1, 10, 2, 12, 1, 13, 1, 12, 2, 14, 1, 15, 1]
    private static let exp: [Int32] = [11, 1, 10, 1, 10, 2, 13, 1, 12, 1, 12, 2, 15, 1, 14, 1]

    private static func spelling(_ id: Int32) -> [UInt8] {
        switch id {
        case 0: Array("<s>".utf8)
        case 1: [UInt8(ascii: "^")]
        case 2: [UInt8(ascii: "\n")]
        default: Array("w\(id)".utf8)
        }
    }

    private static func prompt(_ ids: [Int32], beginning: Int = 0) -> PromptTokens {
        PromptTokens(ids: ids, spellings: ids.map(spelling), beginning: beginning)
    }

    private let pair = PairTokens(
        rule: "ABA", base: prompt(base), exp: prompt(exp), baseAnswer: 14, expAnswer: 14,
        target: 15)

    @Test func thirdItemsAreThosePublished() {
        #expect(pair.exp.thirdItems == [4, 10])
        #expect(pair.exp.items == [0, 2, 4, 6, 8, 10, 12, 14])
        #expect(pair.positions(of: .abstraction) == [4, 10])
        #expect(pair.positions(of: .abstraction, shift: 1) == [5, 11])
        #expect(pair.positions(of: .induction) == [15])
        #expect(pair.positions(of: .retrieval) == [15])
    }

    @Test func aBeginningTokenMovesThemByOne() {
        let prompt = Self.prompt([0] + Self.exp, beginning: 1)
        #expect(prompt.thirdItems == [5, 11])
        #expect(prompt.last == 16)
        #expect(!prompt.items.contains(0))
    }

    @Test func aNewlineInsideATokenEndsItsLine() {
        let prompt = PromptTokens(
            ids: [10, 1, 20, 12], spellings: [Array("a".utf8), [94], Array("a\n".utf8), [98]])
        #expect(prompt.thirdItems == [2])
    }

    @Test func sameRuleReplacesEveryItem() throws {
        var generator = SeededGenerator(seed: 1)
        let context = try #require(
            pair.controlContext(.sameRule, pool: Array(20...40), using: &generator))
        let ids = context.ids
        #expect(Set(ids).isDisjoint(with: [10, 11, 12, 13, 14, 15]))
        // Still ABB, with six different items and the separators in place.
        #expect(ids[2] == ids[4] && ids[8] == ids[10] && ids[0] != ids[2])
        #expect(Set(pair.exp.items.map { ids[$0] }).count == 6)
        #expect([1, 3, 5, 7, 9, 11, 13, 15].allSatisfy { ids[$0] == Self.exp[$0] })
    }

    @Test func sameItemsReplacesOnlyThePartnersOfThirdItems() throws {
        var generator = SeededGenerator(seed: 1)
        let context = try #require(
            pair.controlContext(.sameItems, pool: Array(20...40), using: &generator))
        let changed = Self.exp.indices.filter { context.ids[$0] != Self.exp[$0] }
        #expect(changed == [0, 6])
    }

    @Test func tooSmallAPoolGivesNoControl() {
        var generator = SeededGenerator(seed: 1)
        #expect(
            pair.controlContext(.sameRule, pool: [10, 11, 20, 21], using: &generator) == nil)
    }

    @Test func pairsThatDoNotFitAreToldWhy() {
        var other = pair
        other.base = Self.prompt(Array(Self.base.dropLast(2)))
        #expect(other.problem?.contains("14 and 16 tokens") == true)
        var same = pair
        same.target = 14
        #expect(same.problem?.contains("same token") == true)
        #expect(pair.problem == nil)
        #expect(SymbolicHeadKind.allCases.allSatisfy { pair.problem(of: $0) == nil })
    }

    /// `a ^ b ^` alone: there is a last position to patch, and no third item.
    @Test func withoutAnExampleThereIsNoThirdItem() {
        var bare = pair
        bare.base = Self.prompt(Array(Self.base.suffix(4)))
        bare.exp = Self.prompt(Array(Self.exp.suffix(4)))
        #expect(bare.problem == nil)
        #expect(bare.problem(of: .abstraction)?.contains("no third item") == true)
        #expect(bare.problem(of: .induction) == nil && bare.problem(of: .retrieval) == nil)
    }
}
