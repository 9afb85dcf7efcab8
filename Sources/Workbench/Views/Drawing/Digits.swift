import Foundation

/// Numbers as the screens write them: never rounded to nothing, never wider than seven columns.
enum Digits {
    /// Two decimals from 0.1 on, two significant digits below: `1.31`, `0.052`, `3.1e-4`.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        let sign = value < 0 ? "-" : ""
        if size == 0 { return "0" }
        if size >= 999_500 { return sign + scientific(size) }
        if size >= 99.95 { return sign + fixed(size, decimals: 0) }
        if size >= 9.995 { return sign + fixed(size, decimals: 1) }
        if size >= 0.0995 { return sign + fixed(size, decimals: 2) }
        if size >= 0.00995 { return sign + fixed(size, decimals: 3) }
        if size >= 0.000995 { return sign + fixed(size, decimals: 4) }
        return sign + scientific(size)
    }

    static func short(_ value: Float) -> String { short(Double(value)) }

    /// The same with its sign: `+0.61`.
    static func signed(_ value: Double) -> String { (value >= 0 ? "+" : "") + short(value) }
    static func signed(_ value: Float) -> String { signed(Double(value)) }

    /// A standard error with the decimals of its value, `+0.61 ±0.08`; more where it would vanish.
    static func error(_ error: Double, of value: Double) -> String {
        let text = short(error)
        guard !text.contains("e"), let point = short(value).firstIndex(of: ".") else { return text }
        let decimals = short(value).distance(from: point, to: short(value).endIndex) - 1
        guard error >= pow(10, -Double(decimals)), error.isFinite else { return text }
        return fixed(error, decimals: decimals)
    }

    /// A probability from its logarithm: `0.44`, `3.1e-4`, `1.00`.
    static func probability(logprob: Float) -> String {
        let value = value(logprob: logprob)
        return value == 0 ? "<1e-300" : short(value)
    }

    static func log10(_ value: Double) -> Double { Foundation.log10(value) }

    static func value(logprob: Float) -> Double { exp(Double(logprob)) }

    /// A weight or share without the leading zero, as in columns of them: `.41`, `1.0`.
    static func fraction(_ value: Double) -> String {
        let text = short(value)
        return text.hasPrefix("0.") ? String(text.dropFirst()) : text
    }

    /// `38 %`; a share that is not zero is never written as 0.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "– %" }
        if share > 0, share < 0.005 { return "<1 %" }
        return "\(Int((share * 100).rounded())) %"
    }

    /// A count of parameters: `480K`, `4.7M`, `7.2B`.
    static func parameters(_ count: Int) -> String {
        for (unit, size) in [("B", 1e9), ("M", 1e6), ("K", 1e3)] where Double(count) >= size {
            let value = Double(count) / size
            return fixed(value, decimals: value < 99.5 ? 1 : 0) + unit
        }
        return String(count)
    }

    /// Time left: `<1 s`, `12 s`, `4 min`, `2 h`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 1 else { return "<1 s" }
        if seconds < 90 { return "\(Int(seconds.rounded())) s" }
        if seconds < 5400 { return "\(Int((seconds / 60).rounded())) min" }
        return "\(Int((min(seconds, 1e12) / 3600).rounded())) h"
    }

    /// One significant digit: `3e-6`, as a bound is written.
    static func bound(_ value: Double) -> String {
        guard value > 0, value.isFinite else { return "0" }
        if value >= 0.01 { return short(value) }
        let (digits, exponent) = decimal(value, digits: 1)
        return "\(digits)e\(exponent)"
    }

    private static func scientific(_ size: Double) -> String {
        let (digits, exponent) = decimal(size, digits: 2)
        return "\(digits / 10).\(digits % 10)e\(exponent)"
    }

    /// `digits` leading decimal digits of a positive number, rounded, and its exponent of ten.
    private static func decimal(_ size: Double, digits: Int) -> (digits: Int, exponent: Int) {
        var exponent = Int(Foundation.log10(size).rounded(.down))
        let scale = pow(10, Double(digits - 1))
        var leading = Int((size / pow(10, Double(exponent)) * scale).rounded())
        if leading >= Int(scale) * 10 {
            leading /= 10
            exponent += 1
        }
        return (leading, exponent)
    }

    private static func fixed(_ size: Double, decimals: Int) -> String {
        guard decimals > 0 else { return String(Int(size.rounded())) }
        let scale = Int(pow(10, Double(decimals)))
        let scaled = Int((size * Double(scale)).rounded())
        let rest = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: decimals - rest.count) + rest
    }
}
