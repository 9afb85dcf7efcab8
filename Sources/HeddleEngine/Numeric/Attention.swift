import CKernels

/// Keys and values of one layer at the first positions of several texts that begin alike.
struct SharedKeys {
    /// `[position][keyValueHeads × headDimension]`, rotated, from position 0 on.
    var keys: FloatMatrix
    /// As `keys`, with the same stride.
    var values: FloatMatrix
}

/// Where the attention of one layer reads and writes, for queries at consecutive positions.
struct AttentionCall {
    /// `[query][heads × headDimension]`, rotated.
    var queries: FloatMatrix
    /// What the text shares with others; nil where it has everything itself.
    var shared: SharedKeys?
    /// `[position][keyValueHeads × headDimension]`, rotated, from position 0 on, or from behind the
    /// shared ones.
    var keys: FloatMatrix
    /// As `keys`.
    var values: FloatMatrix
    /// `[query][heads × headDimension]`: the heads' outputs.
    var outputs: FloatMatrix
    /// The positions of the queries.
    var positions: Range<Int>
    /// How many keys a query sees, its own included; nil for all before it.
    var window: Int?
    /// Keys that some queries of some heads do not see.
    var hidden: [HiddenKeys] = []

    /// Positions before those of `keys`.
    var sharedCount: Int { shared?.keys.rows ?? 0 }
}

/// What is noted of the attention rows of one layer as they pass.
struct SummaryNotes {
    /// Which queries are noted.
    var queries: QueryList
    /// By head, its place among the noted heads of the run; nil where it is not noted.
    var slots: [Int?]
    /// Noted heads of the run, over all layers.
    var slotCount: Int
    /// Token ids from position 0 on, for the induction mass.
    var tokens: [Int32]
    /// 1 where the token at a position plans; as long as `tokens`.
    var planning: [UInt8]
}

/// Causal attention of all heads of a layer.
final class Attention {
    /// Queries that one thread takes at a time.
    private static let tile = 32
    /// Multiply-adds of a chunk, some microseconds: of two the second is worth another thread.
    private static let workOfChunk = 20_000

    let pool: WorkerPool
    private let heads: Int
    let group: Int
    let headDimension: Int
    let scale: Float
    let softcap: Float
    /// `[worker][floats]`
    private var scratch: FloatMatrix
    private var scratchKeys = 0
    /// By call, the number of its first tile (some queries of one head); then how many there are.
    private var firstTiles: [Int] = []

    init(_ configuration: ModelConfiguration, pool: WorkerPool) throws(EngineError) {
        self.pool = pool
        heads = configuration.heads
        group = configuration.heads / configuration.keyValueHeads
        headDimension = configuration.headDimension
        scale = configuration.attentionScale
        softcap = configuration.attentionSoftcap ?? 0
        scratch = try FloatMatrix(rows: 0, columns: 0)
    }

    /// Makes room for rows of `keys` weights.
    private func prepare(keys: Int) throws(EngineError) {
        guard keys > scratchKeys else { return }
        scratchKeys = max(keys, 2 * scratchKeys, 256)
        let floats = ck_attention_scratch(Self.tile, scratchKeys, headDimension)
        scratch = try FloatMatrix(rows: pool.threads, columns: (floats + 15) / 16 * 16)
    }

    /// Computes the heads' outputs of one text or several.
    func run(_ calls: [AttentionCall]) throws(EngineError) {
        try forEachTile(of: calls) { tile in
            var arguments = arguments(tile)
            compute(tile, &arguments)
        }
    }

    /// Computes the heads' outputs of one text and their summaries where `notes` asks, into
    /// `summaries[query][slot]`.
    func run(
        _ call: AttentionCall, notes: SummaryNotes, summaries: inout [RawHeadSummary]
    ) throws(EngineError) {
        try summaries.withUnsafeMutableBufferPointer { slots throws(EngineError) in
            try forEachTile(of: [call]) { summarize($0, notes, slots) }
        }
    }

    /// Computes the heads' outputs of one text and what each span's keys receive, added to
    /// `received`.
    func run(
        _ call: AttentionCall, received: inout ReceivedSums, layer: Int
    ) throws(EngineError) {
        let spans = received.spans
        var sums = [[Float]](repeating: [], count: tileCount(of: call))
        try sums.withUnsafeMutableBufferPointer { sums throws(EngineError) in
            try forEachTile(of: [call]) { sums[$0.number] = spanSums($0, spans) }
        }
        for (number, sums) in sums.enumerated() {
            let (heads, rows) = part(call, tile: number)
            let first = call.positions.lowerBound + rows.lowerBound
            received.add(sums, layer: layer, heads: heads, queries: first..<first + rows.count)
        }
    }

