import HeddleAnalysis

extension CommandHandlers {
    static let planningHeads: [String: CommandHandler] = [
        "planning-heads": { state, _, _ in state.open(.planningHeads) },
        "sweep-planning": { state, call, effects in state.beginPlanningSweep(call, &effects) },
        "choose-planning-head": { state, _, effects in state.choosePlanningHead(&effects) },
    ]
}

extension State {
    /// Starts a sweep over the traces of the open files; one that takes long says so first.
    mutating func beginPlanningSweep(_ call: CommandCall, _ effects: inout [Effect]) {
        guard let info = model.info else {
            say(missingModel ?? "No model is loaded: :model PATH", .warning)
            return
        }
        let entries = traces.visible.map { traces.entries[$0] }
        guard !entries.isEmpty else {
            say("No traces are listed: \(keyMap.label(of: "open") ?? ":open") opens some", .warning)
            return
        }
        guard jobs[.planningSweep] == nil else {
            say("The heads are being measured: \(keyMap.label(of: "cancel") ?? ":cancel") stops it")
            return
        }
        open(.planningHeads)
        if let seconds = planningSweepSeconds(info, entries), seconds > 2, !call.isConfirmed {
            let heads = info.shape.layers * info.shape.heads
            let traces = Words.count(entries.count, "trace")
            overlay = .confirmWork(
                text: "\(heads) heads over \(traces), \(TimeWords.words(seconds)). Enter starts",
                command: "sweep-planning", argument: nil)
            return
        }
        planningHeads.number += 1
        jobs[.planningSweep] = Progress(label: "planning heads")
        let kinds = mediationOfModel.map { result in
            result.shape.all.reduce(into: [HeadID: Set<SymbolicHeadKind>]()) { kinds, head in
                let own = result.kinds(of: head)
                if !own.isEmpty { kinds[head] = Set(own) }
            }
        }
        var request = PlanningHeadsRequest(
            number: planningHeads.number, entries: entries, mode: place.mode, kinds: kinds ?? [:])
        request.isSample = info.path == bundledModel
        request.scoresForeign = scoresAnyway || modelIsNamed
        effects.append(.sweepPlanning(request))
    }

    /// One pass a head and trace, half of which is left on average; nil while neither the model's
    /// speed nor the traces' length is known.
    private func planningSweepSeconds(_ info: ModelInfo, _ entries: [TraceEntry]) -> Double? {
        guard let each = info.secondsPerToken else { return nil }
        let known = entries.compactMap(\.facts.tokens)
        guard !known.isEmpty else { return nil }
        let mean = Double(known.reduce(0, +)) / Double(known.count)
        return each * mean * Double(entries.count) * Double(info.shape.layers * info.shape.heads)
            / 2
    }

    mutating func take(
        _ sweep: PlanningSweep, of model: ModelIdentity, number: Int, _ effects: inout [Effect]
    ) {
        guard number == planningHeads.number else { return }
        let key = SymbolicState.key(of: model)
        planningHeads.sweeps[key] = sweep
        planningHeads.show(key)
        if screen == .planningHeads { row = planningRow(of: place.selectedHead) }
        keep(sweep.json, as: MeasurementKey.planning + key, &effects)
    }

    /// Back to the trace view with the head of the row; where nothing is measured yet, measures.
    mutating func choosePlanningHead(_ effects: inout [Effect]) {
        guard planningHeads.sweep != nil else {
            beginPlanningSweep(CommandCall(), &effects)
            return
        }
        selectPlanningHead()
        focus(.grid)
    }

    /// The row of a head in the ranking.
    func planningRow(of head: HeadID) -> Int {
        planningHeads.ranked.firstIndex { $0.heads == [head] } ?? 0
    }

    mutating func selectPlanningHead() {
        guard planningHeads.ranked.indices.contains(row),
            let head = planningHeads.ranked[row].heads.first
        else { return }
        place.selectedHead = head
    }

    /// Shows the loaded model's sweep where there is one, else what was shown, else any.
    mutating func refreshPlanningHeads() {
        let own = symbolic.weights.flatMap { weights in
            weights.path == model.info?.path ? weights.sha256 : nil
        }
        if let own, planningHeads.sweeps[own] != nil {
            planningHeads.show(own)
        } else if planningHeads.sweep == nil, let any = planningHeads.sweeps.keys.min() {
            planningHeads.show(any)
        }
    }

    /// Whether the sweep on the screen is of weights that are not known to be the loaded model's.
    var planningSweepIsForeign: Bool {
        guard let shown = planningHeads.shown, let weights = symbolic.weights else { return true }
        return weights.path != model.info?.path || weights.sha256 != shown
    }
}
