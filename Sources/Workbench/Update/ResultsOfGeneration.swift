import HeddleAnalysis

extension State {
    /// A new text begins: it becomes the open trace and a row of the list.
    mutating func startGeneration(_ document: Document) {
        guard let opening, opening.document == document.id else { return }
        let target = opening.cursor
        begin(document, keepingScope: target != nil)
        self.document?.labels = lexicon.numberInUse
        nextDocument = max(nextDocument, document.id.number + 1)
        generation = Continuation(mask: annotations.mask)
        numbers.scoredBy = model.info?.name
        requests.score = model.info?.name
        addGenerated(document)
        closeScreens()
        place.focus = .text
        place.traceID = document.trace.id
        settle(margin: State.scrollMargin)
        setCursor(target ?? document.tokens.count - 1)
    }

    private mutating func addGenerated(_ document: Document) {
        let entry = TraceEntry(
            TraceFacts(
                id: document.trace.id, model: document.trace.model?.name,
                prompt: document.trace.prompt, tokens: document.response.count,
                firstDivergence: document.trace.extra["branchToken"]?.int.map {
                    $0 - document.tokens.promptLength
                }),
            parent: generationParent)
        if traces.index(of: entry.id) == nil {
            let parent = generationParent.flatMap { traces.index(of: $0) }
            traces.entries.insert(entry, at: parent.map { $0 + 1 } ?? traces.entries.count)
        }
        traces.current = traces.index(of: entry.id)
        if let current = traces.current { traces.select(entry: current) }
    }

    /// Takes in more tokens of the text that is being generated. A cursor at its end stays there,
    /// and goes back to where a branch began once it is done.
    mutating func grow(
        _ grown: Document, _ predictions: [Prediction?], finished: Bool,
        _ effects: inout [Effect]
    ) {
        guard grown.id == document?.id else { return }
        let follows = place.cursor >= tokenCount - 1
        document = grown
        document?.labels = lexicon.numberInUse
        numbers.predictions = predictions
        numbers.forks = nil
        if follows { setCursor(tokenCount - 1) } else { markBestAlternative() }
        guard finished else { return }
        endGeneration()
        refreshForks()
        markEntry(grown)
        requestLabels(&effects)
        if follows, let branch = grown.trace.extra["branchToken"]?.int { setCursor(branch) }
        saveEdit(&effects)
    }

    mutating func takeSession(_ result: EffectResult, _ effects: inout [Effect]) {
        switch result {
        case .sessionSaved(let path):
            sessionPath = path
            save = settings.readOnly ? .readOnly : .saved
        case .sessionFailed(let message):
            save = .failed(message: message)
            say(message, .error)
        case .sessionOpened(let snapshot, let entries):
            jobs[.session] = nil
            restore(snapshot, entries, &effects)
        case .sessions(let entries): sessions = entries
        default: break
        }
    }

    /// Puts back what a session file holds and opens the trace that was open, where it was.
    private mutating func restore(
        _ snapshot: SessionSnapshot, _ entries: [TraceEntry], _ effects: inout [Effect]
    ) {
        closeScreens()
        sessionPath = snapshot.path
        annotations = snapshot.annotations
        undo = []
        redo = []
        restore(measurements: snapshot.measurements)
        place = snapshot.place
        files = snapshot.files
        nextNote = (annotations.notes.map(\.id).max() ?? 0) + 1
        colorBeforeMask = annotations.mask.isEmpty ? nil : .planning
        numbers.forgetEffects()
        traces = TraceList()
        traces.append(entries)
        refreshMarks()
        traces.query = place.query
        skipped = SkippedList()
        restoreLexicon(&effects)
        if let path = snapshot.modelPath, path != model.path {
            loadModel(path, isNamed: path != bundledModel, &effects)
        }
        if let wanted = awaited?.selector ?? place.traceID {
            let cursor = wanted == place.traceID ? place.cursor : nil
            awaited = AwaitedTrace(selector: wanted, cursor: cursor, first: 0)
            openAwaited(from: 0, &effects)
        } else if let first = entries.first {
            open(first, &effects)
        }
    }
}
