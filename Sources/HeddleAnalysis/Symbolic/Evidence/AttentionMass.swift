/// A link at one example, or at the query where it has none.
public struct AttentionPlace: Hashable, Sendable {
    public let link: AttentionEvidence.Link
    public let example: Int

    public init(link: AttentionEvidence.Link, example: Int) {
        self.link = link
        self.example = example
    }

    /// All places of a prompt.
    public static func all(_ layout: IdentityLayout) -> [AttentionPlace] {
        AttentionEvidence.Link.allCases.flatMap { link in
            examples(link, layout).map { AttentionPlace(link: link, example: $0) }
        }
    }

    static func examples(_ link: AttentionEvidence.Link, _ layout: IdentityLayout) -> Range<Int> {
        switch link {
        case .thirdToMatch, .thirdToOther, .lastToThirdItems: 0..<layout.shots
        case .lastToAnswer, .lastToOther: layout.shots..<layout.shots + 1
        }
    }

    /// The position that looks.
    public func query(_ layout: IdentityLayout) -> Int {
        switch link {
        case .thirdToMatch, .thirdToOther: layout.third(example)
        case .lastToThirdItems, .lastToAnswer, .lastToOther: layout.last
        }
    }

    /// The position that is looked at; nil for a rule without one.
    public func key(_ layout: IdentityLayout, _ rule: IdentityRule) -> Int? {
        switch link {
        case .thirdToMatch, .lastToAnswer: layout.match(example, rule)
        case .thirdToOther, .lastToOther: layout.other(example, rule)
        case .lastToThirdItems: layout.third(example)
        }
    }
}

/// Means of attention weights over prompts of one rule and layout.
public struct AttentionMass: Sendable {
    public private(set) var prompts = 0
    private let layout: IdentityLayout
    private var sums: [HeadID: [AttentionPlace: Double]] = [:]

    public init(_ layout: IdentityLayout) { self.layout = layout }

    /// Adds the weights of one prompt, by head; a place without a weight counts as zero.
    public mutating func add(_ weights: [HeadID: [AttentionPlace: Double]]) {
        prompts += 1
        for (head, places) in weights {
            for (place, weight) in places { sums[head, default: [:]][place, default: 0] += weight }
        }
    }

    /// Means over prompts, `[example]`.
    public func byExample(_ link: AttentionEvidence.Link, _ head: HeadID) -> [Double] {
        AttentionPlace.examples(link, layout).map { example in
            let sum = sums[head]?[AttentionPlace(link: link, example: example)] ?? 0
            return sum / Double(max(1, prompts))
        }
    }

    /// Over examples the mean, to third items the sum: one query looks at all of them.
    public func mean(_ link: AttentionEvidence.Link, _ head: HeadID) -> Double {
        Self.joined(byExample(link, head), link)
    }

    /// What even attention over the keys up to the query gives, joined like `mean`.
    public func chance(_ link: AttentionEvidence.Link) -> Double {
        let values = AttentionPlace.examples(link, layout).map { example in
            1 / Double(AttentionPlace(link: link, example: example).query(layout) + 1)
        }
        return Self.joined(values, link)
    }

    private static func joined(_ values: [Double], _ link: AttentionEvidence.Link) -> Double {
        let sum = values.reduce(0, +)
        return link == .lastToThirdItems ? sum : sum / Double(max(1, values.count))
    }
}
