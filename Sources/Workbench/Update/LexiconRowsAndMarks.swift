import HeddleAnalysis

extension State {
    mutating func changeLexiconSide() {
        guard lexicon.side == .members || lexiconGroup != nil else { return }
        let row = self.row
        let isLeft = lexicon.side == .groups
        lexicon.side = isLeft ? .members : .groups
        // The right list belongs to another row each time.
        self.row = isLeft ? 0 : lexicon.otherRow
        lexicon.otherRow = row
        if isLeft { settleLexiconRow(movedFrom: -1) }
    }

    mutating func chooseLexiconSide(x: Int) {
        let isLeft = x < lexiconColumns.groups.maxX
        if isLeft != (lexicon.side == .groups) { changeLexiconSide() }
    }

    /// Passes over a heading; another row on the left unmarks the phrases of the one before.
    mutating func settleLexiconRow(movedFrom before: Int) {
        guard lexicon.side == .members else {
            if row != before { lexicon.markedGrams = [] }
            return
        }
        let details = lexiconDetails
        guard details.indices.contains(row), case .heading = details[row] else { return }
        let step = row < before ? -1 : 1
        if details.indices.contains(row + step) {
            row += step
        } else if details.indices.contains(before) {
            row = before
        }
    }

    mutating func beginLexiconFilter(_ words: String?) {
        if let words {
            filterLexicon(words)
        } else {
            if lexicon.side == .members { changeLexiconSide() }
            lexicon.filterBefore = lexicon.filter
            overlay = .prompt(.lexiconFilter, input: TextInput(lexicon.filter))
        }
    }

    mutating func filterLexicon(_ words: String) {
        let group = lexiconGroup
        lexicon.filter = words
        goToLexiconGroup(group)
    }

    /// One step back in the lexicon: marks go, then the keys leave the right side, then what
    /// narrows the list.
    ///
    /// - Returns: false when there is nothing to clear.
    mutating func clearLexicon() -> Bool {
        if !lexicon.marked.isEmpty || !lexicon.markedGrams.isEmpty {
            forgetLexiconMarks()
        } else if lexicon.side == .members {
            changeLexiconSide()
        } else if !lexicon.filter.isEmpty {
            filterLexicon("")
            say("All of the lexicon is listed")
        } else {
            return false
        }
        return true
    }

    mutating func forgetLexiconMarks() {
        lexicon.marked = []
        lexicon.markedGrams = []
    }

    /// Puts the left list's cursor on a row where it is listed.
    mutating func goToLexiconGroup(_ group: LexiconRow?) {
        let groups = lexiconRows?.groups ?? []
        let found = group.flatMap { groups.firstIndex(of: $0) } ?? 0
        if lexicon.side == .groups { row = found } else { lexicon.otherRow = found }
    }

    mutating func markLexiconRow(_ effects: inout [Effect]) {
        if lexicon.side == .groups {
            guard let group = lexiconGroup else { return }
            if lexicon.marked.remove(group) == nil { lexicon.marked.insert(group) }
            let count = lexicon.marked.count
            say(count == 0 ? "None is marked" : "\(count) marked: m merges, Esc unmarks")
        } else {
            guard case .member(let index) = lexiconDetail,
                let text = lexicon.lexicon?.grams[index].text
            else {
                say("Phrases can be marked, examples cannot", .warning)
                return
            }
            if lexicon.markedGrams.remove(text) == nil { lexicon.markedGrams.insert(text) }
            let count = lexicon.markedGrams.count
            say(count == 0 ? "None is marked" : "\(count) marked: s splits them off, Esc unmarks")
        }
        selectRow(row + 1, &effects)
    }

    /// The rows that an edit is about: the marked ones, else the left list's.
    var groupsInHand: [LexiconRow] {
        let marked = (lexiconRows?.groups ?? []).filter(lexicon.marked.contains)
        return marked.isEmpty ? lexiconGroup.map { [$0] } ?? [] : marked
    }

    /// The phrases that an edit on the right is about: the marked ones, else the row's.
    var gramsInHand: Set<String> {
        if !lexicon.markedGrams.isEmpty { return lexicon.markedGrams }
        guard case .member(let index) = lexiconDetail, let used = lexicon.lexicon else { return [] }
        return [used.grams[index].text]
    }

    var clustersInHand: [Int] {
        groupsInHand.compactMap { if case .cluster(let id) = $0 { id } else { nil } }
    }

    /// The phrase, the cluster's name or the example of the row.
    var lexiconCopy: String? {
        guard let used = lexicon.lexicon else { return nil }
        if lexicon.side == .groups {
            switch lexiconGroup {
            case .cluster(let id): return used.cluster(id)?.name
            case .gram(let text): return text
            case nil: return nil
            }
        }
        switch lexiconDetail {
        case .member(let index): return used.grams[index].text
        case .example(let example): return example.context
        case .place(let index):
            guard let document, document.labelling.spans.indices.contains(index) else {
                return nil
            }
            return String(
                decoding: document.bytes[document.labelling.spans[index].bytes], as: UTF8.self)
        case .heading, nil: return nil
        }
    }
}
