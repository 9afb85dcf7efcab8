/// Density-based clustering (Ester, Kriegel, Sander and Xu 1996): rows with enough others within a
/// distance are the cores of clusters, and cores within that distance of each other share one.
///
/// A row that is no core belongs to the first cluster, by number, that has a core within the
/// distance, and is noise where none has. One distance serves dense and loose regions alike.
///
/// Cost: all pairs once, and again where more than 16 million are near each other; above
/// `NeighbourGraph.Search.exactLimit` rows an approximate neighbour graph, in which each row sees
/// only its nearest ones.
public struct DBSCAN: Hashable, Sendable {
    /// Largest cosine distance (1 − cosine) of neighbours, 0...2.
    public var distance: Float
    /// Rows within the distance that make a core, itself included; at least 1.
    public var minimumPoints: Int
    public var search: NeighbourGraph.Search

    /// Values outside their range are cut to it.
    public init(
        distance: Float = 0.25, minimumPoints: Int = 5, search: NeighbourGraph.Search = .automatic
    ) {
        self.distance = min(max(distance, 0), 2)
        self.minimumPoints = max(1, minimumPoints)
        self.search = search
    }

    private static let mostKeptPairs = 16_000_000
    /// Neighbours that an approximate graph keeps of a row: enough to tell cores and to connect
    /// them.
    private static let leastNeighbours = 32

    /// - Parameter progress: as in `ClusteringMethod.cluster`.
    public func cluster(
        _ matrix: EmbeddingMatrix, seed: UInt64 = 0,
        progress: (Double) throws -> Void
    ) rethrows -> Clustering {
        if search.isExact(rows: matrix.rows) {
            return try exact(matrix, progress)
        }
        let graph = try NeighbourGraph.find(
            in: matrix, neighbours: max(minimumPoints, Self.leastNeighbours),
            search: .approximate, seed: seed, progress: progress)
        var near = NearPairs(limit: .max)
        for row in 0..<matrix.rows {
            for neighbour in graph[row] where neighbour.distance <= distance {
                // A pair that stands in both lists is taken from the lower row's.
                let isMutual =
                    neighbour.row < row && graph[neighbour.row].contains { $0.row == row }
                if !isMutual { near.add(row, neighbour.row) }
            }
        }
        return clustering(rows: matrix.rows, counts: near.counts(rows: matrix.rows)) { body in
            near.forEach(body)
        }
    }

    private func exact(
        _ matrix: EmbeddingMatrix, _ progress: (Double) throws -> Void
    ) rethrows -> Clustering {
        let pairs = ExactNeighbours(vectors: VectorBlock(matrix))
        var counts = [Int32](repeating: 1, count: matrix.rows)
        var near = NearPairs(limit: Self.mostKeptPairs)
        func count(_ first: Int, _ second: Int, _ distance: Float) {
            guard distance <= self.distance else { return }
            counts[first] += 1
            counts[second] += 1
            near.add(first, second)
        }
        try pairs.forEachPair({ try progress($0 / 2) }, count)
        return try clustering(rows: matrix.rows, counts: counts) { body in
            if near.isWhole { return near.forEach(body) }
            func pass(_ first: Int, _ second: Int, _ distance: Float) {
                if distance <= self.distance { body(first, second) }
            }
            try pairs.forEachPair({ try progress(0.5 + $0 / 2) }, pass)
        }
    }

    /// - Parameter forEachPair: calls its argument for every pair within the distance.
    private func clustering(
        rows: Int, counts: [Int32], forEachPair: ((Int, Int) -> Void) throws -> Void
    ) rethrows -> Clustering {
        let isCore = counts.map { Int($0) >= minimumPoints }
        var sets = DisjointSets(count: rows)
        var edges: [(core: Int32, other: Int32)] = []
        try forEachPair { first, second in
            switch (isCore[first], isCore[second]) {
            case (true, true): sets.join(first, second)
            case (true, false): edges.append((Int32(first), Int32(second)))
            case (false, true): edges.append((Int32(second), Int32(first)))
            case (false, false): break
            }
        }
        var numbers: [Int: Int] = [:]
        var labels = [Int?](repeating: nil, count: rows)
        for row in 0..<rows where isCore[row] {
            let set = sets.representative(of: row)
            let number = numbers[set] ?? numbers.count
            numbers[set] = number
            labels[row] = number
        }
        for (core, other) in edges {
            guard let number = labels[Int(core)] else { continue }
            labels[Int(other)] = min(labels[Int(other)] ?? number, number)
        }
        return Clustering(labels)
    }
}

/// Pairs of rows, as long as there are not too many.
private struct NearPairs {
    private let limit: Int
    private var pairs: [(Int32, Int32)] = []
    private(set) var isWhole = true

    init(limit: Int) { self.limit = limit }

    mutating func add(_ first: Int, _ second: Int) {
        guard isWhole else { return }
        if pairs.count < limit {
            pairs.append((Int32(first), Int32(second)))
        } else {
            isWhole = false
            pairs = []
        }
    }

    func forEach(_ body: (Int, Int) -> Void) {
        for (first, second) in pairs { body(Int(first), Int(second)) }
    }

    /// Rows that stand in pairs with each row, itself included.
    func counts(rows: Int) -> [Int32] {
        var counts = [Int32](repeating: 1, count: rows)
        for (first, second) in pairs {
            counts[Int(first)] += 1
            counts[Int(second)] += 1
        }
        return counts
    }
}
