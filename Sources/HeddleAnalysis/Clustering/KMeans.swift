#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Clusters around means (Lloyd 1982), begun from rows that lie far apart (k-means++; Arthur and
/// Vassilvitskii 2007, each time the best of several draws).
///
/// On unit vectors the squared Euclidean distance is twice the cosine distance, so that rows go to
/// the mean that they are nearest to in angle, but for the means' lengths. Every row belongs to a
/// cluster: there is no noise.
///
/// Cost: rows × clusters dot products a round, some 20 to 50 rounds, for every start.
public struct KMeans: Hashable, Sendable {
    /// At least 1; a set of fewer rows has a cluster a row.
    public var clusters: Int
    /// Times that it is begun anew; the result of least inertia counts.
    public var starts: Int
    public var mostRounds: Int

    /// Values outside their range are cut to it.
    public init(clusters: Int = 100, starts: Int = 3, mostRounds: Int = 100) {
        self.clusters = max(1, clusters)
        self.starts = max(1, starts)
        self.mostRounds = max(1, mostRounds)
    }

    /// What k-means finds.
    public struct Result: Hashable, Sendable {
        public var clustering: Clustering
        /// Sum over rows of the squared Euclidean distance to the mean of their cluster.
        public var inertia: Double
    }

    /// - Parameter progress: as in `ClusteringMethod.cluster`.
    public func cluster(
        _ matrix: EmbeddingMatrix, seed: UInt64 = 0,
        progress: (Double) throws -> Void
    ) rethrows -> Result {
        let vectors = VectorBlock(matrix)
        var best: Result?
        for start in 0..<starts {
            var run = KMeansRun(
                vectors: vectors, clusters: min(clusters, matrix.rows),
                generator: SeededGenerator(seed: seed, stream: UInt64(start) + 1))
            let result = try run.result(mostRounds: mostRounds) {
                try progress((Double(start) + $0) / Double(starts))
            }
            if result.inertia < best?.inertia ?? .infinity { best = result }
        }
        return best ?? Result(clustering: Clustering([]), inertia: 0)
    }
}

/// One start of k-means.
private struct KMeansRun {
    private let vectors: VectorBlock
    private let clusters: Int
    private var generator: SeededGenerator
    private var labels: [Int]
    /// Squared distance of every row to its mean.
    private var distances: [Float]
    private let squares: [Float]

    private static let blockRows = 128
    /// A round that betters the inertia by less than this share is the last.
    private static let leastGain = 1e-5

    init(vectors: VectorBlock, clusters: Int, generator: SeededGenerator) {
        self.vectors = vectors
        self.clusters = clusters
        self.generator = generator
        labels = [Int](repeating: 0, count: vectors.count)
        distances = [Float](repeating: .infinity, count: vectors.count)
        squares = vectors.squares
    }

    mutating func result(
        mostRounds: Int, progress: (Double) throws -> Void
    ) rethrows -> KMeans.Result {
        guard clusters > 0 else { return KMeans.Result(clustering: Clustering([]), inertia: 0) }
        var means = vectors.gathered(try seeds { try progress($0 / 4) }[...])
        var inertia = Double.infinity
        for round in 0..<mostRounds {
            let share = Double(round) / Double(mostRounds)
            try assign(means) { try progress(0.25 + 0.75 * share) }
            let now = distances.reduce(0) { $0 + Double($1) }
            if now >= inertia * (1 - Self.leastGain) {
                inertia = min(now, inertia)
                break
            }
            inertia = now
            means = newMeans()
        }
        try assign(newMeans()) { try progress(1) }
        return KMeans.Result(
            clustering: Clustering(labels), inertia: distances.reduce(0) { $0 + Double($1) })
    }

