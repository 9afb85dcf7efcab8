import Canvas
import HeddleAnalysis

/// The panes of the reading screen, in the order of `Tab` and of Alt-1…Alt-5.
public enum Pane: String, CaseIterable, Hashable, Sendable, Codable {
    case traces, text, grid, detail, timeline
}

/// How the tokens of the trace text are coloured.
public enum TextColorMode: String, CaseIterable, Hashable, Sendable, Codable {
    case planning, entropy, surprise, attention, effect
    /// Function of the steps that the trace's source has labelled; the measure of the steps that
    /// is shown: an importance, or the planning score.
    case steps, importance
    /// After how many layers the token is decided, by the logit lens.
    case decided
    /// How much later sentences look back at the token's sentence.
    case received
    /// What the last knock-out changes.
    case knockout
}

/// A full screen; screens other than `reading` lie on it and go back to it.
public enum Screen: Hashable, Sendable {
    case reading
    case sideBySide
    /// Two traces aligned by their planning moves.
    case comparison
    case head
    case sweep
    case outline
    /// How much each move or sentence depends on each earlier one.
    case knockoutMatrix
    case searchResults
    /// Hits over all traces.
    case corpusHits
    case notes
    /// Phrases judged without knowing where they come from.
    case judging
    case sessions
    case themes
    case log
    case skipped
    /// The lexicon's clusters and phrases.
    case lexicon
    /// What planning does in the open corpora, with charts.
    case dynamics
    /// Which heads abstract symbols, do induction over them and retrieve: a grid a kind.
    case mediation
    /// Which heads carry the plan: a ranking beside a scatter.
    case planningHeads
}

/// What is drawn over the screen and takes the keys.
public enum Overlay: Hashable, Sendable {
    /// Help for a pane; typing narrows it.
    case help(filter: TextInput)
    case palette(input: TextInput, selection: Int)
    case prompt(PromptKind, input: TextInput)
    case confirmLeave
    /// Says what long work will cost; Enter starts the command, anything else does not.
    case confirmWork(text: String, command: String, argument: String?)
    case columns(ColumnQuestion)
}

/// What an input line asks for.
public enum PromptKind: Hashable, Sendable {
    case ask
    case search
    case searchAll
    case goToToken
    case note(NoteTarget)
    case editNote(id: Int)
    case pinName(HeadID)
    case setName
    case filter
    case lexiconFilter
    case openFile
    /// The argument of a command that needs one, by its name.
    case argument(command: String)

    public var label: String {
        switch self {
        case .ask: "ask"
        case .search: "search"
        case .searchAll: "search all traces"
        case .goToToken: "go to token"
        case .note: "note"
        case .editNote: "edit note"
        case .pinName: "name of the head"
        case .setName: "name of the set"
        case .filter, .lexiconFilter: "filter"
        case .openFile: "open file"
        case .argument(let command): command
        }
    }
}

/// One line of text being typed.
public struct TextInput: Hashable, Sendable {
    public var text: String
    /// Characters before the cursor.
    public var cursor: Int

    public init(_ text: String = "") {
        self.text = text
        cursor = text.count
    }
}

/// A line for the person, shown in place of the key hints until the next key.
public struct Message: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case information, warning, error }
    public var kind: Kind
    public var text: String

    public init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
