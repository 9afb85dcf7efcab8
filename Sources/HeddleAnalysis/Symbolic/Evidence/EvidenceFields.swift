/// Why a file is no evidence on symbolic heads.
public struct SymbolicEvidenceError: Error, Equatable, CustomStringConvertible {
    /// The field that is wrong, such as `attention[2].rule`.
    public var field: String
    public var problem: String

    public var description: String {
        "\(field): \(problem); a file of \(SymbolicEvidence.schema) is what "
            + "'heddle report symbolic --format json' writes"
    }
}

/// Reads the fields of one object; errors name the field by its path.
struct EvidenceFields {
    let json: JSONValue
    let path: String

    init(_ json: JSONValue, path: String = "") {
        self.json = json
        self.path = path
    }

    func wrong(_ key: String, _ problem: String) -> SymbolicEvidenceError {
        SymbolicEvidenceError(field: path.isEmpty ? key : "\(path).\(key)", problem: problem)
    }

    /// The field, nil where it is missing or null.
    subscript(key: String) -> JSONValue? {
        guard let value = json[key], !value.isNull else { return nil }
        return value
    }

    private func required<Value>(
        _ key: String, _ what: String, _ read: (JSONValue) -> Value?
    ) throws(SymbolicEvidenceError) -> Value {
        guard let value = self[key].flatMap(read) else {
            throw wrong(key, "\(what) is expected, found \(self[key]?.kind ?? "nothing")")
        }
        return value
    }

    func text(_ key: String) throws(SymbolicEvidenceError) -> String {
        try required(key, "a text", \.string)
    }

    func count(_ key: String) throws(SymbolicEvidenceError) -> Int {
        try required(key, "a whole number") { $0.int.flatMap { $0 >= 0 ? $0 : nil } }
    }

    func number(_ key: String) throws(SymbolicEvidenceError) -> Double {
        try required(key, "a number", \.double)
    }

    func named<Name: RawRepresentable<String>>(
        _ key: String
    ) throws(SymbolicEvidenceError) -> Name {
        let text = try text(key)
        guard let name = Name(rawValue: text) else { throw wrong(key, "'\(text)' is not known") }
        return name
    }

    func numbers(_ key: String) throws(SymbolicEvidenceError) -> [Double] {
        try required(key, "a list of numbers") { Self.row($0) }
    }

    func interval(_ key: String) throws(SymbolicEvidenceError) -> ClosedRange<Double>? {
        guard self[key] != nil else { return nil }
        let ends = try numbers(key)
        guard ends.count == 2, ends[0] <= ends[1] else {
            throw wrong(key, "[low, high] is expected")
        }
        return ends[0]...ends[1]
    }

    /// A grid `[layer][head]` of numbers.
    func grid(_ key: String) throws(SymbolicEvidenceError) -> [[Double]] {
        try required(key, "a grid of numbers") { value in
            value.array.flatMap { rows in Self.all(rows.map(Self.row)) }
        }
    }

    /// A grid `[layer][head]` of numbers or null.
    func sparseGrid(_ key: String) throws(SymbolicEvidenceError) -> [[Double?]] {
        try required(key, "a grid of numbers") { value in
            value.array.flatMap { rows in
                Self.all(
                    rows.map { row in
                        row.array.flatMap { cells in
                            cells.allSatisfy { $0.isNull || $0.double != nil }
                                ? cells.map(\.double) : nil
                        }
                    })
            }
        }
    }

    func head(_ key: String) throws(SymbolicEvidenceError) -> HeadID {
        try required(key, "a head such as 3.5") { $0.string.flatMap(HeadID.init(reading:)) }
    }

    func heads(_ key: String) throws(SymbolicEvidenceError) -> [HeadID] {
        try required(key, "a list of heads such as 3.5") { value in
            value.array.flatMap { Self.all($0.map { $0.string.flatMap(HeadID.init(reading:)) }) }
        }
    }

    func object(_ key: String) throws(SymbolicEvidenceError) -> EvidenceFields {
        try required(key, "an object") { value in
            value.object.map { _ in
                EvidenceFields(value, path: path.isEmpty ? key : "\(path).\(key)")
            }
        }
    }

    /// The entries of a list; none where it is missing.
    func list<Entry>(
        _ key: String, _ read: (EvidenceFields) throws(SymbolicEvidenceError) -> Entry
    ) throws(SymbolicEvidenceError) -> [Entry] {
        guard let value = self[key] else { return [] }
        guard let entries = value.array else { throw wrong(key, "a list is expected") }
        var list: [Entry] = []
        for (index, entry) in entries.enumerated() {
            let name = "\(key)[\(index)]"
            list.append(
                try read(EvidenceFields(entry, path: path.isEmpty ? name : "\(path).\(name)")))
        }
        return list
    }

    private static func row(_ value: JSONValue) -> [Double]? {
        value.array.flatMap { all($0.map(\.double)) }
    }

    /// All values, or nil where one is missing.
    private static func all<Value>(_ values: [Value?]) -> [Value]? {
        let present = values.compactMap(\.self)
        return present.count == values.count ? present : nil
    }
}

extension HeadID {
    /// Reads `3.5`; nil for anything else.
    init?(reading text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let layer = Int(parts[0]), let head = Int(parts[1]), layer >= 0,
            head >= 0
        else { return nil }
        self.init(layer: layer, head: head)
    }
}

extension JSONValue {
    init(grid: [[Double]]) { self = .array(grid.map { .array($0.map(JSONValue.number)) }) }
    init(grid: [[Double?]]) { self = .array(grid.map { .array($0.map { JSONValue($0) }) }) }
    init(heads: [HeadID]) { self = .array(heads.map { .string($0.description) }) }
    init(interval: ClosedRange<Double>?) {
        self = interval.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null
    }
}
