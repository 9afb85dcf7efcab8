/// What the terminal's own colours look like in a picture.
public struct SVGPalette: Sendable {
    public var foreground: Color
    public var background: Color
    /// The 16 ANSI colours.
    public var ansi: [Color]

    public init(foreground: Color, background: Color, ansi: [Color]) {
        self.foreground = foreground
        self.background = background
        self.ansi = ansi
    }

    public static let dark = SVGPalette(
        foreground: .rgb(0xD8, 0xDE, 0xE6), background: .rgb(0x16, 0x1A, 0x20),
        ansi: [
            .rgb(0x2A, 0x30, 0x38), .rgb(0xE0, 0x6C, 0x75), .rgb(0x98, 0xC3, 0x79),
            .rgb(0xE0, 0xB0, 0x5C), .rgb(0x6C, 0xA8, 0xF0), .rgb(0xC6, 0x8A, 0xE0),
            .rgb(0x56, 0xB6, 0xC2), .rgb(0xC8, 0xCE, 0xD6), .rgb(0x6B, 0x74, 0x80),
            .rgb(0xF0, 0x8A, 0x90), .rgb(0xB4, 0xD8, 0x98), .rgb(0xF0, 0xC8, 0x80),
            .rgb(0x90, 0xC0, 0xF8), .rgb(0xD8, 0xA8, 0xF0), .rgb(0x7C, 0xD0, 0xDA),
            .rgb(0xFF, 0xFF, 0xFF),
        ])

    public static let light = SVGPalette(
        foreground: .rgb(0x24, 0x29, 0x30), background: .rgb(0xFC, 0xFC, 0xFA),
        ansi: [
            .rgb(0x24, 0x29, 0x30), .rgb(0xB4, 0x2A, 0x34), .rgb(0x2F, 0x78, 0x32),
            .rgb(0x8A, 0x60, 0x00), .rgb(0x1F, 0x5F, 0xB4), .rgb(0x86, 0x3A, 0xA8),
            .rgb(0x0F, 0x70, 0x7C), .rgb(0x6B, 0x74, 0x80), .rgb(0x8A, 0x92, 0x9C),
            .rgb(0xC8, 0x40, 0x48), .rgb(0x3C, 0x90, 0x40), .rgb(0xA0, 0x74, 0x10),
            .rgb(0x30, 0x74, 0xCC), .rgb(0x9C, 0x50, 0xBE), .rgb(0x20, 0x88, 0x94),
            .rgb(0x10, 0x12, 0x16),
        ])

    /// The colour itself, as `#rrggbb`; which of its two defaults a terminal would use only the
    /// caller knows.
    func hex(_ color: Color) -> String {
        switch color {
        case .terminalDefault: return "#808080"
        case .ansi(let number):
            let index = Int(number & 15)
            return index < ansi.count ? hex(ansi[index]) : hex(Palette.rgb(ofIndex: index))
        case .rgb(let red, let green, let blue):
            return "#" + [red, green, blue].map(Self.hexByte).joined()
        }
    }

    private static func hexByte(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
