import HeddleAnalysis

extension CommandHandlers {
    static let lexicon: [String: CommandHandler] = [
        "lexicon": { state, call, effects in state.showLexicon(call.argument, &effects) },
        "lexicon-side": { state, _, _ in state.changeLexiconSide() },
        "lexicon-filter": { state, call, _ in state.beginLexiconFilter(call.argument) },
        "mark-cluster": { state, _, effects in state.markLexiconRow(&effects) },
        "merge-clusters": { state, _, effects in state.mergeClusters(&effects) },
        "split-cluster": { state, _, effects in state.splitCluster(&effects) },
        "rename-cluster": { state, call, effects in state.renameCluster(call.argument, &effects) },
        "intent": { state, call, effects in state.setIntent(call.argument ?? "", &effects) },
        "drop-cluster": { state, _, effects in state.dropOrRestore(&effects) },
        "add-phrase": { state, call, effects in state.addPhrase(call.argument ?? "", &effects) },
        "undo-lexicon": { state, call, effects in
            for _ in 0..<min(call.times, State.undoDepth) { state.undoLexicon(&effects) }
        },
        "redo-lexicon": { state, call, effects in
            for _ in 0..<min(call.times, State.undoDepth) { state.redoLexicon(&effects) }
        },
    ]
}

extension State {
    // MARK: - Edits

    mutating func mergeClusters(_ effects: inout [Effect]) {
        var rows = groupsInHand
        // One marked cluster and the row that the cursor went to.
        if lexicon.marked.count == 1, let group = lexiconGroup, !rows.contains(group) {
            rows.append(group)
        }
        let groups = lexiconRows?.groups ?? []
        let ids = groups.filter(rows.contains).compactMap { row -> Int? in
            if case .cluster(let id) = row { id } else { nil }
        }
        guard ids.count == rows.count, let target = ids.first else {
            say("Phrases of no cluster cannot be merged: i gives them an intent", .warning)
            return
        }
        guard edit(.merge(ids), &effects) else { return }
        forgetLexiconMarks()
        goToLexiconGroup(.cluster(target))
        tell("Merged into \(lexiconFacts(target)). u takes it back")
    }

    mutating func splitCluster(_ effects: inout [Effect]) {
        guard case .cluster(let id) = lexiconGroup else {
            say("Only a cluster can be split: this phrase is in none", .warning)
            return
        }
        let grams = gramsInHand
        guard !grams.isEmpty else {
            say("Tab goes to the phrases: V marks those that s splits off", .warning)
            return
        }
        let known = Set(lexicon.lexicon?.clusters.map(\.id) ?? [])
        guard edit(.split(id, grams: grams), &effects) else { return }
        forgetLexiconMarks()
        guard let new = lexicon.lexicon?.clusters.first(where: { !known.contains($0.id) }) else {
            return
        }
        if lexicon.side == .members { changeLexiconSide() }
        goToLexiconGroup(.cluster(new.id))
        tell("Split off: \(lexiconFacts(new.id)). r renames it, i gives it an intent")
    }

    mutating func renameCluster(_ name: String?, _ effects: inout [Effect]) {
        guard case .cluster(let id) = lexiconGroup, let cluster = lexicon.lexicon?.cluster(id)
        else {
            say("A phrase is its own name: only clusters are renamed", .warning)
            return
        }
        guard let name else {
            overlay = .prompt(
                .argument(command: "rename-cluster"), input: TextInput(cluster.name))
            return
        }
        if edit(.renameCluster(id, to: name), &effects) { goToLexiconGroup(.cluster(id)) }
    }

    /// The first letter that is typed chooses.
    mutating func chooseIntent(_ typed: String, _ effects: inout [Effect]) {
        guard let letter = typed.first else { return }
        guard Intent(letter: letter) != nil else {
            overlay = .prompt(.argument(command: "intent"), input: TextInput())
            return
        }
        overlay = nil
        setIntent(typed, &effects)
    }

