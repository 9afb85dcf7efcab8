import HeddleAnalysis

extension State {
    /// Takes in what an effect reports. Results of another document or mask than the present ones
    /// are dropped.
    mutating func take(_ result: EffectResult, _ effects: inout [Effect]) {
        switch result {
        case .filesOpened, .tracesListed, .tracesGone, .tracesCounted:
            takeListing(result, &effects)
        case .traceOpened, .modelLoaded, .modelFailed:
            takeDocument(result, &effects)
        case .labelled, .labelsInUse, .lexiconLoaded, .lexiconFailed, .lexicons, .exampleFound:
            takeLexicon(result, &effects)
        case .tokensFit(let id, let fits): if id == document?.id { document?.fitsModel = fits }
        case .checked(let id, let check): if id == document?.id { take(check) }
        case .scored, .pieces, .effects, .summaries, .patterns, .headLine, .sweep:
            takeNumbers(result)
        case .attribution, .lens, .depths, .receivers: takeReadout(result)
        case .knockout(let id, let result): if id == document?.id { take(result) }
        case .knockoutMatrix(let id, let matrix, let number):
            if id == document?.id { take(matrix, number: number) }
        case .textsFiltered(let number, let matches, let read):
            traces.take(matches: matches, read: read, number: number)
        case .generationStarted(let document): startGeneration(document)
        case .generated(let document, let predictions, let finished):
            grow(document, predictions, finished: finished, &effects)
        case .continuations(let both):
            if both.document == document?.id { sideBySide = both }
        case .resampled(let report, let branches): take(report, branches: branches, &effects)
        case .corpusHits(let hits): take(hits)
        case .judgingReady(let judging): take(judging)
        case .dynamics(let report, let number): take(report, number: number)
        case .mediation, .mediationOpened, .evidence, .promptAttention, .planningSweep,
            .weightsHash:
            takeSymbolic(result, &effects)
        case .headSet(let name, let heads): keepSet(name, heads, &effects)
        case .compared(let result, let document, let other):
            take(result, of: document, with: other)
        case .sessionSaved, .sessionFailed, .sessionOpened, .sessions:
            takeSession(result, &effects)
        case .themes(let names):
            themeNames = names
            if screen == .themes { row = names.firstIndex(of: theme.name) ?? 0 }
        case .theme(let theme): self.theme = theme
        case .configuration(let settings): configure(settings)
        case .progress(let kind, let progress): jobs[kind] = progress
        case .finished(let kind):
            jobs[kind] = nil
            if kind == .generate { endGeneration() }
            if kind == .knockout { numbers.knockout.asked = nil }
            if kind == .openFiles { endListing(&effects) }
            if kind == .knockoutMatrix { endMatrix() }
        case .columnsAsked(let question, let isWanted): take(question, isWanted: isWanted)
        case .message(let message): post(message)
        case .failed(let kind, let text): fail(kind, text)
        }
    }

    private mutating func fail(_ kind: JobKind, _ text: String) {
        jobs[kind] = nil
        if kind == .generate { endGeneration() }
        if kind == .knockout { numbers.knockout.asked = nil }
        if kind == .attribution, rivalAtCursor != nil {
            rival = nil
            requests.attribution = nil
        }
        if kind == .openTrace || kind == .generate { opening = nil }
        say(text, .error)
    }

    private mutating func configure(_ settings: Settings) {
        self.settings = settings
        let (map, problems) = KeyMap.build(overrides: settings.keys)
        keyMap = map
        for problem in problems { post(problem) }
        if settings.readOnly {
            save = .readOnly
        } else if save == .readOnly {
            save = .saved
        }
    }

    private mutating func takeDocument(_ result: EffectResult, _ effects: inout [Effect]) {
        switch result {
        case .traceOpened(let document, let scores): show(document, scores: scores, &effects)
        case .modelLoaded(let info): use(info, &effects)
        case .modelFailed(let path, let message):
            jobs[.loadModel] = nil
            if case .loading(_, let previous?) = model {
                model = .loaded(previous)
                say("\(message); \(previous.name) stays in use", .error)
            } else {
                model = .failed(path: path, message: message)
                say(message, .error)
            }
        default: break
        }
    }

