/// Reads the fields of one object of a saved result; errors name the field by its path.
struct FieldReader {
    let value: JSONValue
    private let path: String
    private let command: String

    /// - Parameter command: writes such files; errors name it.
    init(_ value: JSONValue, command: String) {
        self.init(value, path: "", command: command)
    }

    private init(_ value: JSONValue, path: String, command: String) {
        self.value = value
        self.path = path
        self.command = command
    }

    /// The field, nil where it is missing or null.
    subscript(key: String) -> JSONValue? {
        guard let field = value[key], !field.isNull else { return nil }
        return field
    }

    /// Names of the fields in their order; none for every other kind of value.
    var keys: [String] { value.object.map { Array($0.keys) } ?? [] }

    func wrong(_ key: String, _ problem: String) -> SavedResultError {
        SavedResultError(field: place(key), problem: problem, command: command)
    }

    private func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func required<Value>(
        _ key: String, _ what: String, _ read: (JSONValue) -> Value?
    ) throws(SavedResultError) -> Value {
        guard let value = self[key].flatMap(read) else {
            throw wrong(key, "\(what) is expected, found \(self[key]?.kind ?? "nothing")")
        }
        return value
    }

    // MARK: - Scalars

    func text(_ key: String) throws(SavedResultError) -> String {
        try required(key, "a text", \.string)
    }

    func number(_ key: String) throws(SavedResultError) -> Double {
        try required(key, "a number", \.double)
    }

    func count(_ key: String) throws(SavedResultError) -> Int {
        try required(key, "a whole number from 0 on", Self.count)
    }

    func truth(_ key: String) throws(SavedResultError) -> Bool {
        try required(key, "true or false", \.bool)
    }

    /// A text that is one of an enumeration's names.
    func name<Name: RawRepresentable<String> & CaseIterable>(
        _ key: String
    ) throws(SavedResultError) -> Name {
        let text = try text(key)
        guard let name = Name(rawValue: text) else {
            let names = Name.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong(key, "'\(text)' is none of \(names)")
        }
        return name
    }

    /// A random seed, which is text because JSON's numbers hold too few digits.
    func seed(_ key: String) throws(SavedResultError) -> UInt64 {
        guard let seed = UInt64(try text(key)) else {
            throw wrong(key, "a whole number as text is expected")
        }
        return seed
    }

    func head(_ key: String) throws(SavedResultError) -> HeadID {
        try required(key, "a head such as 3.5", HeadID.init(reading:))
    }

    /// `[low, high]`; nil where it is missing.
    func interval(_ key: String) throws(SavedResultError) -> ClosedRange<Double>? {
        guard self[key] != nil else { return nil }
        let ends = try numbers(key)
        guard ends.count == 2, ends[0] <= ends[1] else {
            throw wrong(key, "[low, high] is expected")
        }
        return ends[0]...ends[1]
    }

    // MARK: - Lists and grids

    func texts(_ key: String) throws(SavedResultError) -> [String] {
        try required(key, "a list of texts") { Self.all($0, \.string) }
    }

    func numbers(_ key: String) throws(SavedResultError) -> [Double] {
        try required(key, "a list of numbers") { Self.all($0, \.double) }
    }

    func counts(_ key: String) throws(SavedResultError) -> [Int] {
        try required(key, "a list of whole numbers from 0 on") { Self.all($0, Self.count) }
    }

    func heads(_ key: String) throws(SavedResultError) -> [HeadID] {
        try required(key, "a list of heads such as 3.5") { Self.all($0, HeadID.init(reading:)) }
    }

    /// Rows of numbers; those of all heads of a model where its shape is given.
    func grid(_ key: String, _ shape: HeadShape? = nil) throws(SavedResultError) -> [[Double]] {
        let rows = try required(key, "a grid of numbers") { value in
            Self.all(value) { Self.all($0, \.double) }
        }
        guard let shape else { return rows }
        guard rows.count == shape.layers, rows.allSatisfy({ $0.count == shape.heads }) else {
            throw wrong(key, "\(shape.layers) rows of \(shape.heads) numbers are expected")
        }
        return rows
    }

    /// Rows of numbers or null.
    func sparseGrid(_ key: String) throws(SavedResultError) -> [[Double?]] {
        try required(key, "a grid of numbers") { value in
            Self.all(value) { row in
                Self.all(row) { cell in
                    cell.isNull ? .some(nil) : cell.double.map(Optional.some)
                }
            }
        }
    }

    // MARK: - Objects

    func object(_ key: String) throws(SavedResultError) -> FieldReader {
        try required(key, "an object") { value in
            value.object.map { _ in FieldReader(value, path: place(key), command: command) }
        }
    }

    func entries(_ key: String) throws(SavedResultError) -> [FieldReader] {
        try required(key, "a list", \.array).enumerated().map { index, entry in
            FieldReader(entry, path: "\(place(key))[\(index)]", command: command)
        }
    }

    /// The entries of a list; none where it is missing.
    func list<Entry>(
        _ key: String, _ read: (FieldReader) throws(SavedResultError) -> Entry
    ) throws(SavedResultError) -> [Entry] {
        guard self[key] != nil else { return [] }
        var list: [Entry] = []
        for entry in try entries(key) { list.append(try read(entry)) }
        return list
    }

    // MARK: - Values

    private static func count(_ value: JSONValue) -> Int? {
        value.int.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// What is read of all elements; nil for no list, or where one element cannot be read.
    private static func all<Value>(
        _ value: JSONValue, _ read: (JSONValue) -> Value?
    ) -> [Value]? {
        guard let elements = value.array else { return nil }
        let present = elements.compactMap(read)
        return present.count == elements.count ? present : nil
    }
}

extension HeadID {
    /// Reads `3.5` or an object with `layer` and `head`; nil for anything else.
    init?(reading json: JSONValue) {
        let parts =
            json.string.map { text in
                text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
            } ?? [json["layer"]?.int, json["head"]?.int]
        guard parts.count == 2, let layer = parts[0], let head = parts[1], layer >= 0, head >= 0
        else { return nil }
        self.init(layer: layer, head: head)
    }
}
