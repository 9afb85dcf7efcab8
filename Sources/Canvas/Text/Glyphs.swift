/// Plain stand-ins for the glyphs that Heddle draws, for terminals that show ASCII alone.
public enum Glyphs {
    /// An ASCII character of the same width of meaning; `?` for text it knows nothing about.
    public static func ascii(for character: Character) -> Character {
        if character.isPrintableASCII { return character }
        if let known = table[character] { return known }
        guard let scalar = character.unicodeScalars.first else { return " " }
        switch scalar.value {
        case 0x2500...0x257F: return box(scalar.value)
        case 0x2581...0x2588: return Array(" .:-=+*#@")[Int(scalar.value - 0x2580)]
        case 0x2589...0x258F: return scalar.value < 0x258C ? "#" : scalar.value < 0x258F ? "=" : "|"
        case 0x2800: return " "
        case 0x2801...0x28FF: return braille(scalar.value - 0x2800)
        case 0x2400...0x241F: return Character(Unicode.Scalar(UInt8(scalar.value - 0x2400) + 64))
        default: return "?"
        }
    }

    private static func box(_ value: UInt32) -> Character {
        switch value {
        case 0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x254D, 0x2550, 0x2574, 0x2576,
            0x2578, 0x257A, 0x257C, 0x257E:
            "-"
        case 0x2502, 0x2503, 0x2506, 0x2507, 0x250A, 0x250B, 0x254E, 0x254F, 0x2551, 0x2575, 0x2577,
            0x2579, 0x257B, 0x257D, 0x257F:
            "|"
        case 0x2571: "/"
        case 0x2572: "\\"
        case 0x2573: "X"
        default: "+"
        }
    }

    /// By the highest dot of the pattern: a curve stays a curve.
    private static func braille(_ dots: UInt32) -> Character {
        if dots & 0b0000_1001 != 0 { return "'" }
        if dots & 0b0001_0010 != 0 { return "-" }
        return dots & 0b0010_0100 != 0 ? "." : "_"
    }

    private static let table: [Character: Character] = [
        "▏": "|", "▐": "#", "▀": "\"", "▄": "_", "░": ".", "▒": ":", "▓": "#", "█": "@",
        "✓": "+", "✔": "+", "✗": "-", "✘": "-", "×": "x", "•": "*", "·": ".", "…": "~",
        "▲": "^", "▼": "v", "△": "^", "▽": "v", "▶": ">", "▷": ">", "◀": "<", "◁": "<",
        "●": "*", "○": "o", "◆": "#", "◇": "o", "■": "#", "□": "o", "★": "*", "☆": "*",
        "←": "<", "→": ">", "↑": "^", "↓": "v", "↵": "/", "⇄": "?", "⏎": "/", "↔": "-",
        "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": "\"", "”": "\"", "‹": "<",
        "›": ">", "«": "<", "»": ">", "±": "+", "≈": "~", "≤": "<", "≥": ">", "Δ": "D",
        "‖": "|", "⚑": "?", "⌈": "[", "⌉": "]", "¿": "?", "¡": "!", "÷": "/", "°": "o",
    ]
}

extension Frame {
    /// The frame with every glyph replaced by an ASCII one; a wide character becomes `?` and a
    /// blank.
    public func asciiOnly() -> Frame {
        var result = self
        for y in 0..<height {
            for x in 0..<width {
                let cell = self[x, y]
                if cell.isContinuation {
                    result[x, y] = Cell(" ", style: cell.style)
                } else if !cell.character.isPrintableASCII {
                    result[x, y].character = Glyphs.ascii(for: cell.character)
                }
            }
        }
        return result
    }
}
