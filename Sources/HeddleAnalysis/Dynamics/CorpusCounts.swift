/// A measured corpus in the form in which it is drawn from again and again: dense counts.
struct CorpusCounts {
    let corpus: CorpusMeasurement
    /// Of the words behind grams, for one, two, … words.
    private let followers: [Followers]

    /// The gram and the words behind each place, as dense numbers.
    private struct Followers {
        /// Cell (gram and words) of each place, those of kept trace n from `starts[n]`.
        var cells: [Int32] = []
        var starts = [0]
        /// Gram of each cell.
        var grams: [Int32] = []
    }

    /// At how many items the entropies of counts are taken: the least that any corpus has.
    struct Draws: Hashable, Sendable {
        var grams = 0
        /// For one, two, … words.
        var next: [Int] = []
    }

    init(_ corpus: CorpusMeasurement) {
        self.corpus = corpus
        followers = (0..<max(0, corpus.design.options.longestNext)).map { index in
            var numbers: [Cell: Int32] = [:]
            var result = Followers()
            for trace in corpus.next.traces {
                trace.forEach(words: index + 1) { gram, next in
                    let cell = Cell(gram: gram, next: next)
                    let number = numbers[cell] ?? Int32(numbers.count)
                    if numbers.updateValue(number, forKey: cell) == nil {
                        result.grams.append(Int32(gram))
                    }
                    result.cells.append(number)
                }
                result.starts.append(result.cells.count)
            }
            return result
        }
    }

    /// A gram and the words behind it.
    private struct Cell: Hashable {
        var gram: Int
        var next: UInt64
    }

    /// Counts of one sample of the corpus.
    struct Sample {
        var sums = TraceSums()
        /// `[gram]`.
        var grams: [Int]
        /// Counts of the grams that are followed by one, two, … words, and of both together.
        var next: [(grams: CountEntropy.Histogram, cells: CountEntropy.Histogram)] = []
    }

    /// The sample that has each trace so many times.
    func sample(times: (_ trace: Int) -> Int) -> Sample {
        var sample = Sample(
            grams: Array(repeating: 0, count: corpus.design.labeller.lexicon.grams.count))
        for trace in 0..<corpus.traces {
            let times = times(trace)
            guard times > 0 else { continue }
            sample.sums.add(corpus.sums[trace], times: Double(times))
            for entry in corpus.grams[corpus.gramStarts[trace]..<corpus.gramStarts[trace + 1]] {
                sample.grams[Int(entry.gram)] += Int(entry.count) * times
            }
        }
        for followers in followers {
            var cells = [Int](repeating: 0, count: followers.grams.count)
            for (kept, trace) in corpus.next.traces.enumerated() {
                let times = times(trace.trace)
                guard times > 0 else { continue }
                for cell in followers.cells[followers.starts[kept]..<followers.starts[kept + 1]] {
                    cells[Int(cell)] += times
                }
            }
            var grams = [Int](repeating: 0, count: sample.grams.count)
            for (cell, gram) in followers.grams.enumerated() { grams[Int(gram)] += cells[cell] }
            sample.next.append((CountEntropy.Histogram(grams), CountEntropy.Histogram(cells)))
        }
        return sample
    }

    /// All traces once, with the grams of the lexicon that a repeat keeps.
    func sample(ofRepeat index: Int) -> Sample {
        var sample = Sample(sums: corpus.repeated[index], grams: corpus.repeatedGrams[index])
        let kept = corpus.design.kept[index]
        for words in 0..<followers.count {
            var cells: [Cell: Int] = [:]
            var grams = [Int](repeating: 0, count: sample.grams.count)
            for trace in corpus.next.traces {
                trace.forEach(words: words + 1, keeping: kept) { gram, next in
                    cells[Cell(gram: gram, next: next), default: 0] += 1
                    grams[gram] += 1
                }
            }
            sample.next.append(
                (CountEntropy.Histogram(grams), CountEntropy.Histogram(cells.values)))
        }
        return sample
    }

    /// The least numbers of items among samples that have any.
    static func draws(_ samples: [Sample]) -> Draws {
        func least(_ totals: [Int]) -> Int { totals.filter { $0 > 0 }.min() ?? 0 }
        let words = samples.map(\.next.count).min() ?? 0
        return Draws(
            grams: least(samples.map { $0.grams.reduce(0, +) }),
            next: (0..<words).map { index in least(samples.map { $0.next[index].cells.total }) })
    }
}

/// Values of the measures of one sample.
struct SampleValues {
    let design: DynamicsDesign
    let inTokens: (length: Bool, share: Bool)

    /// - Parameter draws: nil for the plug-in entropies of all that was counted.
    func value(
        _ measure: DynamicsMeasure, _ sample: CorpusCounts.Sample, draws: CorpusCounts.Draws?
    ) -> Double? {
        switch measure {
        case .semanticEntropy:
            return entropy(CountEntropy.Histogram(sample.grams), draws?.grams)
        case .clusterEntropy:
            var clusters = [Int](repeating: 0, count: design.clusterCount)
            for (gram, count) in sample.grams.enumerated() {
                clusters[design.clusters[gram]] += count
            }
            return entropy(CountEntropy.Histogram(clusters), draws?.grams)
        case .nextEntropy(let words):
            // H(next | gram) = H(gram, next) − H(gram), in every subsample, so also in the mean.
            let next = sample.next[words - 1]
            let draws = draws?.next[words - 1]
            guard let both = entropy(next.cells, draws), let grams = entropy(next.grams, draws)
            else { return nil }
            return max(0, both - grams)
        default:
            return sample.sums.value(of: measure, inTokens: inTokens)
        }
    }

    /// What a figure is over: tokens, traces, grams.
    func count(_ measure: DynamicsMeasure, _ sample: CorpusCounts.Sample) -> Int {
        switch measure {
        case .semanticEntropy, .clusterEntropy: sample.grams.reduce(0, +)
        case .nextEntropy(let words): sample.next[words - 1].cells.total
        default: Int(sample.sums.count(of: measure, inTokens: inTokens))
        }
    }

    private func entropy(_ counts: CountEntropy.Histogram, _ draws: Int?) -> Double? {
        guard let draws else { return counts.plugIn }
        return counts.expected(draws: draws)
    }
}
