extension Frame {
    /// The frame as an SVG picture: a document of its own, in a monospace font, every run of text
    /// stretched to its cells so that columns stay in line whatever the font.
    public func svg(palette: SVGPalette = .dark, title: String = "Heddle") -> String {
        let cell = SVGCell()
        let size = (
            width: Double(width) * cell.width + 24, height: Double(height) * cell.height + 24
        )
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(cell.number(size.width))\" "
                + "height=\"\(cell.number(size.height))\" "
                + "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14\">",
            "<title>\(SVGCell.escaped(title))</title>",
            "<rect width=\"100%\" height=\"100%\" rx=\"8\" "
                + "fill=\"\(palette.hex(palette.background))\"/>",
            "<g transform=\"translate(12 12)\" xml:space=\"preserve\">",
        ]
        for y in 0..<height {
            let runs = svgRuns(of: y)
            parts += runs.compactMap { $0.background(cell, y: y, palette: palette) }
            parts += runs.compactMap { $0.text(cell, y: y, palette: palette) }
        }
        return (parts + ["</g>", "</svg>", ""]).joined(separator: "\n")
    }

    private func svgRuns(of y: Int) -> [SVGRun] {
        var runs: [SVGRun] = []
        for x in 0..<width {
            let cell = self[x, y]
            if cell.isContinuation, !runs.isEmpty {
                runs[runs.count - 1].columns += 1
                continue
            }
            let isWide = x + 1 < width && self[x + 1, y].isContinuation
            let text = TextWidth.pieces(of: cell.character).map(String.init).joined()
            if let last = runs.last, last.style == cell.style, !last.isWide, !isWide {
                runs[runs.count - 1].columns += 1
                runs[runs.count - 1].content += text
            } else {
                runs.append(
                    SVGRun(x: x, columns: 1, content: text, style: cell.style, isWide: isWide))
            }
        }
        return runs
    }
}

/// The size of a cell in the picture, and how its numbers and texts are written.
struct SVGCell {
    let width = 8.4
    let height = 18.0
    let baseline = 13.5

    /// At most one decimal.
    func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}

/// Cells of one style in a row.
private struct SVGRun {
    var x: Int
    var columns: Int
    var content: String
    var style: Style
    /// A wide character stands in a run of its own.
    var isWide: Bool

    private var isReversed: Bool { style.attributes.contains(.reverse) }

    func background(_ cell: SVGCell, y: Int, palette: SVGPalette) -> String? {
        let color = isReversed ? foregroundColor(palette) : style.background ?? .terminalDefault
        if color == .terminalDefault { return nil }
        return "<rect x=\"\(cell.number(Double(x) * cell.width))\" "
            + "y=\"\(cell.number(Double(y) * cell.height))\" "
            + "width=\"\(cell.number(Double(columns) * cell.width))\" "
            + "height=\"\(cell.number(cell.height))\" fill=\"\(palette.hex(color))\"/>"
    }

    func text(_ cell: SVGCell, y: Int, palette: SVGPalette) -> String? {
        let isDecorated = !style.attributes.isDisjoint(with: [.underline, .strikethrough])
        if !isDecorated, content.allSatisfy({ $0 == " " }) { return nil }
        return "<text x=\"\(cell.number(Double(x) * cell.width))\" "
            + "y=\"\(cell.number(Double(y) * cell.height + cell.baseline))\" "
            + "textLength=\"\(cell.number(Double(columns) * cell.width))\" "
            + "lengthAdjust=\"spacingAndGlyphs\" fill=\"\(textColor(palette))\"\(attributes)>"
            + SVGCell.escaped(content) + "</text>"
    }

    private func foregroundColor(_ palette: SVGPalette) -> Color {
        let color = style.foreground ?? .terminalDefault
        return color == .terminalDefault ? palette.foreground : color
    }

    private func textColor(_ palette: SVGPalette) -> String {
        guard isReversed else { return palette.hex(foregroundColor(palette)) }
        let color = style.background ?? .terminalDefault
        return palette.hex(color == .terminalDefault ? palette.background : color)
    }

    private var attributes: String {
        var result = ""
        if style.attributes.contains(.bold) { result += " font-weight=\"bold\"" }
        if style.attributes.contains(.italic) { result += " font-style=\"italic\"" }
        if style.attributes.contains(.dim) { result += " opacity=\"0.6\"" }
        var lines: [String] = []
        if style.attributes.contains(.underline) { lines.append("underline") }
        if style.attributes.contains(.strikethrough) { lines.append("line-through") }
        if !lines.isEmpty { result += " text-decoration=\"\(lines.joined(separator: " "))\"" }
        return result
    }
}
