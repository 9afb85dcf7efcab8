import HeddleAnalysis

extension CommandHandlers {
    static let panes: [String: CommandHandler] = [
        "next-pane": { state, call, _ in state.movePane(call.times) },
        "previous-pane": { state, call, _ in state.movePane(-call.times) },
        "focus-traces": { state, _, _ in state.focus(.traces) },
        "focus-text": { state, _, _ in state.focus(.text) },
        "focus-grid": { state, _, _ in state.focus(.grid) },
        "focus-detail": { state, _, _ in state.focus(.detail) },
        "focus-timeline": { state, _, _ in state.focus(.timeline) },
        "zoom": { state, _, _ in state.toggleZoom() },
        "back": { state, _, effects in state.back(&effects) },
        "quit": { state, _, effects in state.quitOrBack(&effects) },
    ]
}

extension State {
    /// Gives the keys to a pane of the reading screen; a zoomed screen follows.
    mutating func focus(_ pane: Pane) {
        closeScreens()
        place.focus = pane
        if zoomed != nil { zoomed = pane == .timeline ? nil : pane }
    }

    mutating func movePane(_ steps: Int) {
        guard screen == .reading else {
            say("There is one pane here: \(keyMap.label(of: "back") ?? ":back") goes back")
            return
        }
        let isZoomed = zoomed != nil && zoomed != .timeline
        let showsAll = isZoomed || width >= ReadingLayout.threeColumns
        // Where the list is a screen of its own, Tab leaves it and does not come back to it.
        let order = Pane.allCases.filter { showsAll || $0 != .traces }
        let present = order.firstIndex(of: place.focus) ?? (steps > 0 ? -1 : 0)
        focus(order[((present + steps) % order.count + order.count) % order.count])
    }

    mutating func toggleZoom() {
        guard screen == .reading else {
            say("This screen is as large as it gets")
            return
        }
        zoomed = zoomed == place.focus ? nil : place.focus
    }

    /// One step back: mark, screen, zoom, pane, search.
    mutating func back(_ effects: inout [Effect]) {
        if anchor != nil {
            anchor = nil
        } else if screen == .lexicon, clearLexicon() {
            return
        } else if screens.count > 1 {
            closeScreen(&effects)
        } else if place.focus == .traces, clearList() {
            return
        } else if zoomed != nil {
            zoomed = nil
        } else if place.focus != .text {
            place.focus = .text
        } else if !search.pattern.isEmpty {
            search = SearchState()
        }
    }

    mutating func quitOrBack(_ effects: inout [Effect]) {
        let isListOfItsOwn = readingLayout.panes[.text] == nil && place.focus == .traces
        if screens.count > 1 {
            closeScreen(&effects)
        } else if let zoomed, zoomed != .timeline {
            self.zoomed = nil
        } else if isListOfItsOwn, width < ReadingLayout.threeColumns {
            place.focus = .text
        } else if case .failed = save {
            overlay = .confirmLeave
        } else {
            leave(&effects)
        }
    }

    mutating func leave(_ effects: inout [Effect]) {
        overlay = nil
        quits = true
        effects.append(.quit)
    }

    /// Ctrl-C: cancels what runs; with nothing running it asks once whether to leave.
    mutating func cancelOrLeave(_ effects: inout [Effect]) {
        let running = jobs.keys.sorted { $0.order < $1.order }
        guard !running.isEmpty || generation != nil else {
            overlay = .confirmLeave
            return
        }
        for kind in running { effects.append(.cancel(kind)) }
        if generation != nil, !running.contains(.generate) { effects.append(.cancel(.generate)) }
        if running.contains(.generate) || running.contains(.openTrace) { opening = nil }
        jobs = [:]
        awaited = nil
        endGeneration()
        say(
            running.contains(.openFiles)
                ? "Listing stopped: \(traces.entries.count) traces are listed" : "Cancelled")
    }
}

extension JobKind {
    /// A fixed order, so that effects do not depend on hashing.
    var order: Int { Self.inOrder.firstIndex(of: self) ?? Self.inOrder.count }

    private static let inOrder: [JobKind] = [
        .generate, .compare, .sweep, .knockout, .effects, .score, .openTrace, .openFiles,
        .searchAll,
        .loadModel, .export,
        .depths, .lens, .attribution, .receivers,
        .knockoutMatrix,
        .headLine, .pattern, .summaries, .session, .catalogue,
        .filterTexts, .relabel, .dynamics,
        .mediation, .evidence, .planningSweep, .promptAttention,
    ]
}
