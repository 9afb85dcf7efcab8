/// Mining without embeddings: the grams of a corpus that are frequent and pass the criteria, and
/// afterwards the count of their clusters. The embedding and clustering between the two is done
/// by whoever has an encoder.
public struct MinedGrams: Sendable {
    public let parameters: MiningParameters
    public let solutions: Int
    /// Words of all solutions.
    public let words: Int
    /// Grams that occur in enough solutions.
    public let frequent: Int
    /// Those of them that pass the criteria, with their texts.
    public let selected: [GramStatistics]
    public let texts: [String]
    private let table: GramTable
    /// Place in the table of each selected gram.
    private let indexes: [Int]

    /// Counts and selects; `lengths.upperBound + 1` passes over the source.
    ///
    /// - Parameter progress: told the share that is done, 0...1; what it throws ends the work.
    public init(
        _ source: some SolutionSource, parameters: MiningParameters,
        progress: (Double) throws -> Void = { _ in }
    ) throws {
        let passes = Double(parameters.lengths.upperBound + 1)
        let table = try GramTable(
            counting: source, longest: parameters.lengths.upperBound,
            floor: parameters.floor(solutions: source.count)
        ) { done in try progress(done * (passes - 1) / passes) }
        var survey = GramSurvey(table: table, words: source.words)
        try source.visit { number, solution in
            survey.add(solution)
            try progress((passes - 1 + Double(number + 1) / Double(max(1, source.count))) / passes)
        }
        let statistics = survey.statistics()
        let lengths = parameters.lengths
        let candidates = statistics.indices.filter { lengths.contains(statistics[$0].words.count) }
        // Grams are known by their texts from here on: in the order of texts, whatever numbers
        // their words have.
        let chosen =
            candidates.filter { parameters.criteria.accepts(statistics[$0]) }
            .map { (index: $0, text: statistics[$0].text(source.words)) }
            .sorted { $0.text < $1.text }
        self.parameters = parameters
        solutions = source.count
        words = survey.words
        frequent = candidates.count
        selected = chosen.map { statistics[$0.index] }
        texts = chosen.map(\.text)
        indexes = chosen.map(\.index)
        self.table = table
    }

    /// Counts the clusters of the selected grams in one more pass and makes the lexicon of those
    /// in the most solutions. A gram without cluster is one of its own.
    ///
    /// - Parameters:
    ///   - clustering: of the selected grams, in their order.
    ///   - intents: of the selected grams, in their order.
    public func clusters(
        _ source: some SolutionSource, clustering: Clustering, intents: [Intent],
        progress: (Double) throws -> Void = { _ in }
    ) throws -> CountedClusters {
        var labels = clustering.labels
        var count = clustering.clusters
        for index in labels.indices where labels[index] == nil {
            labels[index] = count
            count += 1
        }
        var ofTable = [Int?](repeating: nil, count: table.count)
        for (gram, label) in zip(indexes, labels) { ofTable[gram] = label }
        var survey = ClusterSurvey(
            table: table, clusters: ofTable, count: count, parameters: parameters)
        try source.visit { number, solution in
            survey.add(solution, number: number)
            try progress(Double(number + 1) / Double(max(1, source.count)))
        }
        return CountedClusters(
            mined: self, labels: labels.map { $0 ?? 0 }, intents: intents, counts: survey.counts)
    }
}
