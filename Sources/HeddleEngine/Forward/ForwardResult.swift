/// The logits of one query.
public struct LogitRow: Sendable, Equatable {
    /// The query's position; it predicts token `query + 1`.
    public let query: Int
    /// `[vocabulary]`
    public let values: [Float]
}

/// The attention weights of one head at one query.
public struct PatternRow: Sendable, Equatable {
    public let head: HeadID
    public let query: Int
    /// Over keys 0 to `query`.
    public let weights: [Float]
}

/// Summaries of heads at queries.
public struct SummaryTable: Sendable {
    /// The queries, ascending.
    public let queries: [Int]
    /// The heads, ascending.
    public let heads: [HeadID]
    /// `[query][head]` flat.
    private let raw: [RawHeadSummary]
    private let visibleKeys: VisibleKeys

    init(queries: [Int], heads: [HeadID], raw: [RawHeadSummary], visibleKeys: VisibleKeys) {
        self.queries = queries
        self.heads = heads
        self.raw = raw
        self.visibleKeys = visibleKeys
    }

    /// All heads at one query, in the order of `heads` (layer by layer); nil where the query is
    /// not in the table.
    public func summaries(query: Int) -> [HeadSummary]? {
        guard let row = place(of: query, in: queries) else { return nil }
        return heads.indices.map { summary(row: row, column: $0) }
    }

    /// One head at one query, or nil where the table has it not.
    public func summary(query: Int, head: HeadID) -> HeadSummary? {
        guard let row = place(of: query, in: queries), let column = place(of: head, in: heads)
        else { return nil }
        return summary(row: row, column: column)
    }

    private func summary(row: Int, column: Int) -> HeadSummary {
        raw[row * heads.count + column].summary(
            share: visibleKeys.planningShare(layer: heads[column].layer, query: queries[row]))
    }

    private func place<Item: Comparable>(of item: Item, in items: [Item]) -> Int? {
        var (low, high) = (0, items.count)
        while low < high {
            let middle = (low + high) / 2
            if items[middle] < item { low = middle + 1 } else { high = middle }
        }
        return low < items.count && items[low] == item ? low : nil
    }
}

/// What a forward pass hands out, as its request asked.
public struct ForwardResult: Sendable {
    /// The positions that were run.
    public let queries: Range<Int>
    /// By absolute index of the token; nil where the token's query was not in the run. Empty where
    /// predictions were not asked for.
    public internal(set) var predictions: [Prediction?] = []
    /// Rows by ascending query.
    public internal(set) var logits: [LogitRow] = []
    public internal(set) var summaries: SummaryTable?
    /// In the order of the request, then by ascending query.
    public internal(set) var patterns: [PatternRow] = []
    public internal(set) var received: ReceivedAttention?

    /// The prediction of a token, or nil where there is none.
    public func prediction(of token: TokenPosition) -> Prediction? {
        predictions.indices.contains(token.target) ? predictions[token.target] : nil
    }
}
