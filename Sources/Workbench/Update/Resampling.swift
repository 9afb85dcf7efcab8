import HeddleAnalysis

extension CommandHandlers {
    static let resampling: [String: CommandHandler] = [
        "resample": { state, call, effects in state.beginResampling(call, &effects) }
    ]
}

extension State {
    /// Continuations of each arm where no number is given.
    static let usualContinuations = 100

    /// Resamples the cursor's sentence; says first what it costs.
    mutating func beginResampling(_ call: CommandCall, _ effects: inout [Effect]) {
        guard let document else { return }
        let typed = call.argument.map { Int($0) ?? 0 }
        let wanted = typed ?? call.count ?? Self.usualContinuations
        guard (1...10_000).contains(wanted) else {
            let text = call.argument ?? "\(wanted)"
            say("'\(text)' is no number of continuations: write 1 to 10000", .warning)
            return
        }
        guard jobs[.resample] == nil else {
            say(
                "A sentence is being resampled: \(keyMap.label(of: "cancel") ?? ":cancel") stops it"
            )
            return
        }
        guard let sentence = sentenceAtCursor, !sentence.tokens.isEmpty else {
            let key = keyMap.label(of: "next-sentence") ?? ":next-sentence"
            say("The cursor is in no sentence of the reasoning: \(key) goes to one", .warning)
            return
        }
        if let problem = resamplingProblem(document, sentence) {
            say(problem, .warning)
            return
        }
        let earlier = resamplings[
            ResampledPlace(traceID: document.trace.id, token: sentence.tokens.lowerBound)]
        if let earlier, earlier.isFinished, earlier.wanted == wanted, isDrawnAlike(earlier) {
            say(earlier.finding.sentenceCase)
            return
        }
        if !call.isConfirmed {
            let cost = resamplingSeconds(document, sentence, wanted).map {
                ", at most \(TimeWords.words($0))"
            }
            overlay = .confirmWork(
                text: "2 × \(wanted) continuations\(cost ?? ""). Enter starts",
                command: "resample", argument: "\(wanted)")
            return
        }
        jobs[.resample] = Progress(
            label: "resampling sentence \(sentence.number)", total: 2 * wanted)
        effects.append(
            .resample(
                ResampleWork(
                    document: document.id, sentence: sentence, wanted: wanted,
                    options: generationOptions, earlier: earlier)))
    }

    /// Why a sentence cannot be resampled; nil when it can.
    private func resamplingProblem(
        _ document: Document, _ sentence: ResampledSentence
    ) -> String? {
        if Problem(trace: document.trace)?.key == nil {
            return ResampleError.nothingToCheck(id: document.trace.id).description
        }
        if settings.temperature <= 0 {
            return "At temperature 0 all continuations are alike: :temperature 0.7"
        }
        if let limit = model.info?.contextLength, sentence.tokens.upperBound >= limit {
            return "The sentence ends beyond the model's context of \(limit) tokens"
        }
        return nil
    }

    /// Whether continuations drawn now would be those of a report.
    private func isDrawnAlike(_ report: ResampleReport) -> Bool {
        report.settings.seed == settings.seed && report.settings.maxTokens == settings.maxTokens
            && Float(report.settings.temperature) == settings.temperature
            && report.model.name == model.info?.name
    }

    /// Every continuation to the most tokens; several share a pass, which costs for each about what
    /// a token of a long text does, and about as much for drawing.
    private func resamplingSeconds(
        _ document: Document, _ sentence: ResampledSentence, _ wanted: Int
    ) -> Double? {
        guard let info = model.info, let each = info.secondsPerToken else { return nil }
        let most = min(settings.maxTokens, info.contextLength - sentence.tokens.upperBound)
        return 2 * each * Double(2 * wanted) * Double(max(0, most))
    }

    /// Keeps what was found, lists the continuations below their trace, and has both saved.
    mutating func take(
        _ report: ResampleReport, branches: [TraceEntry], _ effects: inout [Effect]
    ) {
        let place = ResampledPlace(report)
        resamplings[place] = report
        addBranches(branches, of: report)
        say(report.isFinished ? report.finding.sentenceCase : "Partial: " + report.finding)
        keep(report.json, as: MeasurementKey.resampling + place.key, &effects)
    }

    private mutating func addBranches(_ branches: [TraceEntry], of report: ResampleReport) {
        let new = branches.filter { traces.index(of: $0.id) == nil }
        guard !new.isEmpty else { return }
        let current = traces.current.map { traces.entries[$0].id }
        let parent = traces.index(of: report.traceID)
        traces.entries.insert(
            contentsOf: new, at: parent.map { $0 + 1 } ?? traces.entries.count)
        traces.current = current.flatMap { traces.index(of: $0) }
    }
}

extension String {
    /// With a capital in front, as messages begin.
    fileprivate var sentenceCase: String { prefix(1).uppercased() + dropFirst() }
}
