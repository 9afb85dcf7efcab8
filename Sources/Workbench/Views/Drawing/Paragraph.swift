import Canvas
import HeddleAnalysis

/// Numbers of things.
enum Words {
    /// `token 12`, `tokens 12–20`.
    static func span(_ span: Range<Int>) -> String {
        span.count == 1
            ? "token \(span.lowerBound)" : "tokens \(span.lowerBound)–\(span.upperBound - 1)"
    }

    /// `12–20 hidden from 30–33`, and the heads where they are not all.
    static func knockout(_ question: KnockoutQuestion) -> String {
        func ends(_ span: Range<Int>) -> String {
            span.count == 1
                ? "\(span.lowerBound)" : "\(span.lowerBound)–\(span.upperBound - 1)"
        }
        let spans = question.spans
        let heads = question.heads.isEmpty ? "" : " in \(HeadSelection.format(question.heads))"
        return "\(ends(spans.source)) hidden from \(ends(spans.destination))\(heads)"
    }

    /// `1 token`, `2 tokens`.
    static func count(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }

    /// `once`, `2 times`.
    static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}

/// Sentences of the program itself, wrapped at words.
enum Paragraph {
    /// Writes a text into a rectangle with a blank column on each side; what does not fit ends
    /// with `…`.
    static func put(_ text: String, in rect: Rect, style: Style, on frame: inout Frame) {
        let width = rect.width - 2
        let lines = TextFit.wrap(text, columns: width)
        for (row, line) in lines.prefix(rect.height).enumerated() {
            let isCut = row == rect.height - 1 && lines.count > rect.height
            frame.put(
                StyledLine(isCut ? line + " …" : line, style), x: rect.x + 1, y: rect.y + row,
                width: width)
        }
    }
}
