import Canvas

/// What comes in from outside and ends the wait of the event loop.
public enum InputEvent: Equatable, Sendable {
    case key(KeyPress)
    case mouse(MouseEvent)
    /// Text pasted by the terminal, line ends as `\n`; never to be taken as keys.
    case paste(String)
    /// The screen has this size now, or has to be drawn anew; also the first event of a run.
    case resize(width: Int, height: Int)
    /// The terminal's window gained or lost the keyboard.
    case focus(Bool)
    /// SIGTERM, SIGHUP or SIGINT from outside, or the terminal has gone: save and leave within a
    /// second.
    case terminate
    /// Someone posted through a `Wake`.
    case wake
    /// The deadline that the last decision asked for has passed.
    case deadline
}
