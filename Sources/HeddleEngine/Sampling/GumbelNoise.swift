#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Noise that depends on seed, position and token id alone, so that runs with one seed share it
/// wherever their texts stand at the same position.
///
/// The bits come from Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as
/// 1, 2, 3"), keyed by the seed, with the token id and the position as counter.
struct GumbelNoise: Sendable {
    let seed: UInt64
    /// The index of the token that is drawn.
    let position: Int

    /// No draw exceeds this: −ln(−ln u) for the largest u below 1 that can occur.
    static let largest = 37.43

    /// A draw from the standard Gumbel distribution.
    func value(of token: Int32) -> Double {
        let place = UInt64(bitPattern: Int64(position))
        let bits = Philox.block(
            counter: (
                UInt32(bitPattern: token), UInt32(truncatingIfNeeded: place),
                UInt32(truncatingIfNeeded: place >> 32), 0
            ),
            key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
        let wide = UInt64(bits.0) << 32 | UInt64(bits.1)
        // Half a step off both ends, so that neither logarithm meets 0.
        let uniform = (Double(wide >> 12) + 0.5) * 0x1p-52
        return -log(-log(uniform))
    }
}

/// The counter-based generator Philox4x32 with ten rounds.
enum Philox {
    typealias Counter = (UInt32, UInt32, UInt32, UInt32)

    static func block(counter: Counter, key: (UInt32, UInt32)) -> Counter {
        var (c, k) = (counter, key)
        for _ in 0..<10 {
            let first = UInt64(c.0) * 0xd251_1f53
            let second = UInt64(c.2) * 0xcd9e_8d57
            c = (
                UInt32(truncatingIfNeeded: second >> 32) ^ c.1 ^ k.0,
                UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ c.3 ^ k.1,
                UInt32(truncatingIfNeeded: first)
            )
            k = (k.0 &+ 0x9e37_79b9, k.1 &+ 0xbb67_ae85)
        }
        return c
    }
}
