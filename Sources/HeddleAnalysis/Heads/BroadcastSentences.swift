/// The sentences that the receiver heads of a trace look back at, for drawing: how much each token's
/// sentence is received, as a share of the most received one.
public struct BroadcastSentences: Hashable, Sendable {
    /// How many heads of the highest kurtosis count as receivers, unless the model has fewer.
    public static let headCount = 20

    public let receivers: ReceiverHeads
    /// The receivers, highest kurtosis first.
    public let heads: [HeadID]
    /// `[sentence]`: mean attention of later sentences over `heads`; nil where none is far enough.
    public let scores: [Double?]
    /// The highest of `scores`, 0 where there is none.
    public let largest: Double

    public init(_ receivers: ReceiverHeads) {
        self.receivers = receivers
        heads = receivers.top(Self.headCount).map(\.head)
        scores = receivers.meanScores(of: heads)
        largest = scores.compactMap(\.self).max() ?? 0
    }

    /// The sentence that a token stands in. Logarithmic in the sentences.
    public func sentence(at token: Int) -> Int? {
        let sentences = receivers.sentences
        let after = sentences.partitioningIndex { $0.tokens.lowerBound > token }
        guard after > 0, sentences[after - 1].tokens.contains(token) else { return nil }
        return after - 1
    }

    /// What the token's sentence receives over what the most received one does, 0...1; nil outside
    /// the sentences and for those that nothing far enough follows.
    public func share(of token: Int) -> Double? {
        guard largest > 0, let sentence = sentence(at: token) else { return nil }
        return scores[sentence].map { $0 / largest }
    }

    /// The sentences that one head looks back at most, ties in their order.
    public func received(by head: HeadID, _ count: Int) -> [(sentence: Int, score: Double)] {
        receivers.broadcast(by: [head], count)
    }

    /// The kurtosis of a head's scores; nil where it has none.
    public func kurtosis(of head: HeadID) -> Double? {
        guard receivers.kurtosis.indices.contains(head.layer),
            receivers.kurtosis[head.layer].indices.contains(head.head)
        else { return nil }
        return receivers.kurtosis[head.layer][head.head]
    }
}
