import CCurses
import Canvas

/// What the terminal that the program runs in can do, told without taking it over.
public struct TerminalReport: Hashable, Sendable {
    /// `TERM` as it is set.
    public var terminalName: String
    /// Colours that are shown, in words.
    public var colors: String
    public var isUTF8: Bool
    public var hasMouse: Bool
    /// Why there is no screen; nil where there is one.
    public var problem: String?

    /// Looks at the environment, the terminal's description and the standard streams.
    public static func current() -> TerminalReport {
        let environment = terminalEnvironment()
        let term = environment["TERM", default: ""]
        let number = Int(hc_terminfo_number(nil, "colors"))
        let depth = ColorDepth.detect(
            environment: environment, terminalColors: max(0, number))
        return TerminalReport(
            terminalName: term.isEmpty ? "TERM is not set" : term,
            colors: "\(depth.rawValue) (the terminal's description says \(max(0, number)))",
            isUTF8: localeIsUTF8,
            hasMouse: term.hasPrefix("xterm") || term.hasPrefix("tmux") || term.hasPrefix("screen"),
            problem: problem(term: term, number: number))
    }

    private static func problem(term: String, number: Int) -> String? {
        if number == -2 { return TerminalError.unknownTerminal(term: term).description }
        if term == "dumb" || term.isEmpty {
            return TerminalError.dumbTerminal(term: term).description
        }
        return isStandardOutputATerminal ? nil : TerminalError.notATerminal.description
    }
}
