/// The clusters of a corpus's grams with their counts, by falling document frequency.
public struct CountedClusters: Sendable {
    /// One cluster.
    struct Cluster {
        /// Indexes of the selected grams, those in most solutions first.
        var members: [Int]
        var counts: ClusterSurvey.ClusterCount
    }

    private let mined: MinedGrams
    private let intents: [Intent]
    /// All clusters; those that are kept come first.
    private let clusters: [Cluster]
    /// How many of them are kept.
    public let kept: Int

    /// Clusters before the least frequent were left out.
    public var count: Int { clusters.count }

    init(
        mined: MinedGrams, labels: [Int], intents: [Intent], counts: [ClusterSurvey.ClusterCount]
    ) {
        self.mined = mined
        self.intents = intents
        var members = [[Int]](repeating: [], count: counts.count)
        for (gram, label) in labels.enumerated() { members[label].append(gram) }
        clusters = zip(members, counts)
            .map { members, counts in
                Cluster(
                    members: members.sorted { first, second in
                        (mined.selected[second].documents, first)
                            < (mined.selected[first].documents, second)
                    },
                    counts: counts)
            }
            .sorted { first, second in
                (second.counts.documents, first.members.first ?? 0)
                    < (first.counts.documents, second.members.first ?? 0)
            }
        kept = Self.kept(clusters.map(\.counts.documents), share: mined.parameters.keptShare)
    }

    /// How many of falling document frequencies are at least as high as the one that closes the
    /// share.
    static func kept(_ frequencies: [Int], share: Double) -> Int {
        let wanted = Int((share * Double(frequencies.count)).rounded(.up))
        guard wanted > 0, wanted <= frequencies.count else { return min(wanted, frequencies.count) }
        return frequencies.count { $0 >= frequencies[wanted - 1] }
    }

    /// Solutions that examples are to be taken from, ascending.
    public var exampleSolutions: [Int] {
        Set(clusters.prefix(kept).flatMap(\.counts.examples)).sorted()
    }

    /// The lexicon of the kept clusters, without examples.
    public func lexicon(name: String, source: String, corpusHash: String) -> Lexicon {
        var grams: [Gram] = []
        var listed: [GramCluster] = []
        for (id, cluster) in clusters.prefix(kept).enumerated() {
            for member in cluster.members {
                grams.append(
                    Gram(
                        text: mined.texts[member], intent: intents[member], cluster: id,
                        documentFrequency: share(mined.selected[member].documents),
                        occurrences: mined.selected[member].occurrences))
            }
            listed.append(
                GramCluster(
                    id: id, name: cluster.members.first.map { mined.texts[$0] } ?? "",
                    intent: mostCommonIntent(of: cluster), documents: cluster.counts.documents,
                    occurrences: cluster.counts.occurrences))
        }
        return Lexicon(
            name: name, source: source, grams: grams, matching: .overlapping, clusters: listed,
            origin: LexiconOrigin(
                corpusHash: corpusHash, solutions: mined.solutions, words: mined.words,
                parameters: mined.parameters.json))
    }

    /// The examples that a solution gives to the clusters that drew it: the first place of each.
    public func examples(
        in trace: Trace, solution: Int, file: String, labeller: Labeller
    ) -> [(cluster: Int, example: GramExample)] {
        let wanted = Set(
            (0..<kept).filter { clusters[$0].counts.examples.contains(solution) })
        guard !wanted.isEmpty else { return [] }
        let text = trace.textBytes
        let response = trace.contextLength..<text.count
        let offsets = ScalarOffsets(text, range: response)
        let sentences = AnchorSentences(text: text, range: response).sentences.map(\.bytes)
        var open = wanted
        var examples: [(cluster: Int, example: GramExample)] = []
        for span in labeller.label(trace).spans {
            guard let cluster = labeller.lexicon.grams[span.gram].cluster,
                open.remove(cluster) != nil
            else { continue }
            let place = sentences.partitioningIndex { $0.upperBound > span.bytes.lowerBound }
            let sentence = place < sentences.count ? sentences[place] : span.bytes
            examples.append(
                (
                    cluster,
                    GramExample(
                        file: file, trace: trace.id,
                        start: offsets.scalar(atByte: span.bytes.lowerBound),
                        end: offsets.scalar(atByte: span.bytes.upperBound),
                        context: text.text(sentence))
                ))
        }
        return examples
    }

    private func share(_ documents: Int) -> Double {
        mined.solutions > 0 ? Double(documents) / Double(mined.solutions) : 0
    }

    /// By occurrences of the members; of equal ones the first in the list of intents.
    private func mostCommonIntent(of cluster: Cluster) -> Intent {
        var counts: [Intent: Int] = [:]
        for member in cluster.members {
            counts[intents[member], default: 0] += mined.selected[member].occurrences
        }
        let most = counts.values.max() ?? 0
        return Intent.allCases.first { counts[$0] == most } ?? .deduce
    }
}
