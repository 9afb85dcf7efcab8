extension JSONCursor {
    /// Reads a string and appends its bytes, escapes decoded, to `buffer`.
    public mutating func string(into buffer: inout [UInt8]) throws(JSONError) {
        try openString()
        try restOfString(into: &buffer)
    }

    mutating func string() throws(JSONError) -> String {
        try openString()
        let run = try plainBytes()
        if take(UInt8(ascii: "\"")) { return String(decoding: bytes[run], as: UTF8.self) }
        var decoded = Array(bytes[run])
        try restOfString(into: &decoded)
        return String(decoding: decoded, as: UTF8.self)
    }

    private mutating func openString() throws(JSONError) {
        guard try peek() == UInt8(ascii: "\"") else { throw unexpected("a string") }
        index += 1
    }

    private mutating func restOfString(into buffer: inout [UInt8]) throws(JSONError) {
        while true {
            buffer.append(contentsOf: bytes[try plainBytes()])
            if take(UInt8(ascii: "\"")) { return }
            try escape(into: &buffer)
        }
    }

    /// Moves on to the next quote or backslash and says what lies before it.
    private mutating func plainBytes() throws(JSONError) -> Range<Int> {
        let start = index
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return start..<index
            case 0..<0x20: throw unexpected("an escaped control character")
            default: index += 1
            }
        }
        throw .truncated(offset: offset)
    }

    private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
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
            decoded.append(contentsOf: String(Character(try unicodeEscape())).utf8)
        default: throw .badEscape(offset: offset - 2)
        }
    }

    /// The scalar of a `\uXXXX`, of a pair of surrogates, or U+FFFD for a lone surrogate.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let unit = try hexUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800..<0xDC00).contains(unit), index + 1 < bytes.endIndex,
            bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { return replacement }
        let rewind = index
        index += 2
        let second = try hexUnit()
        guard (0xDC00..<0xE000).contains(second) else {
            index = rewind
            return replacement
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func hexUnit() throws(JSONError) -> UInt32 {
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
