import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct TextLayoutTests {
    private func lines(_ layout: TextLayout) -> [String] {
        layout.lines.indices.map { line in
            layout.runs(of: line).map { layout.text(of: $0) }.joined()
        }
    }

    private func document(
        prompt: String = "Hi.", reasoning: String, answer: String = "4"
    ) -> Document {
        SampleDocuments.make(
            number: 1, id: "t", prompt: prompt, reasoning: reasoning, answer: answer)
    }

    @Test func wrapsAtWordsAndSetsThePartsOff() {
        let layout = TextLayout.make(
            document: document(reasoning: "one two three four"), width: 10)
        #expect(
            lines(layout) == ["Hi.", "", "one two ", "three four ", "", "4"])
        #expect(
            layout.lines.map(\.part)
                == [.prompt, .blank, .reasoning, .reasoning, .blank, .answer])
    }

    @Test func tagsAndFrameAreNotShownAndNextTokensStandForThem() throws {
        let document = document(reasoning: "one two")
        let layout = TextLayout.make(document: document, width: 40)
        let text = lines(layout).joined(separator: "|")
        #expect(!text.contains("think") && !text.contains("user") && !text.contains("end"))
        for tag in document.outline.tags {
            for token in tag { #expect(!layout.isShown(token)) }
        }
        let last = try #require(layout.shownToken.indices.last)
        #expect(layout.isShown(last))
    }

    @Test func longWordsAreBrokenAndNothingIsLost() {
        let layout = TextLayout.make(
            document: document(reasoning: "abcdefghijklmno pq"), width: 6)
        #expect(lines(layout).dropFirst(2).prefix(3) == ["abcdef", "ghijkl", "mno pq "])
    }

    @Test func lineBreaksOfTheTextBreakLines() {
        let layout = TextLayout.make(document: document(reasoning: "a\n\nb"), width: 40)
        #expect(lines(layout).dropFirst(2).prefix(3) == ["a ", " ", "b "])
    }

    @Test func controlBytesAreGlyphsAndWideCharactersTakeTwoColumns() throws {
        let layout = TextLayout.make(
            document: document(reasoning: "a\u{1B}[31m 漢字漢字 b"), width: 8)
        let text = lines(layout)
        #expect(text.contains { $0.contains("␛[31m") })
        let wide = try #require(text.firstIndex { $0.contains("漢") })
        let runs = layout.runs(of: wide)
        #expect(runs.reduce(0) { $0 + $1.width } <= 9)
        for run in runs { #expect(run.bytes.count >= 1 && run.width >= 1) }
    }

    @Test func aCharacterCutByTokensBelongsToTheOneThatCompletesIt() {
        var document = document(reasoning: "x é y")
        // é is two bytes; the token before it takes the blank and the first of them.
        let start = document.bytes.firstIndex(of: 0xC3) ?? 0
        let token = document.tokens.token(atByte: start) ?? 0
        var offsets = document.tokens.offsets
        offsets.insert(start + 1, at: token + 1)
        document.tokens = TokenTable(
            ids: Array(repeating: 1, count: offsets.count - 1), offsets: offsets,
            promptLength: document.tokens.promptLength)
        document.outline.answer = offsets.count - 2..<offsets.count - 1
        let layout = TextLayout.make(document: document, width: 40)
        let runs = layout.lines.indices.flatMap { layout.runs(of: $0) }
        let completing = runs.first { layout.text(of: $0).contains("é") }
        #expect(completing?.token == token + 1)
        #expect(runs.contains { $0.token == token && layout.text(of: $0) == " " })
    }

    @Test func bytesThatAreNoTextAreShownInHexadecimal() {
        var document = document(reasoning: "ab cd")
        let place = document.bytes.firstIndex(of: UInt8(ascii: "c")) ?? 0
        document.bytes[place] = 0xFF
        let layout = TextLayout.make(document: document, width: 40)
        #expect(lines(layout).contains { $0.contains("ab <FF>d") })
    }

    @Test func everyShownTokenIsFoundWhereItStands() {
        let document = SampleDocuments.small()
        for width in [1, 2, 7, 20, 57] {
            let layout = TextLayout.make(document: document, width: width)
            for token in 0..<document.tokens.count where layout.isShown(token) {
                guard let place = layout.position(of: token) else {
                    Issue.record("token \(token) has no place")
                    continue
                }
                #expect(layout.token(line: place.line, column: place.column) == token)
            }
        }
    }

    @Test func linesFillNoMoreThanTheWidthAndKeepEveryShownByte() {
        let document = SampleDocuments.long(tokens: 500)
        for width in [5, 13, 60] {
            let layout = TextLayout.make(document: document, width: width)
            var next = 0
            for (index, line) in layout.lines.enumerated() where !line.bytes.isEmpty {
                #expect(line.bytes.lowerBound >= next)
                next = line.bytes.upperBound
                let runs = layout.runs(of: index)
                #expect(runs.first?.bytes.lowerBound == line.bytes.lowerBound)
                #expect(runs.last?.bytes.upperBound == line.bytes.upperBound)
                let columns = runs.last.map { $0.column + $0.width } ?? 0
                #expect(columns <= width + 1)
            }
        }
    }
}
