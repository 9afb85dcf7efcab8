/// Why a JSON value is not a `heddle.trace/1` record or a problem. Whoever reads the file adds its
/// name and line.
public enum TraceFormatError: Error, Equatable, CustomStringConvertible {
    case notAnObject(found: String)
    case missing(field: String)
    case wrongSchema(found: String)
    case wrongType(field: String, expected: String, found: String)
    /// A column of another length than the tokens that it describes.
    case unequalColumns(field: String, count: Int, expected: Int)
    /// A value that cannot be right; `index` is its place in the column, from 0.
    case badValue(field: String, index: Int?, problem: String)

    public var description: String {
        switch self {
        case .notAnObject(let found):
            "a record is a JSON object, this is \(found)"
        case .missing(let field):
            "field '\(field)' is missing"
        case .wrongSchema(let found):
            "schema '\(found)' is not heddle.trace/1: import it as another format or newer version"
        case .wrongType(let field, let expected, let found):
            "field '\(field)' holds \(found) where \(expected) is expected"
        case .unequalColumns(let field, let count, let expected):
            "column '\(field)' has \(count) entries for \(expected) tokens: "
                + "the columns of a trace are equally long"
        case .badValue(let field, let index, let problem):
            "field '\(field)'" + (index.map { ", entry \($0)," } ?? "") + " \(problem)"
        }
    }
}
