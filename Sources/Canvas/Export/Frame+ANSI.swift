extension Frame {
    /// The frame as lines of text with SGR sequences, each line ending plain; for files and for
    /// output that a terminal shows later.
    public func ansiText(depth: ColorDepth) -> String {
        var result = ""
        for y in 0..<height {
            var current = Style.plain
            var line = ""
            for x in 0..<trimmedWidth(of: y) where !self[x, y].isContinuation {
                let cell = self[x, y]
                if cell.style != current {
                    line += Self.sequence(for: cell.style, depth: depth)
                    current = cell.style
                }
                line += TextWidth.pieces(of: cell.character).map(String.init).joined()
            }
            if current != .plain { line += "\u{1B}[0m" }
            result += line + "\n"
        }
        return result
    }

    /// Columns of a row without the blanks at its end that show nothing.
    private func trimmedWidth(of y: Int) -> Int {
        var columns = width
        while columns > 0 {
            let cell = self[columns - 1, y]
            let isBare =
                cell.character == " "
                && (cell.style.background ?? .terminalDefault) == .terminalDefault
                && cell.style.attributes.isDisjoint(with: [.reverse, .underline])
            if !isBare || cell.isContinuation { break }
            columns -= 1
        }
        return columns
    }

    private static func sequence(for style: Style, depth: ColorDepth) -> String {
        var codes = ["0"]
        let attributes: [(Attributes, String)] = [
            (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
            (.strikethrough, "9"),
        ]
        for (attribute, code) in attributes where style.attributes.contains(attribute) {
            codes.append(code)
        }
        codes += colorCodes(style.foreground, depth: depth, base: 30)
        codes += colorCodes(style.background, depth: depth, base: 40)
        return "\u{1B}[" + codes.joined(separator: ";") + "m"
    }

    private static func colorCodes(_ color: Color?, depth: ColorDepth, base: Int) -> [String] {
        guard let color, color != .terminalDefault, depth != .none else { return [] }
        if depth == .truecolor, case .rgb(let red, let green, let blue) = color {
            return ["\(base + 8)", "2", "\(red)", "\(green)", "\(blue)"]
        }
        if case .ansi(let number) = color { return [named(Int(number & 15), base: base)] }
        let index = color.paletteIndex(at: depth)
        if index < 16 { return [named(index, base: base)] }
        return ["\(base + 8)", "5", "\(index)"]
    }

    private static func named(_ number: Int, base: Int) -> String {
        "\(number < 8 ? base + number : base + 52 + number)"
    }
}
