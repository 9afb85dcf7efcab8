/// Two rows and how far apart they are by mutual reachability.
struct ReachabilityEdge {
    var first: Int32
    var second: Int32
    var distance: Float
}

/// The minimum spanning tree of mutual reachability.
enum ReachabilityTree {
    /// Neighbours that an approximate graph keeps of a row.
    private static let leastNeighbours = 24

    /// The tree's `rows − 1` edges in no order.
    static func spanning(
        _ matrix: EmbeddingMatrix, minimumSamples: Int, search: NeighbourGraph.Search,
        seed: UInt64, progress: (Double) throws -> Void
    ) rethrows -> [ReachabilityEdge] {
        let isExact = search.isExact(rows: matrix.rows)
        let others = max(0, min(minimumSamples, matrix.rows) - 1)
        let share = isExact ? 0.4 : 0.9
        let graph = try NeighbourGraph.find(
            in: matrix, neighbours: isExact ? others : max(others, leastNeighbours),
            search: isExact ? .exact : .approximate, seed: seed
        ) { try progress(share * $0) }
        let reach = (0..<matrix.rows).map { row in
            others > 0 ? graph[row].dropFirst(others - 1).first?.distance ?? 0 : 0
        }
        let vectors = VectorBlock(matrix)
        if isExact {
            return try byGrowing(vectors, reach) { try progress(share + (1 - share) * $0) }
        }
        var forest = SpanningForest(graph, reach)
        try forest.joinParts(vectors, reach) { try progress(share + (1 - share) * $0) }
        return forest.edges
    }

    /// Prim's algorithm: the tree takes the nearest row outside until it has all.
    private static func byGrowing(
        _ vectors: VectorBlock, _ reach: [Float], _ progress: (Double) throws -> Void
    ) rethrows -> [ReachabilityEdge] {
        var outside = [Int32](1..<Int32(max(1, vectors.count)))
        var nearest = [Int32](repeating: 0, count: outside.count)
        var distances = [Float](repeating: .infinity, count: outside.count)
        var products = [Float](repeating: 0, count: outside.count)
        var edges: [ReachabilityEdge] = []
        edges.reserveCapacity(outside.count)
        var current = 0
        while !outside.isEmpty {
            vectors.products(current, with: outside, into: &products)
            var best = 0
            for index in outside.indices {
                let apart = max(0, 1 - products[index])
                let distance = max(apart, max(reach[current], reach[Int(outside[index])]))
                if distance < distances[index] {
                    distances[index] = distance
                    nearest[index] = Int32(truncatingIfNeeded: current)
                }
                if distances[index] < distances[best]
                    || (distances[index] == distances[best] && outside[index] < outside[best])
                {
                    best = index
                }
            }
            edges.append(
                ReachabilityEdge(
                    first: nearest[best], second: outside[best], distance: distances[best]))
            current = Int(outside[best])
            outside.swapAt(best, outside.count - 1)
            nearest.swapAt(best, outside.count - 1)
            distances.swapAt(best, outside.count - 1)
            outside.removeLast()
            nearest.removeLast()
            distances.removeLast()
            let left = Double(outside.count) / Double(vectors.count)
            if edges.count.isMultiple(of: 64) { try progress(1 - left * left) }
        }
        return edges
    }
}

/// A spanning tree of what a neighbour graph connects, part by part (Kruskal's algorithm).
private struct SpanningForest {
    private(set) var edges: [ReachabilityEdge] = []
    private var parts: DisjointSets
    private let rows: Int

    /// Members of a part that are compared with other parts' when parts are joined, and all that
    /// are compared together.
    private static let mostEnvoys = 64
    private static let mostEnvoysInAll = 16_384

    init(_ graph: NeighbourGraph, _ reach: [Float]) {
        rows = graph.rows
        parts = DisjointSets(count: rows)
        var candidates: [ReachabilityEdge] = []
        candidates.reserveCapacity(rows * graph.neighbours)
        for row in 0..<rows {
            for neighbour in graph[row] {
                candidates.append(
                    ReachabilityEdge(
                        first: Int32(row), second: Int32(neighbour.row),
                        distance: max(neighbour.distance, max(reach[row], reach[neighbour.row]))))
            }
        }
        add(candidates)
    }

    private mutating func add(_ candidates: [ReachabilityEdge]) {
        let sorted = candidates.sorted {
            ($0.distance, $0.first, $0.second) < ($1.distance, $1.first, $1.second)
        }
        for edge in sorted where parts.join(Int(edge.first), Int(edge.second)) {
            edges.append(edge)
        }
    }

    /// Joins what the graph left apart: the densest members of each part are compared with those
    /// of all others, which finds the true shortest link only where it is between them.
    mutating func joinParts(
        _ vectors: VectorBlock, _ reach: [Float], _ progress: (Double) throws -> Void
    ) rethrows {
        let envoys = envoys(reach)
        guard !envoys.isEmpty else { return try progress(1) }
        let pairs = ExactNeighbours(vectors: vectors.gathered(envoys[...]))
        let part = envoys.map { parts.representative(of: Int($0)) }
        var links: [PartPair: ReachabilityEdge] = [:]
        try pairs.forEachPair(progress) { first, second, apart in
            guard part[first] != part[second] else { return }
            let (one, other) = (envoys[first], envoys[second])
            let distance = max(apart, max(reach[Int(one)], reach[Int(other)]))
            let pair = PartPair(part[first], part[second])
            if let known = links[pair], known.distance <= distance { return }
            links[pair] = ReachabilityEdge(first: one, second: other, distance: distance)
        }
        add(Array(links.values))
    }

    /// The densest members of every part; none where all is one part.
    private mutating func envoys(_ reach: [Float]) -> [Int32] {
        var members: [Int: [Int32]] = [:]
        for row in 0..<rows {
            members[parts.representative(of: row), default: []].append(Int32(row))
        }
        guard members.count > 1 else { return [] }
        let each = max(1, min(Self.mostEnvoys, Self.mostEnvoysInAll / members.count))
        return members.values.flatMap { rows in
            rows.sorted { (reach[Int($0)], $0) < (reach[Int($1)], $1) }.prefix(each)
        }.sorted()
    }
}

private struct PartPair: Hashable {
    private let low: Int
    private let high: Int

    init(_ first: Int, _ second: Int) { (low, high) = (min(first, second), max(first, second)) }
}
