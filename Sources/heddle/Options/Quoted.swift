import Canvas
import HeddleAnalysis

/// Texts and numbers as people read them; nothing that a trace holds reaches the terminal as a
/// command.
enum Quoted {
    /// The text in single quotes, control characters as visible glyphs.
    static func text(_ text: String) -> String { "'\(controlsVisible(text, lines: false))'" }

    /// Control characters as visible glyphs; line ends and tabs stay where `lines` says so.
    static func controlsVisible(_ text: String, lines: Bool = true) -> String {
        String(
            text.map { character in
                lines && (character == "\n" || character == "\t")
                    ? character : TextWidth.visible(character)
            })
    }

    /// A number with so many digits after the point.
    static func fixed(_ value: Float, digits: Int) -> String {
        NumberText.fixed(Double(value), decimals: digits)
    }
}
