import HeddleAnalysis
import HeddleEngine

/// Causal mediation over all heads (Yang et al. 2025, 2502.20332): the output `z` of one head of the
/// base context is put into the run of the other context, and the score is how far that moves
/// `logit(target) − logit(own answer)` at the last position.
///
/// Works through blocks of pairs so that other work can go between and memory stays bounded. Costs
/// layers × heads patched runs for each pair, kind of head and donor, each from the patched layer
/// and position on. To be used by one thread at a time.
public final class MediationRun {
    /// Patched runs in all, and how many of them are done.
    public let total: Int
    public private(set) var done = 0

    private let model: LoadedModel
    private let pool: WorkerPool
    private let request: MediationRequest
    private let pairs: [PairTokens]
    private let donors: [MediationControl: [PromptTokens?]]
    private let blocks: [Block]
    private var nextBlock = 0
    private var table: MediationTable
    private let store: (any MediationStore)?

    /// Pairs that are measured together: all of one kind of pair.
    private struct Block {
        var kinds: [SymbolicHeadKind]
        var pairs: [Int]
    }

    /// - Parameter store: rows of an earlier run of the same analysis; finished rows go there.
    /// - Throws: `ExperimentError.noTokenizer`, `.unusablePair`, `.emptyCorpus` without pairs of
    ///   the kinds asked for.
    public init(
        _ model: LoadedModel, pool: WorkerPool, request: MediationRequest,
        store: (any MediationStore)? = nil
    ) throws(ExperimentError) {
        let encoder = try request.encoder(for: model)
        var pairs: [PairTokens] = []
        for (index, pair) in request.pairs.enumerated() {
            pairs.append(try encoder.tokens(of: pair, number: index + 1))
        }
        let shape = model.model.configuration.headShape
        var table = MediationTable(
            shape: shape, rules: pairs.map(\.rule), settings: request.settings)
        for row in store?.rows ?? [] { table.add(row) }
        self.model = model
        self.pool = pool
        self.request = request
        self.pairs = pairs
        self.table = table
        self.store = store
        donors = Self.controlContexts(pairs, seed: request.settings.seed)
        blocks = Self.blocks(request, pairs, model.model.configuration)
        guard !blocks.isEmpty else {
            let kinds = Set(request.kinds.map(\.pairKind.rawValue)).sorted()
            throw .emptyCorpus(
                reason: "there is no \(kinds.joined(separator: " or ")) pair")
        }
        total =
            blocks.reduce(0) { total, block in
                total + block.pairs.count * block.kinds.count
                    * (1 + MediationControl.allCases.count)
            } * shape.layers * shape.heads
    }

    /// What the pairs measured so far say; nil when cancelled.
    public func result(cancelled: () -> Bool = { false }) -> MediationResult? {
        var result = MediationResult(
            model: ModelIdentity(name: model.model.name, sha256: try? model.model.sha256()),
            shape: model.model.configuration.headShape, settings: request.settings,
            accuracy: request.accuracy, acceptance: request.acceptance)
        result.pairs = request.pairs
        for kind in request.kinds {
            guard !cancelled() else { return nil }
            result.kinds[kind] = table.result(of: kind, cancelled: cancelled)
        }
        return result
    }

