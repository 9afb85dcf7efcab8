import HeddleAnalysis

/// Work that `update` asks for, as a comparable value. Results come back as actions.
public enum Effect: Hashable, Sendable {
    /// Lists the traces of files and directories; `select` is the id to open first.
    case openFiles(paths: [String], select: String?)
    /// Reads, tokenises and labels one entry of the list.
    case openTrace(entry: TraceEntry, document: DocumentID)
    /// Counts what these rows of the list lack before all others; answered by `tracesCounted`.
    case countFacts([TraceEntry])
    case loadModel(path: String)
    /// Reads the texts of traces for a filter; answered by `textsFiltered`, several in a row.
    case filterTexts(TextFilterRequest)
    /// Cuts an open document into tokens of the loaded model; it becomes document `new`.
    case retokenize(document: DocumentID, new: DocumentID)
    /// Predictions of all tokens of a document with all heads on.
    case score(document: DocumentID)
    /// Effect of a mask on every token, the rows of `visible` first.
    case effects(document: DocumentID, mask: HeadMask, visible: Range<Int>)
    /// The summary block that begins at a query, under a mask.
    case summaries(document: DocumentID, mask: HeadMask, firstQuery: Int)
    case pattern(document: DocumentID, mask: HeadMask, head: HeadID, queries: Range<Int>)
    case headLine(document: DocumentID, mask: HeadMask, head: HeadID, measure: HeadMeasure)
    /// `against` names the token that `difference` compares with, as a person does; nil for the best
    /// other one.
    case sweep(
        document: DocumentID, target: Int, metric: SweepMetric, mode: AblationMode,
        against: String? = nil)
    /// What the parts of the model write straight into a token; answered by `attribution`.
    case attribute(document: DocumentID, target: Int, against: String? = nil)
    /// What each layer says of a token; answered by `lens`.
    case lens(document: DocumentID, target: Int, halfSteps: Bool)
    /// After which layer each token is decided; answered by `depths`, part by part.
    case depths(document: DocumentID)
    /// Which heads let later sentences look back at which; answered by `receivers`.
    case receivers(document: DocumentID)
    /// Hides tokens from the predictions of others; answered by `knockout`.
    case knockout(document: DocumentID, KnockoutQuestion)
    /// Answers a question with the chat template; tokens stream in as document `new`.
    case ask(prompt: String, mask: HeadMask, options: GenerationOptions, new: DocumentID)
    /// Replaces token `target` by `alternative` and continues: a branch, which becomes document
    /// `new`.
    case branch(
        document: DocumentID, target: Int, alternative: Int32, mask: HeadMask,
        options: GenerationOptions, new: DocumentID)
    /// Continues from `target` on twice, with and without the mask, with one seed.
    case regenerate(
        document: DocumentID, target: Int, mask: HeadMask, options: GenerationOptions)
    /// Hides each part of a text from what follows it; answered by `knockoutMatrix`, source by
    /// source, also where it was cancelled.
    case knockoutMatrix(KnockoutMatrixWork)
    /// Draws continuations with a sentence kept and with something else in its place; answered by
    /// `resampled`, also where it was cancelled.
    case resample(ResampleWork)
    /// Puts another trace of the list beside the open one; answered by `compared`.
    case compare(document: DocumentID, other: TraceEntry)
    /// Searches the traces of the list in its order; hits come in batches.
    case searchAll(TextSearch, entries: [TraceEntry], number: Int)
    /// Draws phrases for blind judging; answered by `judgingReady`.
    case drawPhrases(JudgingRequest)
    /// Adds an answer to a file of annotations.
    case saveAnswer(AnnotationRecord, path: String)
    /// Measures corpora; answered by `dynamics`.
    case dynamics(DynamicsRequest)
    case exportDynamics(DynamicsExport)
    /// Measures which heads are of which kind; answered by `mediation`, kind by kind.
    case mediate(HeadKindsRequest)
    /// Reads a result from a file; answered by `mediationOpened` or a message.
    case openMediation(path: String)
    /// Measures what stands beside the scores of a result; answered by `evidence`, part by part.
    case measureEvidence(MediationResult)
    /// Where heads look in the prompt of a pair; answered by `promptAttention`.
    case promptAttention(PromptAttentionRequest)
    /// Measures which heads carry the plan; answered by `planningSweep`.
    case sweepPlanning(PlanningHeadsRequest)
    /// Hashes the loaded model's weights, by which results are known to be its; answered by
    /// `weightsHash`.
    case hashWeights(path: String)
    case cancel(JobKind)
    /// Writes an edit at once.
    case saveSession(SessionSnapshot)
    /// Writes where the user is, within a second; several in a row become one.
    case savePlace(SessionSnapshot)
    case listSessions
    case openSession(path: String)
    /// Labels everything by a lexicon from now on: the open document first, answered by `labelled`,
    /// then the list. `number` is the labels'.
    case relabel(Lexicon, number: Int, LabelRequest?)
    /// Writes a lexicon to its file, after the edits before it.
    case saveLexicon(Lexicon, path: String)
    /// Answered by `lexiconLoaded` or `lexiconFailed`.
    case loadLexicon(name: String)
    case listLexicons
    /// Looks for the file of an example that no open file holds, also beside the lexicon's; answered
    /// by `exampleFound` or a message.
    case findExample(GramExample, lexicon: String)
    case listThemes
    case loadTheme(name: String)
    case export(format: ExportFormat, path: String?, snapshot: SessionSnapshot)
    /// Writes traces for others to read; what stood in the file stays until all are written.
    case exportTraces(TraceExport)
    /// Looks how the rows of a file may be meant.
    case askColumns(file: String)
    /// Remembers how the rows of a file with these columns are read.
    case useColumns(file: String, names: [String], map: ColumnMap)
    case writeScreen(format: ExportFormat, path: String)
    case copy(text: String)
    /// Reads the files of an expression; answered by `headSet` or a message.
    case makeHeadSet(HeadSetRequest)
    case setMouse(Bool)
    case reloadConfiguration
    case suspend
    /// Paints every cell anew.
    case redraw
    case bell
    case quit
}

