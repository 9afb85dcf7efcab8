import CCurses
import Canvas

/// What ends a wait.
struct WaitResult: OptionSet {
    let rawValue: Int

    static let input = WaitResult(rawValue: HC_INPUT)
    static let woken = WaitResult(rawValue: HC_WOKEN)
    static let resized = WaitResult(rawValue: HC_RESIZED)
    static let terminate = WaitResult(rawValue: HC_TERMINATE)
    static let stop = WaitResult(rawValue: HC_STOP)
    static let continued = WaitResult(rawValue: HC_CONTINUED)
    static let hangup = WaitResult(rawValue: HC_HANGUP)
}

/// The terminal as the event loop sees it; tests put a scripted one in its place.
protocol TerminalDevice: AnyObject {
    var size: (width: Int, height: Int) { get }
    /// Empty when the time has passed; nil waits without limit.
    func wait(milliseconds: Int?) -> WaitResult
    func read() -> RawInput?
    func paint(_ frame: Frame)
    /// Takes over a new size of the terminal.
    func adoptSize()
    func suspend()
    /// Takes the terminal back after a stop from outside.
    func resume()
}