    /// Some queries of one head, or several heads of one query.
    private struct Tile {
        var call: AttentionCall
        var heads: Range<Int>
        var rows: Range<Int>
        /// Among those of all calls.
        var number: Int
        var worker: Int

        /// The positions of its queries.
        var positions: Range<Int> {
            let first = call.positions.lowerBound + rows.lowerBound
            return first..<first + rows.count
        }
    }

    /// Calls `body` once for every tile, on several threads where there is enough to do.
    private func forEachTile(
        of calls: [AttentionCall], _ body: (Tile) -> Void
    ) throws(EngineError) {
        let work = try plan(calls)
        guard tileCount > 0 else { return }
        func runTiles(_ tiles: Range<Int>, worker: Int) {
            var place = callIndex(ofTile: tiles.lowerBound)
            for tile in tiles {
                while firstTiles[place + 1] <= tile { place += 1 }
                let call = calls[place]
                let (heads, rows) = part(call, tile: tile - firstTiles[place])
                body(Tile(call: call, heads: heads, rows: rows, number: tile, worker: worker))
            }
        }
        let grain = max(1, Self.workOfChunk * tileCount / max(1, work))
        if work < 2 * Self.workOfChunk {
            runTiles(0..<tileCount, worker: 0)
        } else {
            pool.run(chunks: (tileCount + grain - 1) / grain) { chunk, worker in
                let first = chunk * grain
                runTiles(first..<min(first + grain, tileCount), worker: worker)
            }
        }
    }

    /// Numbers the tiles of all calls and makes room for their weights.
    ///
    /// - Returns: about how many multiply-adds they take.
    private func plan(_ calls: [AttentionCall]) throws(EngineError) -> Int {
        try prepare(keys: calls.map(\.positions.upperBound).max() ?? 0)
        firstTiles.removeAll(keepingCapacity: true)
        firstTiles.append(0)
        var work = 0
        for call in calls {
            firstTiles.append(tileCount + tileCount(of: call))
            work += call.positions.count * call.positions.upperBound * heads * headDimension
        }
        return work
    }

    /// Heads that are computed together: of one query those that share their keys, so that these
    /// are read once for all of them, unless something is hidden from some of them; of several
    /// queries each alone.
    private func stacked(_ call: AttentionCall) -> Int {
        call.positions.count == 1 && call.hidden.isEmpty ? group : 1
    }

    /// Tiles of each head, or of each stack of heads, of a call.
    private func tiles(_ call: AttentionCall) -> Int {
        (call.positions.count + Self.tile - 1) / Self.tile
    }

    private func tileCount(of call: AttentionCall) -> Int {
        tiles(call) * (heads / stacked(call))
    }

    /// What a tile of a call covers.
    private func part(_ call: AttentionCall, tile: Int) -> (heads: Range<Int>, rows: Range<Int>) {
        let (tilesOfHead, stacked) = (tiles(call), stacked(call))
        let head = tile / tilesOfHead * stacked
        let first = tile % tilesOfHead * Self.tile
        return (head..<head + stacked, first..<min(first + Self.tile, call.positions.count))
    }

    /// Tiles of all calls.
    private var tileCount: Int { firstTiles.last ?? 0 }

    private func callIndex(ofTile tile: Int) -> Int {
        var (low, high) = (0, firstTiles.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if firstTiles[middle] <= tile { low = middle } else { high = middle }
        }
        return low
    }

    private func summarize(
        _ tile: Tile, _ notes: SummaryNotes, _ summaries: UnsafeMutableBufferPointer<RawHeadSummary>
    ) {
        var arguments = arguments(tile)
        let noted = notes.queries.indices(in: tile.positions)
        guard tile.heads.contains(where: { notes.slots[$0] != nil }), !noted.isEmpty else {
            return compute(tile, &arguments)
        }
        let capacity = tile.rows.count * tile.heads.count
        withUnsafeTemporaryAllocation(of: RawHeadSummary.self, capacity: capacity) { buffer in
            notes.tokens.withUnsafeBufferPointer { tokens in
                notes.planning.withUnsafeBufferPointer { planning in
                    arguments.tokens = tokens.baseAddress
                    arguments.marked = planning.baseAddress
                    arguments.summaries = buffer.baseAddress
                    compute(tile, &arguments)
                }
            }
            for index in noted {
                let row = (notes.queries[index] - tile.positions.lowerBound) * tile.heads.count
                for (place, head) in tile.heads.enumerated() {
                    guard let slot = notes.slots[head] else { continue }
                    summaries[index * notes.slotCount + slot] = buffer[row + place]
                }
            }
        }
    }

