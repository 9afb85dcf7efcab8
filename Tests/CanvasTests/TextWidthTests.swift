import Testing

@testable import Canvas

@Suite struct TextWidthTests {
    @Test func widthsOfScalarsAreThoseOfTheUnicodeTables() throws {
        for (values, columns) in [
            (WidthFixture.narrow, 1), (WidthFixture.wide, 2), (WidthFixture.marks, 0),
        ] {
            for value in values {
                let scalar = try #require(Unicode.Scalar(value))
                #expect(TextWidth.width(of: scalar) == columns, "U+\(String(value, radix: 16))")
            }
        }
    }

    @Test func linesAreAsWideAsAnIndependentLibrarySays() {
        for (text, columns) in WidthFixture.lines {
            #expect(TextWidth.columns(of: text) == columns, "\(text)")
        }
    }

    @Test(arguments: [
        ("👨‍👩‍👧", "👨", 2), ("👍🏽", "👍", 2), ("❤️", "❤", 1), ("1️⃣", "1", 1), ("🇩🇪", "⚑", 1),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴", 2), ("🏳️‍🌈", "🏳", 1),
    ])
    func sequencesAreDrawnAsTheirBaseCharacter(text: Character, base: Character, columns: Int) {
        #expect(TextWidth.pieces(of: text) == [base])
        #expect(TextWidth.columns(of: text) == columns)
    }

    @Test(
        arguments: [
            ("\u{1B}", "␛"), ("\0", "␀"), ("\t", "␉"), ("\n", "␊"), ("\r\n", "␤"), ("\u{7F}", "␡"),
            ("\u{9B}", "\u{FFFD}"), ("\u{202E}", "⇄"), ("\u{2066}", "⇄"), ("\u{200B}", "\u{FFFD}"),
            ("\u{FEFF}", "\u{FFFD}"), ("\u{E0041}", "\u{FFFD}"), ("\u{A0}", " "), ("\u{AD}", "-"),
            ("\u{2028}", "↵"), ("\u{0301}", "◌\u{0301}"),
        ] as [(Character, Character)])
    func whatCommandsOrHidesIsMadeVisible(character: Character, shown: Character) {
        #expect(TextWidth.visible(character) == shown)
        #expect(TextWidth.columns(of: character) == 1)
    }

    @Test func aClusterOfTwoSpacingCharactersTakesTwoCells() {
        // KA, VIRAMA, SSA: one grapheme cluster, two spacing characters.
        let text = "\u{915}\u{94D}\u{937}"
        #expect(text.flatMap { TextWidth.pieces(of: $0) } == ["\u{915}\u{94D}", "\u{937}"])
        #expect(TextWidth.columns(of: text) == 2)
    }

    @Test func aPileOfMarksIsCutToWhatACellHolds() {
        let pile = Character("a" + String(repeating: "\u{0301}", count: 40))
        let glyph = TextWidth.glyph(of: pile)
        #expect(glyph.marks.count == TextWidth.markLimit)
        #expect(glyph.columns == 1)
    }

    /// No scalar whatever may come out as a control, or as a piece without columns.
    @Test func everyScalarBecomesSomethingThatCannotCommandATerminal() {
        for value in UInt32(0)...0x10FFFF {
            // Planes of ideographs and private use are alike throughout: every 61st will do.
            if value > 0x3000, value % 61 != 0 { continue }
            guard let scalar = Unicode.Scalar(value) else { continue }
            for piece in TextWidth.pieces(of: Character(scalar)) {
                let glyph = TextWidth.glyph(of: piece)
                let first = glyph.first.value
                let isCommand =
                    first < 0x20 || (0x7F...0x9F).contains(first)
                    || (0x200B...0x200F).contains(first) || (0x202A...0x202E).contains(first)
                    || (0x2066...0x2069).contains(first)
                #expect(!isCommand && (1...2).contains(glyph.columns), "\(value)")
            }
        }
    }
}
