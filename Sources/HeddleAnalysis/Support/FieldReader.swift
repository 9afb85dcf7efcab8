import OrderedCollections

/// A JSON value and where it stands, for reading it with errors that name the place.
struct FieldReader {
    let value: JSONValue
    private let path: String

    init(_ value: JSONValue, path: String = "") {
        self.value = value
        self.path = path
    }

    private func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func require<Value>(
        _ key: String, _ expected: String, _ read: (JSONValue) -> Value?
    ) throws(MediationFormatError) -> Value {
        guard let found = value[key], let result = read(found) else {
            throw MediationFormatError(path: place(key), expected: expected)
        }
        return result
    }

    func text(_ key: String) throws(MediationFormatError) -> String {
        try require(key, "text") { $0.string }
    }

    func optionalText(_ key: String) -> String? { value[key]?.string }

    func number(_ key: String) throws(MediationFormatError) -> Double {
        try require(key, "a number") { $0.double }
    }

    func count(_ key: String) throws(MediationFormatError) -> Int {
        try require(key, "a whole number from 0 on") { $0.int.flatMap { $0 >= 0 ? $0 : nil } }
    }

    func truth(_ key: String) throws(MediationFormatError) -> Bool {
        try require(key, "true or false") { $0.bool }
    }

    /// A text that is one of an enumeration's names.
    func name<Name: RawRepresentable & CaseIterable>(
        _ key: String
    ) throws(MediationFormatError) -> Name where Name.RawValue == String {
        let names = Name.allCases.map(\.rawValue).joined(separator: ", ")
        return try require(key, "one of \(names)") { $0.string.flatMap(Name.init) }
    }

    func child(_ key: String) throws(MediationFormatError) -> FieldReader {
        FieldReader(try require(key, "a value") { $0 }, path: place(key))
    }

    func object(_ key: String) throws(MediationFormatError) -> FieldReader {
        _ = try require(key, "an object") { $0.object }
        return try child(key)
    }

    func array(_ key: String) throws(MediationFormatError) -> [FieldReader] {
        try require(key, "a list") { $0.array }.enumerated().map {
            FieldReader($1, path: "\(place(key))[\($0)]")
        }
    }

    /// The fields of an object in their order; none of every other kind of value.
    var fields: [(key: String, value: FieldReader)] {
        (value.object ?? [:]).map { ($0.key, FieldReader($0.value, path: place($0.key))) }
    }

    func heads(_ key: String) throws(MediationFormatError) -> [HeadID] {
        var heads: [HeadID] = []
        for entry in try array(key) {
            heads.append(HeadID(layer: try entry.count("layer"), head: try entry.count("head")))
        }
        return heads
    }

    /// Rows of numbers of one length, or those of all heads of a model: `[layer][head]`.
    func grid(_ shape: HeadShape?) throws(MediationFormatError) -> [[Double]] {
        let rows = (value.array ?? []).map { ($0.array ?? []).compactMap(\.double) }
        let width = shape?.heads ?? rows.first?.count ?? 0
        let height = shape?.layers ?? rows.count
        guard value.array != nil, rows.count == height, rows.allSatisfy({ $0.count == width })
        else {
            throw MediationFormatError(
                path: path, expected: "\(height) rows of \(width) numbers")
        }
        return rows
    }
}

extension JSONValue {
    /// An object of fields in the order given; a key that stands twice keeps its last value.
    static func fields(_ fields: [(String, JSONValue)]) -> JSONValue {
        .object(OrderedDictionary(fields, uniquingKeysWith: { $1 }))
    }

    /// Rows of numbers.
    static func grid(_ rows: [[Double]]) -> JSONValue {
        .array(rows.map { .array($0.map(JSONValue.number)) })
    }
}
