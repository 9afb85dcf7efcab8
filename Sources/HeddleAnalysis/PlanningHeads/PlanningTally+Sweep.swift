extension PlanningTally {
    /// What the sums say of one effect, before it is told whose it is.
    public struct Figures: Sendable {
        public var groups: [TokenGroup: GroupEffect]
        public var differences: [TokenGroup: MatchedDifference]
        public var significance: EffectSignificance?
    }

    /// Tokens and mean baseline negative log-likelihood of each group.
    public var baseline: [TokenGroup: GroupBaseline] {
        let totals = baselineTotals
        return TokenGroup.values { group in
            GroupBaseline(
                tokens: Int(totals.counts[cells.range(of: group)].reduce(0, +)),
                meanNLL: totals.mean(group))
        }
    }

    /// How well the compared groups match move starts; empty without move starts.
    public var matching: [TokenGroup: MatchQuality] {
        let totals = baselineTotals
        let starts = totals.counts[cells.range(of: .start)].reduce(0, +)
        guard starts > 0 else { return [:] }
        return TokenGroup.values { group in
            guard TokenGroup.compared.contains(group) else { return nil }
            let matched = totals.matchedMeans(group)
            return MatchQuality(
                matchedShare: (matched?.matched ?? 0) / starts, startNLL: matched?.start,
                groupNLL: matched?.group, effectiveTokens: totals.effectiveTokens(group))
        }
    }

    /// The figures of every effect: intervals from samples of problems drawn with replacement, bins
    /// held fixed, and the sign-flip test over all effects. Draws × effects × problems × cells.
    public func figures(_ settings: PlanningSweepSettings) -> [Figures] {
        let all = [Int](repeating: 1, count: problems)
        let totals = effectTotals(weights: all)
        let values = totals.flatMap(Self.values)
        let spreads = Bootstrap(draws: settings.draws, seed: settings.seed)
            .spreads(traces: problems) { effectTotals(weights: $0).flatMap(Self.values) }
        let significances = significances(settings)
        return totals.enumerated().map { effect, totals in
            var groups: [TokenGroup: GroupEffect] = [:]
            var differences: [TokenGroup: MatchedDifference] = [:]
            for (place, figure) in Self.figureOrder.enumerated() {
                let index = effect * Self.figureOrder.count + place
                guard let value = values[index] else { continue }
                let spread = spreads.indices.contains(index) ? spreads[index] : nil
                switch figure {
                case .mean(let group):
                    groups[group] = GroupEffect(
                        deltaNLL: value, spread: spread,
                        tokens: Int(totals.counts[cells.range(of: group)].reduce(0, +)))
                case .difference(let group):
                    differences[group] = totals.matchedMeans(group).map {
                        MatchedDifference(start: $0.start, group: $0.group, spread: spread)
                    }
                }
            }
            return Figures(
                groups: groups, differences: differences, significance: significances[effect])
        }
    }

    /// The effect on move starts and its matched difference from mathematics, of each random set.
    public var randomFigures: [(start: Double?, difference: Double?)] {
        let counts = weighted(self.counts, [Int](repeating: 1, count: problems))
        return randomSums.map { sums in
            let totals = CellTotals(cells: cells, sums: sums, counts: counts)
            return (totals.mean(.start), totals.startMinus(.mathematics))
        }
    }

    // MARK: - Weighted sums

    private enum Figure {
        case mean(TokenGroup)
        case difference(TokenGroup)
    }

    private static let figureOrder: [Figure] =
        TokenGroup.allCases.map { .mean($0) } + TokenGroup.compared.map { .difference($0) }

    private var baselineTotals: CellTotals {
        let all = [Int](repeating: 1, count: problems)
        return CellTotals(
            cells: cells, sums: weighted(baselineSums, all), counts: weighted(counts, all))
    }

    /// `[effect]` when problem `i` counts `weights[i]` times.
    private func effectTotals(weights: [Int]) -> [CellTotals] {
        let counts = weighted(self.counts, weights)
        return sums.map { sums in
            CellTotals(cells: cells, sums: weighted(sums, weights), counts: counts)
        }
    }

    private static func values(of totals: CellTotals) -> [Double?] {
        figureOrder.map { figure in
            switch figure {
            case .mean(let group): totals.mean(group)
            case .difference(let group): totals.startMinus(group)
            }
        }
    }

    /// Sums over problems `[cell]` of values `[problem × cells + cell]`.
    private func weighted(_ values: [Double], _ weights: [Int]) -> [Double] {
        var totals = [Double](repeating: 0, count: cells.count)
        for (problem, weight) in weights.enumerated() where weight > 0 {
            let base = problem * cells.count
            for cell in 0..<cells.count { totals[cell] += Double(weight) * values[base + cell] }
        }
        return totals
    }

    // MARK: - Test

    /// Nil for all where no move start has mathematics in its bin.
    private func significances(_ settings: PlanningSweepSettings) -> [EffectSignificance?] {
        let rows = sums.compactMap(contributions)
        let byProblem = (0..<problems).map { problem in rows.map { $0[problem] } }
        let test = SignFlipTest(
            flips: settings.flips, familyWiseError: settings.familyWiseError, seed: settings.seed)
        guard problems > 1, rows.count == sums.count, let together = test.run([byProblem]) else {
            return sums.map { _ in nil }
        }
        // One effect at a time: what the largest of all is, is then its own.
        let alone = rows.map { row in
            test.run([row.map { [$0] }])?.studentizedPValues.first ?? 1
        }
        let q = FalseDiscovery.qValues(alone)
        return sums.indices.map { effect in
            EffectSignificance(
                t: together.studentized[effect], p: alone[effect],
                familyWiseP: together.studentizedPValues[effect], q: q[effect])
        }
    }

    /// What each problem adds to the matched difference of move starts and mathematics, up to a
    /// factor: its move starts less the mean of their bins' mathematics, and its own part in those
    /// means (the linear term of the difference in the problems' weights). They sum to the
    /// difference times the matched move starts.
    private func contributions(_ sums: [Double]) -> [Double]? {
        let all = [Int](repeating: 1, count: problems)
        let totals = CellTotals(
            cells: cells, sums: weighted(sums, all), counts: weighted(counts, all))
        guard totals.startMinus(.mathematics) != nil else { return nil }
        var contributions = [Double](repeating: 0, count: problems)
        for (start, other) in zip(cells.range(of: .start), cells.range(of: .mathematics))
        where totals.counts[start] > 0 && totals.counts[other] > 0 {
            let mean = totals.sums[other] / totals.counts[other]
            let share = totals.counts[start] / totals.counts[other]
            for problem in 0..<problems {
                let base = problem * cells.count
                contributions[problem] +=
                    sums[base + start] - counts[base + start] * mean
                    - share * (sums[base + other] - counts[base + other] * mean)
            }
        }
        return contributions
    }
}
