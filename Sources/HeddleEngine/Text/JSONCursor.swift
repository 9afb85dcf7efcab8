/// Where and why a text is not JSON.
struct JSONError: Error, Equatable {
    /// Byte offset from the start of the text.
    var offset: Int
    var reason: String
}

/// Reads JSON from front to back without building what the caller does not ask for: a vocabulary
/// of 150,000 entries goes straight into its table.
///
/// Escaped lone surrogates become U+FFFD, as do bytes that are not UTF-8.
struct JSONCursor {
    private let bytes: [UInt8]
    private(set) var offset = 0
    private var depth = 0

    /// Nesting beyond this is refused, so that no text can exhaust the stack.
    static let deepestNesting = 200

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads a whole text as one value.
    static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var cursor = JSONCursor(bytes)
        let value = try cursor.value()
        try cursor.end()
        return value
    }

    /// Line and column (in bytes) of an offset, both from 1.
    static func location(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return (line, offset - lineStart + 1)
    }

    /// The first byte of the next value, white space skipped.
    mutating func peek() throws(JSONError) -> UInt8 {
        skipSpace()
        guard offset < bytes.count else { throw failure("the text ends too early") }
        return bytes[offset]
    }

    /// Reads an object and hands each name to `member`, which must read or skip the value.
    mutating func object(
        _ member: (inout JSONCursor, String) throws(JSONError) -> Void
    ) throws(JSONError) {
        var name: [UInt8] = []
        try container("{", "}") { cursor throws(JSONError) in
            name.removeAll(keepingCapacity: true)
            try cursor.string(into: &name)
            try cursor.expect(":")
            try member(&cursor, String(decoding: name, as: UTF8.self))
        }
    }

    /// Reads an object whose values are integers; names are appended to `names` one after another.
    mutating func integerMembers(
        names: inout [UInt8], _ member: (_ name: Range<Int>, Int) throws(JSONError) -> Void
    ) throws(JSONError) {
        try container("{", "}") { cursor throws(JSONError) in
            let start = names.count
            try cursor.string(into: &names)
            let end = names.count
            try cursor.expect(":")
            _ = try cursor.peek()
            let valueStart = cursor.offset
            guard case .integer(let value) = try cursor.value() else {
                throw JSONError(offset: valueStart, reason: "an integer was expected")
            }
            try member(start..<end, value)
        }
    }

    /// Reads an array; `element` must read or skip each value.
    mutating func array(
        _ element: (inout JSONCursor) throws(JSONError) -> Void
    ) throws(JSONError) {
        try container("[", "]", element)
    }

    mutating func value() throws(JSONError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"):
            var members: [JSONValue.Member] = []
            try object { cursor, name throws(JSONError) in
                members.append(.init(name: name, value: try cursor.value()))
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try array { cursor throws(JSONError) in elements.append(try cursor.value()) }
            return .array(elements)
        case UInt8(ascii: "\""):
            var text: [UInt8] = []
            try string(into: &text)
            return .string(String(decoding: text, as: UTF8.self))
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    /// Fails where anything but white space is left.
    mutating func end() throws(JSONError) {
        skipSpace()
        guard offset == bytes.count else { throw failure("text after the end of the document") }
    }

    /// Appends the bytes of a string to `buffer`.
    mutating func string(into buffer: inout [UInt8]) throws(JSONError) {
        try expect("\"")
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"):
                offset += 1
                try escape(into: &buffer)
            case 0..<0x20:
                throw failure("a control byte inside a string")
            default:
                buffer.append(byte)
                offset += 1
            }
        }
        throw failure("a string is not closed")
    }
}

extension JSONCursor {
    private func failure(_ reason: String) -> JSONError {
        JSONError(offset: offset, reason: reason)
    }

    private mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
        guard try peek() == UInt8(ascii: character) else {
            throw failure("'\(character)' was expected")
        }
        offset += 1
    }

    private mutating func container(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar,
        _ element: (inout JSONCursor) throws(JSONError) -> Void
    ) throws(JSONError) {
        try expect(open)
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepestNesting else { throw failure("nested too deeply") }
        if try peek() == UInt8(ascii: close) {
            offset += 1
            return
        }
        while true {
            try element(&self)
            if try peek() == UInt8(ascii: close) {
                offset += 1
                return
            }
            try expect(",")
        }
    }

    private mutating func literal(
        _ text: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        let name = "\(text)"
        guard bytes[offset...].starts(with: name.utf8) else { throw failure("no JSON value") }
        offset += name.utf8.count
        return value
    }

    private mutating func escape(into buffer: inout [UInt8]) throws(JSONError) {
        guard offset < bytes.count else { throw failure("a string is not closed") }
        let kind = bytes[offset]
        offset += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(kind)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "u"): buffer.append(contentsOf: Array(String(try escapedScalar()).utf8))
        default: throw failure("an unknown escape in a string")
        }
    }

    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let afterFirst = offset
        if unit < 0xDC00, bytes[offset...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
            offset += 2
            let low = try hexadecimalUnit()
            if (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
            offset = afterFirst
        }
        return "\u{FFFD}"
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt32 {
        guard offset + 4 <= bytes.count,
            let unit = UInt32(
                String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16),
            bytes[offset] != UInt8(ascii: "+"), bytes[offset] != UInt8(ascii: "-")
        else { throw failure("\\u must be followed by four hexadecimal digits") }
        offset += 4
        return unit
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        var isInteger = true
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"):
                isInteger = false
            default:
                return try number(String(decoding: bytes[start..<offset], as: UTF8.self), isInteger)
            }
            offset += 1
        }
        return try number(String(decoding: bytes[start..<offset], as: UTF8.self), isInteger)
    }

    private func number(_ text: String, _ isInteger: Bool) throws(JSONError) -> JSONValue {
        if isInteger, let value = Int(text) { return .integer(value) }
        guard let value = Double(text), text.utf8.first != UInt8(ascii: "+") else {
            throw failure("no JSON value")
        }
        return .number(value)
    }
}