    /// Measures the next block of pairs; false when all were.
    ///
    /// - Parameter progress: is told how many patched runs are done.
    public func step(
        cancellation: Cancellation? = nil, progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> Bool {
        guard nextBlock < blocks.count else { return false }
        let block = blocks[nextBlock]
        let heads = model.model.configuration.headShape.all.count
        let measures = block.kinds.flatMap { kind in
            [MediationMeasure(kind: kind)]
                + MediationControl.allCases.map { MediationMeasure(kind: kind, control: $0) }
        }
        let open = block.pairs.filter { pair in
            measures.contains { isWanted($0, pair: pair) && !table.has($0, pair: pair) }
        }
        var rows: [MediationRow] = []
        if !open.isEmpty {
            let patching = try PairPatching(
                model.model, pool: pool,
                contexts: open.map { pairs[$0].exp }, cancellation: cancellation)
            for control in [nil] + MediationControl.allCases.map(Optional.some) {
                for kind in block.kinds {
                    let finished = rows.count * heads
                    rows += try measure(
                        MediationMeasure(kind: kind, control: control), open, patching,
                        cancellation, progress: { progress(done + finished + $0) })
                }
            }
        }
        for row in rows { table.add(row) }
        store?.store(rows)
        done += block.pairs.count * measures.count * heads
        nextBlock += 1
        progress(done)
        return true
    }

    private func isWanted(_ measure: MediationMeasure, pair: Int) -> Bool {
        measure.control.map { donors[$0]?[pair] != nil } ?? true
    }

    private func measure(
        _ measure: MediationMeasure, _ block: [Int], _ patching: PairPatching,
        _ cancellation: Cancellation?, progress: (Int) -> Void
    ) throws(ExperimentError) -> [MediationRow] {
        let patches = block.map { pair in
            PairPatching.Patch(
                donor: measure.control.map { donors[$0]?[pair] } ?? pairs[pair].base,
                positions: pairs[pair].positions(of: measure.kind), target: pairs[pair].target,
                answer: pairs[pair].expAnswer)
        }
        let scores = try patching.scores(patches, cancellation: cancellation, progress: progress)
        return zip(block, scores).compactMap { pair, scores in
            scores.map {
                MediationRow(
                    measure: measure, pair: pair, cleanGap: $0.cleanGap, scores: $0.heads)
            }
        }
    }

    private static func controlContexts(
        _ pairs: [PairTokens], seed: UInt64
    ) -> [MediationControl: [PromptTokens?]] {
        var pool: [Int32] = []
        var known: Set<Int32> = []
        for pair in pairs {
            for item in pair.exp.items where known.insert(pair.exp.ids[item]).inserted {
                pool.append(pair.exp.ids[item])
            }
        }
        var contexts: [MediationControl: [PromptTokens?]] = [:]
        for control in MediationControl.allCases {
            contexts[control] = pairs.indices.map { index in
                var generator = SeededGenerator(seed: seed, stream: UInt64(index) << 8 | 0xC0)
                return pairs[index].controlContext(control, pool: pool, using: &generator)
            }
        }
        return contexts
    }

    /// Bytes that the kept runs of a block may take.
    private static let blockBytes = 512 << 20

    private static func blocks(
        _ request: MediationRequest, _ pairs: [PairTokens], _ configuration: ModelConfiguration
    ) -> [Block] {
        let longest = pairs.map(\.exp.ids.count).max() ?? 1
        let numbers =
            configuration.width + configuration.headDimension
            * (4 * configuration.heads + 2 * configuration.keyValueHeads)
        let bytes = longest * configuration.layers * numbers * 4
        let size = min(32, max(1, blockBytes / max(1, bytes)))
        var blocks: [Block] = []
        for pairKind in ContextPair.Kind.allCases {
            let kinds = request.kinds.filter { $0.pairKind == pairKind }
            let places = request.pairs.indices.filter { request.pairs[$0].kind == pairKind }
            guard !kinds.isEmpty else { continue }
            for first in stride(from: 0, to: places.count, by: size) {
                let part = Array(places[first..<min(first + size, places.count)])
                blocks.append(Block(kinds: kinds, pairs: part))
            }
        }
        return blocks
    }
}

/// What a mediation analysis is run on.
public struct MediationRequest: Sendable {
    public var pairs: [ContextPair]
    public var settings: MediationSettings
    public var kinds: [SymbolicHeadKind]
    public var beginning: PromptEncoder.Beginning
    /// What choosing the pairs told, to stand beside the scores.
    public var accuracy: [RuleAccuracy]
    public var acceptance: [PairAcceptance]

    public init(
        pairs: [ContextPair], settings: MediationSettings,
        kinds: [SymbolicHeadKind] = SymbolicHeadKind.allCases,
        beginning: PromptEncoder.Beginning = .asTokenizer, accuracy: [RuleAccuracy] = [],
        acceptance: [PairAcceptance] = []
    ) {
        self.pairs = pairs
        self.settings = settings
        self.kinds = kinds
        self.beginning = beginning
        self.accuracy = accuracy
        self.acceptance = acceptance
    }

    func encoder(for model: LoadedModel) throws(ExperimentError) -> PromptEncoder {
        PromptEncoder(try model.requireTokenizer(), beginning: beginning)
    }
}
