import Canvas
import HeddleAnalysis

/// How values of a head grid look, and the scale that says so.
enum GridScale {
    /// Shades, or digits 0–9 without colour; signed values carry their sign.
    ///
    /// - Parameter share: the value as a share of the scale, see `ValueScale.share`.
    static func glyphs(
        _ share: Float, _ values: some ValueScale, _ look: Look, width: Int
    ) -> String {
        let size = Double(abs(share))
        let mark = look.colorless ? HeatMap.digit(size) : String(HeatMap.shade(size))
        guard values.isSigned else {
            return width == 1 ? mark : look.colorless ? " " + mark : mark + mark
        }
        if width > 1 { return (share < 0 ? "-" : "+") + mark }
        return look.colorless ? HeatMap.digit(Double(share), isSigned: true) : mark
    }

    static func color(_ value: Float, _ values: some ValueScale, _ look: Look) -> Color {
        let share = Double(values.share(value))
        return values.isSigned
            ? look.theme.divergingColor(share) : look.theme.heatColor(share)
    }

    static func style(_ value: Float, _ values: some ValueScale, _ look: Look) -> Style {
        guard !look.colorless else { return .plain }
        let color = color(value, values, look)
        // The lowest stop of a ramp is often the background itself: the glyph must stay visible.
        return color == .terminalDefault ? look[.textDim] : Style(foreground: color)
    }

    /// `0 ░▒▓█ 0.62 nats`: the ends of the scale and what lies between them; `=` where the scale
    /// is fixed.
    static func line(_ values: some ValueScale, _ look: Look, isFixed: Bool) -> StyledLine {
        let unit = values.unit.isEmpty ? "" : " " + values.unit
        var line = StyledLine(Digits.short(values.scale.lowerBound) + " ", look[.textDim])
        for share in shares(values, look) {
            let value = value(at: share, values)
            let mark = glyphs(share, values, look, width: look.colorless && values.isSigned ? 2 : 1)
            line.add(mark, style(value, values, look))
        }
        let high = values.scale.upperBound
        let end = values.isSigned ? Digits.signed(high) : Digits.short(high)
        line.add(" " + end + unit, look[.textDim])
        if isFixed { line.add(" =", look[.keyHint]) }
        return line
    }

    private static func shares(_ values: some ValueScale, _ look: Look) -> [Float] {
        if values.isSigned { return look.colorless ? [-1, -0.5, 0.5, 1] : [-1, -0.6, 0, 0.6, 1] }
        return look.colorless ? [0, 0.33, 0.66, 1] : [0.1, 0.4, 0.6, 1]
    }

    private static func value(at share: Float, _ values: some ValueScale) -> Float {
        let (low, high) = (values.scale.lowerBound, values.scale.upperBound)
        return values.isSigned ? share * max(abs(low), abs(high)) : low + share * (high - low)
    }
}
