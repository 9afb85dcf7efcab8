/// What changes, watches and records one run through the layers.
final class RunInstruments {
    let plan: InterventionPlan
    let cancellation: Cancellation?
    let run: Range<Int>
    private let request: ForwardRequest
    private let observer: Observer?
    private let tokens: [Int32]
    private let heads: Int
    private let summaries: SummaryCollector?
    private var received: ReceivedSums?
    private var patternRows: [[PatternRow]]
    private(set) var predictions: [Prediction?]
    private var logitRows: [LogitRow] = []

    /// - Parameters:
    ///   - tokens: all tokens of the text up to the end of the run.
    ///   - run: the positions that are run.
    init(
        request: ForwardRequest, interventions: [Intervention], tokens: [Int32], run: Range<Int>,
        observer: Observer?, cancellation: Cancellation?, configuration: ModelConfiguration
    ) throws(EngineError) {
        try request.check(configuration)
        try request.received?.check(run: run)
        plan = try InterventionPlan(interventions, configuration)
        self.request = request
        self.run = run
        self.observer = observer
        self.cancellation = cancellation
        self.tokens = tokens
        heads = configuration.heads
        summaries = request.summaries.map {
            SummaryCollector($0, tokens: tokens, run: run, configuration)
        }
        received = request.received.map { ReceivedSums($0, configuration) }
        patternRows = Array(repeating: [], count: request.patterns.count)
        predictions = request.predictions ? Array(repeating: nil, count: tokens.count) : []
    }

    /// The lowest layer in which something is recorded or watched; nil when nothing is.
    var firstRecordedLayer: Int? {
        let hookLayers = observer == nil ? [] : request.hooks.compactMap(\.layer)
        let recorded =
            request.patterns.map(\.head.layer)
            + [summaries?.firstLayer, received?.firstQuery.map { _ in 0 }].compactMap(\.self)
        return (hookLayers + recorded).min()
    }

    /// The first query at which something is recorded or watched in a layer; nil when nothing is.
    var firstRecordedQuery: Int? {
        if observer != nil, !request.hooks.isEmpty { return run.lowerBound }
        var queries = [summaries?.firstQuery, received?.firstQuery].compactMap(\.self)
        for pattern in request.patterns {
            queries += QueryList(pattern.queries, in: run).positions.prefix(1)
        }
        return queries.min()
    }

    /// Takes a prediction that is known already, so that it is not computed again.
    func adopt(_ prediction: Prediction?, target: Int) {
        if request.predictions { predictions[target] = prediction }
    }

    func watches(_ hook: HookPoint) -> Bool { observer != nil && request.hooks.contains(hook) }

    func emit(_ hook: HookPoint, _ positions: Range<Int>, _ values: FloatMatrix, heads: Int = 0) {
        guard let observer, request.hooks.contains(hook) else { return }
        let shape =
            heads > 0
            ? [values.rows, heads, values.columns / heads] : [values.rows, values.columns]
        observer(hook, positions, HookTensor(shape: shape, values: values.values))
    }

    /// Hands out all heads' patterns or scores of a layer where they are watched, in pieces of
    /// bounded size.
    private func emitRows(
        _ hook: HookPoint, _ call: AttentionCall,
        _ compute: (_ head: Int, _ rows: Range<Int>) throws(EngineError) -> FloatMatrix
    ) throws(EngineError) {
        guard let observer, watches(hook) else { return }
        let step = max(1, 4_000_000 / (call.positions.upperBound * heads))
        for first in stride(from: 0, to: call.positions.count, by: step) {
            let rows = first..<min(first + step, call.positions.count)
            var weights: [Float] = []
            for head in 0..<heads { weights += try compute(head, rows).values }
            let start = call.positions.lowerBound
            let positions = start + rows.lowerBound..<start + rows.upperBound
            let shape = [heads, rows.count, positions.upperBound]
            observer(hook, positions, HookTensor(shape: shape, values: weights))
        }
    }

    /// Whether `attend` has anything to note in a layer.
    func recordsAttention(layer: Int) -> Bool {
        summaries != nil || received != nil || watches(.pattern(layer: layer))
            || watches(.attentionScores(layer: layer))
            || request.patterns.contains { $0.head.layer == layer }
    }

