/// Scores of attention heads from their attention on texts of random tokens given twice in a row.
public enum KnownHeadScores {
    /// Mean attention from each token of the second half to the token after its own first
    /// occurrence (prefix matching; Olsson et al. 2022, "In-context Learning and Induction Heads").
    ///
    /// - Parameters:
    ///   - rows: `[query]`: the weights over keys 0 to the query.
    ///   - length: tokens of one half.
    ///   - offset: tokens before the first half, such as one that begins texts.
    /// - Returns: nil for a text that is not two halves of that length.
    public static func prefixMatching(_ rows: [[Float]], length: Int, offset: Int) -> Double? {
        guard length > 0, rows.count == offset + 2 * length else { return nil }
        return Statistics.mean(
            (offset + length..<rows.count).map { query in
                weight(rows[query], query - length + 1)
            })
    }

    /// Mean attention from each token to the one just before; nil for a text of one token.
    public static func previousToken(_ rows: [[Float]]) -> Double? {
        guard rows.count > 1 else { return nil }
        return Statistics.mean((1..<rows.count).map { weight(rows[$0], $0 - 1) })
    }

    private static func weight(_ row: [Float], _ key: Int) -> Double {
        row.indices.contains(key) ? Double(row[key]) : 0
    }

    /// How all three kinds' scores go with published ones, over all heads.
    ///
    /// - Parameters:
    ///   - symbolic: `[layer][head]` by kind.
    ///   - known: `[layer][head]` by score.
    public static func correlations(
        _ symbolic: [SymbolicHeadKind: [[Double]]], _ known: [KnownHeadScore: [[Double]]],
        permutations: Int = 2000, draws: Int = 1000, seed: UInt64
    ) -> [HeadCorrelation] {
        SymbolicHeadKind.allCases.flatMap { kind in
            KnownHeadScore.allCases.compactMap { score in
                guard let left = symbolic[kind]?.flatMap({ $0 }),
                    let right = known[score]?.flatMap({ $0 }), left.count == right.count
                else { return nil }
                return correlation(
                    kind, score, left, right, permutations: permutations, draws: draws, seed: seed)
            }
        }
    }

    private static func correlation(
        _ kind: SymbolicHeadKind, _ known: KnownHeadScore, _ left: [Double], _ right: [Double],
        permutations: Int, draws: Int, seed: UInt64
    ) -> HeadCorrelation {
        let (leftRanks, rightRanks) = (Correlation.ranks(left), Correlation.ranks(right))
        return HeadCorrelation(
            kind: kind, known: known, heads: left.count,
            pearson: Correlation.pearson(left, right),
            pearsonInterval: Correlation.interval(left, right, draws: draws, seed: seed),
            pearsonP: Correlation.permutationP(
                left, right, permutations: permutations, seed: seed),
            spearman: Correlation.pearson(leftRanks, rightRanks),
            spearmanP: Correlation.permutationP(
                leftRanks, rightRanks, permutations: permutations, seed: seed))
    }
}