    private mutating func show(
        _ document: Document, scores: [Prediction?], _ effects: inout [Effect]
    ) {
        guard let opening, opening.document == document.id else { return }
        jobs[.openTrace] = nil
        let pieces = numbers.pieces
        var document = document
        document.labels = lexicon.numberInUse
        begin(document, keepingScope: place.traceID == document.trace.id)
        numbers.pieces = pieces
        if scores.contains(where: { $0 != nil }) {
            numbers.predictions = scores
            numbers.isRecorded = true
            numbers.scoredBy = document.trace.model?.name ?? "its file"
            refreshForks()
        }
        let named =
            opening.place.flatMap { document.token(at: $0) }
            ?? opening.scalar.flatMap { document.token(atScalar: $0) }
        let byte =
            named
            ?? opening.byte.flatMap {
                document.tokens.token(atByte: max(0, document.trace.contextLength + $0))
            }
        place.traceID = document.trace.id
        settle(margin: State.scrollMargin)
        setCursor(byte ?? opening.cursor ?? firstResponseToken)
        markEntry(document)
        reattachNotes()
        if !search.pattern.isEmpty { find(search.pattern) }
        requestLabels(&effects)
    }

    /// Puts a document in the place of the open one and forgets everything that belonged to it.
    ///
    /// - Parameter keepingScope: a mask from a token on keeps its meaning in the new document, and so
    ///   does the wish to have it scored.
    mutating func begin(_ document: Document, keepingScope: Bool) {
        opening = nil
        self.document = document
        numbers = TraceNumbers()
        rival = nil
        requests = Requests()
        if !keepingScope { scoresAnyway = false }
        layout = nil
        anchor = nil
        dragStart = nil
        goalColumn = nil
        outline.exceptions = []
        folds = TextFolds()
        sideBySide = nil
        screens = screens.filter { $0 != .sideBySide && $0 != .sweep }
        rowsBelow = Array(rowsBelow.prefix(screens.count - 1))
        if case .from = annotations.mask.scope, !keepingScope {
            annotations.mask.scope = .always
            say("Heads are off as if always: the token they were off from is in another trace")
        }
    }

    /// The first token of the response that is shown.
    private var firstResponseToken: Int {
        let first = document?.response.lowerBound ?? 0
        return shownToken(from: first, step: 1)
    }

    /// Counts what the list shows of the open trace.
    mutating func markEntry(_ document: Document) {
        guard let index = traces.index(of: document.trace.id) else { return }
        let isNew = traces.current != index
        traces.current = index
        if isNew { traces.select(entry: index) }
        let response = document.response
        // What the list counts of files without tokens is words: all its rows can be compared.
        let isCountedByTheList =
            document.tokenSource != .file && traces.entries[index].place != nil
        traces.update(at: index) { entry in
            entry.facts.correct = document.trace.correct ?? entry.facts.correct
            guard !isCountedByTheList else { return }
            entry.facts.tokens = response.count
            guard !response.isEmpty else { return }
            let planning = response.reduce(into: 0) {
                $0 += document.labelling.isPlanning($1) ? 1 : 0
            }
            entry.facts.planningShare = Double(planning) / Double(response.count)
        }
    }

    private mutating func use(_ info: ModelInfo, _ effects: inout [Effect]) {
        jobs[.loadModel] = nil
        if let known = model.info, known.path == info.path, known.shape == info.shape {
            model = .loaded(info)
            return
        }
        model = .loaded(info)
        requests = Requests()
        gridScale = nil
        let predictions = numbers.predictions
        let isRecorded = numbers.isRecorded
        let scoredBy = numbers.scoredBy
        numbers = TraceNumbers()
        rival = nil
        if isRecorded {
            numbers.predictions = predictions
            numbers.isRecorded = true
            numbers.scoredBy = scoredBy
            refreshForks()
        }
        scoresAnyway = false
        let heads = annotations.mask.heads.filter(info.shape.contains)
        if heads.count != annotations.mask.heads.count {
            changeMask(&effects) { $0.heads = heads }
            say("Heads that \(info.name) does not have are no longer off", .warning)
        }
        switch document?.tokenSource {
        case .words: reopen(&effects)
        case .tokenizer(let model) where model != info.name: reopen(&effects)
        case .file, .tokenizer, nil: break
        }
    }

    /// Totals of planning and execution tokens, from what has come of the effects.
    mutating func refreshSummary() {
        guard let document, !numbers.effects.isEmpty else {
            numbers.summary = nil
            return
        }
        var first = 0
        if case .from(let target) = numbers.effectsMask.scope { first = target }
        numbers.summary = EffectSummary(
            effects: numbers.effects, labelling: document.labelling,
            promptLength: document.tokens.promptLength, from: first)
    }
}