    /// The attention that each span's keys receive, `[row][head of the tile][span]` flat.
    private func spanSums(_ tile: Tile, _ spans: [ck_key_span]) -> [Float] {
        var arguments = arguments(tile)
        let count = tile.rows.count * tile.heads.count * spans.count
        return [Float](unsafeUninitializedCapacity: count) { sums, initialized in
            sums.initialize(repeating: 0)
            spans.withUnsafeBufferPointer { spans in
                arguments.spans = spans.baseAddress
                arguments.span_count = spans.count
                arguments.span_sums = sums.baseAddress
                compute(tile, &arguments)
            }
            initialized = count
        }
    }

    /// Computes a tile's heads' outputs.
    private func compute(_ tile: Tile, _ arguments: inout ck_attention_args) {
        let outputs = tile.call.outputs.rows(tile.rows).columns(columns(tile.heads))
        arguments.out = outputs.start
        arguments.ldo = tile.heads.count > 1 ? headDimension : outputs.stride
        compute(&arguments, hidden: tile.call.hidden, head: tile.heads.lowerBound)
    }

    private func compute(
        _ arguments: inout ck_attention_args, hidden: [HiddenKeys], head: Int
    ) {
        let spans = hidden.filter { $0.heads.contains(head) }.map(\.span)
        spans.withUnsafeBufferPointer { spans in
            arguments.hidden = spans.baseAddress
            arguments.hidden_count = spans.count
            ck_attention(&arguments)
        }
    }

    /// The attention weights of one head at some of the call's queries, `[query][keys]`, where
    /// `keys` reaches up to the last of them; zero after each query.
    func pattern(
        _ call: AttentionCall, head: Int, rows: Range<Int>
    ) throws(EngineError) -> FloatMatrix {
        try prepare(keys: call.positions.upperBound)
        let keys = call.positions.lowerBound + rows.upperBound
        let weights = try FloatMatrix(rows: rows.count, columns: keys)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.tile) {
            let part = first..<min(first + Self.tile, rows.upperBound)
            var arguments = arguments(
                call, heads: head..<head + 1, rows: part, worker: 0)
            let target = weights.rows(
                part.lowerBound - rows.lowerBound..<part.upperBound - rows.lowerBound)
            for row in 0..<target.rows {
                target.row(row).update(repeating: 0, count: keys)
            }
            arguments.pattern = target.start
            arguments.ldpattern = target.stride
            let output = try FloatMatrix(rows: part.count, columns: headDimension)
            arguments.out = output.start
            arguments.ldo = output.stride
            withExtendedLifetime(output) {
                compute(&arguments, hidden: call.hidden, head: head)
            }
        }
        return weights
    }

    private func columns(_ heads: Range<Int>) -> Range<Int> {
        heads.lowerBound * headDimension..<heads.upperBound * headDimension
    }

    private func arguments(_ tile: Tile) -> ck_attention_args {
        arguments(tile.call, heads: tile.heads, rows: tile.rows, worker: tile.worker)
    }

    /// - Parameter heads: one head, or several of one query that share their keys.
    private func arguments(
        _ call: AttentionCall, heads: Range<Int>, rows: Range<Int>, worker: Int
    ) -> ck_attention_args {
        assert(heads.count == 1 || rows.count == 1)
        let keyHead = heads.lowerBound / group
        let keyColumns = columns(keyHead..<keyHead + 1)
        let queries = call.queries.rows(rows).columns(columns(heads))
        let visible = 0..<call.positions.lowerBound + rows.upperBound - call.sharedCount
        let keys = call.keys.rows(visible).columns(keyColumns)
        let values = call.values.rows(visible).columns(keyColumns)
        assert(keys.stride == values.stride)
        var arguments = ck_attention_args()
        arguments.q = UnsafePointer(queries.start)
        arguments.ldq = heads.count > 1 ? headDimension : queries.stride
        arguments.ldkv = keys.stride
        if let shared = call.shared {
            assert(shared.keys.stride == keys.stride && shared.values.stride == keys.stride)
            arguments.k = UnsafePointer(shared.keys.columns(keyColumns).start)
            arguments.v = UnsafePointer(shared.values.columns(keyColumns).start)
            arguments.tail_start = call.sharedCount
            arguments.tail_k = UnsafePointer(keys.start)
            arguments.tail_v = UnsafePointer(values.start)
        } else {
            arguments.k = UnsafePointer(keys.start)
            arguments.v = UnsafePointer(values.start)
        }
        arguments.queries = rows.count * heads.count
        arguments.stacked = heads.count
        arguments.first_query = call.positions.lowerBound + rows.lowerBound
        arguments.head_dim = headDimension
        arguments.window = call.window ?? 0
        arguments.scale = scale
        arguments.softcap = softcap
        arguments.scratch = scratch.row(worker)
        return arguments
    }
}
