import HeddleAnalysis
import OrderedCollections

/// Why a JSON value is no exported session.
public struct SessionFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Path of the field: `notes[3].text`.
    public var field: String
    public var problem: String

    public var description: String { "field '\(field)' \(problem)" }
}

extension SessionDocument {
    /// The schema of exported sessions.
    public static let schema = "heddle.session/1"

    /// The session as one JSON object (`heddle.session/1`), for review and comparison: keys and
    /// entries are in a fixed order.
    public var json: JSONValue {
        var fields: OrderedDictionary<String, JSONValue> = [
            "schema": .string(Self.schema), "title": .string(title), "created": .number(created),
            "modified": .number(modified),
        ]
        if modelPath != nil || modelHash != nil {
            var model: OrderedDictionary<String, JSONValue> = [
                "path": JSONValue(modelPath), "sha256": JSONValue(modelHash),
            ]
            model["arithmetic"] = modelArithmetic.map { .string($0.rawValue) }
            fields["model"] = .object(model)
        }
        fields["files"] = .array(files.map(JSONValue.string))
        fields["mask"] = [
            "heads": .string(HeadList.text(mask.heads)), "mode": .string(mask.mode.rawValue),
            "scope": .string(mask.scope.storedText),
        ]
        fields["pinned"] = .array(
            pinned.sorted { $0.key < $1.key }.map {
                ["head": .string($0.key.description), "name": .string($0.value)]
            })
        fields["sets"] = .array(
            sets.sorted { $0.key < $1.key }.map {
                ["name": .string($0.key), "heads": .string(HeadList.text($0.value))]
            })
        fields["notes"] = .array(notes.map(\.json))
        fields["values"] = .object(
            OrderedDictionary(
                uniqueKeysWithValues: values.sorted { $0.key < $1.key }.map {
                    ($0.key, JSONValue.scanned(Array($0.value.utf8)[...]) ?? .string($0.value))
                }))
        fields["traces"] = .array(traces.map(\.json))
        return .object(fields)
    }

    /// Reads an exported session.
    ///
    /// - Throws: `SessionFormatError` naming the field that is missing or of the wrong kind.
    public init(json: JSONValue) throws(SessionFormatError) {
        let root = SessionField(path: "", value: json)
        let schema = try root.field("schema").text()
        guard schema == Self.schema else {
            throw SessionFormatError(field: "schema", problem: "is '\(schema)', not \(Self.schema)")
        }
        self.init(title: try root.field("title").text())
        created = try root.optional("created")?.number() ?? 0
        modified = try root.optional("modified")?.number() ?? created
        let model = root.optional("model")
        modelPath = try model?.optional("path")?.text()
        modelHash = try model?.optional("sha256")?.text()
        modelArithmetic = try model?.optional("arithmetic").flatMap {
            (field) throws(SessionFormatError) in DotProducts(rawValue: try field.text())
        }
        files = try root.elements("files") { field throws(SessionFormatError) in try field.text() }
        if let field = root.optional("mask") { mask = try HeadMask(reading: field) }
        for field in try root.elements("pinned") {
            guard let head = try field.field("head").heads().first else {
                throw field.wrong("names no head")
            }
            pinned[head] = try field.field("name").text()
        }
        for field in try root.elements("sets") {
            sets[try field.field("name").text()] = try field.field("heads").heads()
        }
        notes = try root.elements("notes") { field throws(SessionFormatError) in
            try StoredNote(reading: field)
        }
        for (key, value) in root.optional("values")?.value.object ?? [:] {
            values[key] = value.compactText
        }
        traces = try root.elements("traces") { field throws(SessionFormatError) in
            try StoredTrace(reading: field)
        }
    }
}

extension HeadMask {
    fileprivate init(reading field: SessionField) throws(SessionFormatError) {
        self.init(heads: try field.field("heads").heads())
        if let field = field.optional("mode") {
            guard let mode = AblationMode(rawValue: try field.text()) else {
                throw field.wrong("is no ablation mode")
            }
            self.mode = mode
        }
        if let field = field.optional("scope") {
            guard let scope = AblationScope(storedText: try field.text()) else {
                throw field.wrong("is no scope of an ablation")
            }
            self.scope = scope
        }
    }
}

