import HeddleAnalysis
import Testing

@Suite struct TextSearchTests {
    private func hits(_ pattern: String, _ text: String) -> [Range<Int>] {
        TextSearch(pattern).hits(in: Array(text.utf8))
    }

    @Test func smallLettersFindBothCases() {
        #expect(hits("wait", "Wait, await WAIT") == [0..<4, 7..<11, 12..<16])
        #expect(hits("Wait", "Wait, await WAIT") == [0..<4])
        #expect(hits("ändern", "ÄNDERN") == [0..<7])
        #expect(hits("so", "\u{130}so") == [2..<4])
    }

    @Test func hitsDoNotOverlap() {
        #expect(hits("aa", "aaaaa") == [0..<2, 2..<4])
        #expect(hits("", "abc").isEmpty && hits("abcd", "abc").isEmpty)
        #expect(hits("abc", "abc") == [0..<3])
    }

    @Test func literalHitsAreThoseOfAPlainScan() {
        var random = SeededGenerator(state: 11)
        for _ in 0..<500 {
            let text = (0..<40).map { _ in
                UInt8(ascii: "a") + UInt8.random(in: 0...1, using: &random)
            }
            let length = Int.random(in: 1...4, using: &random)
            let needle = Array(text.shuffled(using: &random).prefix(length))
            var expected: [Range<Int>] = []
            var index = 0
            while index + length <= text.count {
                if Array(text[index..<index + length]) == needle {
                    expected.append(index..<index + length)
                    index += length
                } else {
                    index += 1
                }
            }
            let search = TextSearch(String(decoding: needle, as: UTF8.self))
            #expect(search.hits(in: text) == expected)
        }
    }

    @Test func expressionsAreSearchedInBytes() throws {
        let text = Array("é 7 + 8 = 15, 56".utf8)
        #expect(try TextSearch(expression: "[0-9]{2}").hits(in: text) == [11..<13, 15..<17])
        #expect(try TextSearch(expression: "x*").hits(in: text).isEmpty)
        #expect(try TextSearch(expression: "é").hits(in: text) == [0..<2])
        #expect(throws: SearchError.self) { try TextSearch(expression: "(") }
    }

    @Test func contextStaysOnTheLine() {
        let text = Array("before\nlet me é try this\nafter".utf8)
        #expect(TextSearch.context(of: 14..<16, in: text) == "let me é try this")
        #expect(TextSearch.context(of: 17..<20, in: text, reach: 2) == "try t")
        #expect(TextSearch.context(of: 90..<99, in: text) == "after")
    }
}
