/// Why a set of heads could not be read or made.
public enum HeadSetError: Error, Equatable, CustomStringConvertible {
    /// The expression breaks off or goes on wrongly; `offset` counts characters from 0.
    case malformed(expression: String, offset: Int, expected: String)
    case heads(HeadSelectionError)
    case unknownSet(name: String, known: [String])
    /// A set of another model: it has heads that this one does not.
    case otherModel(name: String, head: HeadID, shape: HeadShape)
    case badName(name: String)
    case unreadable(path: String, reason: String)
    /// A file, or the screen, holds no such measure of heads.
    case noMeasure(measure: String, source: String, known: [String])
    case noMediation(path: String, reason: String)
    case badCount(text: String)
    /// `top` without a file where nothing is shown.
    case nothingShown(measure: String)

    public var description: String {
        switch self {
        case .malformed(let expression, let offset, let expected):
            "head set '\(expression)', character \(offset + 1): \(expected)"
        case .heads(let error): error.description
        case .unknownSet(let name, let known):
            "there is no head set '@\(name)'"
                + (known.isEmpty
                    ? "; define one: heddle sets define NAME 'EXPRESSION'"
                    : "; there are \(known.map { "@\($0)" }.joined(separator: ", "))")
        case .otherModel(let name, let head, let shape):
            "the set '@\(name)' has head \(head), which is outside the model: it has layers "
                + "0-\(shape.layers - 1) and heads 0-\(shape.heads - 1)"
        case .badName(let name):
            "'\(name)' cannot name a set: use letters, digits, - and _, a letter first"
        case .unreadable(let path, let reason): "\(path): \(reason)"
        case .noMeasure(let measure, let source, let known):
            "\(source) has no measure '\(measure)' of heads"
                + (known.isEmpty ? "" : "; it has \(known.joined(separator: ", "))")
        case .noMediation(let path, let reason):
            "\(path) is no result of heddle mediate --json: \(reason)"
        case .badCount(let text): "'\(text)' is no number of heads: write top(5, effect, FILE)"
        case .nothingShown(let measure):
            "top of '\(measure)' needs a file that heddle wrote with --json: "
                + "top(5, \(measure), FILE)"
        }
    }
}
