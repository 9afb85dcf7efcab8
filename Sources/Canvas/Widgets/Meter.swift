/// Lengths drawn in eighths of a cell.
public enum Meter {
    private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// A bar for a fraction 0...1 of `width` columns, without trailing blanks. Anything above zero
    /// is visible; anything that is not a number is nothing.
    public static func bar(_ fraction: Double, width: Int, asciiOnly: Bool = false) -> String {
        guard width > 0, fraction > 0 else { return "" }
        let fraction = min(1, fraction)
        if asciiOnly {
            return String(
                repeating: "#", count: max(1, Int((fraction * Double(width)).rounded())))
        }
        let units = max(1, Int((fraction * Double(width * 8)).rounded()))
        var bar = String(repeating: "█", count: units / 8)
        if units % 8 > 0 { bar.append(eighths[units % 8 - 1]) }
        return bar
    }
}

extension Frame {
    /// Draws a bar and a track behind it over the whole width, with a label on the right.
    public mutating func progressBar(
        _ fraction: Double, label: String = "", in rect: Rect, theme: Theme
    ) {
        guard !rect.isEmpty else { return }
        let labelWidth = label.isEmpty ? 0 : TextWidth.columns(of: label) + 1
        let barWidth = rect.width - labelWidth
        guard barWidth >= 4 else {
            put(TextFit.cut(label, to: rect.width), x: rect.x, y: rect.y, style: theme[.progress])
            return
        }
        let track = String(repeating: "░", count: barWidth)
        put(track, x: rect.x, y: rect.y, style: theme[.barBefore])
        put(
            Meter.bar(fraction, width: barWidth), x: rect.x, y: rect.y, style: theme[.progress])
        if !label.isEmpty {
            put(label, x: rect.x + barWidth + 1, y: rect.y, style: theme[.progress], clip: rect)
        }
    }

    /// Draws a scroll bar of one column: the part of `total` rows that is shown from `first` on.
    /// Nothing where all of it is shown.
    public mutating func scrollBar(first: Int, shown: Int, total: Int, in rect: Rect, theme: Theme)
    {
        guard total > shown, shown > 0, rect.height > 0 else { return }
        let length = max(1, rect.height * shown / total)
        let places = rect.height - length
        let last = total - shown
        let start = (min(max(0, first), last) * places + last / 2) / last
        for y in 0..<rect.height {
            let isThumb = y >= start && y < start + length
            put(
                isThumb ? "█" : "│", x: rect.maxX - 1, y: rect.y + y,
                style: theme[isThumb ? .bar : .border], clip: rect)
        }
    }
}
