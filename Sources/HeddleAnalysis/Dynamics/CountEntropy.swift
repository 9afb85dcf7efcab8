#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The entropy of a distribution that is known by counts.
public enum CountEntropy {
    /// H = −Σ p log₂ p with p = count / sum, in bits (the plug-in estimate); nil for no counts.
    public static func plugIn(_ counts: some Sequence<Int>) -> Double? {
        Histogram(counts).plugIn
    }

    /// The expected plug-in entropy, in bits, of `draws` of the counted items drawn at random
    /// without replacement; all of them where there are no more. Nil for no counts or no draws.
    ///
    /// A class with n of N items has K of the m drawn ones, K hypergeometric, and
    ///
    ///     E[H] = Σ_classes E[−(K/m) log₂ (K/m)]
    ///
    /// by linearity, which is exact. The plug-in entropy grows with the number of items; so do two
    /// corpora become comparable (rarefaction, Hurlbert 1971).
    public static func expected(_ counts: some Sequence<Int>, draws: Int) -> Double? {
        Histogram(counts).expected(draws: draws)
    }

    /// How many classes have which count: the entropies depend on nothing else.
    struct Histogram {
        /// Ascending counts with the number of classes that have them.
        private(set) var bins: [(count: Int, classes: Int)] = []
        private(set) var total = 0

        init(_ counts: some Sequence<Int>) {
            var small = [Int](repeating: 0, count: 256)
            var large: [Int] = []
            for count in counts where count > 0 {
                total += count
                if count < small.count { small[count] += 1 } else { large.append(count) }
            }
            for count in 1..<small.count where small[count] > 0 {
                bins.append((count, small[count]))
            }
            for count in large.sorted() {
                if bins.last?.count == count {
                    bins[bins.count - 1].classes += 1
                } else {
                    bins.append((count, 1))
                }
            }
        }

        /// With Σ n log n the division by the sum is done once.
        var plugIn: Double? {
            guard total > 0 else { return nil }
            let all = Double(total)
            let sum = bins.reduce(0.0) { sum, bin in
                let count = Double(bin.count)
                return sum + Double(bin.classes) * count * log2(count)
            }
            return max(0, log2(all) - sum / all)
        }

        func expected(draws: Int) -> Double? {
            guard total > 0, draws > 0 else { return nil }
            guard draws < total else { return plugIn }
            // Σ E[K] = m, so that −Σ (K/m) log (K/m) = log m − Σ (K log K) / m.
            let sum = bins.reduce(0.0) { sum, bin in
                sum + Double(bin.classes) * meanOfProduct(bin.count, draws: draws)
            }
            return max(0, log2(Double(draws)) - sum / Double(draws))
        }

        /// E[K log₂ K] for a class of `count` items. The probabilities are taken relative to the
        /// mode's, outwards until they vanish, and divided by their sum.
        private func meanOfProduct(_ count: Int, draws: Int) -> Double {
            let least = max(0, draws + count - total)
            let most = min(count, draws)
            guard most > 1 else { return 0 }
            let (n, m, all) = (Double(count), Double(draws), Double(total))
            let mode = min(max(Int((n + 1) * (m + 1) / (all + 2)), least), most)
            var mass = 0.0
            var sum = 0.0
            func take(_ drawn: Int, _ weight: Double) {
                mass += weight
                if drawn > 1 { sum += weight * Double(drawn) * log2(Double(drawn)) }
            }
            take(mode, 1)
            var weight = 1.0
            var drawn = mode
            while drawn < most, weight > 1e-18 {
                let k = Double(drawn)
                weight *= (n - k) * (m - k) / ((k + 1) * (all - n - m + k + 1))
                drawn += 1
                take(drawn, weight)
            }
            weight = 1
            drawn = mode
            while drawn > least, weight > 1e-18 {
                let k = Double(drawn)
                weight *= k * (all - n - m + k) / ((n - k + 1) * (m - k + 1))
                drawn -= 1
                take(drawn, weight)
            }
            return sum / mass
        }
    }
}
