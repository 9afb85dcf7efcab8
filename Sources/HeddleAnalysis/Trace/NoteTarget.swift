/// What a note or bookmark is attached to.
public enum NoteTarget: Hashable, Sendable, Codable {
    case trace(id: String)
    /// Token indexes of the trace, half-open; a single token is a range of one.
    case tokens(trace: String, first: Int, end: Int)
    case head(HeadID)
}
