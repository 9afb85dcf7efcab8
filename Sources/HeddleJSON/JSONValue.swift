import OrderedCollections

/// A JSON value with the order of its keys: unknown fields of a trace are kept in it, and reports
/// and `--json` output are made of it.
public enum JSONValue: Hashable, Sendable {
    public typealias Fields = OrderedDictionary<String, JSONValue>

    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    /// Written with as many digits as a 32-bit float needs to be read back unchanged.
    case float(Float)
    case string(String)
    case array([JSONValue])
    case object(Fields)
}

// MARK: - Reading

extension JSONValue {
    public var isNull: Bool { self == .null }

    /// The truth value; nil for every other kind.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The whole number; also a floating-point number without a fraction. Nil for every other kind.
    public var int: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        case .float(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number of any of the three numeric kinds; nil for every other kind.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .float(let value): Double(value)
        default: nil
        }
    }

    /// The text; nil for every other kind.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements; nil for every other kind.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The fields in their order; nil for every other kind.
    public var object: Fields? {
        if case .object(let value) = self { value } else { nil }
    }

    /// A field of an object; nil when it is missing or when this is no object.
    public subscript(key: String) -> JSONValue? {
        if case .object(let fields) = self { fields[key] } else { nil }
    }

    /// An element of an array; nil when it is missing or when this is no array.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// Sets a field of an object; does nothing to every other kind.
    public mutating func setField(_ key: String, _ value: JSONValue) {
        guard case .object(var fields) = self else { return }
        fields[key] = value
        self = .object(fields)
    }

    /// What kind of value it is, for messages: `a string`, `an object`.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a truth value"
        case .integer, .number, .float: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue {
    /// Short text of the value for messages: a scalar as it is written, else its kind.
    public var summary: String {
        switch self {
        case .array, .object: kind
        default: compactText
        }
    }
}

// MARK: - Parsing

extension JSONValue {
    /// Reads one JSON value that fills the text but for blanks and a byte order mark, by the rules
    /// of `JSONCursor`. A key that stands twice keeps its last value.
    ///
    /// - Throws: `JSONError` with the byte at which the text stops being JSON.
    public init(
        json bytes: ArraySlice<UInt8>, maximumDepth: Int = 256
    ) throws(JSONError) {
        var cursor = JSONCursor(bytes, maximumDepth: maximumDepth)
        self = try cursor.value()
        try cursor.end()
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

// MARK: - Making

extension JSONValue {
    /// `null` for nil, else the text.
    public init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }
    /// `null` for nil, else the number.
    public init(_ number: Int?) { self = number.map(JSONValue.integer) ?? .null }
    /// `null` for nil, else the number.
    public init(_ number: Double?) { self = number.map(JSONValue.number) ?? .null }
    /// `null` for nil, else the number.
    public init(_ number: Float?) { self = number.map(JSONValue.float) ?? .null }
    /// `null` for nil, else the truth value.
    public init(_ truth: Bool?) { self = truth.map(JSONValue.bool) ?? .null }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Keys keep the order in which they are written; a key that stands twice keeps its last value.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(OrderedDictionary(elements, uniquingKeysWith: { $1 }))
    }
}
