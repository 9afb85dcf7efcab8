/// A JSON value that remembers where it stands in its file.
///
/// The engine reads JSON itself because its errors name bytes and because opening a model must not
/// wait for Foundation.
struct JSONNode: Sendable {
    enum Value: Sendable {
        case null
        case bool(Bool)
        case integer(Int)
        case real(Double)
        case string(String)
        case array([JSONNode])
        case object([(key: String, value: JSONNode)])
    }

    var value: Value
    /// Byte offset of the value's first character, counted from the start of the file.
    var offset: Int

    /// The value of a key; the last one where a key is repeated, as common readers do.
    subscript(key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.last { $0.key == key }?.value
    }

    var members: [(key: String, value: JSONNode)]? {
        if case .object(let members) = value { members } else { nil }
    }

    var elements: [JSONNode]? {
        if case .array(let elements) = value { elements } else { nil }
    }

    var integer: Int? {
        switch value {
        case .integer(let number): number
        case .real(let number): Int(exactly: number)
        default: nil
        }
    }

    var number: Double? {
        switch value {
        case .integer(let number): Double(number)
        case .real(let number): number
        default: nil
        }
    }

    var string: String? {
        if case .string(let text) = value { text } else { nil }
    }

    var bool: Bool? {
        if case .bool(let flag) = value { flag } else { nil }
    }

    var isNull: Bool {
        if case .null = value { true } else { false }
    }
}

/// Reads one JSON text (RFC 8259) from bytes.
struct JSONReader {
    /// What is wrong with a text, and at which byte.
    struct Problem: Error {
        var offset: Int
        var text: String
    }

    private static let deepestNesting = 128

    private let bytes: UnsafeRawBufferPointer
    private let base: Int
    private var next = 0

    /// - Parameter base: the offset of the first byte in the file, added to all offsets.
    static func read(
        _ bytes: UnsafeRawBufferPointer, base: Int = 0
    ) throws(Problem) -> JSONNode {
        var reader = JSONReader(bytes: bytes, base: base)
        let node = try reader.node(depth: 0)
        reader.skipBlanks()
        if let byte = reader.peek {
            throw reader.problem("\(shown(byte)) after the end of the JSON")
        }
        return node
    }

    private init(bytes: UnsafeRawBufferPointer, base: Int) {
        self.bytes = bytes
        self.base = base
    }

    private var peek: UInt8? { next < bytes.count ? bytes[next] : nil }

    private func problem(_ text: String, at place: Int? = nil) -> Problem {
        Problem(offset: base + (place ?? next), text: text)
    }

    private static func shown(_ byte: UInt8) -> String {
        (0x21...0x7e).contains(byte)
            ? "'\(Character(Unicode.Scalar(byte)))'" : "byte value \(byte)"
    }

    private func unexpected(_ wanted: String) -> Problem {
        guard let byte = peek else { return problem("the JSON ends where \(wanted) should be") }
        return problem("\(Self.shown(byte)) where \(wanted) should be")
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
            next += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        next += 1
        return true
    }

    private mutating func node(depth: Int) throws(Problem) -> JSONNode {
        guard depth < Self.deepestNesting else {
            throw problem("values nest deeper than \(Self.deepestNesting)")
        }
        skipBlanks()
        let start = next
        return JSONNode(value: try value(depth: depth), offset: base + start)
    }

    private mutating func value(depth: Int) throws(Problem) -> JSONNode.Value {
        switch peek {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(
        _ text: StaticString, _ value: JSONNode.Value
    ) throws(Problem) -> JSONNode.Value {
        let end = next + text.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[next..<end].elementsEqual(
                UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        else { throw problem("a word that is not true, false or null") }
        next = end
        return value
    }

    private mutating func object(
        depth: Int
    ) throws(Problem) -> [(key: String, value: JSONNode)] {
        next += 1
        var members: [(key: String, value: JSONNode)] = []
        skipBlanks()
        if take(UInt8(ascii: "}")) { return members }
        while true {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
            let key = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
            members.append((key, try node(depth: depth + 1)))
            skipBlanks()
            if take(UInt8(ascii: "}")) { return members }
            guard take(UInt8(ascii: ",")) else { throw unexpected("',' or '}'") }
        }
    }

    private mutating func array(depth: Int) throws(Problem) -> [JSONNode] {
        next += 1
        var elements: [JSONNode] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try node(depth: depth + 1))
            skipBlanks()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw unexpected("',' or ']'") }
        }
    }

    private mutating func string() throws(Problem) -> String {
        let start = next
        next += 1
        var text: [UInt8] = []
        while let byte = peek {
            next += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw problem("a string that is not UTF-8", at: start)
                }
                return string
            case UInt8(ascii: "\\"):
                try escape(into: &text)
            case 0..<0x20:
                throw problem("a control byte inside a string", at: next - 1)
            default:
                text.append(byte)
            }
        }
        throw problem("a string without its closing quote", at: start)
    }

    private mutating func escape(into text: inout [UInt8]) throws(Problem) {
        guard let byte = peek else { throw unexpected("an escape") }
        next += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw problem("an unknown escape", at: next - 1)
        }
    }

    private mutating func escapedScalar() throws(Problem) -> Character {
        let start = next
        var code = try fourHexDigits()
        if (0xd800..<0xdc00).contains(code) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw problem("half of a surrogate pair", at: start)
            }
            let low = try fourHexDigits()
            guard (0xdc00..<0xe000).contains(low) else {
                throw problem("half of a surrogate pair", at: start)
            }
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw problem("half of a surrogate pair", at: start)
        }
        return Character(scalar)
    }

    private mutating func fourHexDigits() throws(Problem) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek,
                let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80
            else { throw unexpected("a hexadecimal digit") }
            code = code << 4 | UInt32(digit)
            next += 1
        }
        return code
    }

    private mutating func number() throws(Problem) -> JSONNode.Value {
        let start = next
        var isInteger = true
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                isInteger = false
            default:
                return try number(start..<next, isInteger: isInteger)
            }
            next += 1
        }
        return try number(start..<next, isInteger: isInteger)
    }

    private func number(
        _ range: Range<Int>, isInteger: Bool
    ) throws(Problem) -> JSONNode.Value {
        guard !range.isEmpty else { throw unexpected("a value") }
        let text = String(decoding: bytes[range], as: UTF8.self)
        if isInteger, let number = Int(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else {
            throw problem("'\(text)' is not a number", at: range.lowerBound)
        }
        return .real(number)
    }
}
