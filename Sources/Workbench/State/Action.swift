import Canvas
import HeddleAnalysis

/// Everything that can happen: keys, the mouse, the size of the terminal, and results of effects.
public enum Action: Sendable {
    case key(KeyPress)
    case mouse(MouseEvent)
    case paste(String)
    case resize(width: Int, height: Int)
    /// Runs a command of the registry by its name, with an argument as typed after it.
    case command(String, argument: String?)
    case result(EffectResult)
}

/// What effects report. Results name the document and the mask that they belong to.
public enum EffectResult: Sendable {
    /// The first traces of files; more come as `tracesListed` until the work is finished. `select`
    /// is the id or the number of the trace to open, which may be among those that follow.
    case filesOpened(entries: [TraceEntry], skipped: [SkippedRecord], select: String?)
    case tracesListed([TraceEntry], skipped: [SkippedRecord])
    /// A file was replaced: what is in it is listed anew.
    case tracesGone(file: String)
    /// What was counted of listed traces after the list was shown, by id.
    case tracesCounted([String: CountedFacts])
    /// Which of the next `read` traces that a filter needs the texts of pass it, as indexes in the
    /// list; `number` is the request's.
    case textsFiltered(number: Int, matches: [Int], read: Int)
    /// The rows of a file are of no known format; `isWanted` when the user asked for the question.
    case columnsAsked(ColumnQuestion, isWanted: Bool)
    case traceOpened(Document, scores: [Prediction?])
    case modelLoaded(ModelInfo)
    /// Whether a document's token ids are of the vocabulary of the model that was loaded.
    case tokensFit(document: DocumentID, Bool)
    /// How well the numbers of a document's file agree with the model's.
    case checked(document: DocumentID, RecordedScoreCheck)
    case modelFailed(path: String, message: String)
    case scored(document: DocumentID, first: Int, predictions: [Prediction], by: String)
    case pieces([Int32: String])
    /// Other labels for the open document; what depends on them is asked for again.
    case labelled(document: DocumentID, Labelling, DocumentSteps, number: Int)
    /// What the model's worker reports from now on is of these labels.
    case labelsInUse(number: Int)
    case lexiconLoaded(LexiconInUse)
    case lexiconFailed(message: String)
    case lexicons([String])
    /// The file of an example that was looked for.
    case exampleFound(path: String, GramExample)
    case effects(
        document: DocumentID, mask: HeadMask, first: Int, effects: [TokenEffect],
        ablated: [Prediction], complete: Bool)
    case summaries(document: DocumentID, mask: HeadMask, SummaryBlock)
    case patterns(document: DocumentID, mask: HeadMask, [PatternRow])
    case headLine(document: DocumentID, mask: HeadMask, HeadLine)
    case sweep(document: DocumentID, SweepResult, complete: Bool)
    case attribution(document: DocumentID, DirectAttribution)
    case lens(document: DocumentID, LensStrip, halfSteps: Bool)
    case depths(document: DocumentID, LensDepths)
    case receivers(document: DocumentID, BroadcastSentences)
    case knockout(document: DocumentID, KnockoutResult)
    /// As far as it is measured; `number` is the request's.
    case knockoutMatrix(document: DocumentID, KnockoutMatrix, number: Int)
    /// A new document begins: the question in its frame, before its first token.
    case generationStarted(Document)
    /// More tokens of the document that is being generated, with the labelling so far.
    case generated(Document, predictions: [Prediction?], finished: Bool)
    case continuations(SideBySide)
    /// What a sentence is worth, and its continuations as rows for the list.
    case resampled(ResampleReport, branches: [TraceEntry])
    case corpusHits(CorpusHits)
    /// `number` is the request's.
    case dynamics(DynamicsReport, number: Int)
    /// `number` is the request's; complete once all kinds are measured.
    case mediation(MediationResult, number: Int, isComplete: Bool)
    /// The heads of a set that was asked for by name.
    case headSet(name: String, Set<HeadID>)
    case mediationOpened(MediationResult, path: String)
    case evidence(SymbolicEvidence, isComplete: Bool)
    case promptAttention(PromptAttention)
    case planningSweep(PlanningSweep, model: ModelIdentity, number: Int)
    case weightsHash(ModelWeightsHash)
    case compared(TraceComparison, document: DocumentID, other: String)
    case judgingReady(Judging)
    case sessionSaved(path: String)
    case sessionFailed(message: String)
    case sessionOpened(SessionSnapshot, entries: [TraceEntry])
    case sessions([SessionEntry])
    case themes([String])
    case theme(Theme)
    case configuration(Settings)
    case progress(JobKind, Progress)
    case finished(JobKind)
    case message(Message)
    case failed(JobKind, message: String)
}
