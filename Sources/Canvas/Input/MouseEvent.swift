/// What the mouse did at one cell of the screen.
public struct MouseEvent: Hashable, Sendable {
    public enum Button: Hashable, Sendable { case left, middle, right }

    public enum Kind: Hashable, Sendable {
        case press(Button)
        case release(Button)
        /// Moved with the button held.
        case drag(Button)
        case wheelUp
        case wheelDown
    }

    /// Column and row of the cell, 0-based from the upper left.
    public var x: Int
    public var y: Int
    public var kind: Kind
    public var modifiers: KeyModifiers
    /// For presses: 1 for a click, 2 for the second of a double click, and so on; 0 else.
    public var clickCount: Int

    public init(
        x: Int, y: Int, kind: Kind, modifiers: KeyModifiers = [], clickCount: Int = 0
    ) {
        self.x = x
        self.y = y
        self.kind = kind
        self.modifiers = modifiers
        self.clickCount = clickCount
    }
}
