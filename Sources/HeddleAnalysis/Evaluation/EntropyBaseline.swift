/// The tokens of highest entropy, as many as a lexicon marks: found from a histogram of the whole
/// corpus, so that memory does not grow with it.
public struct EntropyBaseline: Hashable, Sendable {
    /// Bits of a non-negative `Float` ascend with its value; the upper 20 tell values apart that
    /// differ by one part in 2,048.
    private static let droppedBits: UInt32 = 12
    private var counts: [Int] = []
    /// Response tokens, those of unknown entropy included.
    public private(set) var tokens = 0
    public private(set) var traces = 0
    /// Traces without an entropy a token.
    public private(set) var tracesWithout = 0
    /// Whether some entropies are the least that a list of the best tokens allows.
    public private(set) var areLowerBounds = false

    public init() {}

    /// Counts the entropies of a trace.
    public mutating func add(_ trace: JudgedTrace) {
        traces += 1
        guard let entropies = Self.entropies(of: trace) else {
            tracesWithout += 1
            return
        }
        if counts.isEmpty {
            counts = Array(repeating: 0, count: 1 << Int(32 - 1 - Self.droppedBits))
        }
        areLowerBounds = areLowerBounds || trace.trace.scores.entropiesAreLowerBounds
        tokens += entropies.count
        for case let entropy? in entropies { counts[Self.bin(entropy)] += 1 }
    }

    /// Why there is no such baseline; nil where there is one.
    public var reason: String? {
        if traces == tracesWithout { return "no trace records an entropy for each token" }
        if tracesWithout > 0 {
            return "\(tracesWithout) of \(traces) traces record no entropy for each token"
        }
        return nil
    }

    /// The smallest bin that is marked so that the share of marked tokens comes nearest to
    /// `coverage`.
    public func threshold(coverage: Double) -> Int {
        let wanted = coverage * Double(tokens)
        var marked = 0
        for bin in counts.indices.reversed() where counts[bin] > 0 {
            let more = marked + counts[bin]
            if Double(more) >= wanted {
                let isNearer = Double(more) - wanted <= wanted - Double(marked)
                return isNearer ? bin : bin + 1
            }
            marked = more
        }
        return 0
    }

    /// Runs of response tokens at or above a threshold, as spans without intent.
    public static func spans(of trace: JudgedTrace, threshold: Int) -> [MarkedSpan] {
        guard let entropies = entropies(of: trace) else { return [] }
        var spans: [MarkedSpan] = []
        var lastToken = -2
        for (token, entropy) in zip(trace.tokens.response, entropies) {
            guard let entropy, bin(entropy) >= threshold else { continue }
            let bytes = trace.tokens.bytes(of: token)
            guard !bytes.isEmpty else { continue }
            if token == lastToken + 1, let last = spans.last {
                spans[spans.count - 1].bytes = last.bytes.lowerBound..<bytes.upperBound
            } else {
                spans.append(MarkedSpan(bytes: bytes, intent: nil))
            }
            lastToken = token
        }
        return spans
    }

    private static func entropies(of trace: JudgedTrace) -> [Float?]? {
        let entropies = trace.trace.scores.entropies
        guard trace.trace.tokens != nil, !entropies.isEmpty,
            entropies.count == trace.tokens.response.count
        else { return nil }
        return entropies
    }

    private static func bin(_ entropy: Float) -> Int {
        entropy > 0 ? Int(entropy.bitPattern >> droppedBits) : 0
    }
}
