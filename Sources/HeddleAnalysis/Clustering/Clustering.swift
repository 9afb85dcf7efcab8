/// Which cluster each row belongs to.
public struct Clustering: Hashable, Sendable {
    /// A number per row, `0..<clusters`, in the order of each cluster's first row; nil for noise.
    public let labels: [Int?]
    public let clusters: Int

    /// Numbers clusters anew by their first row, so that equal partitions are equal.
    public init(_ labels: [Int?]) {
        var numbers: [Int: Int] = [:]
        self.labels = labels.map { label in
            guard let label else { return nil }
            if let known = numbers[label] { return known }
            numbers[label] = numbers.count
            return numbers.count - 1
        }
        clusters = numbers.count
    }

    /// Rows in no cluster.
    public var noise: Int { labels.count { $0 == nil } }

    /// The rows of every cluster, ascending.
    public var members: [[Int]] {
        var members = [[Int]](repeating: [], count: clusters)
        for (row, label) in labels.enumerated() {
            if let label { members[label].append(row) }
        }
        return members
    }

    /// How far two clusterings of the same rows agree: 1 for equal ones, about 0 for independent
    /// ones (the adjusted Rand index, Hubert and Arabie 1985). Noise counts as one more cluster.
    public func agreement(with other: Clustering) -> Double {
        precondition(labels.count == other.labels.count)
        struct Cell: Hashable {
            var mine: Int?
            var theirs: Int?
        }
        func pairs(_ counts: some Sequence<Int>) -> Double {
            counts.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 }
        }
        let cells = zip(labels, other.labels).reduce(into: [Cell: Int]()) {
            $0[Cell(mine: $1.0, theirs: $1.1), default: 0] += 1
        }
        let both = pairs(cells.values)
        let mine = pairs(labels.reduce(into: [Int?: Int]()) { $0[$1, default: 0] += 1 }.values)
        let theirs = pairs(
            other.labels.reduce(into: [Int?: Int]()) { $0[$1, default: 0] += 1 }.values)
        let all = pairs([labels.count])
        guard all > 0 else { return 1 }
        let expected = mine * theirs / all
        let most = (mine + theirs) / 2
        return most == expected ? 1 : (both - expected) / (most - expected)
    }
}

/// A way of clustering, with its parameters.
public enum ClusteringMethod: Hashable, Sendable {
    case hdbscan(HDBSCAN)
    case dbscan(DBSCAN)
    case kMeans(KMeans)

    /// HDBSCAN with clusters of at least five rows and one sample, for the grams of a corpus.
    ///
    /// Grams overlap ("let me check", "let me check if"), so that one wording makes a tight group
    /// of several rows and groups of unlike wordings lie at every density. DBSCAN's one distance
    /// cannot serve them: of 8,000 grams a cosine distance of 0.15 leaves 29 % as noise, and 0.25
    /// chains half of all into one cluster. K-means needs a number of clusters, cuts large groups
    /// and puts every stray gram into some cluster. HDBSCAN needs neither. With one sample 19 to
    /// 25 % are noise, which a miner best takes for clusters of one gram each, with five samples
    /// 36 to 44 %; and with one the approximate neighbours gave the labels of the exact ones
    /// (measured on 6,000 and 10,000 grams with two seeds).
    public static let recommended = ClusteringMethod.hdbscan(HDBSCAN())

    /// - Parameter progress: told the share that is done, 0...1, several times a second; what it
    ///   throws ends the work and is thrown on.
    public func cluster(
        _ matrix: EmbeddingMatrix, seed: UInt64 = 0,
        progress: (Double) throws -> Void
    ) rethrows -> Clustering {
        switch self {
        case .hdbscan(let method):
            try method.cluster(matrix, seed: seed, progress: progress)
        case .dbscan(let method):
            try method.cluster(matrix, seed: seed, progress: progress)
        case .kMeans(let method):
            try method.cluster(matrix, seed: seed, progress: progress).clustering
        }
    }
}

extension ClusteringMethod: CustomStringConvertible {
    /// The method with its parameters, as a lexicon file names it.
    public var description: String {
        switch self {
        case .hdbscan(let method):
            "hdbscan, clusters of \(method.minimumClusterSize), samples \(method.minimumSamples)"
        case .dbscan(let method):
            "dbscan, distance \(method.distance), points \(method.minimumPoints)"
        case .kMeans(let method):
            "k-means, \(method.clusters) clusters, \(method.starts) starts"
        }
    }
}
