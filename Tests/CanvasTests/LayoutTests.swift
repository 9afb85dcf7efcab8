import Canvas
import Testing

@Suite struct LayoutTests {
    private let screen = Rect(x: 0, y: 1, width: 120, height: 37)

    @Test func fixedAndFlexiblePartsFillTheWidth() {
        let parts = screen.columns([.fixed(25), .flexible(1), .fixed(34)])
        #expect(parts.map(\.x) == [0, 25, 86])
        #expect(parts.map(\.width) == [25, 61, 34])
        #expect(parts.allSatisfy { $0.y == 1 && $0.height == 37 })
    }

    @Test func flexiblePartsShareByWeightWithoutLosingACell() {
        let parts = screen.rows([.flexible(1), .flexible(2), .flexible(1)], gap: 1)
        #expect(parts.map(\.height) == [8, 18, 9])
        #expect(parts.map(\.y) == [1, 10, 29])
        #expect(parts.last?.maxY == screen.maxY)
    }

    @Test func withTooLittleRoomTheLastPartsGiveWay() {
        let narrow = Rect(x: 2, y: 0, width: 10, height: 1)
        let parts = narrow.columns([.fixed(6), .fixed(6), .flexible(1)])
        #expect(parts.map(\.width) == [6, 4, 0])
        #expect(Rect(x: 0, y: 0, width: 0, height: 0).columns([.fixed(3)]).map(\.width) == [0])
    }

    @Test func aPopupIsCenteredAndNeverLargerThanItsPlace() {
        #expect(
            screen.centered(width: 40, height: 7) == Rect(x: 40, y: 16, width: 40, height: 7))
        #expect(screen.centered(width: 400, height: 70) == screen)
    }
}

@Suite struct TextFitTests {
    @Test func textIsCutAtColumnsNotCharacters() {
        #expect(TextFit.cut("countdown-0007", to: 14) == "countdown-0007")
        #expect(TextFit.cut("countdown-0007", to: 10) == "countdown…")
        #expect(TextFit.cut("中文字", to: 5) == "中文…")
        #expect(TextFit.cut("中文字", to: 4) == "中…")
        #expect(TextFit.cut("abc", to: 0).isEmpty)
        #expect(TextFit.cutMiddle("/home/u/traces/run.jsonl", to: 13) == "/home/….jsonl")
    }

    @Test func textIsFilledToItsColumn() {
        #expect(TextFit.padded("中", to: 4) == "中  ")
        #expect(TextFit.padded("263", to: 5, alignRight: true) == "  263")
        #expect(TextFit.padded("abcdef", to: 3) == "ab…")
    }

    @Test func linesBreakAtBlanksAndLongWordsInside() {
        #expect(
            TextFit.wrap("Let me think about this.\n\nstep", columns: 10)
                == ["Let me", "think", "about", "this.", "", "step"])
        #expect(TextFit.wrap("abcdefghij kl", columns: 4) == ["abcd", "efgh", "ij", "kl"])
        #expect(TextFit.wrap("中文字中文字", columns: 5) == ["中文", "字中", "文字"])
        #expect(TextFit.wrap("中", columns: 1) == ["中"])
        #expect(TextFit.wrap("", columns: 5) == [""])
        #expect(TextFit.wrap("abc", columns: 0).isEmpty)
    }
}
