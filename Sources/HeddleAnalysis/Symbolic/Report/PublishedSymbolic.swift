/// What was published of symbolic heads in other models (Yang et al. 2025, 2502.20332), each figure
/// with where it comes from.
public enum PublishedSymbolic {
    public enum Source: String, CaseIterable, Hashable, Sendable, Codable {
        /// Computed from what the authors released.
        case data
        /// Read off a figure, to about half a hundredth.
        case figure
        /// Told by notes of others; not checked against the paper.
        case secondHand

        public var label: String {
            switch self {
            case .data: "the authors' data"
            case .figure: "read off a figure"
            case .secondHand: "second-hand"
            }
        }
    }

    /// Number of significant heads after ten examples.
    public struct HeadCounts: Hashable, Sendable {
        public var model: String
        public var abstraction: Int
        public var induction: Int
        public var retrieval: Int
    }

    /// Read off a figure.
    public static let counts = [
        HeadCounts(model: "GPT-2 small", abstraction: 0, induction: 6, retrieval: 8),
        HeadCounts(model: "GPT-2 medium", abstraction: 1, induction: 6, retrieval: 8),
        HeadCounts(model: "GPT-2 large", abstraction: 1, induction: 6, retrieval: 11),
        HeadCounts(model: "GPT-2 XL", abstraction: 0, induction: 5, retrieval: 17),
        HeadCounts(model: "Gemma-2 2B", abstraction: 11, induction: 6, retrieval: 13),
        HeadCounts(model: "Gemma-2 9B", abstraction: 9, induction: 6, retrieval: 14),
        HeadCounts(model: "Gemma-2 27B", abstraction: 19, induction: 2, retrieval: 14),
        HeadCounts(model: "Qwen2.5 7B", abstraction: 3, induction: 5, retrieval: 8),
        HeadCounts(model: "Qwen2.5 14B", abstraction: 19, induction: 13, retrieval: 21),
        HeadCounts(model: "Qwen2.5 32B", abstraction: 10, induction: 16, retrieval: 20),
        HeadCounts(model: "Qwen2.5 72B", abstraction: 14, induction: 16, retrieval: 35),
        HeadCounts(model: "Llama-3.1 8B", abstraction: 15, induction: 2, retrieval: 7),
        HeadCounts(model: "Llama-3.1 70B", abstraction: 4, induction: 22, retrieval: 26),
    ]

    /// The significant heads of Llama-3.1 70B (80 layers of 64 heads) after two examples, from the
    /// authors' data.
    public struct Llama: Hashable, Sendable {
        public var heads: Int
        /// First and last layer as a share of depth.
        public var depth: ClosedRange<Double>
        /// Mean layer, weighted by score, as a share of depth.
        public var meanDepth: Double
        public var largestScore: Double
    }

    public static func llama(_ kind: SymbolicHeadKind) -> Llama {
        switch kind {
        case .abstraction:
            Llama(heads: 8, depth: 10.0 / 80...33.0 / 80, meanDepth: 18.7 / 80, largestScore: 0.516)
        case .induction:
            Llama(
                heads: 20, depth: 16.0 / 80...39.0 / 80, meanDepth: 28.9 / 80, largestScore: 1.068)
        case .retrieval:
            Llama(
                heads: 27, depth: 34.0 / 80...78.0 / 80, meanDepth: 51.5 / 80, largestScore: 1.309)
        }
    }

    /// Pearson's r of two kinds' scores over all heads of Llama-3.1 70B, from the authors' data.
    public static func scoreCorrelation(_ left: SymbolicHeadKind, _ right: SymbolicHeadKind)
        -> Double?
    {
        switch Set([left, right]) {
        case [.abstraction, .induction]: 0.065
        case [.abstraction, .retrieval]: 0.001
        case [.induction, .retrieval]: 0.264
        default: nil
        }
    }

    /// Correlation with the abstract and the token matrix in Llama-3.1 70B, second-hand.
    public static func similarity(_ kind: SymbolicHeadKind) -> (abstract: Double, token: Double) {
        switch kind {
        case .abstraction: (0.56, 0.24)
        case .induction: (0.69, 0.03)
        case .retrieval: (0.35, 0.55)
        }
    }

    /// Test accuracy of a decoder in Llama-3.1 70B, second-hand; nil where none is told.
    public static func decoding(_ kind: SymbolicHeadKind) -> Double? {
        switch kind {
        case .abstraction: 0.9863
        case .induction: 0.9810
        case .retrieval: nil
        }
    }

    /// Correlation of symbolic induction scores with a known score, second-hand.
    public static func knownHeads(_ kind: SymbolicHeadKind, _ known: KnownHeadScore) -> Double? {
        switch (kind, known) {
        case (.induction, .functionVector): 0.86
        case (.induction, .prefixMatching): 0.11
        default: nil
        }
    }
}
