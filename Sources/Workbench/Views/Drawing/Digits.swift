import Foundation
import HeddleAnalysis

/// Numbers as the panes write them: two decimals where the field has them, never rounded to
/// nothing, at most seven columns.
enum Digits {
    /// Two decimals from 0.1 on, two significant digits below: `1.31`, `0.052`, `3.1e-4`.
    static func short(_ value: Double) -> String {
        switch abs(value) {
        case 0.0995..<9.995: NumberText.fixed(value, decimals: 2)
        case 9.995..<99.95: NumberText.fixed(value, decimals: 1)
        default: NumberText.twoDigits(value)
        }
    }

    static func short(_ value: Float) -> String { short(Double(value)) }

    /// The same with its sign: `+0.61`.
    static func signed(_ value: Float) -> String { (value > 0 ? "+" : "") + short(value) }

    /// A probability from its logarithm: `0.44`, `3.1e-4`, `1.00`.
    static func probability(logprob: Float) -> String {
        let value = value(logprob: logprob)
        return value == 0 && logprob.isFinite ? "<1e-300" : short(value)
    }

    static func value(logprob: Float) -> Double { exp(Double(logprob)) }

    static func log10(_ value: Double) -> Double { Foundation.log10(value) }

    /// A weight or share without the leading zero, as in columns of them: `.41`, `1.00`.
    static func fraction(_ value: Double) -> String {
        let text = short(value)
        return text.hasPrefix("0.") ? String(text.dropFirst()) : text
    }

    /// A count of parameters: `480K`, `4.7M`, `7.2B`.
    static func parameters(_ count: Int) -> String {
        for (unit, size) in [("B", 1e9), ("M", 1e6), ("K", 1e3)] where Double(count) >= size {
            let value = Double(count) / size
            return NumberText.fixed(value, decimals: value < 99.5 ? 1 : 0) + unit
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

    /// One significant digit, as a bound is written: `3e-6`.
    static func bound(_ value: Double) -> String {
        guard value > 0, value < 0.01 else { return short(value) }
        let exponent = Int(Foundation.log10(value).rounded(.down))
        let digit = Int((value / pow(10, Double(exponent))).rounded())
        return digit > 9 ? "1e\(exponent + 1)" : "\(digit)e\(exponent)"
    }
}