extension StoredNote {
    fileprivate var json: JSONValue {
        var fields: OrderedDictionary<String, JSONValue> = ["id": .integer(id)]
        switch target {
        case .trace(let id): fields["trace"] = .string(id)
        case .tokens(let id, let first, let end):
            fields["trace"] = .string(id)
            fields["first"] = .integer(first)
            fields["end"] = .integer(end)
        case .head(let head): fields["head"] = .string(head.description)
        }
        fields["text"] = .string(text)
        fields["quote"] = .string(quote)
        fields["bookmark"] = .bool(isBookmark)
        fields["created"] = .number(created)
        return .object(fields)
    }

    fileprivate init(reading field: SessionField) throws(SessionFormatError) {
        let target: NoteTarget
        if let head = field.optional("head") {
            guard let head = try head.heads().first else { throw head.wrong("names no head") }
            target = .head(head)
        } else if let first = try field.optional("first")?.count() {
            let end = try field.field("end").count()
            guard first <= end else { throw field.wrong("ends before it begins") }
            target = .tokens(trace: try field.field("trace").text(), first: first, end: end)
        } else {
            target = .trace(id: try field.field("trace").text())
        }
        self.init(
            id: try field.field("id").count(), target: target, text: try field.field("text").text(),
            quote: try field.optional("quote")?.text() ?? "",
            isBookmark: field.optional("bookmark")?.value.bool ?? false,
            created: try field.optional("created")?.number() ?? 0)
    }
}

extension StoredTrace {
    fileprivate var json: JSONValue {
        var fields: OrderedDictionary<String, JSONValue> = [:]
        fields["file"] = file.map(JSONValue.string)
        fields["line"] = line.map(JSONValue.integer)
        fields["parent"] = parent.map(JSONValue.string)
        fields["trace"] = trace.json
        return .object(fields)
    }

    fileprivate init(reading field: SessionField) throws(SessionFormatError) {
        let record = try field.field("trace")
        do {
            trace = try Trace(json: record.value)
        } catch {
            throw record.wrong("is no trace: \(error)")
        }
        file = try field.optional("file")?.text()
        line = try field.optional("line")?.count()
        parent = try field.optional("parent")?.text()
    }
}

/// A place in an exported session, which names itself in errors.
private struct SessionField {
    var path: String
    var value: JSONValue

    func wrong(_ problem: String) -> SessionFormatError {
        SessionFormatError(field: path, problem: problem)
    }

    func optional(_ key: String) -> SessionField? {
        guard let value = value[key], !value.isNull else { return nil }
        return SessionField(path: path.isEmpty ? key : "\(path).\(key)", value: value)
    }

    func field(_ key: String) throws(SessionFormatError) -> SessionField {
        guard let field = optional(key) else {
            throw SessionFormatError(
                field: path.isEmpty ? key : "\(path).\(key)", problem: "is missing")
        }
        return field
    }

    /// The elements of a list, none where it is missing.
    func elements(_ key: String) throws(SessionFormatError) -> [SessionField] {
        try elements(key) { field throws(SessionFormatError) in field }
    }

    func elements<Element>(
        _ key: String, _ read: (SessionField) throws(SessionFormatError) -> Element
    ) throws(SessionFormatError) -> [Element] {
        guard let list = optional(key) else { return [] }
        guard let values = list.value.array else { throw list.wrong("must be a list") }
        var elements: [Element] = []
        for (index, value) in values.enumerated() {
            elements.append(try read(SessionField(path: "\(list.path)[\(index)]", value: value)))
        }
        return elements
    }

    func text() throws(SessionFormatError) -> String {
        guard let text = value.string else { throw wrong("must be a text") }
        return text
    }

    func number() throws(SessionFormatError) -> Double {
        guard let number = value.double, number.isFinite else { throw wrong("must be a number") }
        return number
    }

    func count() throws(SessionFormatError) -> Int {
        guard let number = value.int, number >= 0 else {
            throw wrong("must be a whole number, not negative")
        }
        return number
    }

    func heads() throws(SessionFormatError) -> Set<HeadID> {
        guard let heads = HeadList.heads(try text()) else { throw wrong("is no list of heads") }
        return heads
    }
}
