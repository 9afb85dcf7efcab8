import HeddleAnalysis
import HeddleEngine

/// Where heads look on identity prompts. The paper shows such attention without a formula; here it
/// is the mean weight over the prompts that the model answers right, and of a kind of head the mean
/// over its significant heads weighted by their scores.
struct SymbolicAttention {
    let bench: SymbolicBench
    let heads: [SymbolicHeadKind: [ScoredHead]]

    /// One entry for each link and rule with a right prompt.
    ///
    /// - Parameters:
    ///   - stimuli: of any rule, all of one layout.
    ///   - progress: is told how many prompts are done.
    func measure(
        _ stimuli: [IdentityStimulus], progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> [AttentionEvidence] {
        var sums: [IdentityRule: LinkSums] = [:]
        for (index, stimulus) in stimuli.enumerated() {
            if let weights = try weights(stimulus) {
                sums[stimulus.rule, default: LinkSums(shape: bench.shape, stimulus)]
                    .add(weights)
            }
            progress(index + 1)
        }
        return IdentityRule.solvable.flatMap { rule in
            sums[rule].map { evidence(rule, $0) } ?? []
        }
    }

    /// By head, the weights of each link; nil for a prompt that the model answers wrong.
    private func weights(
        _ stimulus: IdentityStimulus
    ) throws(ExperimentError) -> [HeadID: [LinkPlace: Double]]? {
        let layout = stimulus.layout
        let request = ForwardRequest(
            logits: .last,
            patterns: bench.shape.all.map {
                PatternRequest(head: $0, queries: layout.thirdItems + [layout.last])
            })
        let result = try bench.run(stimulus.tokens, request)
        guard SymbolicBench.best(result.logits(at: layout.last)) == Int(stimulus.answer) else {
            return nil
        }
        var found: [HeadID: [LinkPlace: Double]] = [:]
        let places = LinkPlace.all(layout)
        for row in result.patterns {
            for place in places where place.query(layout) == row.query {
                guard let key = place.key(layout, stimulus.rule), row.weights.indices.contains(key)
                else { continue }
                found[row.head, default: [:]][place] = Double(row.weights[key])
            }
        }
        return found
    }

    private func evidence(_ rule: IdentityRule, _ sums: LinkSums) -> [AttentionEvidence] {
        AttentionEvidence.Link.allCases.map { link in
            let grid = bench.grid { sums.mean(link, $0) }
            let significant = heads[link.kind] ?? []
            let isByExample = link != .lastToAnswer && link != .lastToOther
            return AttentionEvidence(
                link: link, rule: rule.rawValue, prompts: sums.prompts, weights: grid,
                chance: sums.chance(link), weighted: significant.weightedMean(grid.value(of:)),
                byExample: isByExample
                    ? significant.map {
                        HeadSeries(head: $0.head, values: sums.byExample(link, $0.head))
                    } : [])
        }
    }
}

/// A link at one example, or at the query where there is none.
private struct LinkPlace: Hashable {
    let link: AttentionEvidence.Link
    let example: Int

    static func all(_ layout: IdentityLayout) -> [LinkPlace] {
        AttentionEvidence.Link.allCases.flatMap { link in
            examples(link, layout).map { LinkPlace(link: link, example: $0) }
        }
    }

    static func examples(_ link: AttentionEvidence.Link, _ layout: IdentityLayout) -> Range<Int> {
        switch link {
        case .thirdToMatch, .thirdToOther, .lastToThirdItems: 0..<layout.shots
        case .lastToAnswer, .lastToOther: layout.shots..<layout.shots + 1
        }
    }

    func query(_ layout: IdentityLayout) -> Int {
        switch link {
        case .thirdToMatch, .thirdToOther: layout.third(example)
        case .lastToThirdItems, .lastToAnswer, .lastToOther: layout.last
        }
    }

    func key(_ layout: IdentityLayout, _ rule: IdentityRule) -> Int? {
        switch link {
        case .thirdToMatch, .lastToAnswer: layout.match(example, rule)
        case .thirdToOther, .lastToOther: layout.other(example, rule)
        case .lastToThirdItems: layout.third(example)
        }
    }
}

/// Sums of weights over prompts of one rule.
private struct LinkSums {
    private(set) var prompts = 0
    private let layout: IdentityLayout
    private var sums: [HeadID: [LinkPlace: Double]] = [:]

    init(shape: HeadShape, _ stimulus: IdentityStimulus) { layout = stimulus.layout }

    mutating func add(_ weights: [HeadID: [LinkPlace: Double]]) {
        prompts += 1
        for (head, places) in weights {
            for (place, weight) in places { sums[head, default: [:]][place, default: 0] += weight }
        }
    }

    func byExample(_ link: AttentionEvidence.Link, _ head: HeadID) -> [Double] {
        LinkPlace.examples(link, layout).map { example in
            let sum = sums[head]?[LinkPlace(link: link, example: example)] ?? 0
            return sum / Double(max(1, prompts))
        }
    }

    /// Over examples the mean, to third items the sum.
    func mean(_ link: AttentionEvidence.Link, _ head: HeadID) -> Double {
        let values = byExample(link, head)
        let sum = values.reduce(0, +)
        return link == .lastToThirdItems ? sum : sum / Double(max(1, values.count))
    }

    /// What even attention over the keys up to the query gives, joined like `mean`.
    func chance(_ link: AttentionEvidence.Link) -> Double {
        let values = LinkPlace.examples(link, layout).map { example in
            1 / Double(LinkPlace(link: link, example: example).query(layout) + 1)
        }
        let sum = values.reduce(0, +)
        return link == .lastToThirdItems ? sum : sum / Double(max(1, values.count))
    }
}
