/// Density-based clustering over all densities at once (Campello, Moulavi and Sander 2013): rows
/// are joined in the order of their mutual reachability, and of the clusters that come and go as
/// the density falls those that hold the most excess of mass are kept (McInnes, Healy and Astels
/// 2017).
///
/// Distances are cosine distances. The reachability of two rows is the largest of their distance
/// and of how far each must go to see `minimumSamples` rows.
///
/// Cost: up to `NeighbourGraph.Search.exactLimit` rows all pairs twice, exactly as the method is
/// defined; above it an approximate neighbour graph, whose parts are joined where their densest
/// members come nearest.
public struct HDBSCAN: Hashable, Sendable {
    /// Rows of the smallest cluster; at least 2.
    public var minimumClusterSize: Int
    /// Rows within reach that make a row dense, itself included; at least 1, which leaves the
    /// distances as they are. More of them make more noise.
    public var minimumSamples: Int
    public var search: NeighbourGraph.Search

    /// Values outside their range are cut to it.
    public init(
        minimumClusterSize: Int = 5, minimumSamples: Int = 1,
        search: NeighbourGraph.Search = .automatic
    ) {
        self.minimumClusterSize = max(2, minimumClusterSize)
        self.minimumSamples = max(1, minimumSamples)
        self.search = search
    }

    /// - Parameter progress: as in `ClusteringMethod.cluster`.
    public func cluster(
        _ matrix: EmbeddingMatrix, seed: UInt64 = 0,
        progress: (Double) throws -> Void
    ) rethrows -> Clustering {
        guard matrix.rows >= minimumClusterSize else {
            return Clustering([Int?](repeating: nil, count: matrix.rows))
        }
        let tree = try ReachabilityTree.spanning(
            matrix, minimumSamples: minimumSamples, search: search, seed: seed, progress: progress)
        let condensed = CondensedTree(
            tree, rows: matrix.rows, minimumClusterSize: minimumClusterSize)
        return Clustering(condensed.labelsByExcessOfMass())
    }
}