/// A set of heads that is to be made of an expression.
public struct HeadSetRequest: Hashable, Sendable {
    public var name: String
    public var expression: String
    public var shape: HeadShape
    public var sets: [String: Set<HeadID>]
    /// Values that the screen shows, by measure.
    public var shown: [String: [HeadID: Double]]

    public init(
        name: String, expression: String, shape: HeadShape, sets: [String: Set<HeadID>],
        shown: [String: [HeadID: Double]]
    ) {
        self.name = name
        self.expression = expression
        self.shape = shape
        self.sets = sets
        self.shown = shown
    }
}

/// What of a document is to be labelled.
public struct LabelRequest: Hashable, Sendable {
    public var document: DocumentID
    public var text: [UInt8]
    public var tokens: TokenTable
    /// Bytes in which grams count.
    public var range: Range<Int>
    /// Get the planning score of the new labels.
    public var steps: DocumentSteps

    public init(_ document: Document) {
        self.document = document.id
        text = document.bytes
        tokens = document.tokens
        steps = document.steps
        range = min(document.trace.contextLength, document.bytes.count)..<document.bytes.count
    }
}

/// How tokens are drawn.
public struct GenerationOptions: Hashable, Sendable {
    public var temperature: Float
    public var maxTokens: Int
    public var seed: UInt64

    public init(temperature: Float, maxTokens: Int, seed: UInt64) {
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.seed = seed
    }
}

public enum ExportFormat: String, CaseIterable, Hashable, Sendable {
    case markdown, json, svg, text
    /// The screen as plain lines without drawing, for screen readers.
    case lines
}

/// Everything that is written to a session file.
public struct SessionSnapshot: Hashable, Sendable {
    public var path: String?
    public var annotations: Annotations
    public var place: Place
    public var modelPath: String?
    /// The arithmetic of the loaded model.
    public var modelArithmetic: DotProducts?
    public var files: [String]
    /// The open trace, stored in the session when it is annotated or was generated here.
    public var trace: Trace?
    /// What was measured of models: JSON texts by key.
    public var measurements: [String: String]

    public init(
        path: String?, annotations: Annotations, place: Place, modelPath: String?,
        modelArithmetic: DotProducts? = nil, files: [String], trace: Trace?,
        measurements: [String: String] = [:]
    ) {
        self.path = path
        self.annotations = annotations
        self.place = place
        self.modelPath = modelPath
        self.modelArithmetic = modelArithmetic
        self.files = files
        self.trace = trace
        self.measurements = measurements
    }
}
