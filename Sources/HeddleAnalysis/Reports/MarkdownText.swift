/// Text of a trace inside Markdown: shown as it is, never as markup.
enum MarkdownText {
    /// Escapes signs that mean something to Markdown; control bytes become their pictures
    /// (U+2400…), since the text is not trusted.
    static func escaped(_ text: String, startsLine: Bool = true) -> String {
        var escaped = ""
        var atLineStart = startsLine
        var digits = 0
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "#", "|", "~", "$", "&":
                escaped += "\\"
            case "+", "-", "=":
                if atLineStart { escaped += "\\" }
            case ".", ")":
                // `1. ` at the start of a line would become a list.
                let endsWord = index + 1 == scalars.count || scalars[index + 1].value <= 0x20
                if digits > 0, endsWord { escaped += "\\" }
            default: break
            }
            let isDigit = ("0"..."9").contains(scalar)
            digits = isDigit && (atLineStart || digits > 0) ? digits + 1 : 0
            atLineStart = scalar == "\n" || atLineStart && scalar == " "
            escaped.unicodeScalars.append(visible(scalar))
        }
        return escaped
    }

    /// One line: for titles, table cells and list items.
    static func line(_ text: String) -> String {
        escaped(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// Line ends as hard breaks, empty lines as paragraphs, each line behind a prefix.
    static func block(_ escaped: String, prefix: String = "") -> String {
        let lines = escaped.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.map { index in
            let isBroken =
                index + 1 < lines.count && !lines[index].isEmpty && !lines[index + 1].isEmpty
            return prefix + lines[index] + (isBroken ? "\\" : "")
        }.joined(separator: "\n")
    }

    private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x0A: scalar
        case 0x09: " "
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0, 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"
        default: scalar
        }
    }
}
