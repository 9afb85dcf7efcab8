#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Draws tokens by the Gumbel-max trick: the largest of log-probability plus noise has exactly the
/// distribution wanted, and two runs that share the noise differ only where their distributions do.
public struct Sampler: Sendable {
    public let options: SamplingOptions

    /// - Throws: `EngineError.invalidRequest` for an option out of range.
    public init(_ options: SamplingOptions) throws(EngineError) {
        try options.check()
        self.options = options
    }

    /// Draws the token at `position` of a text from the logits of the query before it. Among equals
    /// the lower id wins. Logits that are not a number are never drawn.
    public func sample(_ logits: [Float], position: Int) -> Int32 {
        let best = Self.mostProbable(logits)
        guard options.temperature > 0 else { return best }
        let kept = filtered(logits)
        let noise = GumbelNoise(seed: options.seed, position: position)
        let temperature = Double(options.temperature)
        var chosen = best
        var score = Double(logits[Int(best)]) / temperature + noise.value(of: best)
        for id in kept ?? Array(logits.indices) {
            let scaled = Double(logits[id]) / temperature
            guard scaled + GumbelNoise.largest >= score else { continue }
            let noisy = scaled + noise.value(of: Int32(id))
            if noisy > score || (noisy == score && id < chosen) {
                (chosen, score) = (Int32(id), noisy)
            }
        }
        return chosen
    }

    /// The tokens that the filters leave; nil when they leave all.
    func filtered(_ logits: [Float]) -> [Int]? {
        let restrictsCount = options.topK > 0 && options.topK < logits.count
        guard restrictsCount || options.topP < 1 || options.minP > 0 else { return nil }
        var ids = logits.indices.filter { !logits[$0].isNaN }
        ids.sort { (logits[$0], $1) > (logits[$1], $0) }
        if restrictsCount { ids = Array(ids.prefix(options.topK)) }
        guard let best = ids.first else { return nil }
        let temperature = Double(options.temperature)
        let weights = ids.map { exp((Double(logits[$0]) - Double(logits[best])) / temperature) }
        let total = weights.reduce(0, +)
        var kept = 0
        var mass = 0.0
        for weight in weights {
            if mass >= Double(options.topP) * total || weight < Double(options.minP) { break }
            mass += weight
            kept += 1
        }
        return Array(ids.prefix(max(1, kept)))
    }

    private static func mostProbable(_ logits: [Float]) -> Int32 {
        var best = 0
        for (id, logit) in logits.enumerated() where logit > logits[best] || logits[best].isNaN {
            if !logit.isNaN { best = id }
        }
        return Int32(best)
    }
}
