import Testing

@testable import HeddleAnalysis

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
        var random = SeededGenerator(seed: 11)
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

    @Test func contextIsCutBetweenCharacters() {
        let text = Array("before\nlet me é try this\nafter".utf8)
        let whole = HitContext(of: 14..<16, in: text)
        #expect(whole.text == "before\nlet me é try this\nafter" && whole.match == "é")
        #expect(HitContext(of: 17..<20, in: text, reach: 2).text == " try t")
        #expect(HitContext(of: 90..<99, in: text, reach: 5).text == "after")
        let long = HitContext(of: 0..<text.count, in: text, reach: 3)
        #expect(long.match == "before…")
    }

    @Test(arguments: [
        ("wait", true), ("Wait", false), (#"\S+ \W"#, true), (#"\p{Lu}a"#, true),
        (#"(?<Name>a)\k<Name>"#, true), (#"(?P<Name>a)(?P=Name)"#, true), ("(?<=A)b", false),
        (#"[[:Alpha:]]"#, true), (#"\x4A|\x{4A}"#, true), (#"\\A"#, false), ("[A-Z]", false),
    ])
    func capitalsInEscapesAndNamesAreNone(_ pattern: String, _ ignoresCase: Bool) throws {
        #expect(ExpressionCase.hasCapital(pattern) != ignoresCase)
    }

    @Test func whatStandsBetweenSlashesIsAnExpression() throws {
        #expect(try TextSearch(typed: "/wait|hmm/").isExpression)
        #expect(try TextSearch(typed: "/wait|hmm/").pattern == "wait|hmm")
        for literal in ["/usr", "a/b/", "//", "/", ""] {
            let search = try TextSearch(typed: literal)
            #expect(!search.isExpression && search.pattern == literal)
        }
        #expect(throws: SearchError.self) { try TextSearch(typed: "/(/") }
    }

    @Test func aMalformedExpressionSaysWhere() {
        let error = #expect(throws: SearchError.self) { try TextSearch(expression: "ok[z-a]") }
        #expect(
            error?.description
                == "'ok[z-a]' is no regular expression: empty range in char class, at character 6 ('a')"
        )
    }

    @Test func anExpressionThatMultipliesEndsWithAProblem() throws {
        let line = Array((String(repeating: "a", count: 20_000) + "!").utf8)
        let search = try TextSearch(expression: "(a+)+$")
        let found = search.find(in: Array("aaa\n".utf8) + line)
        #expect(found.ranges == [0..<3] && found.problem == .tooCostly(pattern: "(a+)+$"))
    }

    @Test func promptAndResponseAreTextsOfTheirOwn() throws {
        let trace = Trace(
            id: "t", prompt: "wait é", response: "wait, wait",
            context: "<user>wait é</user>wait:")
        let found = TextSearch("wait").hits(in: trace)
        #expect(found.hits.map(\.part) == [.prompt, .response, .response])
        #expect(found.hits.map(\.bytes) == [6..<10, 25..<29, 31..<35])
        let anchored = try TextSearch(expression: "^wait").hits(in: trace)
        #expect(anchored.hits.map(\.bytes) == [6..<10, 25..<29])
        let kept = TextSearch("wait").hits(in: trace, keeping: 1)
        #expect(kept.hits.count == 1 && kept.count == 3)
    }

    /// No trace of a record that is passed over has a hit, whatever its format and pattern.
    @Test(arguments: [
        ("wait", #"{"r":"WAIT"}"#, true), ("wait", #"{"r":"go on"}"#, false),
        ("wait", #"{"r":"\u0057ait"}"#, true), ("wait", #"{"r":"\u00e9 \u001b"}"#, false),
        ("Wait", #"{"r":"wait"}"#, false), ("a\nb", #"{"r":"no"}"#, true),
        ("thin", #"{"r":"no"}"#, true), ("12", #"{"r":1.2e1}"#, true),
        ("x", #"{"logprobs":[]}"#, true), ("é", #"{"r":"no"}"#, true),
        ("a/b", #"{"r":"no"}"#, true), ("let me", #"{"r":"no"}"#, false),
    ])
    func aRecordIsPassedOverOnlyWhereItCannotMatch(
        _ pattern: String, _ json: String, _ mayMatch: Bool
    ) {
        #expect(TextSearch(pattern).mayOccur(inRecord: Array(json.utf8)) == mayMatch)
    }
}
