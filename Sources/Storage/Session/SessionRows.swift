import GRDB
import HeddleAnalysis

/// One of a session's tables: its columns, the first of which are its key.
struct SessionTable: Hashable {
    var name: String
    var columns: [String]
    var keys: Int

    static let info = SessionTable(name: "info", columns: ["key", "value"], keys: 1)
    static let setting = SessionTable(name: "setting", columns: ["key", "json"], keys: 1)
    static let source = SessionTable(name: "source", columns: ["path", "place"], keys: 1)
    static let note = SessionTable(
        name: "note",
        columns: [
            "id", "kind", "trace", "first", "end", "layer", "head", "text", "quote", "bookmark",
            "created",
        ], keys: 1)
    static let pin = SessionTable(name: "pin", columns: ["layer", "head", "name"], keys: 2)
    static let headSet = SessionTable(name: "head_set", columns: ["name", "heads"], keys: 1)
    static let trace = SessionTable(
        name: "trace", columns: ["id", "place", "file", "line", "parent", "record"], keys: 1)

    private var columnList: String { columns.map { "\"\($0)\"" }.joined(separator: ", ") }

    func insert(_ row: [DatabaseValue], into database: Database) throws {
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        try database.execute(
            sql: "INSERT OR REPLACE INTO \(name) (\(columnList)) VALUES (\(marks))",
            arguments: StatementArguments(row))
    }

    func delete(_ key: [DatabaseValue], from database: Database) throws {
        let condition = columns.prefix(keys).map { "\"\($0)\" = ?" }.joined(separator: " AND ")
        try database.execute(
            sql: "DELETE FROM \(name) WHERE \(condition)", arguments: StatementArguments(key))
    }

    /// All rows in the order of their keys, values as they are stored.
    func rows(in database: Database) throws -> [[DatabaseValue]] {
        let order = columns.prefix(keys).map { "\"\($0)\"" }.joined(separator: ", ")
        let cursor = try Row.fetchCursor(
            database, sql: "SELECT \(columnList) FROM \(name) ORDER BY \(order)")
        var rows: [[DatabaseValue]] = []
        while let row = try cursor.next() { rows.append(Array(row.databaseValues)) }
        return rows
    }

    /// Writes what differs between two contents of the table.
    func update(
        from old: [[DatabaseValue]], to new: [[DatabaseValue]], in database: Database
    ) throws {
        var left: [[DatabaseValue]: [DatabaseValue]] = [:]
        for row in old { left[Array(row.prefix(keys))] = row }
        for row in new {
            let before = left.removeValue(forKey: Array(row.prefix(keys)))
            if before != row { try insert(row, into: database) }
        }
        for key in left.keys { try delete(key, from: database) }
    }
}

extension SessionDocument {
    /// The rows of each table but that of the traces, whose records are costly to write.
    var rows: [(table: SessionTable, rows: [[DatabaseValue]])] {
        [
            (.info, info.map { [$0.key.databaseValue, $0.value.databaseValue] }),
            (.setting, values.map { [$0.key.databaseValue, $0.value.databaseValue] }),
            (.source, files.enumerated().map { [$1.databaseValue, $0.databaseValue] }),
            (.note, notes.map(\.row)),
            (
                .pin,
                pinned.map {
                    [$0.key.layer.databaseValue, $0.key.head.databaseValue, $0.value.databaseValue]
                }
            ),
            (
                .headSet,
                sets.map { [$0.key.databaseValue, HeadList.text($0.value).databaseValue] }
            ),
        ]
    }

    private var info: [String: String] {
        var info = [
            "title": title, "created": "\(created)", "modified": "\(modified)",
            "mask.heads": HeadList.text(mask.heads), "mask.mode": mask.mode.rawValue,
            "mask.scope": mask.scope.storedText,
        ]
        info["model.path"] = modelPath
        info["model.sha256"] = modelHash
        info["model.arithmetic"] = modelArithmetic?.rawValue
        return info
    }
}

extension StoredNote {
    fileprivate var row: [DatabaseValue] {
        var kind = "trace"
        var trace: String?
        var first: Int?
        var end: Int?
        var head: HeadID?
        switch target {
        case .trace(let id): trace = id
        case .tokens(let id, let start, let stop):
            (kind, trace, first, end) = ("tokens", id, start, stop)
        case .head(let id): (kind, head) = ("head", id)
        }
        return [
            id.databaseValue, kind.databaseValue, trace.databaseValue, first.databaseValue,
            end.databaseValue, (head?.layer).databaseValue, (head?.head).databaseValue,
            text.databaseValue, quote.databaseValue, isBookmark.databaseValue,
            created.databaseValue,
        ]
    }
}

/// Sets of heads as text: `0.2 3.5`.
enum HeadList {
    static func text(_ heads: Set<HeadID>) -> String { HeadSelection.format(heads) }

    /// Nil where an item is no head.
    static func heads(_ text: String) -> Set<HeadID>? {
        var heads: Set<HeadID> = []
        for item in text.split(separator: " ") {
            let parts = item.split(separator: ".", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { Int($0) }
            guard parts.count == 2, numbers.count == 2, numbers.allSatisfy({ $0 >= 0 }) else {
                return nil
            }
            heads.insert(HeadID(layer: numbers[0], head: numbers[1]))
        }
        return heads
    }
}

extension AblationScope {
    /// `always`, `from 141` or `targets 3 7`.
    var storedText: String {
        switch self {
        case .always: "always"
        case .from(let target): "from \(target)"
        case .targets(let targets): (["targets"] + targets.map { "\($0)" }).joined(separator: " ")
        }
    }

    init?(storedText text: String) {
        let words = text.split(separator: " ")
        let numbers = words.dropFirst().compactMap { Int($0) }
        guard let word = words.first, numbers.count == words.count - 1 else { return nil }
        switch (word, numbers.count) {
        case ("always", 0): self = .always
        case ("from", 1): self = .from(target: numbers[0])
        case ("targets", _): self = .targets(numbers)
        default: return nil
        }
    }
}
