import OrderedCollections

/// Why a text is not JSON; `offset` counts bytes from the start of the text.
public enum JSONError: Error, Equatable, CustomStringConvertible {
    /// The text ends inside a value: typical of a half-written line.
    case truncated(offset: Int)
    case unexpected(byte: UInt8, offset: Int, expected: String)
    case badEscape(offset: Int)
    case badNumber(offset: Int)
    case tooDeep(limit: Int, offset: Int)

    /// The byte at which reading stopped.
    public var offset: Int {
        switch self {
        case .truncated(let offset), .unexpected(_, let offset, _), .badEscape(let offset),
            .badNumber(let offset), .tooDeep(_, let offset):
            offset
        }
    }

    public var description: String {
        switch self {
        case .truncated(let offset):
            "the JSON text ends at byte \(offset) inside a value; the line may be half-written"
        case .unexpected(let byte, let offset, let expected):
            "\(Self.shown(byte)) at byte \(offset) where JSON needs \(expected)"
        case .badEscape(let offset):
            "an escape sequence that JSON does not have in the string at byte \(offset)"
        case .badNumber(let offset):
            "a malformed number at byte \(offset)"
        case .tooDeep(let limit, let offset):
            "arrays and objects nested deeper than \(limit) levels at byte \(offset)"
        }
    }

    private static func shown(_ byte: UInt8) -> String {
        if (0x21..<0x7F).contains(byte) { return "'\(Character(UnicodeScalar(byte)))'" }
        return "byte 0x" + String(byte, radix: 16)
    }
}

extension JSONValue {
    /// Reads one JSON value that fills the text but for blanks and a byte order mark.
    ///
    /// A key that stands twice keeps its last value; bytes that are no UTF-8 and lone surrogates
    /// become U+FFFD. `NaN`, `Infinity` and `-Infinity`, which Python writes, are read as such
    /// numbers so that whoever uses the field can name it.
    ///
    /// - Throws: `JSONError` with the byte at which the text stops being JSON.
    public init(
        json bytes: ArraySlice<UInt8>, maximumDepth: Int = 256
    ) throws(JSONError) {
        var reader = JSONReader(bytes: bytes, maximumDepth: maximumDepth)
        self = try reader.readDocument()
    }

    /// Reads one JSON value that fills the bytes; see `init(json:maximumDepth:)`.
    public init(json bytes: [UInt8], maximumDepth: Int = 256) throws(JSONError) {
        try self.init(json: bytes[...], maximumDepth: maximumDepth)
    }

    /// Reads one JSON value that fills the text; see `init(json:maximumDepth:)`.
    public init(json text: String, maximumDepth: Int = 256) throws(JSONError) {
        try self.init(json: Array(text.utf8)[...], maximumDepth: maximumDepth)
    }
}

/// A recursive-descent reader over bytes, one pass, with numbers and strings decoded in place.
private struct JSONReader {
    let bytes: ArraySlice<UInt8>
    let maximumDepth: Int
    var index: Int

    init(bytes: ArraySlice<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        index = bytes.startIndex
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index += 3 }
    }

    private var offset: Int { index - bytes.startIndex }

    mutating func readDocument() throws(JSONError) -> JSONValue {
        let value = try readValue(depth: 0)
        skipBlanks()
        guard index == bytes.endIndex else { throw unexpected("the end of the text") }
        return value
    }

    private func unexpected(_ expected: String) -> JSONError {
        index < bytes.endIndex
            ? .unexpected(byte: bytes[index], offset: offset, expected: expected)
            : .truncated(offset: offset)
    }

    private mutating func skipBlanks() {
        while index < bytes.endIndex {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> JSONValue {
        skipBlanks()
        guard index < bytes.endIndex else { throw .truncated(offset: offset) }
        switch bytes[index] {
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "{"): return try readObject(depth: depth)
        case UInt8(ascii: "["): return try readArray(depth: depth)
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "N"): return try readWord("NaN", .number(.nan))
        case UInt8(ascii: "I"): return try readWord("Infinity", .number(.infinity))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        default: throw unexpected("a value")
        }
    }

    private mutating func readWord(
        _ word: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for byte in word.description.utf8 {
            guard index < bytes.endIndex, bytes[index] == byte else {
                throw unexpected("'\(word)'")
            }
            index += 1
        }
        return value
    }

    private mutating func enter(depth: Int) throws(JSONError) {
        guard depth < maximumDepth else { throw .tooDeep(limit: maximumDepth, offset: offset) }
        index += 1
        skipBlanks()
    }

    private mutating func readArray(depth: Int) throws(JSONError) -> JSONValue {
        try enter(depth: depth)
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try readValue(depth: depth + 1))
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw unexpected("',' or ']'") }
        }
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> JSONValue {
        try enter(depth: depth)
        var fields: OrderedDictionary<String, JSONValue> = [:]
        if take(UInt8(ascii: "}")) { return .object(fields) }
        while true {
            skipBlanks()
            guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else {
                throw unexpected("a key in quotes")
            }
            let key = try readString()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
            fields[key] = try readValue(depth: depth + 1)
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(fields) }
            guard take(UInt8(ascii: ",")) else { throw unexpected("',' or '}'") }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.endIndex, bytes[index] == byte else { return false }
        index += 1
        return true
    }
}

// MARK: - Strings

extension JSONReader {
    private mutating func readString() throws(JSONError) -> String {
        index += 1
        let start = index
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                defer { index += 1 }
                return String(decoding: bytes[start..<index], as: UTF8.self)
            case UInt8(ascii: "\\"): return try readEscapedString(from: start)
            case 0..<0x20: throw unexpected("an escaped control character")
            default: index += 1
            }
        }
        throw .truncated(offset: offset)
    }

    /// The slow path, from the first backslash on.
    private mutating func readEscapedString(from start: Int) throws(JSONError) -> String {
        var decoded = Array(bytes[start..<index])
        while index < bytes.endIndex {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: decoded, as: UTF8.self)
            case UInt8(ascii: "\\"): try readEscape(into: &decoded)
            case 0..<0x20: throw unexpected("an escaped control character")
            default:
                decoded.append(byte)
                index += 1
            }
        }
        throw .truncated(offset: offset)
    }

    private mutating func readEscape(into decoded: inout [UInt8]) throws(JSONError) {
        guard index + 1 < bytes.endIndex else { throw .truncated(offset: bytes.count) }
        let letter = bytes[index + 1]
        index += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            decoded.append(contentsOf: String(Character(try readUnicodeEscape())).utf8)
        default: throw .badEscape(offset: offset - 2)
        }
    }

    /// The scalar of a `\uXXXX`, of a pair of surrogates, or U+FFFD for a lone surrogate.
    private mutating func readUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let unit = try readHexUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800..<0xDC00).contains(unit), index + 1 < bytes.endIndex,
            bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { return replacement }
        let rewind = index
        index += 2
        let second = try readHexUnit()
        guard (0xDC00..<0xE000).contains(second) else {
            index = rewind
            return replacement
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func readHexUnit() throws(JSONError) -> UInt32 {
        guard bytes.endIndex - index >= 4 else { throw .truncated(offset: bytes.count) }
        var unit: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Self.hexDigit(byte) else { throw .badEscape(offset: offset) }
            unit = unit << 4 | digit
        }
        index += 4
        return unit
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}

// MARK: - Numbers

extension JSONReader {
    private mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = index
        let startOffset = offset
        let isNegative = take(UInt8(ascii: "-"))
        if isNegative, index < bytes.endIndex, bytes[index] == UInt8(ascii: "I") {
            return try readWord("Infinity", .number(-.infinity))
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
