/// Counts clusters of grams in one pass over the solutions: the cluster document frequency of
/// 2509.03646, occurrences, and which solutions to take examples from.
struct ClusterSurvey {
    private let table: GramTable
    /// Cluster of each gram of the table `[gram]`, nil for grams that were not selected.
    private let clusters: [Int?]
    private let examples: Int
    private var generator: SeededGenerator
    private(set) var counts: [ClusterCount]
    /// Unit behind the last occurrence in the current solution `[cluster]`.
    private var ends: [Int]

    /// What is counted of one cluster.
    struct ClusterCount: Hashable, Sendable {
        /// Solutions that hold any member.
        var documents = 0
        /// Occurrences that do not overlap.
        var occurrences = 0
        /// Solutions drawn at random from those that hold a member, ascending.
        var examples: [Int] = []
    }

    init(table: GramTable, clusters: [Int?], count: Int, parameters: MiningParameters) {
        self.table = table
        self.clusters = clusters
        examples = parameters.examples
        generator = SeededGenerator(seed: parameters.seed)
        counts = Array(repeating: ClusterCount(), count: count)
        ends = Array(repeating: -1, count: count)
    }

    /// Adds a solution; linear in it.
    mutating func add(_ solution: SolutionUnits, number: Int) {
        var touched: [Int] = []
        WordRun.forEach(in: solution.codes) { run in
            let found = table.indexes(in: run)
            for start in run.words.indices {
                // The longest gram of each cluster that begins here.
                for (level, grams) in found.enumerated().reversed() where start < grams.count {
                    guard grams[start] >= 0, let cluster = clusters[Int(grams[start])] else {
                        continue
                    }
                    if ends[cluster] < 0 { touched.append(cluster) }
                    guard run.places[start] >= ends[cluster] else { continue }
                    counts[cluster].occurrences += 1
                    ends[cluster] = run.places[start + level] + 1
                }
            }
        }
        for cluster in touched.sorted() {
            ends[cluster] = -1
            counts[cluster].documents += 1
            draw(number, for: cluster)
        }
    }

    /// Keeps a solution as an example so that in the end each had the same chance (Vitter 1985).
    private mutating func draw(_ solution: Int, for cluster: Int) {
        let seen = counts[cluster].documents
        if counts[cluster].examples.count < examples {
            counts[cluster].examples.append(solution)
        } else if examples > 0 {
            let place = Int.random(in: 0..<seen, using: &generator)
            guard place < examples else { return }
            counts[cluster].examples.remove(at: place)
            counts[cluster].examples.append(solution)
        }
    }
}
