import HeddleAnalysis
import Testing

@testable import Workbench

struct HeadSetTests {
    private static let pair: Set = [HeadID(layer: 0, head: 2), HeadID(layer: 3, head: 5)]

    @Test func aSetIsDefinedByAnExpressionAndKept() {
        var bench = Bench.reading()
        bench.press(":set late = 4-5.* - @copying<enter>")
        let request = HeadSetRequest(
            name: "late", expression: "4-5.* - @copying",
            shape: HeadShape(layers: 6, heads: 8, keyValueHeads: 4), sets: [:], shown: [:])
        #expect(
            bench.effects.contains { effect in
                guard case .makeHeadSet(var found) = effect else { return false }
                found.shown = [:]
                return found == request
            })
        bench.send(.result(.headSet(name: "late", Self.pair)))
        #expect(bench.state.annotations.sets == ["late": Self.pair])
        #expect(bench.message.contains("'late': 0.2 3.5"))
    }

    @Test func oneKeySwitchesTheSetOffAndOn() {
        var bench = Bench.reading()
        bench.press("@")
        #expect(bench.message.contains("There are no sets"))
        bench.send(.result(.headSet(name: "a", [HeadID(layer: 1, head: 1)])))
        bench.send(.result(.headSet(name: "b", Self.pair)))
        bench.press("@")
        #expect(bench.state.annotations.mask.heads == Self.pair)
        #expect(bench.message.contains("Set 'b' off"))
        bench.press("@")
        #expect(bench.state.annotations.mask.isEmpty)
        #expect(bench.message.contains("Set 'b' on"))
        bench.press(":toggle-set a<enter>@@")
        #expect(bench.state.annotations.mask.heads == [HeadID(layer: 1, head: 1)])
    }

    @Test func setsWithoutHeadsAndBadNamesAreRefused() {
        var bench = Bench.reading()
        bench.send(.result(.headSet(name: "none", [])))
        #expect(bench.message.contains("would have no head"))
        bench.press(":set 2x = 0.1<enter>")
        #expect(bench.message.contains("'2x' cannot name a set"))
        bench.press(":set x<enter>")
        #expect(bench.message.contains(":set NAME = EXPRESSION"))
        #expect(bench.state.annotations.sets.isEmpty)
    }

    @Test func ablateTakesSets() {
        var bench = Bench.reading()
        bench.send(.result(.headSet(name: "b", Self.pair)))
        bench.press(":ablate @b - 3.*<enter>")
        #expect(bench.state.annotations.mask.heads == [HeadID(layer: 0, head: 2)])
        bench.press(":ablate @c<enter>")
        #expect(bench.message.contains("there is no head set '@c'"))
    }

    @Test func theProgramOfTheMaskIsCopied() throws {
        var bench = Bench.reading()
        bench.press(":ablate 0.2<enter>Y")
        let copied = bench.effects.compactMap { effect -> String? in
            if case .copy(let text) = effect { text } else { nil }
        }
        let text = try #require(copied.first)
        #expect(text.contains("HEADS = {0: [2]}"))
        #expect(text.contains("MODEL = \"/models/bobbin\""))
        #expect(text.contains("from transformer_lens"))
        #expect(bench.message.contains("transformerlens"))
    }
}
