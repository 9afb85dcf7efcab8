import HeddleAnalysis

extension CommandHandlers {
    static let symbolic: [String: CommandHandler] = [
        "mediation": { state, call, effects in state.openMediation(call.argument, &effects) },
        "mediate": { state, call, effects in state.beginMediation(call, &effects) },
        "measure-evidence": { state, call, effects in state.beginEvidence(call, &effects) },
        "choose-head": { state, _, effects in state.chooseHead(&effects) },
        "next-kind": { state, call, _ in state.changeKind(by: call.times) },
        "previous-kind": { state, call, _ in state.changeKind(by: -call.times) },
        "next-page": { state, call, _ in state.changePage(call.argument, by: call.times) },
        "previous-page": { state, call, _ in state.changePage(nil, by: -call.times) },
        "widen-page": { state, _, _ in state.symbolic.isWide.toggle() },
        "next-pair": { state, call, _ in state.changePair(by: call.times) },
        "previous-pair": { state, call, _ in state.changePair(by: -call.times) },
    ]
}

extension State {
    /// Shows the screen, or the result in a file.
    mutating func openMediation(_ file: String?, _ effects: inout [Effect]) {
        if let file { effects.append(.openMediation(path: file)) }
        open(.mediation)
    }

    /// Starts a measurement; one that takes long says so first.
    mutating func beginMediation(_ call: CommandCall, _ effects: inout [Effect]) {
        guard let info = model.info else {
            say(missingModel ?? "No model is loaded: :model PATH", .warning)
            return
        }
        var settings = HeadKindsRequest.usual
        if let text = call.argument {
            guard let pairs = Int(text), pairs > 1 else {
                say("'\(text)' is no number of pairs a rule, which must be 2 or more", .warning)
                return
            }
            settings.pairsPerRule = pairs
        }
        guard jobs[.mediation] == nil else {
            say("The heads are being measured: \(keyMap.label(of: "cancel") ?? ":cancel") stops it")
            return
        }
        if symbolic.isWide { symbolic.isWide = false }
        open(.mediation)
        let passes = HeadKindsRequest.passes(settings, shape: info.shape)
        if let seconds = HeadKindsRequest.seconds(settings, info: info), seconds > 2,
            !call.isConfirmed
        {
            overlay = .confirmWork(
                text: "\(passes) passes, \(TimeWords.words(seconds)). Enter starts",
                command: "mediate", argument: call.argument)
            return
        }
        symbolic.number += 1
        symbolic.partial = nil
        symbolic.chosen = nil
        jobs[.mediation] = Progress(label: "mediation", total: passes)
        effects.append(.mediate(HeadKindsRequest(number: symbolic.number, settings: settings)))
    }

    /// Measures what stands beside the loaded model's result; says first what takes long.
    mutating func beginEvidence(_ call: CommandCall, _ effects: inout [Effect]) {
        guard let info = model.info, let mediation = mediationOfModel else {
            say(
                mediation == nil || model.info == nil
                    ? mediationRemedy : "The model that was measured is not loaded", .warning)
            return
        }
        guard jobs[.evidence] == nil else {
            say("It is being measured: \(keyMap.label(of: "cancel") ?? ":cancel") stops it")
            return
        }
        let passes = EvidenceCost.passes(info.shape)
        let tokens = Double(6 * (mediation.settings.shots ?? 2) + 4)
        if let each = info.secondsPerToken, each * tokens * Double(passes) > 2, !call.isConfirmed {
            let seconds = TimeWords.words(each * tokens * Double(passes))
            overlay = .confirmWork(
                text: "\(passes) passes, \(seconds). Enter starts", command: "measure-evidence",
                argument: nil)
            return
        }
        jobs[.evidence] = Progress(label: "evidence")
        effects.append(.measureEvidence(mediation))
    }

    /// Takes in what is measured of kinds of heads, of planning, or is known of a model's weights.
    mutating func takeSymbolic(_ result: EffectResult, _ effects: inout [Effect]) {
        switch result {
        case .mediation(let mediation, let number, let isComplete):
            guard number == symbolic.number else { return }
            if isComplete {
                keep(mediation, &effects)
            } else {
                symbolic.partial = mediation
            }
        case .mediationOpened(let mediation, let path):
            keep(mediation, &effects)
            symbolic.chosen = SymbolicState.key(of: mediation.model)
            open(.mediation)
            say("\(path): \(mediation.model.name)")
        case .evidence(let evidence, let isComplete):
            let key = SymbolicState.key(of: evidence.model)
            symbolic.evidence[key] = evidence
            if isComplete { keep(evidence.json, as: MeasurementKey.evidence + key, &effects) }
        case .promptAttention(let attention): symbolic.attention = attention
        case .planningSweep(let sweep, let model, let number):
            take(sweep, of: model, number: number, &effects)
        case .weightsHash(let hash):
            symbolic.weights = hash
            refreshPlanningHeads()
        default: break
        }
    }

