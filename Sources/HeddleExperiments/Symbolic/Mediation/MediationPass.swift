import HeddleAnalysis
import HeddleEngine

/// The scores of all heads on pairs whose positions are read in one way, block by block.
final class MediationPass {
    /// How third items are found and what is measured.
    struct Plan {
        var text: TaskTokenizer
        /// Is added to the positions of third items.
        var shift = 0
        var kinds: [SymbolicHeadKind]
        var controls: [MediationControl] = MediationControl.allCases
    }

    /// Patched runs in all, and how many of them are done.
    let total: Int
    private(set) var done = 0
    private(set) var table: MediationTable

    private let model: LoadedModel
    private let pool: WorkerPool
    private let plan: Plan
    private let pairs: [PairTokens]
    private let donors: [MediationControl: [PromptTokens?]]
    private let blocks: [Block]
    private var nextBlock = 0
    private let store: (any MediationStore)?

    /// Pairs that are measured together: all of one kind of pair.
    private struct Block {
        var kinds: [SymbolicHeadKind]
        var pairs: [Int]
    }

    /// - Throws: `ExperimentError.unusablePair`, `.emptyCorpus` without pairs of the kinds wanted.
    init(
        _ model: LoadedModel, pool: WorkerPool, request: MediationRequest, plan: Plan,
        store: (any MediationStore)?
    ) throws(ExperimentError) {
        var pairs: [PairTokens] = []
        for (index, pair) in request.pairs.enumerated() {
            let tokens = try plan.text.tokens(of: pair, number: index + 1)
            for kind in plan.kinds where kind.pairKind == pair.kind {
                if let problem = tokens.problem(of: kind, shift: plan.shift) {
                    throw .unusablePair(number: index + 1, reason: problem)
                }
            }
            pairs.append(tokens)
        }
        let configuration = model.model.configuration
        var table = MediationTable(
            shape: configuration.headShape, rules: pairs.map(\.rule), settings: request.settings)
        for row in store?.rows ?? [] { table.add(row) }
        self.model = model
        self.pool = pool
        self.plan = plan
        self.pairs = pairs
        self.table = table
        self.store = store
        donors = Self.controlContexts(pairs, plan.controls, seed: request.settings.seed)
        blocks = Self.blocks(request.pairs.map(\.kind), plan.kinds, pairs, configuration)
        guard !blocks.isEmpty else {
            let kinds = Set(plan.kinds.map(\.pairKind.rawValue)).sorted()
            throw .emptyCorpus(reason: "there is no \(kinds.joined(separator: " or ")) pair")
        }
        let measures = blocks.reduce(0) { total, block in
            total + block.pairs.count * block.kinds.count * (1 + plan.controls.count)
        }
        total = measures * configuration.headShape.all.count
    }

    /// Measures the next block of pairs; false when all were.
    ///
    /// - Parameter progress: is told how many patched runs are done.
    func step(
        cancellation: Cancellation? = nil, progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> Bool {
        guard nextBlock < blocks.count else { return false }
        let block = blocks[nextBlock]
        let heads = model.model.configuration.headShape.all.count
        let measures = block.kinds.flatMap { kind in
            [MediationMeasure(kind: kind)]
                + plan.controls.map { MediationMeasure(kind: kind, control: $0) }
        }
        let open = block.pairs.filter { pair in measures.contains { isOpen($0, pair: pair) } }
        if !open.isEmpty {
            let patching = try PairPatching(
                model.model, pool: pool, contexts: open.map { pairs[$0].exp },
                cancellation: cancellation)
            var finished = done
            for measure in measures {
                let rows = try rows(
                    of: measure, open, patching, cancellation, progress: { progress(finished + $0) }
                )
                for row in rows { table.add(row) }
                store?.store(rows)
                finished += rows.count * heads
            }
        }
        done += block.pairs.count * measures.count * heads
        nextBlock += 1
        progress(done)
        return true
    }

    /// Whether a pair's row can be measured and is not there yet.
    private func isOpen(_ measure: MediationMeasure, pair: Int) -> Bool {
        donor(of: measure, pair: pair) != nil && !table.has(measure, pair: pair)
    }

    private func donor(of measure: MediationMeasure, pair: Int) -> PromptTokens? {
        guard let control = measure.control else { return pairs[pair].base }
        return donors[control].flatMap { $0[pair] }
    }

    private func rows(
        of measure: MediationMeasure, _ block: [Int], _ patching: PairPatching,
        _ cancellation: Cancellation?, progress: (Int) -> Void
    ) throws(ExperimentError) -> [MediationRow] {
        let patches = block.map { pair in
            PairPatching.Patch(
                donor: isOpen(measure, pair: pair) ? donor(of: measure, pair: pair) : nil,
                positions: pairs[pair].positions(of: measure.kind, shift: plan.shift),
                target: pairs[pair].target, answer: pairs[pair].expAnswer)
        }
        let scores = try patching.scores(patches, cancellation: cancellation, progress: progress)
        return zip(block, scores).compactMap { pair, scores in
            scores.map {
                MediationRow(
                    measure: measure, pair: pair, cleanGap: $0.cleanGap.logits, scores: $0.heads)
            }
        }
    }

    private static func controlContexts(
        _ pairs: [PairTokens], _ controls: [MediationControl], seed: UInt64
    ) -> [MediationControl: [PromptTokens?]] {
        var pool: [Int32] = []
        var known: Set<Int32> = []
        for pair in pairs {
            for item in pair.exp.items where known.insert(pair.exp.ids[item]).inserted {
                pool.append(pair.exp.ids[item])
            }
        }
        var contexts: [MediationControl: [PromptTokens?]] = [:]
        for control in controls {
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
        _ pairKinds: [ContextPair.Kind], _ kinds: [SymbolicHeadKind], _ pairs: [PairTokens],
        _ configuration: ModelConfiguration
    ) -> [Block] {
        let longest = pairs.map(\.exp.ids.count).max() ?? 1
        let numbers =
            configuration.width + configuration.headDimension
            * (4 * configuration.heads + 2 * configuration.keyValueHeads)
        let bytes = longest * configuration.layers * numbers * 4
        let size = min(32, max(1, blockBytes / max(1, bytes)))
        var blocks: [Block] = []
        for pairKind in ContextPair.Kind.allCases {
            let kinds = kinds.filter { $0.pairKind == pairKind }
            let places = pairs.indices.filter { pairKinds[$0] == pairKind }
            guard !kinds.isEmpty else { continue }
            for first in stride(from: 0, to: places.count, by: size) {
                let part = Array(places[first..<min(first + size, places.count)])
                blocks.append(Block(kinds: kinds, pairs: part))
            }
        }
        return blocks
    }
}
