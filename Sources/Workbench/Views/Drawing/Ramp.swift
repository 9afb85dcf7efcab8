import Canvas

/// Heat and signed values as colours, and as glyphs and attributes where there are none.
extension Look {
    /// Shades from little to much.
    static let shades: [Character] = ["░", "▒", "▓", "█"]

    /// The level of a fraction 0...1 among `levels`.
    static func level(_ fraction: Float, of levels: Int) -> Int {
        guard fraction.isFinite else { return 0 }
        return min(levels - 1, max(0, Int(fraction * Float(levels))))
    }

    /// A colour of the theme's heat ramp.
    func heatColor(_ fraction: Float) -> Color? { Self.color(in: theme.heat, at: fraction) }

    /// A colour of the diverging ramp for a value in -1...1.
    func divergingColor(_ value: Float) -> Color? {
        Self.color(in: theme.diverging, at: (value + 1) / 2)
    }

    /// Text on a background of heat; without colour bold for much and reverse for most.
    func heatBackground(_ fraction: Float) -> Style {
        if colorless { return Self.emphasis(fraction) }
        return background(heatColor(fraction))
    }

    /// Text on a background of a signed value in -1...1.
    func divergingBackground(_ value: Float) -> Style {
        if colorless { return Self.emphasis(abs(value)) }
        return background(divergingColor(value))
    }

    private func background(_ color: Color?) -> Style {
        guard let color else { return .plain }
        return Style(foreground: Self.legible(on: color), background: color)
    }

    private static func emphasis(_ fraction: Float) -> Style {
        switch level(fraction, of: 4) {
        case 0: Style(attributes: .dim)
        case 1: .plain
        case 2: Style(attributes: .bold)
        default: Style(attributes: [.bold, .reverse])
        }
    }

    private static func color(in ramp: [Color], at fraction: Float) -> Color? {
        guard let last = ramp.last else { return nil }
        let place = min(1, max(0, fraction.isFinite ? fraction : 0)) * Float(ramp.count - 1)
        let lower = Int(place)
        guard lower + 1 < ramp.count else { return last }
        guard case .rgb(let r0, let g0, let b0) = ramp[lower],
            case .rgb(let r1, let g1, let b1) = ramp[lower + 1]
        else { return ramp[Int(place.rounded())] }
        let share = place - Float(lower)
        func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8(min(255, max(0, Float(from) + (Float(to) - Float(from)) * share)))
        }
        return .rgb(mix(r0, r1), mix(g0, g1), mix(b0, b1))
    }

    /// Black or white, whichever can be read on a colour; nil leaves the terminal's own.
    private static func legible(on color: Color) -> Color? {
        switch color {
        case .terminalDefault: return nil
        case .ansi(let index):
            let isDark = [0, 1, 4, 5, 8].contains(index)
            return .ansi(isDark ? 15 : 0)
        case .rgb(let red, let green, let blue):
            let light = 0.299 * Float(red) + 0.587 * Float(green) + 0.114 * Float(blue)
            return light > 140 ? .rgb(0, 0, 0) : .rgb(255, 255, 255)
        }
    }
}
