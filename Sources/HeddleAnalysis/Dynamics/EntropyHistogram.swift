/// How often tokens have which entropy, with bins of a relative width of 2^-11: constant memory
/// whatever the number of tokens.
struct EntropyHistogram: Hashable, Sendable {
    /// From which entropy on a token is a fork.
    struct Threshold: Hashable, Sendable {
        fileprivate var bin: Int
        /// In nats: forks have more.
        var nats: Double

        func isAbove(_ entropy: Float) -> Bool { EntropyHistogram.bin(of: entropy) >= bin }
    }

    /// Allocated with the first entropy.
    private var counts: [Int] = []
    private(set) var total = 0

    /// Sign and the last 12 bits of the fraction are dropped: floats above zero are ordered as their
    /// bits are.
    private static func bin(of entropy: Float) -> Int {
        entropy > 0 ? Int(entropy.bitPattern >> 12) : 0
    }

    mutating func add(_ entropies: some Sequence<Float>) {
        for entropy in entropies where entropy.isFinite {
            if counts.isEmpty { counts = Array(repeating: 0, count: 1 << 19) }
            counts[Self.bin(of: entropy)] += 1
            total += 1
        }
    }

    /// The edge of a bin above which the share of tokens is nearest to the wanted one; nil without
    /// tokens. Where many tokens have the same entropy that share may be far from the wanted one.
    func threshold(share: Double) -> Threshold? {
        guard total > 0 else { return nil }
        var above = 0
        var best = (bin: counts.count, distance: share)
        for bin in counts.indices.reversed() where counts[bin] > 0 {
            above += counts[bin]
            let distance = abs(Double(above) / Double(total) - share)
            if distance < best.distance { best = (bin, distance) }
            if Double(above) > share * Double(total) { break }
        }
        let edge = Float(bitPattern: UInt32(min(best.bin, 0x7F7FF)) << 12)
        return Threshold(bin: best.bin, nats: Double(edge))
    }
}
