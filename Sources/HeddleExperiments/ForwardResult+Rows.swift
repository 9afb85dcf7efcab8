import HeddleAnalysis
import HeddleEngine

extension ForwardResult {
    /// Logits of a query `[vocabulary]`; empty when they were not asked for.
    public func logits(at query: Int) -> [Float] {
        logits.first { $0.query == query }?.values ?? []
    }

    /// Attention weights of a head at a query `[key]`; nil when they were not asked for.
    public func pattern(of head: HeadID, query: Int) -> [Float]? {
        patterns.first { $0.head == head && $0.query == query }?.weights
    }

    /// The summary of a head at a query; nil when it was not asked for.
    public func summary(query: Int, head: HeadID) -> HeadSummary? {
        summaries?.summary(query: query, head: head)
    }
}
