/// Sums over the traces of one corpus, taken up one trace at a time.
///
/// What is kept does not grow with the text: some numbers and the counts of grams a trace, and the
/// words behind a limited number of grams. The threshold of forks is a quantile over all tokens, so
/// that a corpus with entropies is read twice: `add` for every trace, then `addForks` for the same
/// traces in the same order. Its error is half a bin of an eleven-bit histogram: the share of forks
/// is told as it is.
public struct CorpusMeasurement: Sendable {
    /// What a corpus's files are called.
    public let name: String
    /// The source that was skipped, in records.
    public var skipped = 0
    public private(set) var kinds = TokenScoreKinds()

    let design: DynamicsDesign
    /// Hashes by which the problems of traces are told.
    private(set) var questions: [UInt64?] = []
    private(set) var ids: [UInt64] = []
    /// `[trace]`.
    private(set) var sums: [TraceSums] = []
    private(set) var total = TraceSums()
    /// Whether every trace tells its tokens' number, and lists them.
    private(set) var tellsTokens = true
    private(set) var listsTokens = true
    /// Grams with their counts, those of trace n from `gramStarts[n]`.
    private(set) var grams: [GramCount] = []
    private(set) var gramStarts = [0]
    private(set) var next: NextWordsSample
    /// Sums and counts under the grams that each repeat keeps `[repeat]`.
    private(set) var repeated: [TraceSums]
    private(set) var repeatedGrams: [[Int]]
    private var entropies = EntropyHistogram()
    private(set) var threshold: EntropyHistogram.Threshold?
    /// Traces whose forks have been counted.
    private var forked = 0

    struct GramCount: Hashable, Sendable {
        var gram: Int32
        var count: Int32
    }

    public init(name: String, design: DynamicsDesign) {
        self.name = name
        self.design = design
        next = NextWordsSample(limit: design.options.nextLimit)
        repeated = Array(repeating: TraceSums(), count: design.kept.count)
        repeatedGrams = Array(
            repeating: Array(repeating: 0, count: design.labeller.lexicon.grams.count),
            count: design.kept.count)
    }

    public var traces: Int { sums.count }

    /// Whether `addForks` is to be called for every trace again.
    public var hasEntropies: Bool { threshold != nil || entropies.total > 0 }

    /// Takes up a trace. Linear in it, and in the places of grams times the repeats.
    public mutating func add(_ trace: Trace) {
        let reading = TraceReading(trace, matcher: design.labeller.matcher)
        let chosen = reading.resolved()
        let own = reading.sums(chosen)
        let number = sums.count
        kinds.add(reading.kind)
        questions.append(reading.question)
        ids.append(reading.id)
        sums.append(own)
        total.add(own)
        tellsTokens = tellsTokens && own.tokens.count > 0
        listsTokens = listsTokens && trace.tokens != nil
        entropies.add(reading.tokenEntropies)
        addGrams(chosen)
        let priority = DynamicsRandom.mixed(
            (reading.question ?? reading.id) ^ DynamicsRandom.mixed(design.options.seed))
        next.add(
            NextWords(
                reading, trace: number, priority: priority, longest: design.options.longestNext))
        for (index, kept) in design.kept.enumerated() {
            let places = reading.resolved(keeping: kept)
            repeated[index].add(reading.sums(places))
            for place in places { repeatedGrams[index][place.gram] += 1 }
        }
    }

    private mutating func addGrams(_ chosen: [TraceReading.Place]) {
        var counts: [Int: Int32] = [:]
        for place in chosen { counts[place.gram, default: 0] += 1 }
        for (gram, count) in counts.sorted(by: { $0.key < $1.key }) {
            grams.append(GramCount(gram: Int32(clamping: gram), count: count))
        }
        gramStarts.append(grams.count)
    }

    /// Ends the first reading: the threshold of forks is known.
    public mutating func finishTraces() {
        threshold = entropies.threshold(share: design.options.forkShare)
        entropies = EntropyHistogram()
        next.finish()
    }

    /// Counts the forks of the next trace; only of those that `add` has taken up.
    public mutating func addForks(_ trace: Trace) {
        guard let threshold, forked < sums.count else { return }
        let reading = TraceReading(trace, matcher: design.labeller.matcher)
        let forks = reading.forks(above: threshold)
        let own = reading.forkSums(reading.resolved(), forks)
        sums[forked].planningForks = own.planning
        sums[forked].executionForks = own.execution
        total.planningForks.add(own.planning, times: 1)
        total.executionForks.add(own.execution, times: 1)
        forked += 1
        for (index, kept) in design.kept.enumerated() {
            let (planning, execution) = reading.forkSums(reading.resolved(keeping: kept), forks)
            repeated[index].planningForks.add(planning, times: 1)
            repeated[index].executionForks.add(execution, times: 1)
        }
    }
}
