/// Lengths drawn in eighths of a cell.
public enum Meter {
    private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// A bar for a fraction 0...1 of `width` columns, without trailing blanks. Anything above zero
    /// is visible; anything that is not a number is nothing.
    public static func bar(_ fraction: Double, width: Int) -> String {
        guard width > 0, fraction > 0 else { return "" }
        let fraction = min(1, fraction)
        let units = max(1, Int((fraction * Double(width * 8)).rounded()))
        var bar = String(repeating: "█", count: units / 8)
        if units % 8 > 0 { bar.append(eighths[units % 8 - 1]) }
        return bar
    }
}
