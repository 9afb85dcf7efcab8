import HeddleAnalysis

extension CommandHandlers {
    static let heads: [String: CommandHandler] = [
        "toggle-head": { state, call, effects in state.toggleHead(call.argument, &effects) },
        "toggle-layer": { state, _, effects in state.toggleLayer(&effects) },
        "all-heads-on": { state, _, effects in state.changeMask(&effects) { $0 = HeadMask() } },
        "ablation-mode": { state, call, effects in state.changeMode(call.argument, &effects) },
        "ablation-scope": { state, call, effects in state.changeScope(call.argument, &effects) },
        "ablate": { state, call, effects in state.ablate(call.argument ?? "", &effects) },
        "save-set": { state, call, effects in state.saveSet(call.argument ?? "", &effects) },
        "apply-set": { state, call, effects in state.applySet(call.argument ?? "", &effects) },
        "set": { state, call, effects in state.defineSet(call.argument ?? "", &effects) },
        "toggle-set": { state, call, effects in state.toggleSet(call.argument, &effects) },
        "copy-snippet": { state, call, effects in state.copySnippet(call.argument, &effects) },
        "delete-set": { state, call, effects in state.deleteSet(call.argument ?? "", &effects) },
        "pin-head": { state, call, effects in state.beginPin(call.argument, &effects) },
        "select-head": { state, call, _ in state.selectHead(call.argument ?? "") },
    ]
}

extension State {
    /// Changes the mask as an undoable edit; with all heads on it has neither mode nor scope.
    mutating func changeMask(
        _ effects: inout [Effect], _ change: (inout HeadMask) -> Void
    ) {
        let mode = place.mode
        edit(&effects) { annotations in
            if annotations.mask.isEmpty { annotations.mask.mode = mode }
            change(&annotations.mask)
            if annotations.mask.isEmpty { annotations.mask = HeadMask() }
        }
    }

    mutating func toggleHead(_ argument: String?, _ effects: inout [Effect]) {
        if let argument, !selectHead(argument) { return }
        let head = place.selectedHead
        toggle([head], &effects)
    }

    mutating func toggleLayer(_ effects: inout [Effect]) {
        guard let shape = model.info?.shape else { return }
        let layer = place.selectedHead.layer
        toggle((0..<shape.heads).map { HeadID(layer: layer, head: $0) }, &effects)
    }

    /// Off, unless all of them are off already.
    mutating func toggle(_ heads: [HeadID], _ effects: inout [Effect]) {
        let areOff = annotations.mask.heads.isSuperset(of: heads)
        let scope = scopeOfFirstMask
        changeMask(&effects) { mask in
            if mask.isEmpty { mask.scope = scope }
            if areOff { mask.heads.subtract(heads) } else { mask.heads.formUnion(heads) }
        }
        sayCheapScope(scope)
    }

    /// From the cursor on where computing every position would take more than a second.
    private var scopeOfFirstMask: AblationScope {
        guard annotations.mask.isEmpty, let seconds = secondsOfPass, seconds > 1 else {
            return annotations.mask.scope
        }
        return .from(target: place.cursor)
    }

    private mutating func sayCheapScope(_ scope: AblationScope) {
        guard case .from = scope, undo.last?.mask.isEmpty == true, !annotations.mask.isEmpty,
            let seconds = secondsOfPass
        else { return }
        let key = keyMap.label(of: "ablation-scope") ?? ":ablation-scope"
        say("Off from here on; as if always off takes \(TimeWords.words(seconds)): \(key)")
    }

    /// Seconds for all positions of the trace, where the model's speed is known.
    var secondsOfPass: Double? {
        guard let info = model.info, let each = info.secondsPerToken else { return nil }
        return each * Double(min(tokenCount, info.contextLength))
    }

    mutating func changeMode(_ argument: String?, _ effects: inout [Effect]) {
        guard let mode = choose(argument, of: AblationMode.allCases, after: place.mode)
        else { return }
        place.mode = mode
        if !annotations.mask.isEmpty { edit(&effects) { $0.mask.mode = mode } }
        say("Heads that are off are replaced by: \(mode.rawValue)")
    }

    mutating func changeScope(_ argument: String?, _ effects: inout [Effect]) {
        let isAlways = annotations.mask.scope == .always
        let wanted: AblationScope
        switch argument {
        case nil: wanted = isAlways ? .from(target: place.cursor) : .always
        case "always": wanted = .always
        case "here": wanted = .from(target: place.cursor)
        case .some(let other):
            say("'\(other)' is neither always nor here", .warning)
            return
        }
        guard !annotations.mask.isEmpty else {
            say("All heads are on: switch one off first", .warning)
            return
        }
        edit(&effects) { $0.mask.scope = wanted }
        if case .from(let target) = wanted {
            say("Off from here on: token \(target) is the first that changes")
        } else {
            say("As if always off: every position is computed anew")
        }
    }

    mutating func ablate(_ text: String, _ effects: inout [Effect]) {
        guard let shape = model.info?.shape else { return }
        do {
            let heads = try HeadSetContext(shape: shape, sets: annotations.sets).heads(text)
            let scope = scopeOfFirstMask
            changeMask(&effects) { mask in
                if mask.isEmpty { mask.scope = scope }
                mask.heads = Set(heads)
            }
            if let first = heads.first { place.selectedHead = first }
            sayCheapScope(scope)
        } catch {
            say(error.description, .warning)
        }
    }

    /// Selects the head that is named; says why when it cannot.
    @discardableResult
    mutating func selectHead(_ text: String) -> Bool {
        guard let shape = model.info?.shape else { return false }
        do {
            if let head = try HeadSelection.parse(text, shape: shape).first {
                place.selectedHead = head
            }
            return true
        } catch {
            say(error.description, .warning)
            return false
        }
    }

    /// A value by its name, or the one after `current`; nil, and says so, for an unknown name.
    mutating func choose<Value: RawRepresentable & Equatable>(
        _ name: String?, of values: [Value], after current: Value
    ) -> Value? where Value.RawValue == String {
        guard let name else {
            let index = values.firstIndex(of: current) ?? 0
            return values[(index + 1) % values.count]
        }
        let wanted = name.lowercased()
        if let value = values.first(where: { $0.rawValue.lowercased() == wanted }) { return value }
        let names = values.map(\.rawValue).joined(separator: ", ")
        say("'\(name)' is none of \(names)", .warning)
        return nil
    }
}

/// Lengths of time in words.
enum TimeWords {
    /// `12 s`, `about 4 min`, `about 2 h`.
    static func words(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "about \(max(1, Int(seconds.rounded()))) s"
        case ..<5400: "about \(Int((seconds / 60).rounded())) min"
        default: "about \(Int((min(seconds, 1e9) / 3600).rounded())) h"
        }
    }
}
