/// Why no screen could be opened. The caller goes on in line mode.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Standard output is not a terminal, or there is none to read keys from.
    case notATerminal
    /// The terminal (its TERM) cannot place a cursor.
    case dumbTerminal(term: String)
    /// No terminfo entry for TERM, nor for the ones tried in its place.
    case unknownTerminal(term: String)
    /// A call of the system failed with this error number.
    case system(errno: Int32)
    case alreadyOpen

    public var description: String {
        switch self {
        case .notATerminal:
            "standard output is not a terminal; use a headless command such as `heddle outline`"
        case .dumbTerminal(let term):
            "the terminal TERM=\(term.isEmpty ? "(unset)" : term) cannot place a cursor; "
                + "set TERM (for example xterm-256color) or use a headless command"
        case .unknownTerminal(let term):
            "no terminfo entry for TERM=\(term), xterm-256color or xterm; "
                + "install the package ncurses-base or set TERMINFO_DIRS"
        case .system(let errno):
            "the terminal could not be opened: \(systemMessage(errno))"
        case .alreadyOpen:
            "a screen is already open in this process"
        }
    }
}