    /// A finished result is the session's.
    private mutating func keep(_ mediation: MediationResult, _ effects: inout [Effect]) {
        let key = SymbolicState.key(of: mediation.model)
        symbolic.partial = nil
        if symbolic.mediations[key] != mediation {
            // Evidence is of the heads of one result.
            symbolic.evidence[key] = nil
            measurements[MeasurementKey.evidence + key] = nil
        }
        symbolic.mediations[key] = mediation
        symbolic.attention = nil
        keep(mediation.json, as: MeasurementKey.mediation + key, &effects)
    }

    /// Puts a measurement into the session.
    mutating func keep(_ json: JSONValue, as key: String, _ effects: inout [Effect]) {
        measurements[key] = json.compactText
        saveEdit(&effects)
    }

    /// Asks for what the screens need of the model and do not have.
    mutating func requestSymbolic(_ effects: inout [Effect]) {
        guard let info = model.info else { return }
        let isMeasured = !symbolic.mediations.isEmpty || !planningHeads.sweeps.isEmpty
        if isMeasured, symbolic.weights?.path != info.path, symbolic.askedWeights != info.path {
            symbolic.askedWeights = info.path
            effects.append(.hashWeights(path: info.path))
        }
        guard screen == .mediation, symbolic.page == .attention, let wanted = wantedAttention,
            symbolic.askedAttention != wanted
        else { return }
        symbolic.askedAttention = wanted
        effects.append(.promptAttention(wanted))
    }

    /// The attention that the page shows; nil where the loaded model cannot tell it.
    var wantedAttention: PromptAttentionRequest? {
        guard let info = model.info, let mediation, !mediationIsForeign,
            mediation.shape == info.shape, let pair = shownPair
        else { return nil }
        return PromptAttentionRequest(
            head: place.selectedHead, prompt: pair.base.prompt,
            beginsText: mediation.settings.beginsText)
    }
}

extension HeadKindsRequest {
    /// Two examples before the query, as in the paper's main text; pairs enough for the test, and
    /// few enough to wait for.
    static let usual = MediationSettings(task: "identity", shots: 2, pairsPerRule: 30)

    /// Runs with one head patched: two rules and both controls for each kind.
    static func passes(_ settings: MediationSettings, shape: HeadShape) -> Int {
        shape.layers * shape.heads * settings.pairsPerRule * IdentityRule.solvable.count
            * SymbolicHeadKind.allCases.count * (1 + MediationControl.allCases.count)
    }

    /// How long that takes; nil while the model's speed is not known. A pass begins at its head's
    /// layer, so that half the work is left on average, and many pairs run together, which takes a
    /// third of the time.
    static func seconds(_ settings: MediationSettings, info: ModelInfo) -> Double? {
        info.secondsPerToken.map {
            $0 * Double(passes(settings, shape: info.shape)) / 6
                * Double(6 * (settings.shots ?? 2) + 4)
        }
    }
}

/// Under which names a session keeps measurements; the model's key follows.
enum MeasurementKey {
    static let mediation = "mediation "
    static let evidence = "evidence "
    static let planning = "planning "
    static let resampling = "resampling "
}

extension State {
    /// Puts back what a session keeps; what cannot be read is left alone, and said.
    mutating func restore(measurements: [String: String]) {
        self.measurements = measurements
        let (kind, page) = (symbolic.kind, symbolic.page)
        let weights = symbolic.weights
        symbolic = SymbolicState()
        (symbolic.kind, symbolic.page, symbolic.weights) = (kind, page, weights)
        planningHeads = PlanningHeadsState()
        resamplings = [:]
        defer { refreshPlanningHeads() }
        for (key, text) in measurements.sorted(by: { $0.key < $1.key }) {
            do {
                let json = try JSONValue(json: text)
                if key.hasPrefix(MeasurementKey.mediation) {
                    let name = String(key.dropFirst(MeasurementKey.mediation.count))
                    symbolic.mediations[name] = try MediationResult(json: json)
                } else if key.hasPrefix(MeasurementKey.evidence) {
                    let name = String(key.dropFirst(MeasurementKey.evidence.count))
                    symbolic.evidence[name] = try SymbolicEvidence(json: json)
                } else if key.hasPrefix(MeasurementKey.planning) {
                    let name = String(key.dropFirst(MeasurementKey.planning.count))
                    planningHeads.sweeps[name] = try PlanningSweep(json: json)
                } else if key.hasPrefix(MeasurementKey.resampling) {
                    let report = try ResampleReport(json: json)
                    resamplings[ResampledPlace(report)] = report
                }
            } catch {
                post(
                    Message(.warning, "The session's measurement '\(key)' is unreadable: \(error)"))
            }
        }
    }
}
