/// Reads JSON from front to back without building what the caller does not ask for: a vocabulary
/// of 150,000 entries goes straight into its table.
///
/// One pass over bytes, numbers and strings decoded in place. A byte order mark in front is passed
/// over; bytes that are no UTF-8 and lone surrogates become U+FFFD. `NaN`, `Infinity` and
/// `-Infinity`, which Python writes, are read as such numbers so that whoever uses the field can
/// name it. After an error the cursor is of no more use.
public struct JSONCursor {
    let bytes: ArraySlice<UInt8>
    var index: Int
    private let maximumDepth: Int
    private var depth = 0

    /// - Parameter maximumDepth: nesting beyond this is refused, so that no text can exhaust the
    ///   stack.
    public init(_ bytes: ArraySlice<UInt8>, maximumDepth: Int = 256) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        index = bytes.startIndex
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index += 3 }
    }

    /// Bytes read so far.
    public var offset: Int { index - bytes.startIndex }

    /// The first byte of the next value, blanks skipped.
    public mutating func peek() throws(JSONError) -> UInt8 {
        skipBlanks()
        guard index < bytes.endIndex else { throw .truncated(offset: offset) }
        return bytes[index]
    }

    /// Reads any value.
    public mutating func value() throws(JSONError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"):
            var fields: JSONValue.Fields = [:]
            try object { cursor, key throws(JSONError) in fields[key] = try cursor.value() }
            return .object(fields)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try array { cursor throws(JSONError) in elements.append(try cursor.value()) }
            return .array(elements)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "N"): return try word("NaN", .number(.nan))
        case UInt8(ascii: "I"): return try word("Infinity", .number(.infinity))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("a value")
        }
    }

    /// Reads an object and hands each key to `member`, which must read the value.
    @inline(__always)
    public mutating func object(
        _ member: (inout JSONCursor, String) throws(JSONError) -> Void
    ) throws(JSONError) {
        try object(
            key: { cursor throws(JSONError) in try cursor.string() }, member)
    }

    /// Reads an object whose values are whole numbers.
    ///
    /// - Parameters:
    ///   - keys: the bytes of the keys are appended to it one after another.
    ///   - member: is told where in `keys` the key stands.
    public mutating func integerMembers(
        keys: inout [UInt8], _ member: (_ key: Range<Int>, Int) throws(JSONError) -> Void
    ) throws(JSONError) {
        try object(
            key: { cursor throws(JSONError) in
                let start = keys.count
                try cursor.string(into: &keys)
                return start..<keys.count
            },
            { cursor, key throws(JSONError) in
                _ = try cursor.peek()
                let offset = cursor.offset
                guard case .integer(let number) = try cursor.value() else {
                    throw .unusable(reason: "an integer was expected", offset: offset)
                }
                try member(key, number)
            })
    }

    /// Reads an array; `element` must read each value.
    @inline(__always)
    public mutating func array(
        _ element: (inout JSONCursor) throws(JSONError) -> Void
    ) throws(JSONError) {
        try container("[", "]", element)
    }

    /// Fails where anything but blanks is left.
    public mutating func end() throws(JSONError) {
        skipBlanks()
        guard index == bytes.endIndex else { throw unexpected("the end of the text") }
    }
}

// What stands between the values.
extension JSONCursor {
    func unexpected(_ expected: String) -> JSONError {
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

    mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.endIndex, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    @inline(__always)
    private mutating func object<Key>(
        key: (inout JSONCursor) throws(JSONError) -> Key,
        _ member: (inout JSONCursor, Key) throws(JSONError) -> Void
    ) throws(JSONError) {
        try container("{", "}") { cursor throws(JSONError) in
            let key = try key(&cursor)
            cursor.skipBlanks()
            guard cursor.take(UInt8(ascii: ":")) else { throw cursor.unexpected("':'") }
            try member(&cursor, key)
        }
    }

    @inline(__always)
    private mutating func container(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar,
        _ element: (inout JSONCursor) throws(JSONError) -> Void
    ) throws(JSONError) {
        skipBlanks()
        guard take(UInt8(ascii: open)) else { throw unexpected("'\(open)'") }
        guard depth < maximumDepth else {
            throw .tooDeep(limit: maximumDepth, offset: offset - 1)
        }
        depth += 1
        skipBlanks()
        if !take(UInt8(ascii: close)) {
            repeat {
                try element(&self)
                skipBlanks()
                if take(UInt8(ascii: close)) { break }
                guard take(UInt8(ascii: ",")) else { throw unexpected("',' or '\(close)'") }
            } while true
        }
        depth -= 1
    }

    mutating func word(
        _ word: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for byte in word.description.utf8 {
            guard take(byte) else { throw unexpected("'\(word)'") }
        }
        return value
    }
}
