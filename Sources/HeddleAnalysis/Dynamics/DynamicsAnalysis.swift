/// Figures, bands and changes from measured corpora.
///
/// - Bands: the problems of all corpora are drawn with replacement, `resamples` times (percentile
///   bootstrap, Efron 1979); a draw holds in every corpus, so that differences between corpora that
///   answer the same problems are paired. The threshold of forks stays.
/// - Entropies of counts are taken at equal numbers (`CountEntropy.expected`). A sample drawn with
///   replacement has fewer different grams than the corpus, so that its entropy is too small by about
///   as much in every sample: their band is shifted until its mean is the figure.
/// - Sensitivity: all figures again without a part of the grams, `repeats` times, each with its own
///   equal numbers.
public struct DynamicsAnalysis {
    private let corpora: [CorpusCounts]
    private let design: DynamicsDesign
    private let problems: ProblemTable
    private let values: SampleValues
    private let measures: [DynamicsMeasure]

    /// - Parameter corpora: of one design, their readings ended.
    public init(_ corpora: [CorpusMeasurement], design: DynamicsDesign) {
        self.corpora = corpora.map(CorpusCounts.init)
        self.design = design
        problems = ProblemTable(corpora)
        values = SampleValues(
            design: design,
            inTokens: (
                corpora.allSatisfy { $0.tellsTokens }, corpora.allSatisfy { $0.listsTokens }
            ))
        measures = design.measures
    }

    /// The report; nil when it was given up.
    ///
    /// Time grows with the traces and the grams in them, times `resamples` and `repeats`.
    ///
    /// - Parameter progress: is told how many of how many samples are done; false gives up.
    public func report(progress: (_ done: Int, _ total: Int) -> Bool = { _, _ in true })
        -> DynamicsReport?
    {
        let whole = corpora.map { $0.sample { _ in 1 } }
        let draws = CorpusCounts.draws(whole)
        let steps = resamples + design.kept.count
        var samples = Replicates(corpora: corpora.count, measures: measures)
        var random = DynamicsRandom(seed: design.options.seed, stream: 2)
        for index in 0..<resamples {
            guard progress(index, steps) else { return nil }
            let times = problems.draw(&random)
            for (number, corpus) in corpora.enumerated() {
                let sample = corpus.sample { times[problems.problems[number][$0]] }
                samples.add(number, measures.map { values.value($0, sample, draws: draws) })
            }
        }
        var repeats = Replicates(corpora: corpora.count, measures: measures)
        for index in design.kept.indices {
            guard progress(resamples + index, steps) else { return nil }
            let all = corpora.map { $0.sample(ofRepeat: index) }
            let draws = CorpusCounts.draws(all)
            for (number, sample) in all.enumerated() {
                repeats.add(number, measures.map { values.value($0, sample, draws: draws) })
            }
        }
        guard progress(steps, steps) else { return nil }
        return report(whole, draws, samples, repeats)
    }

    /// Of one problem nothing is drawn anew.
    private var resamples: Int { problems.count > 1 ? max(0, design.options.resamples) : 0 }

    private func report(
        _ whole: [CorpusCounts.Sample], _ draws: CorpusCounts.Draws, _ samples: Replicates,
        _ repeats: Replicates
    ) -> DynamicsReport {
        var report = DynamicsReport(
            lexicon: design.labeller.lexicon.name, options: design.options,
            hasClusters: design.hasClusters, corpora: [], pairing: problems.pairing,
            sharedProblems: problems.shared, problems: problems.count,
            lengthIsInTokens: values.inTokens.length, shareIsInTokens: values.inTokens.share,
            equalGrams: draws.grams, equalNext: draws.next)
        for number in corpora.indices {
            var dynamics = description(number, whole[number])
            for (index, measure) in measures.enumerated() {
                guard let value = values.value(measure, whole[number], draws: draws) else {
                    continue
                }
                let spread = samples.spread(
                    number, index, around: measure.isEntropyOfCounts ? value : nil)
                dynamics.figures[measure] = DynamicsFigure(
                    value: value, standardError: spread?.error, band: spread?.band,
                    dropBand: measure.dependsOnGrams ? repeats.spread(number, index)?.band : nil,
                    plugIn: measure.isEntropyOfCounts
                        ? values.value(measure, whole[number], draws: nil) : nil,
                    count: values.count(measure, whole[number]),
                    caveat: dynamics.kinds.caveat(for: measure))
                if number > 0, let first = report.corpora[0].figures[measure]?.value {
                    dynamics.changes[measure] = change(
                        measure, index, from: first, to: value, corpus: number, samples, repeats)
                }
            }
            report.corpora.append(dynamics)
        }
        return report
    }

