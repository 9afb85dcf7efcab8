extension Theme {
    /// The colour of the heat ramp for a fraction 0...1.
    public func heatColor(_ fraction: Double) -> Color {
        ColorRamp.color(of: heat, at: fraction)
    }

    /// The colour of the diverging ramp for a value in -1...1.
    public func divergingColor(_ value: Double) -> Color {
        ColorRamp.color(of: diverging, at: (value + 1) / 2)
    }
}

/// Colours between the stops of a ramp.
public enum ColorRamp {
    /// The colour at a fraction 0...1: mixed in RGB between two RGB stops, else the nearest stop.
    ///
    /// - Returns: the terminal's own colour for an empty ramp and for what is not a number.
    public static func color(of ramp: [Color], at fraction: Double) -> Color {
        guard let last = ramp.last, fraction.isFinite else { return .terminalDefault }
        let place = min(1, max(0, fraction)) * Double(ramp.count - 1)
        let lower = Int(place)
        guard lower + 1 < ramp.count else { return last }
        guard case .rgb(let red, let green, let blue) = ramp[lower],
            case .rgb(let nextRed, let nextGreen, let nextBlue) = ramp[lower + 1]
        else { return ramp[Int(place.rounded())] }
        let share = place - Double(lower)
        return .rgb(
            mix(red, nextRed, share), mix(green, nextGreen, share), mix(blue, nextBlue, share))
    }

    private static func mix(_ from: UInt8, _ to: UInt8, _ share: Double) -> UInt8 {
        UInt8((Double(from) + (Double(to) - Double(from)) * share).rounded())
    }

    /// Black or white, whichever reads better on a background; nil on the terminal's own.
    public static func legibleText(on background: Color) -> Color? {
        switch background {
        case .terminalDefault: nil
        case .ansi(let number): .ansi([0, 1, 4, 5, 8].contains(number) ? 15 : 0)
        case .rgb(let red, let green, let blue):
            // The weights of the eye's sensitivity (Rec. 601).
            299 * Int(red) + 587 * Int(green) + 114 * Int(blue) > 140_000
                ? .rgb(0, 0, 0) : .rgb(255, 255, 255)
        }
    }
}
