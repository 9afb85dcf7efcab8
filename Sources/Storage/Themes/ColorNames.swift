import Canvas
import Foundation

/// Colours as theme files write them.
enum ColorNames {
    static let ansi = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
        "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue",
        "bright-magenta", "bright-cyan", "bright-white",
    ]

    /// `default`, one of the 16 ANSI names, `#rgb` or `#rrggbb`; nil for anything else.
    static func color(_ word: String) -> Color? {
        if word == "default" { return .terminalDefault }
        if let index = ansi.firstIndex(of: word) { return .ansi(UInt8(index)) }
        guard word.hasPrefix("#") else { return nil }
        return hexadecimal(word.dropFirst())
    }

    /// Three or six hexadecimal digits without a mark before them.
    static func hexadecimal(_ digits: some StringProtocol) -> Color? {
        let values = digits.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard values.count == digits.utf8.count else { return nil }
        let pairs = values.map { UInt8($0) }
        switch pairs.count {
        case 3: return .rgb(pairs[0] * 17, pairs[1] * 17, pairs[2] * 17)
        case 6:
            return .rgb(
                pairs[0] << 4 | pairs[1], pairs[2] << 4 | pairs[3], pairs[4] << 4 | pairs[5])
        default: return nil
        }
    }
}

extension Color {
    /// The colour at `share` 0...1 of the way to another one; this one where either has no numbers.
    func mixed(with other: Color, _ share: Double) -> Color {
        guard case .rgb(let red, let green, let blue) = self,
            case .rgb(let otherRed, let otherGreen, let otherBlue) = other
        else { return self }
        func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8((Double(from) + (Double(to) - Double(from)) * min(1, max(0, share))).rounded())
        }
        return .rgb(mix(red, otherRed), mix(green, otherGreen), mix(blue, otherBlue))
    }

    /// Contrast of two colours, 1...21, nil where one has no numbers (WCAG 2.2, 1.4.3).
    public func contrast(with other: Color) -> Double? {
        guard let first = luminance, let second = other.luminance else { return nil }
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    /// Relative luminance of an sRGB colour, 0...1.
    private var luminance: Double? {
        guard case .rgb(let red, let green, let blue) = self else { return nil }
        func linear(_ value: UInt8) -> Double {
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : Self.power(share)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    private static func power(_ share: Double) -> Double { pow((share + 0.055) / 1.055, 2.4) }
}
