import CCurses
import Canvas

/// What can be known of the terminal without taking it over: what `heddle doctor` prints.
public struct TerminalFacts: Hashable, Sendable {
    /// The value of `TERM`; empty when it is not set.
    public var term: String
    /// Whether terminfo has an entry of that name.
    public var isKnown: Bool
    /// Colours of the entry; nil where it has none.
    public var colors: Int?
    /// The depth that a screen would use.
    public var colorDepth: ColorDepth
    /// The value of `COLORTERM`, where set.
    public var colorTerm: String?
    public var isNoColorSet: Bool
    /// Whether text would be sent as UTF-8; else ASCII stands in for glyphs.
    public var isUTF8: Bool
    /// Whether standard input and output are terminals.
    public var isInputTerminal: Bool
    public var isOutputTerminal: Bool

    /// - Parameter wanted: the colours asked for on the command line.
    public static func current(wanted: ColorDepth? = nil) -> TerminalFacts {
        let environment = terminalEnvironment()
        let term = environment["TERM", default: ""]
        let number = term.isEmpty ? -2 : Int(hc_terminfo_number(term, "colors"))
        return TerminalFacts(
            term: term, isKnown: number > -2, colors: number > 0 ? number : nil,
            colorDepth: .detect(
                environment: environment, terminalColors: max(0, number), wanted: wanted),
            colorTerm: environment["COLORTERM"],
            isNoColorSet: !environment["NO_COLOR", default: ""].isEmpty,
            isUTF8: hc_is_utf8() != 0, isInputTerminal: isTerminal(descriptor: 0),
            isOutputTerminal: isTerminal(descriptor: 1))
    }
}
