/// Sums of a quantity over the tokens of each cell, and how many tokens those are; any weighting of
/// problems can be in it.
struct CellTotals {
    let cells: PlanningCells
    /// `[cell]`
    var sums: [Double]
    /// `[cell]`
    var counts: [Double]

    /// Mean over a group's tokens; nil for none.
    func mean(_ group: TokenGroup) -> Double? {
        let range = cells.range(of: group)
        let tokens = counts[range].reduce(0, +)
        return tokens > 0 ? sums[range].reduce(0, +) / tokens : nil
    }

    /// The mean over move starts of their own value less the mean of the group's tokens in the same
    /// bin: Σ_b n_b (start mean_b − group mean_b) / Σ_b n_b over the bins that hold both, with n_b
    /// the move starts of bin b. Nil where no bin holds both.
    func startMinus(_ group: TokenGroup) -> Double? {
        guard let matched = matchedMeans(group) else { return nil }
        return matched.start - matched.group
    }

    /// The two sides of `startMinus`, and the move starts that are matched.
    func matchedMeans(
        _ group: TokenGroup
    ) -> (start: Double, group: Double, matched: Double)? {
        var (start, other, matched) = (0.0, 0.0, 0.0)
        for (own, compared) in zip(cells.range(of: .start), cells.range(of: group))
        where counts[own] > 0 && counts[compared] > 0 {
            start += sums[own]
            other += counts[own] * sums[compared] / counts[compared]
            matched += counts[own]
        }
        return matched > 0 ? (start / matched, other / matched, matched) : nil
    }

    /// (Σ w)² / Σ w² over the group's matched tokens, each of which weighs n_b over the group's
    /// tokens in its bin; nil where nothing matches.
    func effectiveTokens(_ group: TokenGroup) -> Double? {
        var (weights, squares) = (0.0, 0.0)
        for (own, compared) in zip(cells.range(of: .start), cells.range(of: group))
        where counts[own] > 0 && counts[compared] > 0 {
            weights += counts[own]
            squares += counts[own] * counts[own] / counts[compared]
        }
        return squares > 0 ? weights * weights / squares : nil
    }
}
