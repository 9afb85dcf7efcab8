import HeddleAnalysis

extension State {
    mutating func saveSet(_ name: String, _ effects: inout [Effect]) {
        keepSet(name, annotations.mask.heads, &effects)
    }

    /// Keeps heads as a set under a name.
    mutating func keepSet(_ name: String, _ heads: Set<HeadID>, _ effects: inout [Effect]) {
        guard !heads.isEmpty else {
            say("Set '\(name)' would have no head", .warning)
            return
        }
        edit(&effects) { $0.sets[name] = heads }
        place.headSet = name
        say("Set '\(name)': \(HeadSelection.format(heads))")
    }

    /// `NAME = EXPRESSION`.
    mutating func defineSet(_ text: String, _ effects: inout [Effect]) {
        guard let shape = model.info?.shape else { return }
        let parts = text.split(separator: "=", maxSplits: 1).map {
            $0.trimmingBlanks
        }
        guard parts.count == 2, !parts[1].isEmpty else {
            say("Write :set NAME = EXPRESSION, as in :set late = 4-5.* - @copying", .warning)
            return
        }
        do throws(HeadSetError) {
            try HeadSetExpression.checkName(parts[0])
        } catch {
            say(error.description, .warning)
            return
        }
        effects.append(
            .makeHeadSet(
                HeadSetRequest(
                    name: parts[0], expression: parts[1], shape: shape, sets: annotations.sets,
                    shown: shownValues(shape))))
    }

    /// What the grid can show at the cursor, by measure.
    private func shownValues(_ shape: HeadShape) -> [String: [HeadID: Double]] {
        HeadMeasure.allCases.reduce(into: [:]) { shown, measure in
            let grid = GridValues(self, shape: shape, measure: measure)
            let values = shape.all.reduce(into: [HeadID: Double]()) { values, head in
                values[head] = grid[head].map(Double.init)
            }
            if !values.isEmpty { shown[measure.rawValue] = values }
        }
    }

    /// Switches a set's heads off, or on again where all of them are off; without a name those of
    /// the set that was named last.
    mutating func toggleSet(_ argument: String?, _ effects: inout [Effect]) {
        let names = annotations.sets.keys.sorted()
        let last = place.headSet.flatMap { annotations.sets[$0] == nil ? nil : $0 }
        guard let name = argument ?? last ?? names.first else {
            say("There are no sets: :set NAME = EXPRESSION makes one", .warning)
            return
        }
        guard let heads = annotations.sets[name] else {
            sayNoSet(name)
            return
        }
        guard let shape = model.info?.shape, heads.allSatisfy(shape.contains) else {
            say("Set '\(name)' has heads that the loaded model does not have", .warning)
            return
        }
        place.headSet = name
        toggle(heads.sorted(), &effects)
        let isOff = annotations.mask.heads.isSuperset(of: heads)
        say("Set '\(name)' \(isOff ? "off" : "on"): \(HeadSelection.format(heads))")
    }

    mutating func applySet(_ name: String, _ effects: inout [Effect]) {
        guard let heads = annotations.sets[name] else {
            sayNoSet(name)
            return
        }
        guard let shape = model.info?.shape, heads.allSatisfy(shape.contains) else {
            say("Set '\(name)' has heads that the loaded model does not have", .warning)
            return
        }
        changeMask(&effects) { $0.heads = heads }
        place.headSet = name
        say("Set '\(name)': \(HeadSelection.format(heads)) off")
    }

    mutating func deleteSet(_ name: String, _ effects: inout [Effect]) {
        guard annotations.sets[name] != nil else {
            sayNoSet(name)
            return
        }
        edit(&effects) { $0.sets[name] = nil }
        say("Set '\(name)' is forgotten: \(keyMap.label(of: "undo") ?? ":undo") brings it back")
    }

    private mutating func sayNoSet(_ name: String) {
        let names = annotations.sets.keys.sorted()
        say(
            names.isEmpty
                ? "There are no sets: :save-set NAME keeps the heads that are off"
                : "There is no set '\(name)': there are \(names.joined(separator: ", "))",
            .warning)
    }

    /// Copies a program that repeats the mask on the trace's tokens with another tool.
    mutating func copySnippet(_ argument: String?, _ effects: inout [Effect]) {
        guard let document, let info = model.info else { return }
        let tools = MaskSnippet.Tool.allCases
        let named = argument ?? MaskSnippet.Tool.transformerlens.rawValue
        guard let tool = choose(named, of: tools, after: .transformerlens) else { return }
        let ids = document.tokens.ids
        guard ids.allSatisfy({ $0 >= 0 }) else {
            say("The trace has no token ids of this model", .warning)
            return
        }
        let snippet = MaskSnippet(
            trace: document.trace.id, model: info.path, architecture: info.architecture,
            headDimension: info.headDimension, arithmetic: info.arithmetic, tokens: ids,
            beginsWithBOS: info.beginningOfText.map { $0 == ids.first }, mask: annotations.mask)
        effects.append(.copy(text: snippet.text(tool)))
        let isComplete = annotations.mask.isEmpty || annotations.mask.mode == .zero
        say(
            "Copied a program for \(tool.rawValue), \(ids.count) tokens"
                + (isComplete ? "" : "; its first lines say how its values are written"))
    }

    mutating func beginPin(_ name: String?, _ effects: inout [Effect]) {
        let head = place.selectedHead
        if let name {
            pin(head, name, &effects)
        } else {
            let earlier = annotations.pinned[head] ?? ""
            overlay = .prompt(.pinName(head), input: TextInput(earlier))
        }
    }

    /// Pins a head under a name; an empty name unpins it.
    mutating func pin(_ head: HeadID, _ name: String, _ effects: inout [Effect]) {
        edit(&effects) { $0.pinned[head] = name.isEmpty ? nil : name }
    }
}

extension Substring {
    /// Without blanks at its ends.
    fileprivate var trimmingBlanks: String {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
