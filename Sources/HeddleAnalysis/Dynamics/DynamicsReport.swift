/// A figure of one corpus.
public struct DynamicsFigure: Hashable, Sendable {
    public var value: Double
    /// Of the mean over problems drawn anew; nil without a bootstrap.
    public var standardError: Double?
    /// Where 95 % of the samples lie.
    public var band: ClosedRange<Double>?
    /// Where 95 % of the repeats lie that leave out a part of the grams.
    public var dropBand: ClosedRange<Double>?
    /// The plug-in entropy of all that was counted, where `value` is taken at equal numbers.
    public var plugIn: Double?
    /// What it is over: tokens, traces, grams.
    public var count: Int
    /// What a reader has to know: a lower bound, or a temperature that is not known.
    public var caveat: String?
}

/// How a figure differs from that of the first corpus.
public struct DynamicsChange: Hashable, Sendable {
    public var difference: Double
    public var standardError: Double?
    public var band: ClosedRange<Double>?
    /// The figure over that of the first corpus; nil where that is 0.
    public var ratio: Double?
    public var ratioBand: ClosedRange<Double>?
    public var dropBand: ClosedRange<Double>?
    /// Repeats without a part of the grams in which the difference has the same sign.
    public var repeatsAgreeing: Int
    public var repeats: Int

    /// Whether the band leaves out zero; nil without a band.
    public var isSignificant: Bool? {
        band.map { $0.lowerBound > 0 || $0.upperBound < 0 }
    }
}

/// The figures of one corpus.
public struct CorpusDynamics: Hashable, Sendable {
    public var name: String
    public var traces: Int
    public var skipped: Int
    /// Distinct problems.
    public var problems: Int
    /// Grams that were found, and how many different ones.
    public var grams: Int
    public var distinctGrams: Int
    public var kinds: TokenScoreKinds
    /// From how many nats on a token is a fork, and the share of those tokens.
    public var forkThreshold: Double?
    public var forkBase: Double?
    /// Share of planning tokens among those with an entropy.
    public var planningBase: Double?
    /// Whether the words behind grams were taken from all traces.
    public var nextIsWhole: Bool
    /// Those that it has.
    public var figures: [DynamicsMeasure: DynamicsFigure]
    /// Against the first corpus; empty for the first.
    public var changes: [DynamicsMeasure: DynamicsChange]
}

/// The dynamics of corpora in order, for instance the checkpoints of a training run.
public struct DynamicsReport: Hashable, Sendable {
    public var lexicon: String
    public var options: DynamicsOptions
    /// Whether some gram is in a cluster.
    public var hasClusters: Bool
    public var corpora: [CorpusDynamics]
    public var pairing: DynamicsPairing
    /// Problems that all corpora answer.
    public var sharedProblems: Int
    /// Problems of all corpora together.
    public var problems: Int
    /// Lengths are tokens, or words; shares likewise.
    public var lengthIsInTokens: Bool
    public var shareIsInTokens: Bool
    /// Numbers of grams, and of grams followed by one, two, … words, at which entropies are taken.
    public var equalGrams: Int
    public var equalNext: [Int]

    public var measures: [DynamicsMeasure] {
        DynamicsMeasure.all(longestNext: options.longestNext, clusters: hasClusters)
    }

    public func unit(of measure: DynamicsMeasure) -> DynamicsMeasure.Unit {
        switch measure {
        case .accuracy, .planningShare, .forkOfPlanning, .planningOfFork: .share
        case .length: lengthIsInTokens ? .tokens : .words
        case .planningEntropy, .executionEntropy: .nats
        case .planningPerplexity, .executionPerplexity, .forkLift: .ratio
        case .semanticEntropy, .clusterEntropy, .nextEntropy: .bits
        }
    }

    /// At how many counted items an entropy of counts is taken.
    public func equalCount(of measure: DynamicsMeasure) -> Int? {
        switch measure {
        case .semanticEntropy, .clusterEntropy: equalGrams
        case .nextEntropy(let words): equalNext[words - 1]
        default: nil
        }
    }
}
