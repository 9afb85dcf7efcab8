extension JSONValue {
    /// The value as one line of UTF-8 JSON without blanks or a line end, keys in their order.
    ///
    /// Numbers have the fewest digits that read back as the same value; infinities and
    /// not-a-number, which JSON has no words for, become `null`.
    public var compactBytes: [UInt8] {
        var writer = JSONWriter(indentation: nil)
        writer.write(self, depth: 0)
        return writer.bytes
    }

    /// `compactBytes` as a string.
    public var compactText: String { String(decoding: compactBytes, as: UTF8.self) }

    /// The value over several lines, two blanks a level, arrays of plain numbers on one line,
    /// without a line end behind it.
    public var prettyText: String {
        var writer = JSONWriter(indentation: 2)
        writer.write(self, depth: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

private struct JSONWriter {
    var bytes: [UInt8] = []
    /// Blanks a level, nil for one line.
    let indentation: Int?

    init(indentation: Int?) { self.indentation = indentation }

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let truth): append(truth ? "true" : "false")
        case .integer(let number): writeInteger(number)
        // Swift's descriptions are the shortest that read back; `3.0` keeps its fraction so that a
        // reader sees a floating-point number again.
        case .number(let number): append(number.isFinite ? number.description : "null")
        case .float(let number): append(number.isFinite ? number.description : "null")
        case .string(let text): writeString(text)
        case .array(let elements): writeArray(elements, depth: depth)
        case .object(let fields): writeObject(fields, depth: depth)
        }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func writeInteger(_ number: Int) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func writeString(_ text: String) {
        bytes.append(Character.quote)
        for byte in text.utf8 {
            switch byte {
            case Character.quote, Character.backslash:
                bytes.append(Character.backslash)
                bytes.append(byte)
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20, 0x7F:
                append("\\u00")
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(Character.quote)
    }

    private mutating func writeArray(_ elements: [JSONValue], depth: Int) {
        let isFlat = indentation == nil || elements.allSatisfy(\.isScalar)
        bytes.append(Character.openBracket)
        for (index, element) in elements.enumerated() {
            if index > 0 { append(indentation != nil && isFlat ? ", " : ",") }
            if !isFlat { startLine(depth: depth + 1) }
            write(element, depth: depth + 1)
        }
        if !isFlat { startLine(depth: depth) }
        bytes.append(Character.closeBracket)
    }

    private mutating func writeObject(_ fields: JSONValue.Fields, depth: Int) {
        bytes.append(Character.openBrace)
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(Character.comma) }
            startLine(depth: depth + 1)
            writeString(field.key)
            append(indentation == nil ? ":" : ": ")
            write(field.value, depth: depth + 1)
        }
        if !fields.isEmpty { startLine(depth: depth) }
        bytes.append(Character.closeBrace)
    }

    private mutating func startLine(depth: Int) {
        guard let indentation else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: indentation * depth))
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    private enum Character {
        static let quote = UInt8(ascii: "\"")
        static let backslash = UInt8(ascii: "\\")
        static let comma = UInt8(ascii: ",")
        static let openBracket = UInt8(ascii: "[")
        static let closeBracket = UInt8(ascii: "]")
        static let openBrace = UInt8(ascii: "{")
        static let closeBrace = UInt8(ascii: "}")
    }
}

extension JSONValue {
    fileprivate var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}
