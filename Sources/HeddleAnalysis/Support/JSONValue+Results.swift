import OrderedCollections

extension JSONValue {
    /// An object of fields in the order given; a key that stands twice keeps its last value.
    static func fields(_ fields: [(String, JSONValue)]) -> JSONValue {
        .object(OrderedDictionary(fields, uniquingKeysWith: { $1 }))
    }

    init(grid: [[Double]]) { self = .array(grid.map { .array($0.map(JSONValue.number)) }) }
    init(grid: [[Double?]]) { self = .array(grid.map { .array($0.map { JSONValue($0) }) }) }
    init(heads: [HeadID]) { self = .array(heads.map { .string($0.description) }) }
    init(interval: ClosedRange<Double>?) {
        self = interval.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null
    }
}
