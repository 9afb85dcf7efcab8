/// Values of heads in a JSON file that a command wrote.
///
/// Files with `heads[].{layer,head,…}` (summaries at a token, sweeps and others like them) have the
/// numbers of those entries as measures, those of inner objects with their path,
/// `groups.planning.mean`; results of mediation have the kinds of heads, whose scores they are.
public struct HeadMeasurement {
    private let json: JSONValue

    public init(_ json: JSONValue) { self.json = json }

    /// By head; heads without the number are left out. Nil where the file has no such measure.
    public func values(_ measure: String) -> [HeadID: Double]? {
        if let entries = json["heads"]?.array {
            return entries.reduce(into: [:]) { values, entry in
                guard let layer = entry["layer"]?.int, let head = entry["head"]?.int,
                    let value = Self.number(entry, measure)
                else { return }
                values[HeadID(layer: layer, head: head)] = value
            }
        }
        guard let rows = json["types"]?[measure]?["scores"]?.array else { return nil }
        var values: [HeadID: Double] = [:]
        for (layer, row) in rows.enumerated() {
            for (head, score) in (row.array ?? []).enumerated() {
                values[HeadID(layer: layer, head: head)] = score.double
            }
        }
        return values
    }

    /// The names of its measures.
    public var measures: [String] {
        if let entries = json["heads"]?.array {
            var names: [String] = []
            for entry in entries {
                for name in Self.names(in: entry) where !names.contains(name) { names.append(name) }
            }
            return names.filter { !["layer", "head", "keyValueHead"].contains($0) }
        }
        return (json["types"]?.object).map { Array($0.keys) } ?? []
    }

    private static func number(_ entry: JSONValue, _ path: String) -> Double? {
        if let number = entry[path]?.double { return number }
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let inner = entry[parts[0]] else { return nil }
        return number(inner, parts[1])
    }

    private static func names(in value: JSONValue) -> [String] {
        (value.object ?? [:]).flatMap { name, field -> [String] in
            if field.double != nil { return [name] }
            return names(in: field).map { "\(name).\($0)" }
        }
    }
}
