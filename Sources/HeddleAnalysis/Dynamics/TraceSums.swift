/// A sum and what it is divided by.
struct MeanSum: Hashable, Sendable {
    var sum = 0.0
    var count = 0.0

    /// Nil over nothing.
    var mean: Double? { count > 0 ? sum / count : nil }

    mutating func add(_ other: MeanSum, times: Double) {
        sum += other.sum * times
        count += other.count * times
    }
}

/// What the quotients among the figures are made of, for one trace or summed over several.
struct TraceSums: Hashable, Sendable {
    /// Right ones over those with a verdict.
    var verdicts = MeanSum()
    /// Response tokens over traces that tell them.
    var tokens = MeanSum()
    /// Words of responses over traces.
    var words = MeanSum()
    /// Planning ones over all, of the tokens that are listed.
    var planningTokens = MeanSum()
    var planningWords = MeanSum()
    /// Nats over tokens.
    var planningEntropy = MeanSum()
    var executionEntropy = MeanSum()
    var planningSurprise = MeanSum()
    var executionSurprise = MeanSum()
    /// Fork tokens among planning and execution tokens with an entropy.
    var planningForks = MeanSum()
    var executionForks = MeanSum()

    mutating func add(_ other: TraceSums, times: Double = 1) {
        verdicts.add(other.verdicts, times: times)
        tokens.add(other.tokens, times: times)
        words.add(other.words, times: times)
        planningTokens.add(other.planningTokens, times: times)
        planningWords.add(other.planningWords, times: times)
        planningEntropy.add(other.planningEntropy, times: times)
        executionEntropy.add(other.executionEntropy, times: times)
        planningSurprise.add(other.planningSurprise, times: times)
        executionSurprise.add(other.executionSurprise, times: times)
        planningForks.add(other.planningForks, times: times)
        executionForks.add(other.executionForks, times: times)
    }

    /// P(fork), and P(planning) among the tokens with an entropy.
    var forkBase: Double? {
        MeanSum(
            sum: planningForks.sum + executionForks.sum,
            count: planningForks.count + executionForks.count
        ).mean
    }
    var planningBase: Double? {
        MeanSum(
            sum: planningForks.count, count: planningForks.count + executionForks.count
        ).mean
    }

    /// A figure that is a quotient of these sums; nil where it is none or is over nothing.
    func value(of measure: DynamicsMeasure, inTokens: (length: Bool, share: Bool)) -> Double? {
        switch measure {
        case .accuracy: return verdicts.mean
        case .length: return inTokens.length ? tokens.mean : words.mean
        case .planningShare: return inTokens.share ? planningTokens.mean : planningWords.mean
        case .planningEntropy: return planningEntropy.mean
        case .executionEntropy: return executionEntropy.mean
        case .planningPerplexity: return planningSurprise.mean.map(\.exponential)
        case .executionPerplexity: return executionSurprise.mean.map(\.exponential)
        case .forkOfPlanning: return planningForks.mean
        case .planningOfFork:
            return MeanSum(
                sum: planningForks.sum, count: planningForks.sum + executionForks.sum
            ).mean
        case .forkLift:
            guard let base = forkBase, base > 0 else { return nil }
            return planningForks.mean.map { $0 / base }
        case .semanticEntropy, .clusterEntropy, .nextEntropy: return nil
        }
    }

    /// What such a figure is a mean over.
    func count(of measure: DynamicsMeasure, inTokens: (length: Bool, share: Bool)) -> Double {
        switch measure {
        case .accuracy: verdicts.count
        case .length: inTokens.length ? tokens.count : words.count
        case .planningShare: inTokens.share ? planningTokens.count : planningWords.count
        case .planningEntropy: planningEntropy.count
        case .executionEntropy: executionEntropy.count
        case .planningPerplexity: planningSurprise.count
        case .executionPerplexity: executionSurprise.count
        case .forkOfPlanning, .forkLift: planningForks.count
        case .planningOfFork: planningForks.sum + executionForks.sum
        case .semanticEntropy, .clusterEntropy, .nextEntropy: 0
        }
    }
}
