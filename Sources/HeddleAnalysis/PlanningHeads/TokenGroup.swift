/// The groups into which a sweep by planning parts the tokens of responses. Each token is in one.
public enum TokenGroup: String, CaseIterable, Hashable, Sendable, Codable {
    /// The first token of a planning move: where the decision falls.
    case start
    /// The rest of the move: the phrase is completed.
    case rest
    /// Other words, with the punctuation around them.
    case prose
    /// Numbers, operators, variables and formulas.
    case mathematics

    /// Its name on the screen and in reports.
    public var label: String {
        switch self {
        case .start: "move starts"
        case .rest: "rest of moves"
        case .prose: "prose"
        case .mathematics: "mathematics"
        }
    }

    /// The groups that move starts are compared with.
    public static let compared: [TokenGroup] = [.rest, .prose, .mathematics]
}
