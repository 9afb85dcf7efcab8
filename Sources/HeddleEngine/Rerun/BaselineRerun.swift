extension BaselineRun {
    /// Runs the text again under interventions.
    ///
    /// Starts at the first layer and position that an intervention touches or that the request asks
    /// to record; what lies before comes from the untouched run. With positions `.all` the result is
    /// that of a text on which the interventions were always in force; with `.from(q)` keys and
    /// values before `q` stay as they were.
    ///
    /// - Parameters:
    ///   - request: what to hand out, over the whole text.
    ///   - effects: whether `onEffects` is called, for every token whose prediction the interventions
    ///     can change: those after the first query that they touch. Tokens before are unchanged.
    ///   - priority: tokens whose effects come first, such as those on the screen.
    ///   - onEffects: is handed the effects in several pieces, on the calling thread.
    /// - Throws: `EngineError`: `.headOutsideModel`, `.invalidRequest`, `.outOfMemory`, `.cancelled`.
    public func rerun(
        _ interventions: [Intervention], request: ForwardRequest = .nothing, effects: Bool = true,
        priority: Range<Int>? = nil, observer: Observer? = nil,
        cancellation: Cancellation? = nil, onEffects: (EffectRows) -> Void = { _ in }
    ) throws(EngineError) -> ForwardResult {
        let all = 0..<tokens.count
        let instruments = try RunInstruments(
            request: request, interventions: interventions, tokens: tokens, run: all,
            observer: observer, cancellation: cancellation, configuration: model.configuration)
        let touched = min(instruments.plan.firstPosition ?? tokens.count, tokens.count)
        let start = min(touched, instruments.firstRecordedQuery ?? tokens.count)
        let positions = start..<tokens.count
        if instruments.watches(.embedding) {
            try model.embed(
                tokens[...], at: all,
                into: try FloatMatrix(rows: all.count, columns: model.configuration.width),
                runner.arithmetic, instruments)
        }
        let stream = try runLayers(positions, instruments)
        if effects, touched < tokens.count {
            try streamEffects(
                EffectOrder(targets: touched + 1..<tokens.count, priority: priority),
                stream, start: start, topCount: request.topCount, instruments, onEffects)
        }
        adoptUntouched(before: touched, topCount: request.topCount, instruments)
        try unembedder.serve(
            instruments, residual: finalStream.rows(0..<start), positions: 0..<start)
        try unembedder.serve(instruments, residual: stream, positions: positions)
        return instruments.result()
    }

    /// Hands on the predictions that interventions from position `touched` on leave as they were.
    private func adoptUntouched(
        before touched: Int, topCount: Int, _ instruments: RunInstruments
    ) {
        for (target, prediction) in result.predictions.prefix(touched + 1).enumerated()
        where prediction?.top.count == topCount {
            instruments.adopt(prediction, target: target)
        }
    }

    /// Runs the layers that can differ over the positions that can differ.
    ///
    /// - Returns: the final residual stream at `positions`.
    private func runLayers(
        _ positions: Range<Int>, _ instruments: RunInstruments
    ) throws(EngineError) -> FloatMatrix {
        let start = rerunStart(instruments)
        guard start.firstLayer < model.configuration.layers, !positions.isEmpty else {
            return finalStream.rows(positions)
        }
        let memory = try sharedMemory()
        let pass = RerunPass(
            runner: runner, start: start,
            spans: [
                RerunSpan(
                    baseline: self, instruments: instruments, positions: positions, firstRow: 0,
                    keys: memory.keys, values: memory.values)
            ],
            stream: memory.stream.rows(0..<positions.count),
            cancellation: instruments.cancellation)
        try pass.run()
        return pass.stream
    }

    private func sharedMemory() throws(EngineError) -> RerunMemory {
        if let rerunMemory { return rerunMemory }
        let made = try RerunMemory(model.configuration, rows: tokens.count)
        rerunMemory = made
        return made
    }
}
