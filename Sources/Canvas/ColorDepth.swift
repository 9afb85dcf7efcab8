/// How many colours a terminal can show.
public enum ColorDepth: String, CaseIterable, Comparable, Sendable {
    /// Attributes only.
    case none
    case ansi16 = "16"
    case colors256 = "256"
    case truecolor

    public static func < (left: ColorDepth, right: ColorDepth) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .none: 0
        case .ansi16: 1
        case .colors256: 2
        case .truecolor: 3
        }
    }

    /// The depth to use.
    ///
    /// - Parameters:
    ///   - environment: `NO_COLOR` (obeyed when not empty), `TERM` and `COLORTERM` are looked at.
    ///   - terminalColors: the colours of the terminfo entry, which bound what can be painted with
    ///     it; nil for output that writes its own sequences.
    ///   - wanted: what the user asked for on the command line; it beats `NO_COLOR`, and nil leaves
    ///     the choice to the environment.
    public static func detect(
        environment: [String: String], terminalColors: Int?, wanted: ColorDepth? = nil
    ) -> ColorDepth {
        let available = terminalColors.map(depth(ofColors:)) ?? depth(ofEnvironment: environment)
        if let wanted { return min(wanted, available) }
        if environment["NO_COLOR", default: ""].isEmpty { return available }
        return .none
    }

    private static func depth(ofColors colors: Int) -> ColorDepth {
        switch colors {
        case ..<8: .none
        case ..<256: .ansi16
        case ..<(1 << 24): .colors256
        default: .truecolor
        }
    }

    private static func depth(ofEnvironment environment: [String: String]) -> ColorDepth {
        let term = environment["TERM", default: ""]
        if term.isEmpty || term == "dumb" || term == "unknown" || term.hasPrefix("vt") {
            return .none
        }
        if ["truecolor", "24bit"].contains(environment["COLORTERM", default: ""].lowercased())
            || term.hasSuffix("-direct")
        {
            return .truecolor
        }
        return term.hasSuffix("-256color") || term == "xterm-kitty" || term == "alacritty"
            ? .colors256 : .ansi16
    }
}

extension Color {
    /// The number of the colour in the terminal's palette at a depth: -1 for the terminal's own,
    /// 0-15 and 16-255 as usual, and `0xRRGGBB` at `truecolor`.
    public func paletteIndex(at depth: ColorDepth) -> Int {
        switch (self, depth) {
        case (_, .none), (.terminalDefault, _): -1
        case (.ansi(let number), .truecolor) where number >= 8:
            Palette.direct(Palette.rgb(ofIndex: Int(number)))
        case (.ansi(let number), _): Int(number & 15)
        case (.rgb(let red, let green, let blue), .ansi16):
            Int(Palette.nearest16(red: red, green: green, blue: blue))
        case (.rgb(let red, let green, let blue), .colors256):
            Palette.nearest256(red: red, green: green, blue: blue)
        case (.rgb, .truecolor): Palette.direct(self)
        }
    }
}

/// The xterm palette: 16 named colours, a 6×6×6 cube from 16 on, 24 greys from 232 on.
enum Palette {
    static let cubeLevels: [Int] = [0, 95, 135, 175, 215, 255]

    private static let named: [(UInt8, UInt8, UInt8)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205),
        (0, 205, 205), (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
        (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
    ]

    static func rgb(ofIndex index: Int) -> Color {
        if index < 16 {
            let (red, green, blue) = named[max(0, index)]
            return .rgb(red, green, blue)
        }
        if index < 232 {
            let cube = index - 16
            return .rgb(
                UInt8(cubeLevels[cube / 36]), UInt8(cubeLevels[cube / 6 % 6]),
                UInt8(cubeLevels[cube % 6]))
        }
        let grey = UInt8(8 + 10 * min(index - 232, 23))
        return .rgb(grey, grey, grey)
    }

    /// The nearest colour of the cube or the greys; the first 16 are left out because their look
    /// is the user's choice.
    static func nearest256(red: UInt8, green: UInt8, blue: UInt8) -> Int {
        let wanted = (Int(red), Int(green), Int(blue))
        let steps = (cubeStep(wanted.0), cubeStep(wanted.1), cubeStep(wanted.2))
        let cube = (cubeLevels[steps.0], cubeLevels[steps.1], cubeLevels[steps.2])
        let average = (wanted.0 + wanted.1 + wanted.2) / 3
        let greyStep = min(23, max(0, (average - 3) / 10))
        let grey = 8 + 10 * greyStep
        if distance(wanted, (grey, grey, grey)) < distance(wanted, cube) { return 232 + greyStep }
        return 16 + 36 * steps.0 + 6 * steps.1 + steps.2
    }

    private static func cubeStep(_ value: Int) -> Int {
        value < 48 ? 0 : value < 115 ? 1 : min(5, (value - 35) / 40)
    }

    private static func distance(_ left: (Int, Int, Int), _ right: (Int, Int, Int)) -> Int {
        let red = left.0 - right.0
        let green = left.1 - right.1
        let blue = left.2 - right.2
        return red * red + green * green + blue * blue
    }

    /// One of the 16 by hue: the nearest in RGB would turn every soft colour into grey.
    static func nearest16(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
        let channels = [Int(red), Int(green), Int(blue)]
        let most = max(channels[0], channels[1], channels[2])
        let least = min(channels[0], channels[1], channels[2])
        if most - least < 40 || (most - least) * 4 < most {
            return most < 50 ? 0 : most < 150 ? 8 : most < 220 ? 7 : 15
        }
        if most < 50 { return 0 }
        let middle = (most + least) / 2
        var number: UInt8 = 0
        for (bit, channel) in channels.enumerated() where channel > middle {
            number |= 1 << UInt8(bit)
        }
        return most > 190 ? number + 8 : number
    }

    static func direct(_ color: Color) -> Int {
        guard case .rgb(let red, let green, let blue) = color else { return -1 }
        // Entries with direct colour read 0-7 as the named colours: the darkest blue steps aside.
        return max(8, Int(red) << 16 | Int(green) << 8 | Int(blue))
    }
}
