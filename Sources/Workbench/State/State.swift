import Canvas
import HeddleAnalysis

/// The whole application as a value.
///
/// `update(_:_:)` is the only code that changes it; views draw it; the effect runner reads none of
/// it: effects carry what they need.
public struct State: Sendable, Equatable {
    public var width: Int
    public var height: Int

    public var model: ModelStatus = .none
    public var traces = TraceList()
    public var skipped = SkippedList()
    /// Files whose columns are to be asked for, and those that have been.
    var waitingColumns: [ColumnQuestion] = []
    var askedColumns: Set<String> = []
    /// Files that the user left out when asked for their columns.
    var leftOut: [String] = []
    public var document: Document?
    public var numbers = TraceNumbers()
    /// The stretch of new tokens while a question is being answered.
    public var generation: Continuation?
    public var sideBySide: SideBySide?
    public var compared: ComparedTraces?

    public var screens: [Screen] = [.reading]
    public var overlay: Overlay?
    public var place = Place()
    /// The lexicon that labels come from, and its screen.
    public var lexicon = LexiconState()
    /// The pane that fills the screen.
    public var zoomed: Pane?
    /// Where a span selection began, a token index.
    public var anchor: Int?
    /// The wrapped trace text at its present width; nil before a document is open.
    public var layout: TextLayout?
    /// First line of the trace text on the screen, in wrapped lines.
    public var scroll = 0
    /// Marked row in the alternatives of the token detail.
    public var alternative = 0
    /// The token that the cursor's token is compared with; nil for the best other one.
    public var rival: Rival?
    /// Row of the cursor on list screens.
    public var row = 0
    /// Rows of the screens below the present one.
    public var rowsBelow: [Int] = []
    /// Where the mouse button went down in the text, a token index.
    public var dragStart: Int?
    public var search = SearchState()
    /// The last search over all traces.
    public var corpusSearch: CorpusSearch?
    /// The round of blind judging that was begun.
    public var judging: Judging?
    /// The last measurement of the open corpora.
    public var dynamics: DynamicsState?
    /// What the session keeps of measurements of models: JSON texts by key.
    public internal(set) var measurements: [String: String] = [:]
    /// What has been measured of the kinds of heads.
    public internal(set) var symbolic = SymbolicState()
    /// What has been measured of the heads' part in planning.
    public internal(set) var planningHeads = PlanningHeadsState()
    /// What sentences are worth, as far as that was measured.
    public internal(set) var resamplings: [ResampledPlace: ResampleReport] = [:]
    public var countPrefix: Int?
    /// Column that moving by lines keeps to, in the text's columns.
    public var goalColumn: Int?
    /// Lines that long help or side by side is scrolled by.
    public var overlayScroll = 0
    /// First key of the heat map on the head screen.
    public var patternScroll = 0
    /// What the outline shows and how.
    public var outline = OutlineState()
    /// How the matrix of knock-outs is looked at.
    public internal(set) var matrix = KnockoutMatrixState()
    /// Name of the measure of labelled steps that is shown; nil for the source's first.
    public var stepMeasureName: String?
    /// Stretches of the text that are folded away.
    public var folds = TextFolds()
    /// Range that the grid's scale is fixed to; nil fits it to what is shown.
    public var gridScale: ClosedRange<Float>?

    public var annotations = Annotations()
    public var undo: [Annotations] = []
    public var redo: [Annotations] = []
    public var sessionPath: String?
    /// Files and directories that the traces come from, as they were named.
    public var files: [String] = []
    public var save: SaveStatus = .saved
    public var sessions: [SessionEntry] = []

    public var jobs: [JobKind: Progress] = [:]
    public var message: Message?
    public var log: [Message] = []
    public var showsFirstRunHint = false
    public var settings = Settings()
    /// The registry's keys with those of `settings` in their place.
    public var keyMap = KeyMap.standard
    /// Names of commands that were run from the palette, the last one first.
    public var recentCommands: [String] = []
    public var theme: Theme
    /// The theme before the list of themes began to show others.
    public var themeBefore: Theme?
    public var themeNames: [String] = []

    /// What the model has been asked for and has not answered yet.
    public var requests = Requests()
    /// The document that has been asked for and has not come; results of others are dropped.
    public var opening: Opening?
    /// The trace that is to be opened once it is listed.
    public var awaited: AwaitedTrace?
    /// Where the sample model is.
    public var bundledModel: String?
    /// The user wants numbers of the loaded model although another one wrote the trace.
    public var scoresAnyway = false
    /// The user named the loaded model: it may score what others wrote.
    public var modelIsNamed = false
    /// Text colour before the first head was switched off; restored when all are on again.
    public var colorBeforeMask: TextColorMode?
    /// What the token pane shows of the layers.
    public var lens = LensMode.off
    /// Trace that the text being generated branches off from.
    public var generationParent: String?

    public var nextDocument = 1
    public var nextNote = 1
    public var quits = false

    public init(width: Int, height: Int, theme: Theme) {
        self.width = width
        self.height = height
        self.theme = theme
    }

    public var screen: Screen { screens.last ?? .reading }
}

/// What is searched for and where it was found.
public struct SearchState: Hashable, Sendable {
    /// As it was typed; between slashes it is an expression.
    public var pattern = ""
    /// Why the pattern cannot be searched, or not to the end.
    public var problem: String?
    /// Byte ranges in the document's text, ascending.
    public var hits: [Range<Int>] = []
    /// The hit that was gone to last, an index in `hits`.
    public var current: Int?
    /// Cursor when the search began; discarding it goes back there.
    public var origin: Int?

    public init() {}
}

/// A saved session in the list of recent ones.
public struct SessionEntry: Hashable, Sendable {
    public var path: String
    public var title: String
    public var notes: Int
    public var traces: Int
    /// Seconds since 1970.
    public var modified: Double
    public var modifiedText: String

    public init(
        path: String, title: String, notes: Int, traces: Int, modified: Double, modifiedText: String
    ) {
        self.path = path
        self.title = title
        self.notes = notes
        self.traces = traces
        self.modified = modified
        self.modifiedText = modifiedText
    }
}

/// What the configuration file and the command line say.
public struct Settings: Hashable, Sendable {
    public var ascii = false
    /// The terminal shows no colour: meaning is carried by glyphs, digits and attributes.
    public var colorless = false
    public var mouse = true
    public var readOnly = false
    public var temperature: Float = 0.7
    public var maxTokens = 400
    public var seed: UInt64 = 7
    /// Key names by command name, from the configuration file; replaces the command's own keys.
    public var keys: [String: [String]] = [:]

    public init() {}
}
