/// Gathers the summaries that a run was asked for.
final class SummaryCollector {
    private let queries: QueryList
    private let heads: [HeadID]
    /// `[layer][head]`: a head's place among `heads`.
    private let slots: [[Int?]]
    private let tokens: [Int32]
    /// 1 where the token at a position plans; as long as `tokens`.
    private let planning: [UInt8]
    private let windows: [Int?]
    /// `[query][head]` flat.
    private var raw: [RawHeadSummary]

    init(
        _ request: SummaryRequest, tokens: [Int32], run: Range<Int>,
        _ configuration: ModelConfiguration
    ) {
        let shape = configuration.headShape
        windows = configuration.layerAttention.map(\.window)
        queries = QueryList(request.queries, in: run)
        heads = request.heads?.sorted() ?? shape.all
        self.tokens = tokens
        planning = tokens.indices.map { index in
            index < request.planning.count && request.planning[index] ? 1 : 0
        }
        var slots = Array(
            repeating: [Int?](repeating: nil, count: shape.heads), count: shape.layers)
        for (slot, head) in heads.enumerated() { slots[head.layer][head.head] = slot }
        self.slots = slots
        raw = Array(repeating: RawHeadSummary(), count: queries.count * heads.count)
    }

    /// The lowest layer with a head to summarise.
    var firstLayer: Int? { queries.count > 0 ? heads.first?.layer : nil }
    /// The first query to summarise.
    var firstQuery: Int? { queries.count > 0 && !heads.isEmpty ? queries[0] : nil }

    /// Runs a layer's attention and notes the summaries of its heads.
    func attend(
        layer: Int, _ call: AttentionCall, _ attention: Attention
    ) throws(EngineError) {
        guard slots[layer].contains(where: { $0 != nil }) else { return try attention.run([call]) }
        let notes = SummaryNotes(
            queries: queries, slots: slots[layer], slotCount: heads.count, tokens: tokens,
            planning: planning)
        try attention.run(call, notes: notes, summaries: &raw)
    }

    func table() -> SummaryTable {
        SummaryTable(
            queries: queries.positions, heads: heads, raw: raw,
            visibleKeys: VisibleKeys(planning: planning, windows: windows))
    }
}
