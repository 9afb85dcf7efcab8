/// Where a run under interventions begins.
struct RerunStart: Hashable {
    /// The first layer that is computed.
    var firstLayer: Int
    /// The first layer that is touched: keys and values up to it are the untouched run's.
    var touchedLayer: Int
    /// Whether that layer's heads' outputs before interventions are kept and need not be computed.
    var knowsOutputs: Bool
}

extension BaselineRun {
    /// Where a run under interventions begins; behind the last layer when nothing is touched or
    /// recorded.
    func rerunStart(_ instruments: RunInstruments) -> RerunStart {
        let layers = model.configuration.layers
        let touched = instruments.plan.firstLayer ?? layers
        let recorded = instruments.firstRecordedLayer ?? layers
        let first = min(touched, recorded)
        return RerunStart(
            firstLayer: first < layers ? first / memory.layerStep * memory.layerStep : layers,
            touchedLayer: touched,
            knowsOutputs: recorded > touched && !headOutputs.isEmpty
                && !instruments.plan.hidesKeys(layer: touched))
    }
}

/// What runs under interventions overwrite.
struct RerunMemory {
    /// `[row][width]`
    let stream: FloatMatrix
    /// One layer's keys and values, `[position][keyValueHeads × headDimension]`, of one text after
    /// the other.
    let keys: FloatMatrix
    let values: FloatMatrix

    /// - Parameter keyRows: positions of all texts together; nil for as many as `rows`.
    init(
        _ configuration: ModelConfiguration, rows: Int, keyRows: Int? = nil
    ) throws(EngineError) {
        stream = try FloatMatrix(rows: rows, columns: configuration.width)
        keys = try FloatMatrix(rows: keyRows ?? rows, columns: configuration.keyWidth)
        values = try FloatMatrix(rows: keyRows ?? rows, columns: configuration.keyWidth)
    }
}

/// A text under interventions beside others on their way through the layers.
struct RerunSpan {
    let baseline: BaselineRun
    let instruments: RunInstruments
    /// The positions that are computed; those before are the untouched run's.
    var positions: Range<Int>
    /// The first of its rows among those of the pass.
    var firstRow: Int
    /// One layer's keys and values, `[position][keyValueHeads × headDimension]`, overwritten layer
    /// by layer.
    let keys: FloatMatrix
    let values: FloatMatrix

    var rows: Range<Int> { firstRow..<firstRow + positions.count }
}

/// Texts under interventions that begin in the same layer, run together to the last one.
struct RerunPass {
    let runner: LayerRunner
    let start: RerunStart
    /// Their rows follow each other.
    let spans: [RerunSpan]
    /// `[row][width]`
    let stream: FloatMatrix
    let cancellation: Cancellation?

    private var lastLayer: Int { runner.model.configuration.layers - 1 }

    /// Leaves the final residual streams in `stream`.
    ///
    /// - Throws: `EngineError.cancelled`, `.outOfMemory`.
    func run() throws(EngineError) {
        takeStreams()
        for layer in start.firstLayer...lastLayer { try run(layer) }
    }

    /// Computes the final residual streams at the last positions of each text alone, `[row][width]`.
    ///
    /// - Parameters:
    ///   - wanted: how many positions of each span, from its end; at least one.
    ///   - last: where they go, those of one text after the other.
    /// - Throws: `EngineError.cancelled`, `.outOfMemory`.
    func runToLastPositions(
        _ wanted: [Int], into last: FloatMatrix
    ) throws(EngineError) {
        takeStreams()
        for layer in start.firstLayer..<lastLayer { try run(layer) }
        // The other positions of the last layer count only by their keys and values.
        if start.touchedLayer < lastLayer {
            copyEarlierKeys(lastLayer)
            for rows in runner.pieces(0..<stream.rows) {
                try cancellation?.check()
                try runner.writeKeys(piece(lastLayer, rows))
            }
        }
        var ends = spans
        var first = 0
        for (place, span) in spans.enumerated() {
            let end = span.rows.upperBound
            let rows = first..<first + wanted[place]
            last.rows(rows).copy(from: stream.rows(end - rows.count..<end))
            let positions = span.positions
            ends[place].positions = positions.upperBound - rows.count..<positions.upperBound
            ends[place].firstRow = first
            first = rows.upperBound
        }
        let pass = RerunPass(
            runner: runner, start: start, spans: ends, stream: last.rows(0..<first),
            cancellation: cancellation)
        try pass.runPieces(lastLayer, keysAreKnown: true)
    }

    private func takeStreams() {
        for span in spans {
            let baseline = span.baseline
            let kept = baseline.streams[start.firstLayer / baseline.memory.layerStep]
            stream.rows(span.rows).copy(from: kept.rows(span.positions))
        }
    }

    private func run(_ layer: Int) throws(EngineError) {
        let keysAreKnown = layer <= start.touchedLayer
        if !keysAreKnown { copyEarlierKeys(layer) }
        try runPieces(layer, keysAreKnown: keysAreKnown)
    }

    private func runPieces(_ layer: Int, keysAreKnown: Bool) throws(EngineError) {
        for rows in runner.pieces(0..<stream.rows) {
            try cancellation?.check()
            var piece = piece(layer, rows)
            piece.keysAreKnown = keysAreKnown
            piece.outputsAreKnown = layer == start.touchedLayer && start.knowsOutputs
            try runner.run(piece, cancellation: cancellation)
        }
    }

    /// Puts the untouched keys and values before the positions that are computed.
    private func copyEarlierKeys(_ layer: Int) {
        runner.arithmetic.pool.runRanges(spans.count, grain: Self.copiedTexts) { places in
            for place in places {
                let span = spans[place]
                let earlier = 0..<span.positions.lowerBound
                let cache = span.baseline.cache
                span.keys.rows(earlier).copy(from: cache.keys[layer].rows(earlier))
                span.values.rows(earlier).copy(from: cache.values[layer].rows(earlier))
            }
        }
    }

    /// Texts whose keys one thread copies at a time.
    private static let copiedTexts = 8

    /// Some rows, which may begin or end within a text.
    private func piece(_ layer: Int, _ rows: Range<Int>) -> LayerPiece {
        // An intervention leaves the keys and values of its own layer alone.
        let usesCache = layer <= start.touchedLayer
        let parts = spans.compactMap { span -> LayerSpan? in
            let part = span.rows.clamped(to: rows)
            guard !part.isEmpty else { return nil }
            let first = span.positions.lowerBound + part.lowerBound - span.firstRow
            let baseline = span.baseline
            let knowsOutputs = layer == start.touchedLayer && start.knowsOutputs
            return LayerSpan(
                positions: first..<first + part.count, firstRow: part.lowerBound - rows.lowerBound,
                keys: usesCache ? baseline.cache.keys[layer] : span.keys,
                values: usesCache ? baseline.cache.values[layer] : span.values,
                headOutputs: knowsOutputs ? baseline.headOutputs[layer] : nil,
                textLength: baseline.tokens.count, instruments: span.instruments)
        }
        return LayerPiece(layer: layer, spans: parts, residual: stream.rows(rows))
    }
}
