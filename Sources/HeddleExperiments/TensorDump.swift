import HeddleAnalysis
import HeddleEngine

/// Which intermediate values of a forward pass are handed out, at which positions of a text.
///
/// Tensors have TransformerLens's names and shapes with a batch axis of 1 in front, so that they
/// make an `ActivationCache` as they are: `[1][position]…`, and `[1][head][position][key]` for
/// patterns and scores, whose keys reach up to the last position that was asked for. They are those
/// of a model whose weights are as in its files (`no_processing=True`), after interventions.
public struct TensorDump: Sendable {
    /// One tensor.
    public struct Tensor: Hashable, Sendable {
        public var hook: HookPoint
        public var shape: [Int]
        public var name: String { hook.name }
        public var count: Int { shape.reduce(1, *) }
    }

    public let tokens: [Int32]
    /// Query positions, ascending.
    public let positions: [Int]
    /// In the order in which they become whole.
    public let tensors: [Tensor]

    /// - Parameters:
    ///   - positions: query positions; nil for all of the text's.
    /// - Throws: `ExperimentError.noPosition` for one outside the text or none at all, and
    ///   `.contextExceeded`.
    public init(
        _ configuration: ModelConfiguration, tokens: [Int32], hooks: [HookPoint],
        positions: [Int]? = nil
    ) throws(ExperimentError) {
        let wanted = Set(positions ?? Array(tokens.indices)).sorted()
        if let outside = wanted.first(where: { !tokens.indices.contains($0) }) {
            throw .noPosition(position: outside, tokens: tokens.count)
        }
        guard let last = wanted.last else {
            throw .noPosition(position: nil, tokens: tokens.count)
        }
        guard last < configuration.contextLength else {
            throw .contextExceeded(tokens: last + 1, limit: configuration.contextLength)
        }
        self.positions = wanted
        self.tokens = Array(tokens[...last])
        let known = configuration.hooks
        tensors = known.filter(Set(hooks).contains).map { hook in
            let shape = hook.shape(configuration, positions: wanted.count, keys: last + 1)
            return Tensor(hook: hook, shape: [1] + shape)
        }
    }

    /// Bytes of all numbers as float32.
    public var byteCount: Int { tensors.reduce(0) { $0 + 4 * $1.count } }

    /// How far a run came.
    public struct Outcome: Equatable, Sendable {
        /// How many of the first tensors are whole.
        public var wholeTensors: Int
        public var isWhole: Bool

        public init(wholeTensors: Int, isWhole: Bool) {
            self.wholeTensors = wholeTensors
            self.isWhole = isWhole
        }
    }

    /// Runs the text and hands out numbers piece by piece; nothing is kept.
    ///
    /// - Parameters:
    ///   - write: takes numbers of a tensor from one of its elements on; false stops the run.
    /// - Returns: what is whole, also after a stop or a cancelling.
    /// - Throws: what the engine throws, cancelling apart; `noReference`.
    public func run(
        _ model: Model, pool: WorkerPool, mask: HeadMask = HeadMask(),
        reference: AblationReference = AblationReference(),
        cancellation: Cancellation = Cancellation(),
        progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
        write: (_ values: [Float], _ tensor: Int, _ element: Int) -> Bool
    ) throws(ExperimentError) -> Outcome {
        let interventions = try mask.interventions(reference)
        var writer = TensorPieces(self)
        do throws(EngineError) {
            try withoutActuallyEscaping(write) { write throws(EngineError) in
                try LayerwisePass.run(
                    model, pool: pool, tokens: tokens, hooks: Set(tensors.map(\.hook)),
                    interventions: interventions, cancellation: cancellation, progress: progress
                ) { hook, range, tensor in
                    guard !cancellation.isCancelled else { return }
                    if !writer.take(hook, range, tensor, write) { cancellation.cancel() }
                }
            }
        } catch {
            guard error == .cancelled else { throw .engine(error) }
        }
        let whole = writer.wholeTensors
        return Outcome(wholeTensors: whole, isWhole: whole == tensors.count)
    }
}

/// Puts the pieces of a run where they belong in the tensors.
private struct TensorPieces {
    private let dump: TensorDump
    private let places: [HookPoint: Int]
    /// By tensor, how many positions have been written.
    private var written: [Int]

    init(_ dump: TensorDump) {
        self.dump = dump
        places = Dictionary(
            dump.tensors.enumerated().map { ($0.element.hook, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        written = dump.tensors.map { _ in 0 }
    }

    var wholeTensors: Int {
        written.prefix { $0 == dump.positions.count }.count
    }

    /// - Returns: false where `write` said stop.
    mutating func take(
        _ hook: HookPoint, _ range: Range<Int>, _ piece: HookTensor,
        _ write: (_ values: [Float], _ tensor: Int, _ element: Int) -> Bool
    ) -> Bool {
        guard let tensor = places[hook] else { return true }
        let rows = dump.positions.enumerated().filter { range.contains($0.element) }
        guard let first = rows.first?.offset else { return true }
        let isPattern = hook.hasKeys
        let blocks = isPattern ? piece.shape[0] : 1
        let source = piece.values.count / (blocks * range.count)
        let shape = dump.tensors[tensor].shape
        let target = isPattern ? shape[3] : source
        let padding = [Float](
            repeating: hook.valueOfHiddenKeys, count: max(0, target - source))
        for block in 0..<blocks {
            var values: [Float] = []
            values.reserveCapacity(rows.count * target)
            for row in rows {
                let start = (block * range.count + row.element - range.lowerBound) * source
                values += piece.values[start..<start + min(source, target)]
                values += padding
            }
            let element = (block * dump.positions.count + first) * target
            guard write(values, tensor, element) else { return false }
        }
        written[tensor] += rows.count
        return true
    }
}

extension HookPoint {
    /// Whether its values are `[head][position][key]`.
    fileprivate var hasKeys: Bool {
        switch self {
        case .pattern, .attentionScores: true
        default: false
        }
    }

    /// What stands at keys that a query does not see.
    fileprivate var valueOfHiddenKeys: Float {
        if case .attentionScores = self { -.infinity } else { 0 }
    }
}
