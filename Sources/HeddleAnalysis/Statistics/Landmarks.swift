/// Tokens worth jumping to.
public enum Landmarks {
    /// Share of the tokens below a fork.
    public static let forkShare = 0.8
    /// Entropy in nats that a fork has at least: below it one continuation is all but certain.
    public static let smallestForkEntropy: Float = 0.05

    /// Forks: tokens whose prediction has an entropy above the 80th percentile of `range` (Wang et
    /// al. 2025, 2506.01939, take the top 20 %) and of at least 0.05 nats. N log N.
    ///
    /// - Parameter entropies: `[token]`, nats, nil where there is none.
    public static func forks(
        entropies: [Float?], in range: Range<Int>, share: Double = forkShare
    ) -> Stops {
        let range = range.clamped(to: entropies.indices)
        let known = entropies[range].compactMap(\.self).filter(\.isFinite)
        guard let percentile = Statistics.percentile(known, share) else { return Stops([]) }
        return Stops(
            range.filter { token in
                guard let entropy = entropies[token], entropy.isFinite else { return false }
                return Double(entropy) > percentile && entropy >= smallestForkEntropy
            })
    }

    /// Tokens by the size of the change of their log-probability under a mask, largest first, ties
    /// by position; those that change by no more than `floor` nats are left out. N log N.
    public static func mostChanged(
        _ effects: [TokenEffect?], in range: Range<Int>, floor: Float = 0, limit: Int = .max
    ) -> [Int] {
        let range = range.clamped(to: effects.indices)
        var sizes: [(token: Int, size: Float)] = []
        for token in range {
            guard let change = effects[token]?.change, abs(change) > floor else { continue }
            sizes.append((token, abs(change)))
        }
        sizes.sort { ($1.size, $0.token) < ($0.size, $1.token) }
        return sizes.prefix(max(limit, 0)).map(\.token)
    }

    /// The stops of a cursor that moves over the most changed tokens: the tenth of `range` that
    /// changes most, at least ten of them.
    public static func changes(
        _ effects: [TokenEffect?], in range: Range<Int>, floor: Float = 0
    ) -> Stops {
        let limit = max(10, range.count / 10)
        return Stops(mostChanged(effects, in: range, floor: floor, limit: limit))
    }
}
