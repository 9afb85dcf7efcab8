/// How much a kind of head attends to where its part of the algorithm would look.
public struct AttentionEvidence: Hashable, Sendable {
    /// From where to where.
    public enum Link: String, CaseIterable, Hashable, Sendable, Codable {
        /// From the third item of an example to the earlier item of it that is the same token.
        case thirdToMatch
        /// From the third item of an example to the earlier item of it that is another token.
        case thirdToOther
        /// From the last position to the examples' third items, summed.
        case lastToThirdItems
        /// From the last position to the query's item that is the answer.
        case lastToAnswer
        /// From the last position to the query's other item.
        case lastToOther

        public var kind: SymbolicHeadKind {
            switch self {
            case .thirdToMatch, .thirdToOther: .abstraction
            case .lastToThirdItems: .induction
            case .lastToAnswer, .lastToOther: .retrieval
            }
        }

        public var label: String {
            switch self {
            case .thirdToMatch: "third item to the same item of its example"
            case .thirdToOther: "third item to the other item of its example"
            case .lastToThirdItems: "last position to the examples' third items"
            case .lastToAnswer: "last position to the query item that is the answer"
            case .lastToOther: "last position to the other query item"
            }
        }
    }

    public var link: Link
    public var rule: String
    /// Prompts that the model answers right, over which all means are.
    public var prompts: Int
    /// Mean weight `[layer][head]`, 0...1.
    public var weights: [[Double]]
    /// What attention spread evenly over the visible keys would have there.
    public var chance: Double
    /// Mean of the kind's significant heads, weighted by score; nil without one.
    public var weighted: Double?
    /// The significant heads' weights of each example; empty where the link is no sum over
    /// examples.
    public var byExample: [HeadSeries] = []

    public var kind: SymbolicHeadKind { link.kind }

    public init(
        link: Link, rule: String, prompts: Int, weights: [[Double]], chance: Double,
        weighted: Double?, byExample: [HeadSeries] = []
    ) {
        self.link = link
        self.rule = rule
        self.prompts = prompts
        self.weights = weights
        self.chance = chance
        self.weighted = weighted
        self.byExample = byExample
    }
}

/// Numbers of one head.
public struct HeadSeries: Hashable, Sendable {
    public var head: HeadID
    public var values: [Double]

    public init(head: HeadID, values: [Double]) {
        self.head = head
        self.values = values
    }
}