    /// Runs a layer's attention, noting summaries, spans and patterns as they were asked for.
    func attend(
        layer: Int, _ call: AttentionCall, _ attention: Attention
    ) throws(EngineError) {
        if let summaries {
            try summaries.attend(layer: layer, call, attention)
        } else if received == nil {
            try attention.run([call])
        }
        if var sums = received {
            received = nil
            try attention.run(call, received: &sums, layer: layer)
            received = sums
        }
        for (place, pattern) in request.patterns.enumerated() where pattern.head.layer == layer {
            try keepRows(of: pattern, at: place, call, attention)
        }
        try emitRows(.attentionScores(layer: layer), call) { head, rows throws(EngineError) in
            try attention.scores(call, head: head, rows: rows)
        }
        try emitRows(.pattern(layer: layer), call) { head, rows throws(EngineError) in
            try attention.pattern(call, head: head, rows: rows)
        }
    }

    private func keepRows(
        of pattern: PatternRequest, at place: Int, _ call: AttentionCall, _ attention: Attention
    ) throws(EngineError) {
        let start = call.positions.lowerBound
        for query in QueryList(pattern.queries, in: call.positions).positions {
            let row = query - start
            let weights = try attention.pattern(
                call, head: pattern.head.head, rows: row..<row + 1)
            patternRows[place].append(
                PatternRow(head: pattern.head, query: query, weights: weights.values(ofRow: 0)))
        }
    }

    /// The queries among `positions` whose logits something needs, ascending.
    func queriesNeedingLogits(_ positions: Range<Int>) -> [Int] {
        if watches(.logits) { return Array(positions) }
        if request.predictions {
            let unknown = positions.filter {
                $0 + 1 < tokens.count && predictions[$0 + 1] == nil
            }
            return Set(unknown).union(rowQueries(positions)).sorted()
        }
        return rowQueries(positions)
    }

    private func rowQueries(_ positions: Range<Int>) -> [Int] {
        switch request.logits {
        case .none: []
        case .all: Array(positions)
        case .last: positions.contains(run.upperBound - 1) ? [run.upperBound - 1] : []
        case .at(let queries): QueryList(queries, in: positions).positions
        }
    }

    /// Records what was asked of rows of logits.
    func take(_ logits: FloatMatrix, queries: ArraySlice<Int>, pool: WorkerPool) {
        let first = queries.startIndex
        if request.predictions {
            predictions.withUnsafeMutableBufferPointer { predictions in
                pool.run(chunks: queries.count) { row, _ in
                    let target = queries[first + row] + 1
                    guard target < tokens.count, predictions[target] == nil else { return }
                    predictions[target] = LogitStatistics.prediction(
                        of: logits, row: row, target: tokens[target],
                        topCount: request.topCount)
                }
            }
        }
        guard let low = queries.first, let high = queries.last else { return }
        for query in rowQueries(low..<high + 1) {
            guard let place = queries.firstIndex(of: query) else { continue }
            logitRows.append(
                LogitRow(query: query, values: logits.values(ofRow: place - first)))
        }
        for row in 0..<logits.rows where watches(.logits) {
            let query = queries[first + row]
            emit(.logits, query..<query + 1, logits.rows(row..<row + 1))
        }
    }

    func result() -> ForwardResult {
        var result = ForwardResult(queries: run)
        result.predictions = predictions
        result.logits = logitRows
        result.patterns = patternRows.flatMap { $0 }
        result.summaries = summaries?.table()
        result.received = received?.result()
        return result
    }
}

extension ForwardRequest {
    /// - Throws: `EngineError` for heads or layers that the model does not have.
    func check(_ configuration: ModelConfiguration) throws(EngineError) {
        let shape = configuration.headShape
        for head in patterns.map(\.head) + Array(summaries?.heads ?? [])
        where !shape.contains(head) {
            throw .headOutsideModel(head: head, shape: shape)
        }
        for hook in hooks { try hook.check(configuration) }
    }
}
