/// A matrix of fractions drawn as colours, shades or digits.
public struct HeatMap: Sendable {
    public enum Form: Sendable {
        /// Two rows of the matrix in one row of cells, by colour alone.
        case halfBlocks
        /// A shade and a colour.
        case shades
        /// A digit 0–9, for screens without colour.
        case digits
    }

    /// Row by row, 0...1 each (-1...1 where `isSigned`); nil where there is no value.
    public var rows: [[Double?]]
    public var form: Form
    /// Uses the diverging ramp, and signs where there is no colour.
    public var isSigned: Bool

    public init(rows: [[Double?]], form: Form, isSigned: Bool = false) {
        self.rows = rows
        self.form = form
        self.isSigned = isSigned
    }

    /// Rows of cells that the whole matrix takes.
    public var height: Int { form == .halfBlocks ? (rows.count + 1) / 2 : rows.count }

    /// Draws from the upper left of `rect`, one column a value; what does not fit is left out.
    public func draw(on frame: inout Frame, in rect: Rect, theme: Theme) {
        for y in 0..<min(height, rect.height) {
            let upper = form == .halfBlocks ? rows[2 * y] : rows[y]
            let lower = form == .halfBlocks && 2 * y + 1 < rows.count ? rows[2 * y + 1] : []
            for x in 0..<min(upper.count, rect.width) {
                let below = x < lower.count ? lower[x] : nil
                let (text, style) = cell(upper[x], below: below, theme: theme)
                frame.put(text, x: rect.x + x, y: rect.y + y, style: style)
            }
        }
    }

    private func cell(_ value: Double?, below: Double?, theme: Theme) -> (String, Style) {
        switch form {
        case .halfBlocks:
            switch (value, below) {
            case (nil, nil): return (" ", .plain)
            case (nil, let lower?): return ("▄", Style(foreground: color(lower, theme)))
            case (let upper?, nil): return ("▀", Style(foreground: color(upper, theme)))
            case (let upper?, let lower?):
                let style = Style(
                    foreground: color(upper, theme), background: color(lower, theme))
                return ("▀", style)
            }
        case .shades:
            guard let value else { return (" ", .plain) }
            return (String(Self.shade(abs(value))), Style(foreground: color(value, theme)))
        case .digits:
            guard let value else { return (" ", .plain) }
            return (Self.digit(value, isSigned: isSigned), .plain)
        }
    }

    private func color(_ value: Double, _ theme: Theme) -> Color {
        isSigned ? theme.divergingColor(value) : theme.heatColor(value)
    }

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
