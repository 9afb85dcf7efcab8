import OrderedCollections

/// A JSON value with the order of its keys: unknown fields of a trace are kept in it, and reports
/// and `--json` output are made of it.
public indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    /// Written with as many digits as a 32-bit float needs to be read back unchanged.
    case float(Float)
    case string(String)
    case array([JSONValue])
    case object(OrderedDictionary<String, JSONValue>)
}
