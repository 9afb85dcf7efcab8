/// Where a command's keys are heard.
public enum CommandContext: Hashable, Sendable, CaseIterable {
    /// Everywhere but in input lines.
    case global
    /// Panes of the reading screen; `list` is the trace list and every screen that is a list.
    case text, grid, detail, list, timeline
    case traces
    /// Screens of their own.
    case judging
    case knockoutMatrix
    case sideBySide, comparison, head, sweep, outline, searchResults, corpusHits, notes, sessions,
        themes, log, skipped, lexicon
    case dynamics
    case mediation, planningHeads

    /// Its heading in the help.
    public var title: String {
        switch self {
        case .global: "Everywhere"
        case .text: "Trace text"
        case .grid: "Heads"
        case .detail: "Detail"
        case .list: "Lists"
        case .timeline: "Timeline"
        case .traces: "Traces"
        case .sideBySide: "Side by side"
        case .comparison: "Two traces compared"
        case .head: "One head"
        case .sweep: "Sweep"
        case .outline: "Outline"
        case .knockoutMatrix: "Matrix"
        case .searchResults: "Search results"
        case .corpusHits: "Hits in all traces"
        case .notes: "Notes"
        case .judging: "Blind judgement"
        case .sessions: "Sessions"
        case .themes: "Themes"
        case .log: "Messages"
        case .skipped: "Skipped records"
        case .lexicon: "Lexicon"
        case .dynamics: "Dynamics"
        case .mediation: "Mediation"
        case .planningHeads: "Planning heads"
        }
    }
}

/// What must be there for a command to work; where it is missing, the command says why.
public enum Requirement: Hashable, Sendable {
    case document
    /// A loaded model that may score the open trace.
    case model
    case entropies, planningMoves
    case mask, effects
    /// The selected head is shown somewhere on the screen.
    case headShown
    case search, sweep, sideBySide
    case corpusSearch, comparison
    case dynamics
    case undo, redo
    /// There is a step or sentence that has a measure.
    case stepMeasures
    /// The source has measures of its own beside the planning score.
    case severalStepMeasures
    /// The outline lists steps, not planning moves.
    case stepsListed
    /// The screen of the lexicon is shown.
    case lexiconShown
    case lexiconUndo, lexiconRedo
}

/// One thing that the program can do: the only source of keys, help, hints, palette and
/// `heddle keys`.
public struct Command: Sendable, Identifiable {
    /// Stable name, as typed after `:` and used in key files: `next-planning`.
    public var name: String
    /// Key names, the first one is shown in hints.
    public var keys: [String]
    public var contexts: [CommandContext]
    /// Two or three words for the line of key hints.
    public var hint: String
    /// One sentence for help and palette.
    public var help: String
    /// What its argument is called, when it takes one.
    public var argument: String?
    /// Without an argument the palette asks for one.
    public var needsArgument: Bool
    public var requires: [Requirement]

    public var id: String { name }

    public init(
        _ name: String, keys: [String] = [], in contexts: [CommandContext] = [.global],
        hint: String, help: String, argument: String? = nil, needsArgument: Bool = false,
        requires: [Requirement] = []
    ) {
        self.name = name
        self.keys = keys
        self.contexts = contexts
        self.hint = hint
        self.help = help
        self.argument = argument
        self.needsArgument = needsArgument
        self.requires = requires
    }
}
