/// Consecutive positions of one text on their way through one layer.
struct LayerSpan {
    var positions: Range<Int>
    /// The first of its rows among those of the piece.
    var firstRow = 0
    /// The layer's keys and values at the first positions, where the text shares them with others.
    var shared: SharedKeys?
    /// The layer's keys and values from position 0 on, or from behind the shared ones,
    /// `[position][keyValueHeads × headDimension]`.
    var keys: FloatMatrix
    var values: FloatMatrix
    /// The layer's heads' outputs from position 0 on, `[position][heads × headDimension]`: read
    /// where the piece says that they are known, otherwise written; nil where nobody keeps them.
    var headOutputs: FloatMatrix?
    /// Tokens of the whole text, as far as it is known.
    var textLength: Int
    /// What changes, watches and records the text.
    var instruments: RunInstruments

    /// Its rows among those of the piece.
    var rows: Range<Int> { firstRow..<firstRow + positions.count }

    /// The rows of its positions in `keys` and `values`.
    var keyRows: Range<Int> {
        let start = positions.lowerBound - (shared?.keys.rows ?? 0)
        return start..<start + positions.count
    }
}

/// Positions of one or several texts that go through one layer together.
struct LayerPiece {
    var layer: Int
    /// Their rows follow each other.
    var spans: [LayerSpan]
    /// `[row][width]`: what enters the layer; what leaves it afterwards.
    var residual: FloatMatrix
    /// Whether the keys and values of these positions are already there.
    var keysAreKnown = false
    /// Whether the heads' outputs before interventions are already there.
    var outputsAreKnown = false

    /// Whether a text's interventions touch the values at the hook or its observer watches them.
    func changesOrWatches(_ hook: HookPoint) -> Bool {
        spans.contains {
            $0.instruments.plan.touches(hook) || $0.instruments.watches(hook)
        }
    }

    /// Whether an observer of a text watches the hook.
    func watches(_ hook: HookPoint) -> Bool {
        spans.contains { $0.instruments.watches(hook) }
    }

    /// Applies each text's interventions to its rows of the values at the hook.
    func change(_ hook: HookPoint, _ values: FloatMatrix) {
        for span in spans where span.instruments.plan.touches(hook) {
            span.instruments.plan.apply(
                hook, positions: span.positions, rows: values.rows(span.rows))
        }
    }

    /// Hands each text's rows of `values` to its observer, if that watches the hook.
    func emit(_ hook: HookPoint, _ values: FloatMatrix, heads: Int = 0) {
        for span in spans where span.instruments.watches(hook) {
            span.instruments.emit(hook, span.positions, values.rows(span.rows), heads: heads)
        }
    }

    /// Calls `body` once for every text, given its place among the spans, on several threads where
    /// there are several short ones.
    func forEachSpan(_ pool: WorkerPool, _ body: (Int, LayerSpan) -> Void) {
        let grain = max(1, Self.sharedRows * spans.count / max(1, residual.rows))
        pool.runRanges(spans.count, grain: grain) { places in
            for place in places { body(place, spans[place]) }
        }
    }

    /// Rows that one thread takes at a time.
    private static let sharedRows = 32
}
