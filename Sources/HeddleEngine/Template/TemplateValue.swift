import HeddleJSON

/// A value that a chat template reads or makes: the values of JSON, and what the template language
/// adds to them.
public enum TemplateValue: Sendable {
    case none
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([TemplateValue])
    case object(TemplateObject)
    /// A name or member that does not exist; prints as nothing. The text says what is missing.
    case undefined(String)
    /// A function, macro or method of the running template.
    case callable(TemplateCallable)
    /// A mutable object of the running template, by its number.
    case namespace(Int)

    /// Reads a JSON text; members keep their order.
    ///
    /// - Throws: `TemplateError.malformed` with the place of the first mistake.
    public static func json(
        _ text: [UInt8], name: String
    ) throws(TemplateError) -> TemplateValue {
        do {
            return TemplateValue(try JSONValue(json: text))
        } catch {
            let (line, column) = error.location(in: text)
            throw .malformed(
                TemplatePlace(file: name, line: line, column: column), reason: error.reason)
        }
    }

    init(_ json: JSONValue) {
        switch json {
        case .null: self = .none
        case .bool(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .float(let value): self = .number(Double(value))
        case .string(let value): self = .string(value)
        case .array(let values): self = .array(values.map(TemplateValue.init))
        case .object(let members):
            var object = TemplateObject()
            for (name, value) in members { object[name] = TemplateValue(value) }
            self = .object(object)
        }
    }
}

extension TemplateValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(arrayLiteral elements: TemplateValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, TemplateValue)...) {
        var object = TemplateObject()
        for (name, value) in elements { object[name] = value }
        self = .object(object)
    }
}

/// Named values in the order in which the names were first set. Names are compared byte by byte.
public struct TemplateObject: Sendable {
    public private(set) var members: [(name: String, value: TemplateValue)] = []
    private var places: [[UInt8]: Int] = [:]

    /// Up to this many members are found faster by looking at each.
    private static let scanned = 16

    public init() {}

    /// Takes members whose names are known to differ.
    init(distinct members: [(name: String, value: TemplateValue)]) {
        self.members = members
        index()
    }

    public subscript(name: String) -> TemplateValue? {
        get { place(of: name).map { members[$0].value } }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): append(name, value)
            case (let place?, nil):
                members.remove(at: place)
                index()
            case (nil, nil): break
            }
        }
    }

    private func place(of name: String) -> Int? {
        members.count > Self.scanned
            ? places[Array(name.utf8)]
            : members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    private mutating func append(_ name: String, _ value: TemplateValue) {
        members.append((name, value))
        if members.count == Self.scanned + 1 {
            index()
        } else if members.count > Self.scanned {
            places[Array(name.utf8)] = members.count - 1
        }
    }

    private mutating func index() {
        places = [:]
        guard members.count > Self.scanned else { return }
        for (place, member) in members.enumerated() { places[Array(member.name.utf8)] = place }
    }
}

/// Something that a template can call.
public struct TemplateCallable: Sendable {
    indirect enum Kind: Sendable {
        /// A function of every template, by name.
        case function(String)
        case method(of: TemplateValue, name: String)
        /// A macro of the running template, by its number.
        case macro(Int)
        /// `loop.cycle` at a turn of the loop, counted from 0.
        case cycle(Int)
    }

    let kind: Kind
}
