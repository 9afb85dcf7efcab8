/// What a planning move does in a solution.
public enum Intent: String, CaseIterable, Hashable, Sendable, Codable {
    case open, deduce, branch, backtrack, verify, conclude

    /// The letter on the timeline: O D B K V C.
    public var letter: Character {
        switch self {
        case .open: "O"
        case .deduce: "D"
        case .branch: "B"
        case .backtrack: "K"
        case .verify: "V"
        case .conclude: "C"
        }
    }
}