    mutating func setIntent(_ word: String, _ effects: inout [Effect]) {
        guard
            let intent = Intent(rawValue: word.lowercased())
                ?? word.first.flatMap({ Intent(letter: $0) })
        else {
            say("'\(word)' is no intent: O D B K V or C", .warning)
            return
        }
        let rows = groupsInHand
        guard !rows.isEmpty else { return }
        let clusters = Set(clustersInHand)
        let grams = rows.compactMap { if case .gram(let text) = $0 { text } else { nil } }
        let group = lexiconGroup
        var edits: [LexiconEdit] = []
        if !clusters.isEmpty { edits.append(.setIntent(clusters: clusters, intent)) }
        if !grams.isEmpty { edits.append(.setGramIntent(Set(grams), intent)) }
        guard edit(edits, &effects) else { return }
        forgetLexiconMarks()
        goToLexiconGroup(group)
    }

    /// Whether what is in hand on the lexicon's screen is dropped, so that it can be restored.
    var lexiconIsDropped: Bool {
        guard screen == .lexicon, let used = lexicon.lexicon else { return false }
        func isKept(_ text: String) -> Bool {
            lexiconRows?.indexes[text].map { used.grams[$0].isKept } ?? true
        }
        if lexicon.side == .members {
            return !gramsInHand.isEmpty && !gramsInHand.contains(where: isKept)
        }
        let rows = groupsInHand
        return !rows.isEmpty
            && !rows.contains { row in
                switch row {
                case .cluster(let id): used.cluster(id)?.isKept ?? true
                case .gram(let text): isKept(text)
                }
            }
    }

    mutating func dropOrRestore(_ effects: inout [Effect]) {
        let keeps = lexiconIsDropped
        var edits: [LexiconEdit] = []
        let count: Int
        if lexicon.side == .members {
            let grams = gramsInHand
            guard !grams.isEmpty else {
                say("Phrases can be dropped, examples cannot", .warning)
                return
            }
            edits = [.keepGrams(grams, keeps)]
            count = grams.count
        } else {
            let rows = groupsInHand
            guard !rows.isEmpty else {
                say("The list is empty", .warning)
                return
            }
            let grams = rows.compactMap { if case .gram(let text) = $0 { text } else { nil } }
            if !clustersInHand.isEmpty { edits.append(.keepClusters(Set(clustersInHand), keeps)) }
            if !grams.isEmpty { edits.append(.keepGrams(Set(grams), keeps)) }
            count = rows.count
        }
        guard edit(edits, &effects) else { return }
        forgetLexiconMarks()
        let key = keyMap.label(of: "drop-cluster") ?? ":drop-cluster"
        if keeps {
            tell("\(count) restored: marks planning again")
        } else {
            tell("\(count) dropped: marks nothing; \(key) on it restores it")
        }
    }

    mutating func addPhrase(_ phrase: String, _ effects: inout [Effect]) {
        var cluster: Int?
        var intent = Intent(guessedFrom: Gram.normalised(phrase))
        if case .cluster(let id) = lexiconGroup { cluster = id }
        if case .gram(let text) = lexiconGroup, let index = lexiconRows?.indexes[text],
            let used = lexicon.lexicon
        {
            intent = used.grams[index].intent
        }
        guard edit(.add(phrase, intent, cluster: cluster), &effects) else { return }
        if cluster == nil { goToLexiconGroup(.gram(Gram.normalised(phrase))) }
        tell("Added: \(Gram.normalised(phrase))")
    }

    /// Says what an edit did, behind the notice that it made a copy.
    private mutating func tell(_ text: String) {
        say((message.map { $0.text + ". " } ?? "") + text)
    }