    private func description(_ number: Int, _ sample: CorpusCounts.Sample) -> CorpusDynamics {
        let corpus = corpora[number].corpus
        return CorpusDynamics(
            name: corpus.name, traces: corpus.traces, skipped: corpus.skipped,
            problems: Set(problems.problems[number]).count, grams: sample.grams.reduce(0, +),
            distinctGrams: sample.grams.count { $0 > 0 }, kinds: corpus.kinds,
            forkThreshold: corpus.threshold?.nats, forkBase: sample.sums.forkBase,
            planningBase: sample.sums.planningBase, nextIsWhole: corpus.next.isWhole,
            figures: [:], changes: [:])
    }

    private func change(
        _ measure: DynamicsMeasure, _ index: Int, from first: Double, to value: Double,
        corpus: Int, _ samples: Replicates, _ repeats: Replicates
    ) -> DynamicsChange {
        let isShifted = measure.isEntropyOfCounts
        let difference = value - first
        let ratio = first > 0 ? value / first : nil
        let spread = samples.spread(
            corpus, index, against: -, around: isShifted ? difference : nil)
        let repeated = measure.dependsOnGrams ? repeats.pairs(corpus, index) : []
        return DynamicsChange(
            difference: difference, standardError: spread?.error, band: spread?.band, ratio: ratio,
            ratioBand: ratio.flatMap { ratio in
                samples.spread(corpus, index, against: /, around: isShifted ? ratio : nil)?.band
            },
            dropBand: repeated.isEmpty ? nil : repeats.spread(corpus, index, against: -)?.band,
            repeatsAgreeing: repeated.count { ($0.value - $0.first) * difference > 0 },
            repeats: repeated.count)
    }
}

/// Values of all measures in samples of all corpora.
private struct Replicates {
    /// `[corpus][measure][sample]`.
    private var values: [[[Double?]]]

    init(corpora: Int, measures: [DynamicsMeasure]) {
        values = Array(repeating: Array(repeating: [], count: measures.count), count: corpora)
    }

    mutating func add(_ corpus: Int, _ sample: [Double?]) {
        for (index, value) in sample.enumerated() { values[corpus][index].append(value) }
    }

    /// The values of a corpus beside those of the first in the same sample.
    func pairs(_ corpus: Int, _ measure: Int) -> [(value: Double, first: Double)] {
        zip(values[corpus][measure], values[0][measure]).compactMap { value, first in
            guard let value, let first else { return nil }
            return (value, first)
        }
    }

    func spread(_ corpus: Int, _ measure: Int, around center: Double? = nil) -> Spread? {
        Spread(
            values[corpus][measure].compactMap(\.self), of: values[corpus][measure].count,
            around: center)
    }

    func spread(
        _ corpus: Int, _ measure: Int, against: (Double, Double) -> Double,
        around center: Double? = nil
    ) -> Spread? {
        Spread(
            pairs(corpus, measure).map { against($0.value, $0.first) },
            of: values[0][measure].count,
            around: center)
    }
}

/// How far samples lie apart.
struct Spread {
    let error: Double
    let band: ClosedRange<Double>

    /// Nil where less than half of the samples have a value.
    ///
    /// - Parameter center: the band is shifted so that its samples' mean is this.
    init?(_ samples: [Double], of total: Int, around center: Double? = nil) {
        let finite = samples.filter(\.isFinite).sorted()
        guard finite.count > 1, 2 * finite.count >= total else { return nil }
        let statistics = RunningStatistics(finite)
        error = (statistics.variance ?? 0).squareRoot()
        let shift = center.map { $0 - statistics.mean } ?? 0
        band = Self.quantile(finite, 0.025) + shift...Self.quantile(finite, 0.975) + shift
    }

    /// Interpolated linearly between the nearest two, as NumPy's default.
    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
    }
}
