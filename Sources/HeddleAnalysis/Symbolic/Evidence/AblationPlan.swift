/// Which heads are off at each point of the curves of a cumulative ablation.
public struct AblationPlan: Hashable, Sendable {
    /// Heads of a set, and how many it has.
    public struct Entry: Hashable, Sendable {
        public var heads: [HeadID]
        public var count: Int { heads.count }
    }

    /// Heads by score, the highest first.
    public let ranked: [Entry]
    /// In each layer as many heads as `ranked` has there, the layer's lowest scores. Where a layer
    /// is off by more than half, both sets share heads.
    public let lowest: [Entry]
    /// Heads drawn evenly from all layers, by number of heads, then draw.
    public let random: [[Entry]]

    /// - Parameters:
    ///   - scores: `[layer][head]`.
    ///   - step: heads from one point to the next; the paper takes 2.
    ///   - randomStep: the same for random heads; the paper takes 10.
    ///   - draws: random sets at each point; the paper takes 10.
    public init(
        scores: [[Double]], step: Int = 2, randomStep: Int = 10, draws: Int = 10, seed: UInt64
    ) {
        let order = Self.order(scores)
        let counts = Self.counts(order.count, step: step)
        ranked = counts.map { Entry(heads: Array(order.prefix($0))) }
        let ascending = scores.enumerated().map { layer, row in
            row.indices.sorted { (row[$0], $0) < (row[$1], $1) }
                .map { HeadID(layer: layer, head: $0) }
        }
        lowest = counts.map { count in
            var wanted = [Int](repeating: 0, count: scores.count)
            for head in order.prefix(count) { wanted[head.layer] += 1 }
            return Entry(heads: wanted.enumerated().flatMap { ascending[$0].prefix($1) })
        }
        var generator = SeededGenerator(seed: seed, stream: 0xAB1A)
        random = Self.counts(order.count, step: randomStep).map { count in
            (0..<(count == 0 || count == order.count ? 1 : max(1, draws))).map { _ in
                Entry(heads: order.shuffled(using: &generator).prefix(count).sorted())
            }
        }
    }

    /// Steps for a model of so many heads: the paper's, or larger ones so that a curve has no more
    /// than some 30 points.
    public static func steps(heads: Int) -> (ranked: Int, random: Int) {
        let ranked = max(2, (heads + 59) / 60 * 2)
        return (ranked, max(10, (heads + 8) / 9))
    }

    private static func order(_ scores: [[Double]]) -> [HeadID] {
        scores.enumerated().flatMap { layer, row in
            row.enumerated().map { (head: HeadID(layer: layer, head: $0), score: $1) }
        }.sorted { ($1.score, $0.head) < ($0.score, $1.head) }.map(\.head)
    }

    private static func counts(_ heads: Int, step: Int) -> [Int] {
        let counts = Array(stride(from: 0, through: heads, by: max(1, step)))
        return counts.last == heads ? counts : counts + [heads]
    }
}
