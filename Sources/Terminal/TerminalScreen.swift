import CCurses
import Canvas

/// The terminal, taken over until it is closed. One at a time in a process; it belongs to the
/// thread that opened it.
///
/// While it is open, standard output and standard error are kept in a log (`printedOutput`). A
/// crash, SIGTERM, SIGHUP and the normal end all give the terminal back.
public final class TerminalScreen {
    public struct Options: Sendable {
        /// Colours asked for on the command line; nil leaves it to the environment.
        public var colorDepth: ColorDepth?
        public var mouse: Bool
        /// Draw with ASCII alone, also where the terminal can do more.
        public var asciiOnly: Bool
        /// The file to which output is appended while the screen is open; nil keeps it in memory.
        public var logPath: String?

        public init(
            colorDepth: ColorDepth? = nil, mouse: Bool = true, asciiOnly: Bool = false,
            logPath: String? = nil
        ) {
            self.colorDepth = colorDepth
            self.mouse = mouse
            self.asciiOnly = asciiOnly
            self.logPath = logPath
        }
    }

    /// The most base64 text that terminals take by OSC 52.
    public static let clipboardLimit = 74_994

    /// The terminfo entry in use; differs from `TERM` when that one was unknown.
    public let terminalName: String
    public let colorDepth: ColorDepth
    /// False where only ASCII is sent: the locale is not UTF-8, or it was asked for.
    public let usesUnicode: Bool
    public private(set) var isMouseOn: Bool

    private var painted: Frame?
    private var isOpen = true

    /// Takes the terminal over.
    ///
    /// - Throws: `TerminalError` where there is no terminal that can show a screen; nothing has
    ///   been changed then.
    public static func open(
        _ options: Options = Options()
    ) throws(TerminalError) -> TerminalScreen {
        let environment = terminalEnvironment()
        let term = environment["TERM", default: ""]
        let wantsColor =
            options.colorDepth.map { $0 != .none }
            ?? environment["NO_COLOR", default: ""].isEmpty
        let mouse: Int32 = options.mouse ? 1 : 0
        switch Int(hc_open(options.logPath, wantsColor ? 1 : 0, mouse)) {
        case HC_OK: return TerminalScreen(options, environment: environment)
        case HC_NOT_A_TERMINAL: throw .notATerminal
        case HC_DUMB_TERMINAL: throw .dumbTerminal(term: term)
        case HC_UNKNOWN_TERMINAL: throw .unknownTerminal(term: term)
        case HC_ALREADY_OPEN: throw .alreadyOpen
        default: throw .system(errno: hc_open_errno())
        }
    }

    private init(_ options: Options, environment: [String: String]) {
        terminalName = String(cString: hc_terminal_name())
        colorDepth = ColorDepth.detect(
            environment: environment, terminalColors: Int(hc_colors()), wanted: options.colorDepth)
        usesUnicode = hc_is_utf8() != 0 && !options.asciiOnly
        isMouseOn = options.mouse
    }

    deinit { close() }

    public var size: (width: Int, height: Int) { (Int(hc_width()), Int(hc_height())) }

    /// Shows a frame: only cells that differ from the last one are sent. What is larger than the
    /// screen is cut off.
    public func paint(_ frame: Frame) {
        guard isOpen else { return }
        let shown = usesUnicode ? frame : frame.asciiOnly()
        if shown == painted { return }
        hc_begin_frame()
        put(PaintList(from: painted, to: shown))
        hc_end_frame(Int32(shown.cursor?.x ?? -1), Int32(shown.cursor?.y ?? -1))
        painted = shown
    }

    private func put(_ list: PaintList) {
        list.scalars.withUnsafeBufferPointer { scalars in
            list.lengths.withUnsafeBufferPointer { lengths in
                list.widths.withUnsafeBufferPointer { widths in
                    for run in list.runs {
                        guard let scalar = scalars.baseAddress, let length = lengths.baseAddress,
                            let width = widths.baseAddress
                        else { continue }
                        hc_put(
                            Int32(run.y), Int32(run.x), scalar + run.firstScalar,
                            length + run.firstCell, width + run.firstCell, Int32(run.cells),
                            paletteIndex(run.style.foreground), paletteIndex(run.style.background),
                            Self.attributeBits(run.style.attributes))
                        if run.isUnsteady { hc_settle(Int32(run.y), Int32(run.endX)) }
                    }
                }
            }
        }
    }

    private func paletteIndex(_ color: Color?) -> Int32 {
        Int32(color?.paletteIndex(at: colorDepth) ?? -1)
    }

    /// Curses has no strikethrough: it is drawn dim.
    static func attributeBits(_ attributes: Attributes) -> Int32 {
        var bits = 0
        if attributes.contains(.bold) { bits |= HC_BOLD }
        if attributes.contains(.dim) || attributes.contains(.strikethrough) { bits |= HC_DIM }
        if attributes.contains(.italic) { bits |= HC_ITALIC }
        if attributes.contains(.underline) { bits |= HC_UNDERLINE }
        if attributes.contains(.reverse) { bits |= HC_REVERSE }
        return Int32(bits)
    }

    /// Gives the terminal back and stops the program as `Ctrl-Z` does; returns when it continues.
    public func suspend() {
        guard isOpen else { return }
        hc_suspend()
        painted = nil
    }

    /// Paints the last frame anew, every cell of it.
    public func repaint() {
        guard isOpen, let frame = painted else { return }
        hc_invalidate()
        painted = nil
        paint(frame)
    }

    /// Gives the terminal back for good. May be called more than once.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        hc_close()
    }

    /// What was printed to standard output and standard error while the screen was open. Still
    /// there after `close()`, until another screen is opened.
    public var printedOutput: String {
        var bytes: [UInt8] = []
        var chunk = [CChar](repeating: 0, count: 4096)
        while true {
            let count = hc_log(&chunk, bytes.count, chunk.count)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: chunk[..<count].map { UInt8(bitPattern: $0) })
        }
    }

    /// The signal behind `InputEvent.terminate`, for the exit status; nil when there was none.
    public var terminationSignal: Int32? {
        let signal = hc_termination_signal()
        return signal == 0 ? nil : signal
    }

    public func setMouse(_ on: Bool) {
        guard isOpen else { return }
        isMouseOn = on
        hc_mouse(on ? 1 : 0)
    }

    public func ringBell() {
        hc_bell()
    }

    /// Sets the title of the terminal's window until the screen is closed.
    public func setTitle(_ title: String) {
        hc_title(title)
    }

    /// Sends text to the terminal's clipboard (OSC 52), which may or may not accept it.
    ///
    /// - Returns: false when the text is longer than terminals take; nothing is sent then.
    public func copyToClipboard(_ text: String) -> Bool {
        let encoded = Base64.encode(Array(text.utf8))
        guard encoded.count <= Self.clipboardLimit else { return false }
        let bytes = encoded.map { CChar(bitPattern: $0) }
        hc_clipboard(bytes, bytes.count)
        return true
    }
}

extension TerminalScreen: TerminalDevice {
    func wait(milliseconds: Int?) -> WaitResult {
        WaitResult(rawValue: Int(hc_wait(Int32(clamping: milliseconds ?? -1))))
    }

    func read() -> RawInput? {
        var event = hc_event()
        while hc_read(&event) != 0 {
            if let input = RawInput(event) { return input }
        }
        return nil
    }

    func adoptSize() {
        hc_resize()
        painted = nil
    }

    func resume() {
        hc_resume()
        painted = nil
    }
}
