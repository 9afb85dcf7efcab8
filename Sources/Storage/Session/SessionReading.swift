import GRDB
import HeddleAnalysis

/// A row that cannot be what Heddle wrote.
struct DamagedRow: Error {
    var table: SessionTable
    var key: String
    var problem: String

    var detail: String { "table \(table.name), row \(key): \(problem)" }
}

/// The values of one row, each checked when it is taken: a damaged file may hold anything.
private struct RowReader {
    let table: SessionTable
    let values: [DatabaseValue]

    func optional<Value: DatabaseValueConvertible>(
        _ column: String, as type: Value.Type = Value.self
    ) throws -> Value? {
        guard let index = table.columns.firstIndex(of: column), index < values.count,
            !values[index].isNull
        else { return nil }
        guard let value = Value.fromDatabaseValue(values[index]) else {
            throw damaged("'\(column)' is no \(Value.self)")
        }
        return value
    }

    func value<Value: DatabaseValueConvertible>(
        _ column: String, as type: Value.Type = Value.self
    ) throws -> Value {
        guard let value = try optional(column, as: Value.self) else {
            throw damaged("'\(column)' is missing")
        }
        return value
    }

    /// A number that counts something.
    func count(_ column: String) throws -> Int {
        let number: Int = try value(column)
        guard number >= 0 else { throw damaged("'\(column)' is \(number)") }
        return number
    }

    func damaged(_ problem: String) -> DamagedRow {
        let key = values.first.map { $0.description } ?? "?"
        return DamagedRow(table: table, key: key, problem: problem)
    }
}

extension SessionDocument {
    /// Reads all tables.
    ///
    /// - Throws: `DamagedRow` for a row that Heddle does not write, `DatabaseError` when SQLite
    ///   cannot read the file.
    init(reading database: Database) throws {
        func readers(_ table: SessionTable) throws -> [RowReader] {
            try table.rows(in: database).map { RowReader(table: table, values: $0) }
        }
        let info = try Dictionary(
            readers(.info).map { (try $0.value("key", as: String.self), $0) },
            uniquingKeysWith: { $1 })
        self.init(title: try info["title"]?.value("value") ?? "")
        try readInfo(info)
        for row in try readers(.setting) { values[try row.value("key")] = try row.value("json") }
        files = try readers(.source)
            .map { (try $0.value("place", as: Int.self), try $0.value("path", as: String.self)) }
            .sorted { $0.0 < $1.0 }.map(\.1)
        notes = try readers(.note).map { try StoredNote(reading: $0) }
        for row in try readers(.pin) {
            let head = HeadID(layer: try row.count("layer"), head: try row.count("head"))
            pinned[head] = try row.value("name", as: String.self)
        }
        for row in try readers(.headSet) {
            sets[try row.value("name")] = try Self.heads(row, column: "heads")
        }
        traces = try readers(.trace)
            .map { (try $0.value("place", as: Int.self), try StoredTrace(reading: $0)) }
            .sorted { $0.0 < $1.0 }.map(\.1)
    }

    private mutating func readInfo(_ info: [String: RowReader]) throws {
        func seconds(_ key: String) throws -> Double {
            guard let row = info[key] else { return 0 }
            guard let number = Double(try row.value("value", as: String.self)) else {
                throw row.damaged("is no time")
            }
            return number
        }
        created = try seconds("created")
        modified = try seconds("modified")
        modelPath = try info["model.path"]?.value("value")
        modelHash = try info["model.sha256"]?.value("value")
        modelArithmetic = try info["model.arithmetic"].flatMap {
            DotProducts(rawValue: try $0.value("value"))
        }
        if let row = info["mask.heads"] { mask.heads = try Self.heads(row, column: "value") }
        if let row = info["mask.mode"] {
            guard let mode = AblationMode(rawValue: try row.value("value")) else {
                throw row.damaged("is no ablation mode")
            }
            mask.mode = mode
        }
        if let row = info["mask.scope"] {
            guard let scope = AblationScope(storedText: try row.value("value")) else {
                throw row.damaged("is no scope of an ablation")
            }
            mask.scope = scope
        }
    }

    private static func heads(_ row: RowReader, column: String) throws -> Set<HeadID> {
        guard let heads = HeadList.heads(try row.value(column)) else {
            throw row.damaged("is no list of heads")
        }
        return heads
    }
}

extension StoredNote {
    fileprivate init(reading row: RowReader) throws {
        let target: NoteTarget
        switch try row.value("kind", as: String.self) {
        case "trace": target = .trace(id: try row.value("trace"))
        case "tokens":
            let first = try row.count("first")
            let end = try row.count("end")
            guard first <= end else { throw row.damaged("ends before it begins") }
            target = .tokens(trace: try row.value("trace"), first: first, end: end)
        case "head":
            target = .head(HeadID(layer: try row.count("layer"), head: try row.count("head")))
        case let kind: throw row.damaged("'\(kind)' is no kind of note")
        }
        self.init(
            id: try row.value("id"), target: target, text: try row.value("text"),
            quote: try row.value("quote"), isBookmark: try row.value("bookmark"),
            created: try row.value("created"))
    }
}

extension StoredTrace {
    fileprivate init(reading row: RowReader) throws {
        let record: String = try row.value("record")
        do {
            trace = try Trace(json: try JSONValue(json: record))
        } catch {
            throw row.damaged("\(error)")
        }
        file = try row.optional("file")
        line = try row.optional("line")
        parent = try row.optional("parent")
    }

    func row(place: Int) -> [DatabaseValue] {
        [
            id.databaseValue, place.databaseValue, file.databaseValue, line.databaseValue,
            parent.databaseValue, trace.json.compactText.databaseValue,
        ]
    }
}
