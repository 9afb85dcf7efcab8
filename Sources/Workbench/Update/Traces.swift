import HeddleAnalysis

extension CommandHandlers {
    static let traces: [String: CommandHandler] = [
        "open": { state, call, effects in state.beginOpening(call.argument, &effects) },
        "previous-trace": { state, call, effects in state.stepTrace(-call.times, &effects) },
        "next-trace": { state, call, effects in state.stepTrace(call.times, &effects) },
        "open-trace": { state, _, effects in state.openSelectedTrace(&effects) },
        "model": { state, call, effects in state.loadModel(call.argument ?? "", &effects) },
        "take-alternative": { state, _, effects in state.takeAlternative(&effects) },
        "regenerate": { state, _, effects in state.regenerate(&effects) },
        "ask": { state, call, effects in state.beginAsking(call.argument, &effects) },
        "temperature": { state, call, _ in state.setTemperature(call.argument ?? "") },
        "max-tokens": { state, call, _ in state.setMaxTokens(call.argument ?? "") },
        "seed": { state, call, _ in state.setSeed(call.argument ?? "") },
    ]
}

extension State {
    mutating func beginOpening(_ path: String?, _ effects: inout [Effect]) {
        focus(.traces)
        if let path {
            openFiles(path, &effects)
        } else {
            overlay = .prompt(.openFile, input: TextInput())
        }
    }

    mutating func openFiles(_ path: String, _ effects: inout [Effect]) {
        guard !path.isEmpty else { return }
        jobs[.openFiles] = Progress(label: "opening \(path)")
        if !files.contains(path) { files.append(path) }
        // Who opens a file again wants to be asked again.
        askedColumns = []
        effects.append(.openFiles(paths: [path], select: nil))
    }

    mutating func stepTrace(_ steps: Int, _ effects: inout [Effect]) {
        let rows = traces.visible
        guard !rows.isEmpty else {
            sayNoTraces()
            return
        }
        guard let wanted = positionInList(steps) else {
            say(steps > 0 ? "This is the last trace" : "This is the first trace")
            return
        }
        traces.select(entry: rows[wanted])
        open(traces.entries[rows[wanted]], &effects)
    }

    /// The place in `traces.visible` so many traces on from the open one. Where that is not shown
    /// it is counted from the list's cursor, in the order of the files from where it would be.
    private func positionInList(_ steps: Int) -> Int? {
        let rows = traces.visible
        let base = opening.flatMap { traces.index(of: $0.traceID) } ?? traces.current
        if let base, let position = rows.firstIndex(of: base) {
            let wanted = max(0, min(rows.count - 1, position + steps))
            return wanted == position ? nil : wanted
        }
        if let base, traces.query.sort == nil, traces.query.grouping == .none {
            return Landmark.index(count: rows.count, from: base, steps: steps) { rows[$0] }
        }
        return traces.selectedIndex.flatMap { rows.firstIndex(of: $0) } ?? 0
    }

    mutating func sayNoTraces() {
        say(
            traces.entries.isEmpty
                ? "No traces: \(keyMap.label(of: "open") ?? ":open") opens a file"
                : "No trace matches the filter '\(traces.filter)'", .warning)
    }

    mutating func openSelectedTrace(_ effects: inout [Effect]) {
        if let group = traces.selectedGroup {
            traces.fold(row: group.row, !group.isFolded)
            return
        }
        guard let entry = traces.selected else {
            sayNoTraces()
            return
        }
        open(entry, &effects)
        if place.focus == .traces, width < ReadingLayout.threeColumns || zoomed == .traces {
            focus(.text)
        }
    }

    /// Asks for a trace of the list; the one that is open stays until the new one has come.
    mutating func open(
        _ entry: TraceEntry, cursor: Int? = nil, byte: Int? = nil, place: TextPlace? = nil,
        scalar: Int? = nil, _ effects: inout [Effect]
    ) {
        if generation != nil || jobs[.generate] != nil { effects.append(.cancel(.generate)) }
        endGeneration()
        let id = newDocumentID()
        awaited = nil
        opening = Opening(
            document: id, traceID: entry.id, cursor: cursor, byte: byte, place: place,
            scalar: scalar)
        jobs[.openTrace] = Progress(label: "opening \(entry.id)")
        effects.append(.openTrace(entry: entry, document: id))
    }

    /// Asks for the open trace again, since its tokens are another model's or words.
    mutating func reopen(_ effects: inout [Effect]) {
        guard document != nil, let index = traces.current, traces.entries.indices.contains(index)
        else { return }
        open(traces.entries[index], byte: cursorByte, &effects)
    }

    /// Where the cursor's token begins, see `Opening.byte`.
    var cursorByte: Int? {
        guard let document, document.tokens.offsets.indices.contains(place.cursor) else {
            return nil
        }
        return document.tokens.offsets[place.cursor] - document.trace.contextLength
    }

    mutating func newDocumentID() -> DocumentID {
        defer { nextDocument += 1 }
        return DocumentID(nextDocument)
    }

    /// - Parameter isNamed: the user chose the model, for this trace too.
    mutating func loadModel(_ path: String, isNamed: Bool = true, _ effects: inout [Effect]) {
        modelIsNamed = isNamed
        model = .loading(path: path, previous: model.inUse)
        jobs[.loadModel] = Progress(label: "loading \(path)")
        requests = Requests()
        effects.append(.loadModel(path: path))
    }
}