    /// Rows drawn with a chance that grows with the square of their distance to those drawn before.
    private mutating func seeds(_ progress: (Double) throws -> Void) rethrows -> [Int32] {
        let draws = 2 + Int(log(Double(clusters)))
        var seeds = [Int32(Int.random(in: 0..<vectors.count, using: &generator))]
        var nearest = distances(to: seeds)
        while seeds.count < clusters {
            var best: (row: Int32, distances: [Float], total: Double)?
            for candidate in candidates(draws, nearest) {
                let closer = zip(distances(to: [candidate]), nearest).map { min($0, $1) }
                let total = closer.reduce(0) { $0 + Double($1) }
                if total < best?.total ?? .infinity { best = (candidate, closer, total) }
            }
            guard let best else { break }
            seeds.append(best.row)
            nearest = best.distances
            try progress(Double(seeds.count) / Double(clusters))
        }
        return seeds
    }

    private mutating func candidates(_ count: Int, _ weights: [Float]) -> [Int32] {
        let total = weights.reduce(0) { $0 + Double($1) }
        var targets = (0..<count).map { _ in Double.random(in: 0..<1, using: &generator) * total }
            .sorted()[...]
        var found: [Int32] = []
        var sum = 0.0
        for (row, weight) in weights.enumerated() {
            sum += Double(weight)
            while let target = targets.first, target < sum || row == weights.count - 1 {
                found.append(Int32(row))
                targets.removeFirst()
            }
        }
        return found
    }

    private func distances(to seeds: [Int32]) -> [Float] {
        let point = vectors.gathered(seeds[...])
        var products = [Float](repeating: 0, count: vectors.count)
        vectors.products(0..<vectors.count, with: point, 0..<1, into: &products)
        let square = point.squares[0]
        return products.indices.map { max(0, squares[$0] + square - 2 * products[$0]) }
    }

    /// Gives every row to its nearest mean, the one of the lower number among equals.
    private mutating func assign(
        _ means: VectorBlock, _ progress: () throws -> Void
    ) rethrows {
        let lengths = means.squares
        var products = [Float](repeating: 0, count: Self.blockRows * means.count)
        for first in stride(from: 0, to: vectors.count, by: Self.blockRows) {
            let rows = first..<min(first + Self.blockRows, vectors.count)
            vectors.products(rows, with: means, 0..<means.count, into: &products)
            for row in rows {
                let line = (row - first) * means.count
                var best = Float.infinity
                for mean in 0..<means.count {
                    let distance = lengths[mean] - 2 * products[line + mean]
                    if distance < best {
                        best = distance
                        labels[row] = mean
                    }
                }
                distances[row] = max(0, best + squares[row])
            }
            try progress()
        }
    }

    /// The mean of every cluster; an empty one begins anew at the row that is farthest from its
    /// own.
    private mutating func newMeans() -> VectorBlock {
        let width = vectors.stride
        var sums = [Double](repeating: 0, count: clusters * width)
        var counts = [Int](repeating: 0, count: clusters)
        for (row, label) in labels.enumerated() {
            counts[label] += 1
            for column in 0..<width {
                sums[label * width + column] += Double(vectors.values[row * width + column])
            }
        }
        for cluster in 0..<clusters where counts[cluster] == 0 {
            let farthest = distances.indices.max {
                (distances[$0], $1) < (distances[$1], $0)
            }
            guard let row = farthest else { continue }
            distances[row] = 0
            counts[cluster] = 1
            for column in 0..<width {
                sums[cluster * width + column] = Double(vectors.values[row * width + column])
            }
        }
        var means = [Float](repeating: 0, count: sums.count)
        for place in sums.indices {
            means[place] = Float(sums[place] / Double(counts[place / width]))
        }
        return VectorBlock(values: means, count: clusters, dimension: width)
    }
}

extension VectorBlock {
    /// The squared length of every vector.
    fileprivate var squares: [Float] {
        (0..<count).map { row in
            values[row * stride..<(row + 1) * stride].reduce(0) { $0 + $1 * $1 }
        }
    }
}
