/// A token of one of the texts that a `BatchedGenerator` makes.
public struct BatchedToken: Sendable, Hashable {
    /// The text, as `BatchedGenerator.start` numbered it.
    public let text: Int
    public let id: Int32
    /// Whether it is one of the tokens that end the text.
    public let endsText: Bool
    /// Whether the text ends with it, for that reason or for its length.
    public let isLast: Bool
}

/// Generates several texts side by side, so that weights are read once for all of them.
///
/// Texts may begin differently, start when others are under way, and stop at any time. Each gets
/// exactly the tokens that `Generator` gives it alone with the same sampling: for one instruction
/// set its numbers depend neither on the number of threads nor on the other texts. To be used by
/// one thread at a time.
///
/// Memory: of each text the keys and values of the tokens that were generated, taken as they come;
/// those of a prefix once.
public final class BatchedGenerator {
    public let model: Model
    public let pool: WorkerPool
    /// The most texts at once.
    public let width: Int
    public let stopIDs: Set<Int32>
    private var lanes: [GeneratedLane] = []
    private var started = 0
    private let runner: LayerRunner
    private let unembedder: Unembedder
    private let block: FloatMatrix
    private let residual: FloatMatrix

    /// - Parameters:
    ///   - width: the most texts at once.
    ///   - stopIDs: tokens after which nothing is generated; nil for the model's own.
    /// - Throws: `EngineError.invalidRequest` for a width below 1, `.outOfMemory`.
    public init(
        model: Model, pool: WorkerPool, width: Int, stopIDs: Set<Int32>? = nil
    ) throws(EngineError) {
        guard width > 0 else {
            throw .invalidRequest(
                problem: "\(width) texts at once", remedy: "make it at least 1")
        }
        self.model = model
        self.pool = pool
        self.width = width
        self.stopIDs = stopIDs ?? Set(model.configuration.endOfTextIDs)
        runner = try LayerRunner(model: model, pool: pool, pieceLength: width)
        unembedder = try Unembedder(model: model, pool: pool, mostRows: width)
        block = try unembedder.makeBlock()
        residual = try FloatMatrix(rows: width, columns: model.configuration.width)
    }

    /// How many more texts can be started.
    public var room: Int { width - lanes.count }

    /// Texts that are under way.
    public var texts: [Int] { lanes.map(\.id) }

    /// Starts a text behind a prefix; its first token comes with the next call of `next`.
    ///
    /// - Parameter maxTokens: tokens that are generated at most.
    /// - Returns: the text's number, counted from 0.
    /// - Throws: `EngineError`: `.invalidRequest` where there is no room, for fewer than one token
    ///   or a sampling option out of range, `.contextFull` for a text longer than the table of
    ///   learned positions, `.outOfMemory`.
    public func start(
        _ prefix: SharedPrefix, sampling: SamplingOptions, maxTokens: Int
    ) throws(EngineError) -> Int {
        guard room > 0, maxTokens > 0 else {
            throw .invalidRequest(
                problem: "a text of at most \(maxTokens) tokens beside \(lanes.count) others",
                remedy: "give at least 1 token, and at most \(width) texts at once")
        }
        try model.configuration.check(
            prefix.tokens, textLength: prefix.tokens.count + maxTokens - 1)
        let lane = try GeneratedLane(
            id: started, prefix: prefix, sampler: Sampler(sampling), maxTokens: maxTokens,
            model.configuration)
        lanes.append(lane)
        started += 1
        return lane.id
    }

    /// Ends a text before its time; does nothing to one that is not under way.
    public func stop(_ text: Int) { lanes.removeAll { $0.id == text } }

    /// Generates one token of every text that is under way; those that end leave.
    ///
    /// - Throws: `EngineError`: `.cancelled`, `.outOfMemory`. No text has then got a token, and the
    ///   generator can be asked again.
    public func next(cancellation: Cancellation? = nil) throws(EngineError) -> [BatchedToken] {
        try cancellation?.check()
        try leaveSharing(cancellation)
        let fresh = lanes.indices.filter { lanes[$0].isFresh }
        let shared = lanes.indices.filter { !lanes[$0].isFresh && lanes[$0].single == nil }
        var ids = [Int32](repeating: 0, count: lanes.count)
        draw(fresh, into: &ids) { lane, _ in lanes[lane].prefix.logits }
        try runLayers(shared, cancellation)
        for first in stride(from: 0, to: shared.count, by: unembedder.blockLength) {
            try cancellation?.check()
            let rows = first..<min(first + unembedder.blockLength, shared.count)
            let logits = unembedder.logits(of: residual.rows(rows), into: block)
            draw(Array(shared[rows]), into: &ids) { _, row in logits.values(ofRow: row) }
        }
        for lane in lanes.indices where lanes[lane].single != nil {
            ids[lane] = try lanes[lane].nextAlone(cancellation)
        }
        return take(ids)
    }

    /// Draws the next token of some texts, on several threads.
    private func draw(
        _ members: [Int], into ids: inout [Int32],
        from logits: (_ lane: Int, _ row: Int) -> [Float]
    ) {
        var drawn = [Int32](repeating: 0, count: members.count)
        drawn.withUnsafeMutableBufferPointer { drawn in
            pool.run(chunks: members.count) { row, _ in
                let lane = lanes[members[row]]
                drawn[row] = lane.sampler.sample(
                    logits(members[row], row), position: lane.tokens.count)
            }
        }
        for (lane, id) in zip(members, drawn) { ids[lane] = id }
    }

    /// Leaves the final residual stream of the texts' last tokens in `residual`, a row each.
    private func runLayers(
        _ members: [Int], _ cancellation: Cancellation?
    ) throws(EngineError) {
        guard !members.isEmpty else { return }
        let residual = residual.rows(0..<members.count)
        let instruments = try RunInstruments(
            request: .nothing, interventions: [], tokens: [], run: 0..<0, observer: nil,
            cancellation: cancellation, configuration: model.configuration)
        try model.embed(
            members.compactMap { lanes[$0].tokens.last },
            atEach: members.map { lanes[$0].tokens.count - 1 }, into: residual, runner.arithmetic)
        for layer in 0..<model.configuration.layers {
            try cancellation?.check()
            let spans = members.enumerated().map { row, lane in
                lanes[lane].span(layer: layer, row: row, instruments)
            }
            try runner.run(
                LayerPiece(layer: layer, spans: spans, residual: residual),
                cancellation: cancellation)
        }
    }

    /// Gives the texts whose prefix would need other keys at their length (LongRoPE) a context of
    /// their own.
    private func leaveSharing(_ cancellation: Cancellation?) throws(EngineError) {
        for lane in lanes.indices where lanes[lane].single == nil && !lanes[lane].sharesKeys {
            let text = lanes[lane]
            let context = try InferenceContext(model: model, pool: pool, capacity: text.end)
            _ = try context.append(text.tokens, cancellation: cancellation)
            lanes[lane].single = try Generator(
                context: context, sampling: text.sampler.options, stopIDs: stopIDs)
        }
    }

    private func take(_ ids: [Int32]) -> [BatchedToken] {
        let tokens = lanes.indices.map { lane in
            lanes[lane].tokens.append(ids[lane])
            let endsText = stopIDs.contains(ids[lane])
            return BatchedToken(
                text: lanes[lane].id, id: ids[lane], endsText: endsText,
                isLast: endsText || lanes[lane].tokens.count == lanes[lane].end)
        }
        let ended = Set(tokens.filter(\.isLast).map(\.text))
        lanes.removeAll { ended.contains($0.id) }
        return tokens
    }
}
