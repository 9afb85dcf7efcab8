extension JSONCursor {
    mutating func number() throws(JSONError) -> JSONValue {
        let start = index
        let startOffset = offset
        let isNegative = take(UInt8(ascii: "-"))
        if isNegative, index < bytes.endIndex, bytes[index] == UInt8(ascii: "I") {
            return try word("Infinity", .number(-.infinity))
        }
        var digits = DecimalDigits()
        let leadsWithZero = index < bytes.endIndex && bytes[index] == UInt8(ascii: "0")
        let whole = readDigits(&digits)
        guard whole > 0 else {
            throw index < bytes.endIndex
                ? .badNumber(offset: startOffset) : .truncated(offset: offset)
        }
        guard whole == 1 || !leadsWithZero else { throw .badNumber(offset: startOffset) }
        var isWhole = true
        var exponent = 0
        if take(UInt8(ascii: ".")) {
            isWhole = false
            let fraction = readDigits(&digits)
            guard fraction > 0 else { throw .badNumber(offset: startOffset) }
            exponent -= fraction
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            exponent += try readExponent(startOffset)
        }
        if isWhole, let value = digits.integer(isNegative: isNegative) { return .integer(value) }
        if let value = digits.exactDouble(exponent: exponent) {
            return .number(isNegative ? -value : value)
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let value = Double(text) else { throw .badNumber(offset: startOffset) }
        return .number(value)
    }

    /// Reads digits and says how many they were.
    private mutating func readDigits(_ digits: inout DecimalDigits) -> Int {
        let start = index
        while index < bytes.endIndex {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            digits.append(digit)
            index += 1
        }
        return index - start
    }

    private mutating func readExponent(_ startOffset: Int) throws(JSONError) -> Int {
        let isNegative = take(UInt8(ascii: "-"))
        if !isNegative { _ = take(UInt8(ascii: "+")) }
        var digits = DecimalDigits()
        guard readDigits(&digits) > 0 else { throw .badNumber(offset: startOffset) }
        // Beyond four digits every exponent means zero or infinity.
        return digits.clamped(to: 99_999, isNegative: isNegative)
    }
}

/// The digits of a decimal number as long as they fit in 64 bits.
private struct DecimalDigits {
    private var value: UInt64 = 0
    private var fits = true

    mutating func append(_ digit: UInt8) {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
        if overflow || carry { fits = false }
        if fits { value = sum }
    }

    func integer(isNegative: Bool) -> Int? {
        guard fits else { return nil }
        if isNegative { return value == 1 << 63 ? Int.min : Int(exactly: value).map { -$0 } }
        return Int(exactly: value)
    }

    /// The digits times ten to the exponent where one correctly rounded operation gives it:
    /// both factors are exact doubles (Clinger's fast path). Nil otherwise.
    func exactDouble(exponent: Int) -> Double? {
        guard fits, value <= 1 << 53, (-22...22).contains(exponent) else { return nil }
        let power = Self.powersOfTen[abs(exponent)]
        return exponent < 0 ? Double(value) / power : Double(value) * power
    }

    func clamped(to limit: Int, isNegative: Bool) -> Int {
        let magnitude = fits ? Int(min(value, UInt64(limit))) : limit
        return isNegative ? -magnitude : magnitude
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}
