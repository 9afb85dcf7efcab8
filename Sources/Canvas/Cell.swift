/// One cell of a frame. A wide character stands in its first cell; the next one is a continuation.
public struct Cell: Hashable, Sendable {
    public var character: Character
    public var style: Style
    /// True for the second cell of a wide character; its own character is not painted.
    public var isContinuation: Bool

    public init(_ character: Character = " ", style: Style = .plain, isContinuation: Bool = false) {
        self.character = character
        self.style = style
        self.isContinuation = isContinuation
    }
}
