import HeddleAnalysis

extension CommandHandlers {
    static let screens: [String: CommandHandler] = [
        "open-row": { state, _, effects in state.openRow(&effects) },
        "outline": { state, _, _ in state.open(.outline) },
        "search-results": { state, _, _ in state.open(.searchResults) },
        "all-hits": { state, _, _ in state.openCorpusHits() },
        "sweep-result": { state, _, _ in state.open(.sweep) },
        "side-by-side": { state, _, _ in state.open(.sideBySide) },
        "sessions": { state, _, effects in
            state.open(.sessions)
            effects.append(.listSessions)
        },
        "themes": { state, _, effects in
            state.open(.themes)
            effects.append(.listThemes)
        },
        "theme": { state, call, effects in
            effects.append(.loadTheme(name: call.argument ?? ""))
        },
        "log": { state, _, _ in state.open(.log) },
        "skipped": { state, _, _ in state.open(.skipped) },
    ]
}

extension State {
    /// Lays a screen on the present one; one that lies below already is brought up.
    mutating func open(_ screen: Screen) {
        guard self.screen != screen else { return }
        if let index = screens.firstIndex(of: screen), index > 0 {
            screens.remove(at: index)
            if rowsBelow.indices.contains(index) { rowsBelow.remove(at: index) }
        }
        rowsBelow.append(row)
        screens.append(screen)
        anchor = nil
        if screen == .themes { themeBefore = theme }
        if screen == .head { patternScroll = 0 }
        row = firstRow(of: screen)
    }

    private func firstRow(of screen: Screen) -> Int {
        switch screen {
        case .outline: return outlineRowOfCursor
        case .searchResults: return currentHit ?? 0
        case .log: return max(0, log.count - 1)
        case .themes: return themeNames.firstIndex(of: theme.name) ?? 0
        case .sweep: return numbers.sweepRanking.firstIndex(of: place.selectedHead) ?? 0
        case .notes:
            return notesInOrder.firstIndex { note in
                guard case .tokens(document?.trace.id, let first, _) = note.target else {
                    return false
                }
                return first >= place.cursor
            } ?? 0
        case .corpusHits: return corpusSearch?.row ?? 0
        case .judging: return 0
        case .dynamics: return dynamics?.row ?? 0
        case .mediation, .knockoutMatrix: return 0
        case .planningHeads: return planningRow(of: place.selectedHead)
        case .reading, .sideBySide, .comparison, .head, .sessions, .skipped, .lexicon: return 0
        }
    }

    mutating func closeScreen(_ effects: inout [Effect]) {
        guard screens.count > 1 else { return }
        if screen == .dynamics, dynamics?.isWide == true {
            dynamics?.isWide = false
            return
        }
        if screen == .mediation, symbolic.isWide {
            symbolic.isWide = false
            return
        }
        if screens.removeLast() == .themes, let before = themeBefore {
            theme = before
            themeBefore = nil
            // A theme on its way would otherwise come after this one.
            effects.append(.loadTheme(name: before.name))
        }
        row = rowsBelow.popLast() ?? 0
        overlayScroll = 0
    }

    /// Back to the uppermost reading screen, whatever lies on it; a theme that is shown stays.
    mutating func closeScreens() {
        let depth = (screens.lastIndex(of: .reading) ?? 0) + 1
        screens = depth <= screens.count ? Array(screens.prefix(depth)) : [.reading]
        rowsBelow = Array(rowsBelow.prefix(depth - 1))
        row = 0
        themeBefore = nil
        overlayScroll = 0
    }

    /// Lays a reading screen on the present one, which is gone back to.
    mutating func openReading() {
        guard screen != .reading else { return }
        rowsBelow.append(row)
        screens.append(.reading)
        anchor = nil
        row = 0
    }

    /// Rows of the present list screen.
    public var rowCount: Int {
        switch screen {
        case .outline: outlineRows.count
        case .searchResults: search.hits.count
        case .corpusHits: corpusSearch?.rowCount ?? 0
        case .dynamics: dynamics?.rows.count ?? 0
        case .notes: annotations.notes.count
        case .sessions: sessions.count
        case .themes: themeNames.count
        case .log: log.count
        case .skipped: skipped.records.count
        case .sweep: numbers.sweepRanking.count
        case .comparison: compared?.sectionCount ?? 0
        case .judging, .mediation, .knockoutMatrix: 0
        case .planningHeads: planningHeads.ranked.count
        case .lexicon: lexiconRowCount
        case .reading, .sideBySide, .head: 0
        }
    }

    mutating func selectRow(_ wanted: Int, _ effects: inout [Effect]) {
        let before = row
        row = max(0, min(wanted, rowCount - 1))
        if screen == .sweep, numbers.sweepRanking.indices.contains(row) {
            place.selectedHead = numbers.sweepRanking[row]
        }
        if screen == .planningHeads { selectPlanningHead() }
        if screen == .corpusHits { corpusSearch?.row = row }
        if screen == .lexicon { settleLexiconRow(movedFrom: before) }
        if screen == .dynamics { dynamics?.row = row }
        if screen == .themes, row != before, themeNames.indices.contains(row) {
            effects.append(.loadTheme(name: themeNames[row]))
        }
    }

    mutating func openRow(_ effects: inout [Effect]) {
        if screen == .reading {
            focus(.text)
            return
        }
        guard row < rowCount else {
            say("The list is empty", .warning)
            return
        }
        switch screen {
        case .outline:
            let token = outlineToken(outlineRows[row])
            focus(.text)
            if let token { setCursor(revealed(token)) }
        case .searchResults:
            let hit = row
            focus(.text)
            showHit(hit, wrapped: nil)
        case .corpusHits: openHit(&effects)
        case .lexicon: openLexiconRow(&effects)
        case .notes: goToNote(&effects)
        case .sessions:
            let path = sessions[row].path
            closeScreens()
            jobs[.session] = Progress(label: "opening \(path)")
            effects.append(.openSession(path: path))
        case .themes:
            themeBefore = nil
            let name = themeNames[row]
            closeScreen(&effects)
            effects.append(.loadTheme(name: name))
        case .judging: break
        case .dynamics: dynamics?.isWide.toggle()
        case .reading, .sideBySide, .comparison, .head, .sweep, .log, .skipped, .mediation,
            .planningHeads, .knockoutMatrix:
            break
        }
    }
}
