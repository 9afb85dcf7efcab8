/// The clusters of at least a smallest size that come and go as density falls (McInnes, Healy and
/// Astels 2017, section 2.3): a cluster that loses fewer rows than that goes on, one that divides
/// into two large enough parts ends.
struct CondensedTree {
    /// A cluster's life in terms of λ, one over the distance.
    private struct Cluster {
        var parent: Int?
        var birth: Double
        var children: [Int] = []
        /// Σ over members of λ at which each leaves − λ at which the cluster was born.
        var stability = 0.0
    }

    private var clusters: [Cluster] = []
    /// The cluster that each row fell out of.
    private var lastCluster: [Int]

    /// Distances below this are of float32's rounding alone; rows so near are one place.
    private static let leastDistance = 1e-6

    init(_ edges: [ReachabilityEdge], rows: Int, minimumClusterSize: Int) {
        let hierarchy = SingleLinkage(edges, rows: rows)
        lastCluster = [Int](repeating: 0, count: rows)
        clusters.append(Cluster(parent: nil, birth: 0))
        var open = [(node: hierarchy.root, cluster: 0)]
        while let (node, cluster) = open.popLast() {
            guard let merge = hierarchy.merge(node) else { continue }
            let lambda = 1 / max(Double(merge.distance), Self.leastDistance)
            let parts = [merge.first, merge.second]
            let divides = parts.allSatisfy { hierarchy.size($0) >= minimumClusterSize }
            for part in parts {
                if divides {
                    open.append((part, add(cluster, birth: lambda)))
                    leave(cluster, rows: hierarchy.size(part), lambda)
                } else if hierarchy.size(part) >= minimumClusterSize {
                    open.append((part, cluster))
                } else {
                    leave(cluster, rows: hierarchy.size(part), lambda)
                    for row in hierarchy.members(part) { lastCluster[row] = cluster }
                }
            }
        }
    }

    private mutating func add(_ parent: Int, birth: Double) -> Int {
        clusters.append(Cluster(parent: parent, birth: birth))
        clusters[parent].children.append(clusters.count - 1)
        return clusters.count - 1
    }

    private mutating func leave(_ cluster: Int, rows: Int, _ lambda: Double) {
        clusters[cluster].stability += Double(rows) * (lambda - clusters[cluster].birth)
    }

    /// The cluster of every row when those are kept whose stability is larger than that of all
    /// that are kept below them; all rows together are never one cluster.
    func labelsByExcessOfMass() -> [Int?] {
        var isKept = [Bool](repeating: true, count: clusters.count)
        var best = clusters.map(\.stability)
        // Children have higher numbers than their parents.
        for cluster in clusters.indices.reversed() {
            let below = clusters[cluster].children.reduce(0) { $0 + best[$1] }
            if below > clusters[cluster].stability {
                isKept[cluster] = false
                best[cluster] = below
            }
        }
        isKept[0] = false
        // The uppermost kept cluster of each line of descent is the one that counts.
        var label = [Int?](repeating: nil, count: clusters.count)
        for cluster in clusters.indices {
            let above = clusters[cluster].parent.flatMap { label[$0] }
            label[cluster] = above ?? (isKept[cluster] ? cluster : nil)
        }
        return lastCluster.map { label[$0] }
    }
}

/// The binary tree of merges that a spanning tree's edges make, shortest first. Nodes below the
/// number of rows are rows.
private struct SingleLinkage {
    struct Merge {
        var first: Int
        var second: Int
        var distance: Float
        var size: Int
    }

    private let rows: Int
    private var merges: [Merge] = []

    init(_ edges: [ReachabilityEdge], rows: Int) {
        self.rows = rows
        merges.reserveCapacity(edges.count)
        var sets = DisjointSets(count: rows)
        var node = Array(0..<rows)
        let sorted = edges.sorted {
            ($0.distance, $0.first, $0.second) < ($1.distance, $1.first, $1.second)
        }
        for edge in sorted {
            let first = sets.representative(of: Int(edge.first))
            let second = sets.representative(of: Int(edge.second))
            let parts = (node[first], node[second])
            guard sets.join(first, second) else { continue }
            merges.append(
                Merge(
                    first: parts.0, second: parts.1, distance: edge.distance,
                    size: size(parts.0) + size(parts.1)))
            node[sets.representative(of: first)] = rows + merges.count - 1
        }
    }

    var root: Int { rows + merges.count - 1 }

    /// What a node was made of; nil for a row.
    func merge(_ node: Int) -> Merge? { node < rows ? nil : merges[node - rows] }

    func size(_ node: Int) -> Int { node < rows ? 1 : merges[node - rows].size }

    /// The rows below a node.
    func members(_ node: Int) -> [Int] {
        var found: [Int] = []
        var open = [node]
        while let next = open.popLast() {
            if let merge = merge(next) {
                open.append(merge.second)
                open.append(merge.first)
            } else {
                found.append(next)
            }
        }
        return found
    }
}
