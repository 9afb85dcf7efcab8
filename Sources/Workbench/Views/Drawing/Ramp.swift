import Canvas

/// Heat and signed values as backgrounds of text, and as attributes where there are no colours.
extension Look {
    /// Text on a background of heat 0...1; without colour bold for much and reverse for most.
    func heatBackground(_ fraction: Float) -> Style {
        colorless
            ? Self.emphasis(fraction) : Self.background(theme.heatColor(Double(fraction)))
    }

    /// Text on a background of a signed value in -1...1.
    func divergingBackground(_ value: Float) -> Style {
        colorless
            ? Self.emphasis(abs(value)) : Self.background(theme.divergingColor(Double(value)))
    }

    private static func background(_ color: Color) -> Style {
        guard color != .terminalDefault else { return .plain }
        return Style(foreground: ColorRamp.legibleText(on: color), background: color)
    }

    private static func emphasis(_ fraction: Float) -> Style {
        switch fraction {
        case ..<0.25: Style(attributes: .dim)
        case ..<0.5: .plain
        case ..<0.75: Style(attributes: .bold)
        default: Style(attributes: [.bold, .reverse])
        }
    }
}
