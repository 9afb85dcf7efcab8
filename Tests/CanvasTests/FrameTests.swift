import Testing

@testable import Canvas

/// A small generator with a fixed seed (SplitMix64), so that failures repeat.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite struct FrameTests {
    @Test func textIsCutAtTheClipAndWideCharactersAreNotHalved() {
        var frame = Frame(width: 12, height: 3)
        let end = frame.put("a中文b", x: 0, y: 0)
        frame.put("中中中", x: 1, y: 1, clip: Rect(x: 2, y: 1, width: 4, height: 1))
        frame.put("abc", x: 10, y: 2)
        #expect(end == 6)
        #expect(
            frame.text == """
                a中文b
                   中
                          ab
                """)
    }

    @Test func overwritingHalfOfAWideCharacterBlanksTheOther() {
        var frame = Frame(width: 8, height: 1)
        frame.put("中中中中", x: 0, y: 0)
        frame.put("x", x: 1, y: 0)
        frame.put("y", x: 4, y: 0)
        #expect(frame.text == " x中y 中")
        frame.put("文", x: 3, y: 0)
        #expect(frame.text == " x 文 中")
    }

    @Test func aStyleWithoutBackgroundKeepsTheOneBelow() {
        var frame = Frame(width: 4, height: 1, style: Style(background: .ansi(4)))
        frame.put("ab", x: 0, y: 0, style: Style(foreground: .ansi(1)))
        #expect(frame[1, 0].style == Style(foreground: .ansi(1), background: .ansi(4)))
    }

    @Test func escapeSequencesArriveAsText() {
        var frame = Frame(width: 20, height: 1)
        frame.put("\u{1B}]0;title\u{07}\u{9B}2J", x: 0, y: 0)
        #expect(frame.text == "␛]0;title␇\u{FFFD}2J")
    }

    @Test func asciiFallbackKeepsShapesAndWidths() {
        var frame = Frame(width: 24, height: 4)
        frame.put("╭ Heads ─╮ ✓✗ ▲▼ ●○ ▶◆…", x: 0, y: 0)
        frame.put("│ ░▒▓█   │ ▁▃▅▇ ██▌ ⣀⣤⣶⣿", x: 0, y: 1)
        frame.put("├────────┤ 0 → 1 × 2 – 3", x: 0, y: 2)
        frame.put("╰────────╯ 中x é", x: 0, y: 3)
        #expect(
            frame.asciiOnly().text == #"""
                + Heads -+ +- ^v *o >#~
                | .:#@   | .-+# @@= _.-'
                +--------+ 0 > 1 x 2 - 3
                +--------+ ? x ?
                """#)
    }

    @Test func nothingOutsideIsTouched() {
        var frame = Frame(width: 3, height: 2)
        frame.put("abc", x: -1, y: 0)
        frame.put("zzz", x: 0, y: 5)
        frame.fill(Rect(x: 2, y: 1, width: 50, height: 50), "#")
        frame[7, 7] = Cell("x")
        #expect(frame.text == "bc\n  #")
        #expect(frame[9, 9] == Cell())
        var empty = Frame(width: 0, height: 0)
        empty.put("x", x: 0, y: 0)
        #expect(empty.text.isEmpty)
    }

    @Test func randomTextAtRandomPlacesKeepsEveryRowAsWideAsTheFrame() {
        let samples = [
            "plain", "中文字", "한국어", "👍🏽👨‍👩‍👧", "e\u{0301}\u{0308}", "क्षि", "\u{1B}[31m", "a\u{200B}b", "🇩🇪x",
            "\u{0301}", "\r\n\t", "ﾊﾝ", "❤️", "𠮷",
        ]
        var generator = SeededGenerator(state: 11)
        for _ in 0..<200 {
            var frame = Frame(width: 17, height: 5)
            for _ in 0..<30 {
                let clip = Rect(
                    x: .random(in: -3..<17, using: &generator),
                    y: .random(in: -1..<5, using: &generator),
                    width: .random(in: 0..<20, using: &generator),
                    height: .random(in: 0..<6, using: &generator))
                frame.put(
                    samples.randomElement(using: &generator) ?? "",
                    x: .random(in: -5..<20, using: &generator),
                    y: .random(in: -1..<6, using: &generator),
                    clip: Bool.random(using: &generator) ? clip : nil)
            }
            for y in 0..<frame.height { expectSound(frame, row: y) }
        }
    }

    /// Every wide character is followed by its second half, and nothing else is one.
    private func expectSound(_ frame: Frame, row y: Int) {
        var x = 0
        while x < frame.width {
            let columns = TextWidth.glyph(of: frame[x, y].character).columns
            #expect(!frame[x, y].isContinuation)
            if columns == 2 { #expect(frame[x + 1, y].isContinuation) }
            x += columns
        }
        #expect(x == frame.width)
    }
}
