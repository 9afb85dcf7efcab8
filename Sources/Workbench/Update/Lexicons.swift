import HeddleAnalysis

extension State {
    /// Takes in labels, and lexicons that were asked for.
    mutating func takeLexicon(_ result: EffectResult, _ effects: inout [Effect]) {
        switch result {
        case .labelled(let id, let labelling, let steps, let number):
            relabel(id, labelling, steps, number: number, &effects)
        case .labelsInUse(let number): useLabels(number, &effects)
        case .lexiconLoaded(let inUse): use(inUse, &effects)
        case .lexiconFailed(let message):
            let stays = lexicon.inUse.map { "; \($0.name) stays in use" } ?? ""
            place.lexicon = lexicon.inUse?.name
            say(message + stays, .error)
        case .lexicons(let names): lexicon.names = names
        case .exampleFound(let path, let example): openFile(path, at: example, &effects)
        default: break
        }
    }

    mutating func showLexicon(_ name: String?, _ effects: inout [Effect]) {
        if let name {
            effects.append(.loadLexicon(name: name))
            return
        }
        guard lexicon.inUse != nil else {
            say("No lexicon is loaded: :lexicon NAME loads one", .warning)
            return
        }
        if screen != .lexicon {
            lexicon.side = .groups
            lexicon.otherRow = 0
            open(.lexicon)
        }
        effects.append(.listLexicons)
    }

    /// Another lexicon: everything is labelled anew.
    private mutating func use(_ inUse: LexiconInUse, _ effects: inout [Effect]) {
        lexicon.undo = []
        lexicon.redo = []
        lexicon.filter = ""
        lexicon.inUse = inUse
        place.lexicon = inUse.name
        forgetLexiconMarks()
        if screen == .lexicon {
            lexicon.side = .groups
            row = 0
        }
        lexiconChanged(&effects)
        let used = inUse.lexicon
        let clusters =
            used.clusters.isEmpty ? "" : " in " + Words.count(used.clusters.count, "cluster")
        say("Labels are from \(inUse.name): \(Words.count(used.grams.count, "phrase"))\(clusters)")
    }

    /// The session's own lexicon, unless one was named on the command line.
    mutating func restoreLexicon(_ effects: inout [Effect]) {
        guard let wanted = place.lexicon, !lexicon.isNamed else {
            if lexicon.isNamed { place.lexicon = lexicon.inUse?.name }
            return
        }
        if wanted != lexicon.inUse?.name { effects.append(.loadLexicon(name: wanted)) }
    }

    // MARK: - Labels

    /// Has everything labelled by the lexicon as it is now.
    mutating func lexiconChanged(_ effects: inout [Effect]) {
        guard let inUse = lexicon.inUse else { return }
        lexicon.number += 1
        traces.forgetShares()
        requests.counts = []
        effects.append(
            .relabel(inUse.lexicon, number: lexicon.number, document.map(LabelRequest.init)))
    }

    /// Has a document labelled that came with labels of before.
    mutating func requestLabels(_ effects: inout [Effect]) {
        guard let document, let inUse = lexicon.inUse, document.labels != lexicon.number else {
            return
        }
        effects.append(
            .relabel(inUse.lexicon, number: lexicon.number, LabelRequest(document)))
    }

    /// Puts new labels in the place of the open document's, and forgets what is of the old ones.
    private mutating func relabel(
        _ id: DocumentID, _ labelling: Labelling, _ steps: DocumentSteps, number: Int,
        _ effects: inout [Effect]
    ) {
        guard let document, document.id == id, number == lexicon.number,
            labelling.intents.count == document.tokens.count
        else { return }
        var relabelled = document
        relabelled.labelling = labelling
        relabelled.steps = steps
        relabelled.labels = number
        self.document = relabelled
        forgetLabelledNumbers()
        if folds.isOn { folds.close(relabelled, cursor: place.cursor) }
        outline.exceptions = []
        // The continuations were labelled before.
        sideBySide?.left.intents = []
        sideBySide?.right.intents = []
        refreshSummary()
        markEntry(relabelled)
    }

    /// The model's worker has the labels: what it reports from here on may be shown.
    private mutating func useLabels(_ number: Int, _ effects: inout [Effect]) {
        guard number > lexicon.numberInUse else { return }
        lexicon.numberInUse = number
        guard !lexicon.isRelabelling else { return }
        forgetLabelledNumbers()
        compareAgain(&effects)
    }

    private mutating func forgetLabelledNumbers() {
        numbers.summaries = [:]
        numbers.summaryOrder = []
        requests.summaries = nil
        if place.measure == .planningLift {
            numbers.headLine = nil
            requests.headLine = nil
        }
    }

    /// Moves are labels too: two traces that were compared are compared again.
    private mutating func compareAgain(_ effects: inout [Effect]) {
        guard let old = compared else { return }
        guard old.document == document?.id else {
            compared = nil
            if let index = screens.lastIndex(of: .comparison), index > 0 {
                screens.remove(at: index)
                if rowsBelow.indices.contains(index - 1) { rowsBelow.remove(at: index - 1) }
            }
            return
        }
        compared?.result = nil
        jobs[.compare] = Progress(label: "comparing with \(old.right.id)")
        effects.append(.compare(document: old.document, other: old.right))
    }

    // MARK: - Examples

    /// Opens what the right list's row stands for: an example in its trace, a place in the open one.
    mutating func openLexiconRow(_ effects: inout [Effect]) {
        guard lexicon.side == .members else {
            changeLexiconSide()
            return
        }
        switch lexiconDetail {
        case .example(let example): open(example, &effects)
        case .place(let index):
            guard let document, document.labelling.spans.indices.contains(index),
                let token = document.tokens.token(
                    atByte: document.labelling.spans[index].bytes.lowerBound)
            else { return }
            openReading()
            focusText()
            setCursor(revealed(token))
        case .member, .heading, nil:
            say("Enter opens an example in its trace: they stand below the phrases")
        }
    }

    private mutating func open(_ example: GramExample, _ effects: inout [Effect]) {
        let entry = traces.index(of: example.trace).map { traces.entries[$0] }
        guard let entry, example.isIn(file: entry.file) else {
            effects.append(.findExample(example, lexicon: lexicon.inUse?.path ?? ""))
            return
        }
        openReading()
        focusText()
        if let document, document.trace.id == example.trace, opening == nil {
            if let token = document.token(atScalar: example.start) { setCursor(revealed(token)) }
        } else {
            open(entry, scalar: example.start, &effects)
        }
    }

    private mutating func openFile(
        _ path: String, at example: GramExample, _ effects: inout [Effect]
    ) {
        openReading()
        focusText()
        lexicon.awaited = example
        jobs[.openFiles] = Progress(label: "opening \(path)")
        if !files.contains(path) { files.append(path) }
        effects.append(.openFiles(paths: [path], select: example.trace))
    }

    /// Where the cursor goes in a trace that was opened for an example.
    mutating func takeAwaitedExample(of entry: TraceEntry) -> Int? {
        defer { lexicon.awaited = nil }
        return lexicon.awaited?.trace == entry.id ? lexicon.awaited?.start : nil
    }
}

extension GramExample {
    /// Whether a file of the list is the one that the miner read: files are moved, and named from
    /// other folders.
    fileprivate func isIn(file path: String?) -> Bool {
        guard let path, !file.isEmpty else { return true }
        return path.split(separator: "/").last == file.split(separator: "/").last
    }
}
