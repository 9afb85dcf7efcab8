/// How many columns text takes in a terminal.
public enum TextWidth {
    /// Columns of a character that is already visible: 0, 1 or 2.
    public static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        return scalar.properties.isEmojiPresentation ? 2 : 1
    }

    /// Columns of a text, one line.
    public static func columns(of text: String) -> Int {
        text.reduce(0) { $0 + columns(of: visible($1)) }
    }

    /// The character itself, or a visible glyph in place of a control character.
    public static func visible(_ character: Character) -> Character {
        guard let scalar = character.unicodeScalars.first, scalar.value < 0x20,
            let picture = Unicode.Scalar(0x2400 + scalar.value)
        else { return character }
        return Character(picture)
    }
}
