extension BaselineRun {
    /// The logit lens (nostalgebraist 2020): what the residual stream of one query says after the
    /// embedding and after each layer, read through the final norm, whose scale is computed there,
    /// and the unembedding; in the model's order.
    ///
    /// - Parameters:
    ///   - actual: the token that the query should predict, if there is one.
    ///   - halfSteps: also between the attention and the feed-forward block of each layer.
    ///   - topCount: how many of the most probable tokens a reading lists.
    /// - Throws: `EngineError.invalidRequest` for a query outside the text, and for half-steps of a
    ///   model whose blocks run side by side; `.tokenOutsideVocabulary`, `.outOfMemory`, `.cancelled`.
    public func lens(
        at query: Int, actual: Int32?, halfSteps: Bool = false, topCount: Int = 5,
        cancellation: Cancellation? = nil
    ) throws(EngineError) -> [LensReading] {
        if let actual { try model.configuration.check([actual], textLength: 0) }
        let steps = LensStep.all(layers: model.configuration.layers, halfSteps: halfSteps)
        var seen: [HookPoint: [Float]] = [:]
        _ = try watch(
            query..<query + 1, hooks: Set(steps.map(\.hook)), cancellation: cancellation
        ) { seen[$0] = $2.values }
        let stack = try FloatMatrix(rows: steps.count, columns: model.configuration.width)
        for (row, step) in steps.enumerated() {
            stack.put((seen[step.hook] ?? [])[...], row: row, column: 0)
        }
        let block = try unembedder.makeBlock()
        let ends = unembedder.logits(of: stack.rows(steps.count - 1..<steps.count), into: block)
        let final = LogitStatistics.mostProbable(of: ends, row: 0)
        var readings: [LensReading] = []
        for first in stride(from: 0, to: steps.count, by: unembedder.blockLength) {
            try cancellation?.check()
            let rows = first..<min(first + unembedder.blockLength, steps.count)
            let logits = unembedder.logits(of: stack.rows(rows), into: block)
            for row in rows {
                readings.append(
                    LensReading(
                        steps[row], of: logits, row: row - first, final: final, actual: actual,
                        topCount: topCount))
            }
        }
        return readings
    }

    /// From which layer on the token that each of some queries predicts in the end is on top.
    ///
    /// Layers are read from the last one back, some queries at a time, each until another token is
    /// on top: logits of a block of queries at one layer are all that is kept. Cost: the queries
    /// through the layers, and one unembedding for each layer that is read.
    ///
    /// - Throws: `EngineError.invalidRequest` for queries outside the text, `.outOfMemory`,
    ///   `.cancelled`.
    public func decisions(
        of queries: Range<Int>, cancellation: Cancellation? = nil
    ) throws(EngineError) -> [LensDecision] {
        guard !queries.isEmpty else { return [] }
        let block = try unembedder.makeBlock()
        var decisions: [LensDecision] = []
        for first in stride(
            from: queries.lowerBound, to: queries.upperBound, by: unembedder.blockLength)
        {
            let part = first..<min(first + unembedder.blockLength, queries.upperBound)
            decisions += try decide(part, block, cancellation)
        }
        return decisions
    }

    /// - Parameter queries: at most as many as `block` has rows.
    private func decide(
        _ queries: Range<Int>, _ block: FloatMatrix, _ cancellation: Cancellation?
    ) throws(EngineError) -> [LensDecision] {
        let layers = model.configuration.layers
        let steps = LensStep.all(layers: layers, halfSteps: false)
        var streams: [HookPoint: [Float]] = [:]
        let last = try watch(
            queries, hooks: Set(steps.dropLast().map(\.hook)), cancellation: cancellation
        ) { streams[$0, default: []] += $2.values }
        let finals = mostProbable(unembedder.logits(of: last, into: block))
        var needed = [Int](repeating: layers, count: queries.count)
        var undecided = Array(0..<queries.count)
        let width = model.configuration.width
        let gathered = try FloatMatrix(rows: queries.count, columns: width)
        for depth in (0..<layers).reversed() where !undecided.isEmpty {
            try cancellation?.check()
            let stream = streams[steps[depth].hook] ?? []
            for (row, place) in undecided.enumerated() {
                gathered.put(stream[place * width..<(place + 1) * width], row: row, column: 0)
            }
            let rows = gathered.rows(0..<undecided.count)
            let tops = mostProbable(unembedder.logits(of: rows, into: block))
            undecided = zip(undecided, tops).filter { finals[$0] == $1 }.map(\.0)
            for place in undecided { needed[place] = depth }
        }
        return queries.enumerated().map { place, query in
            LensDecision(query: query, final: finals[place], layersNeeded: needed[place])
        }
    }

    /// The most probable token of each row of logits.
    private func mostProbable(_ logits: FloatMatrix) -> [Int32] {
        var ids = [Int32](repeating: 0, count: logits.rows)
        ids.withUnsafeMutableBufferPointer { ids in
            pool.run(chunks: logits.rows) { row, _ in
                ids[row] = LogitStatistics.mostProbable(of: logits, row: row)
            }
        }
        return ids
    }
}

extension LensStep {
    /// All steps of a model, in its order.
    static func all(layers: Int, halfSteps: Bool) -> [LensStep] {
        (0..<layers).reduce(into: [.embedding]) { steps, layer in
            if halfSteps { steps.append(.afterAttention(layer: layer)) }
            steps.append(.afterLayer(layer))
        }
    }

    /// Where the stream is seen.
    var hook: HookPoint {
        switch self {
        case .embedding: .residualPre(layer: 0)
        case .afterAttention(let layer): .residualMid(layer: layer)
        case .afterLayer(let layer): .residualPost(layer: layer)
        }
    }
}

extension LensReading {
    fileprivate init(
        _ step: LensStep, of logits: FloatMatrix, row: Int, final: Int32, actual: Int32?,
        topCount: Int
    ) {
        let first = LogitStatistics.prediction(
            of: logits, row: row, target: final, topCount: max(1, topCount))
        let second = actual.map {
            ($0, LogitStatistics.prediction(of: logits, row: row, target: $0, topCount: 0))
        }
        self.init(
            step: step, top: first.top, entropy: first.entropy,
            final: TokenStanding(id: final, logprob: first.logprob, rank: first.rank),
            actual: second.map { TokenStanding(id: $0, logprob: $1.logprob, rank: $1.rank) })
    }
}