    /// `#12 'wait', ≥ 41 % of solutions`.
    private func lexiconFacts(_ id: Int) -> String {
        guard let used = lexicon.lexicon, let cluster = used.cluster(id) else { return "" }
        let share = LexiconWords.share(cluster, used.origin).map { ", \($0) of solutions" }
        return "#\(id) '\(cluster.name)'\(share ?? "")"
    }

    // MARK: - Keeping

    /// Edits that can be undone; each keeps the lexicon as it was before.
    private static let lexiconUndoDepth = 100

    private mutating func edit(_ edit: LexiconEdit, _ effects: inout [Effect]) -> Bool {
        self.edit([edit], &effects)
    }

    /// Makes edits that are undone as one, has them saved and everything labelled anew.
    ///
    /// - Returns: false where they cannot be made or change nothing.
    private mutating func edit(_ edits: [LexiconEdit], _ effects: inout [Effect]) -> Bool {
        guard let before = lexicon.lexicon else { return false }
        var edited = before
        do throws(LexiconEditError) {
            for edit in edits { edited = try edited.applying(edit) }
        } catch {
            say("Not changed: \(error.description)", .warning)
            return false
        }
        guard edited != before else {
            say("It is so already")
            return false
        }
        lexicon.undo.append(before)
        if lexicon.undo.count > Self.lexiconUndoDepth { lexicon.undo.removeFirst() }
        lexicon.redo = []
        keep(edited, &effects)
        return true
    }

    mutating func undoLexicon(_ effects: inout [Effect]) {
        guard let earlier = lexicon.undo.popLast(), let now = lexicon.lexicon else { return }
        lexicon.redo.append(now)
        restore(earlier, &effects)
        let left = lexicon.undo.count
        say("Taken back" + (left > 0 ? ": \(Words.count(left, "more edit")) to take back" : ""))
    }

    mutating func redoLexicon(_ effects: inout [Effect]) {
        guard let later = lexicon.redo.popLast(), let now = lexicon.lexicon else { return }
        lexicon.undo.append(now)
        restore(later, &effects)
    }

    private mutating func restore(_ other: Lexicon, _ effects: inout [Effect]) {
        let group = lexiconGroup
        forgetLexiconMarks()
        keep(other, &effects)
        goToLexiconGroup(group)
        if lexicon.side == .members { row = max(0, min(row, rowCount - 1)) }
    }

    /// Puts a lexicon in the place of the one in use, under the same name, and in its file. One
    /// that ships with the program stays as it is: a copy takes its place.
    private mutating func keep(_ changed: Lexicon, _ effects: inout [Effect]) {
        guard var inUse = lexicon.inUse else { return }
        var changed = changed
        if !inUse.isOwned {
            let original = inUse.shortName
            inUse.name = nameOfCopy
            inUse.path = "\(lexicon.folder)/\(inUse.name).json"
            inUse.isOwned = true
            inUse.lexicon.name = inUse.name
            lexicon.names = (lexicon.names + [inUse.name]).sorted()
            place.lexicon = inUse.name
            say("\(original) stays as it is: your edits are kept as \(inUse.name)")
        }
        changed.name = inUse.lexicon.name
        inUse.lexicon = changed
        lexicon.inUse = inUse
        lexiconChanged(&effects)
        if settings.readOnly {
            say("Not saved: nothing is written in read-only mode", .warning)
        } else {
            effects.append(.saveLexicon(changed, path: inUse.path))
        }
    }

    /// `starter-edited`, with a number where there is one.
    var nameOfCopy: String {
        let base = (lexicon.inUse?.shortName ?? "lexicon") + "-edited"
        var name = base
        var number = 2
        while lexicon.names.contains(name) {
            name = "\(base)-\(number)"
            number += 1
        }
        return name
    }
}

extension Intent {
    /// The intent of a timeline letter, capital or small; nil for other letters.
    init?(letter: Character) {
        let capital = Character(letter.uppercased())
        guard let found = Intent.allCases.first(where: { $0.letter == capital }) else {
            return nil
        }
        self = found
    }
}
