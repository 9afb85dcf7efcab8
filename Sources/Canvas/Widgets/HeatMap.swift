/// A fraction as one character, for maps of many.
public enum HeatMap {
    /// One of `░▒▓█` for a fraction.
    public static func shade(_ fraction: Double) -> Character {
        ["░", "▒", "▓", "█"][level(fraction, of: 4)]
    }

    /// A digit for a fraction; for a signed value its sign, or `·` where it is next to nothing.
    public static func digit(_ value: Double, isSigned: Bool = false) -> String {
        let level = level(abs(value), of: 10)
        if isSigned { return level == 0 ? "·" : value < 0 ? "-" : "+" }
        return String(level)
    }

    private static func level(_ fraction: Double, of count: Int) -> Int {
        guard fraction.isFinite else { return 0 }
        return min(count - 1, max(0, Int(fraction * Double(count))))
    }
}
