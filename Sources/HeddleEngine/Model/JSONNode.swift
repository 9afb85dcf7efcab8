/// A JSON value that remembers where it stands in its file, for messages that name the byte.
struct JSONNode: Sendable {
    private enum Content: Sendable {
        case scalar(JSONValue)
        case array([JSONNode])
        case object([(key: String, value: JSONNode)])
    }

    private let content: Content
    /// Byte offset of the value's first character, counted from the start of the text.
    let offset: Int

    /// Reads a whole text as one value.
    init(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
        var cursor = JSONCursor(Array(bytes))
        try self.init(&cursor)
        try cursor.end()
    }

    private init(_ cursor: inout JSONCursor) throws(JSONError) {
        let first = try cursor.peek()
        offset = cursor.offset
        switch first {
        case UInt8(ascii: "{"):
            var members: [(key: String, value: JSONNode)] = []
            try cursor.object { cursor, key throws(JSONError) in
                members.append((key, try JSONNode(&cursor)))
            }
            content = .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONNode] = []
            try cursor.array { cursor throws(JSONError) in
                elements.append(try JSONNode(&cursor))
            }
            content = .array(elements)
        default:
            content = .scalar(try cursor.value())
        }
    }

    /// The value of a key; the last one where a key is repeated, as common readers do.
    subscript(key: String) -> JSONNode? { members?.last { $0.key == key }?.value }

    var members: [(key: String, value: JSONNode)]? {
        if case .object(let members) = content { members } else { nil }
    }

    var elements: [JSONNode]? {
        if case .array(let elements) = content { elements } else { nil }
    }

    private var scalar: JSONValue? {
        if case .scalar(let value) = content { value } else { nil }
    }

    var integer: Int? {
        if case .number(let number) = scalar { Int(exactly: number) } else { scalar?.integer }
    }

    var number: Double? {
        if case .number(let number) = scalar { number } else { scalar?.integer.map(Double.init) }
    }

    var string: String? { scalar?.string }
    var bool: Bool? { scalar?.boolean }
    var isNull: Bool { scalar?.isNull ?? false }
}
