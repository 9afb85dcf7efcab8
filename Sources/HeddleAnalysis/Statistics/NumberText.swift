/// Numbers as people read them. Cheap enough for every frame.
public enum NumberText {
    /// At least two significant digits, however small the number: `0.61`, `12`, `153`, `3.1e-4`;
    /// `0` for zero, `–` for what is no finite number.
    ///
    /// - Parameter signed: writes `+` before positive numbers.
    public static func twoDigits(_ value: Double, signed: Bool = false) -> String {
        guard value.isFinite else { return "–" }
        guard value != 0 else { return "0" }
        let sign = value < 0 ? "-" : signed ? "+" : ""
        let size = abs(value)
        if size < 0.000_999_5 || size >= 9_999_999.5 { return sign + scientific(size) }
        return sign + fixed(size, decimals: decimals(for: size))
    }

    /// A number with a fixed number of decimals (0...15), rounded half away from zero.
    public static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        let decimals = min(max(decimals, 0), 15)
        let scale = powerOfTen(decimals)
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let digits = String(Int(scaled))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    /// A mean with its standard error: `+0.61 ±0.08`. The error has the decimals of the mean, or
    /// two digits of its own where it would vanish.
    public static func meanAndError(_ mean: Double, _ error: Double?) -> String {
        let text = twoDigits(mean, signed: true)
        guard let error else { return text }
        let size = abs(mean)
        if size >= 0.000_999_5, size < 9_999_999.5 {
            let decimals = decimals(for: size)
            if error == 0 || error * powerOfTen(decimals) >= 0.5 {
                return text + " ±" + fixed(error, decimals: decimals)
            }
        }
        return text + " ±" + twoDigits(error)
    }

    /// A share as a percentage without decimals, `38 %`; never 0 or 100 unless exact.
    public static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        var percent = (share * 100).rounded()
        if percent == 0, share > 0 { percent = 1 }
        if percent == 100, share < 1 { percent = 99 }
        return fixed(percent, decimals: 0) + " %"
    }

    /// How many decimals show two significant digits of a number from 0.001 on.
    private static func decimals(for size: Double) -> Int {
        var decimals = 1
        var limit = 0.995
        while size < limit, decimals < 4 {
            decimals += 1
            limit /= 10
        }
        return size >= 9.95 ? 0 : decimals
    }

    private static func scientific(_ size: Double) -> String {
        var exponent = 0
        var mantissa = size
        while mantissa >= 9.95 {
            mantissa /= 10
            exponent += 1
        }
        while mantissa < 0.995 {
            mantissa *= 10
            exponent -= 1
        }
        return fixed(mantissa, decimals: 1) + "e\(exponent)"
    }

    private static func powerOfTen(_ exponent: Int) -> Double {
        var power = 1.0
        for _ in 0..<exponent { power *= 10 }
        return power
    }
}
