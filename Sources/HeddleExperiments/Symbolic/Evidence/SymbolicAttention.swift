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
        var sums: [IdentityRule: AttentionMass] = [:]
        for (index, stimulus) in stimuli.enumerated() {
            if let weights = try weights(stimulus) {
                sums[stimulus.rule, default: AttentionMass(stimulus.layout)].add(weights)
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
    ) throws(ExperimentError) -> [HeadID: [AttentionPlace: Double]]? {
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
        var found: [HeadID: [AttentionPlace: Double]] = [:]
        let places = AttentionPlace.all(layout)
        for row in result.patterns {
            for place in places where place.query(layout) == row.query {
                guard let key = place.key(layout, stimulus.rule), row.weights.indices.contains(key)
                else { continue }
                found[row.head, default: [:]][place] = Double(row.weights[key])
            }
        }
        return found
    }

    private func evidence(_ rule: IdentityRule, _ sums: AttentionMass) -> [AttentionEvidence] {
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
