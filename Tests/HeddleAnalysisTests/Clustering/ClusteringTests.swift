import Foundation
import HeddleAnalysis
import Testing

/// Points on a sphere and what scikit-learn makes of them, by Tests/References/clusters.py.
private struct Reference: Decodable {
    struct Density: Decodable {
        var distance: Float
        var minimumPoints: Int
        var labels: [Int?]
    }
    struct Hierarchy: Decodable {
        var minimumClusterSize: Int
        var minimumSamples: Int
        var labels: [Int?]
    }
    struct Means: Decodable {
        var clusters: Int
        var inertia: Double
    }
    var points: [[Float]]
    var dbscan: [Density]
    var hdbscan: [Hierarchy]
    var kMeans: [Means]

    static func read() throws -> Reference {
        let path = SampleFiles.root.appending(
            path: "Tests/HeddleAnalysisTests/Fixtures/clusters.json")
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: path))
    }

    var matrix: EmbeddingMatrix { get throws { try EmbeddingMatrix(rows: points) } }
}

@Suite struct ClusteringReferenceTests {
    @Test func dbscanGivesTheLabelsOfScikitLearn() throws {
        let reference = try Reference.read()
        let matrix = try reference.matrix
        for expected in reference.dbscan {
            let method = DBSCAN(
                distance: expected.distance, minimumPoints: expected.minimumPoints)
            let found = method.cluster(matrix) { _ in }
            #expect(found == Clustering(expected.labels), "\(expected.distance)")
        }
    }

    /// With many samples many rows are equally reachable, and which of them come first decides
    /// where some on the edge go: scikit-learn itself agrees with itself to 0.983 only when the
    /// points are put in another order, and fully in the cases of few samples.
    @Test func hdbscanGivesTheLabelsOfScikitLearn() throws {
        let reference = try Reference.read()
        let matrix = try reference.matrix
        for expected in reference.hdbscan {
            let method = HDBSCAN(
                minimumClusterSize: expected.minimumClusterSize,
                minimumSamples: expected.minimumSamples)
            let found = method.cluster(matrix) { _ in }
            let agreement = found.agreement(with: Clustering(expected.labels))
            #expect(
                agreement >= (expected.minimumSamples < 5 ? 1 : 0.98),
                "\(expected.minimumClusterSize) \(expected.minimumSamples)")
        }
    }

    @Test func kMeansIsAsTightAsScikitLearnsBestOfTen() throws {
        let reference = try Reference.read()
        let matrix = try reference.matrix
        for expected in reference.kMeans {
            let found = KMeans(clusters: expected.clusters, starts: 10).cluster(matrix) { _ in }
            #expect(found.inertia <= expected.inertia * 1.02, "\(expected.clusters)")
            #expect(found.clustering.clusters == expected.clusters)
            #expect(found.clustering.noise == 0)
            #expect(abs(found.inertia - inertia(found.clustering, matrix)) < 1e-3)
        }
    }

    private func inertia(_ clustering: Clustering, _ matrix: EmbeddingMatrix) -> Double {
        clustering.members.reduce(0) { sum, members in
            let mean = (0..<matrix.dimension).map { column in
                members.reduce(0) { $0 + Double(Array(matrix[$1])[column]) } / Double(members.count)
            }
            return sum
                + members.reduce(0) { part, row in
                    part + zip(matrix[row], mean).reduce(0) { $0 + pow(Double($1.0) - $1.1, 2) }
                }
        }
    }
}

@Suite struct ClusteringBehaviourTests {
    private let everything: [ClusteringMethod] = [
        .recommended, .hdbscan(HDBSCAN(minimumSamples: 5)), .hdbscan(HDBSCAN(search: .approximate)),
        .dbscan(DBSCAN(distance: 0.12)), .dbscan(DBSCAN(distance: 0.12, search: .approximate)),
        .kMeans(KMeans(clusters: 8)),
    ]

    @Test func labelsOfClustersFollowTheirFirstRows() {
        let clustering = Clustering([7, nil, 3, 7, 3])
        #expect(clustering.labels == [0, nil, 1, 0, 1])
        #expect(clustering.clusters == 2)
        #expect(clustering.noise == 1)
        #expect(clustering.members == [[0, 3], [2, 4]])
    }

    /// Six rows in 3 + 3 against 2 + 2 + 2: of 15 pairs 6 and 3 are together and 2 in both, so
    /// that by chance 6 · 3 / 15 = 1.2 are: (2 − 1.2) / ((6 + 3) / 2 − 1.2) = 0.8 / 3.3.
    @Test func agreementIsTheAdjustedRandIndex() {
        let halves = Clustering([0, 0, 0, 1, 1, 1])
        let thirds = Clustering([0, 0, 1, 1, 2, 2])
        #expect(abs(halves.agreement(with: thirds) - 0.8 / 3.3) < 1e-12)
        #expect(halves.agreement(with: Clustering([5, 5, 5, nil, nil, nil])) == 1)
        #expect(Clustering([]).agreement(with: Clustering([])) == 1)
    }

    @Test func smallSetsAreClusteredToo() throws {
        for count in 0...6 {
            let rows = [[Float]](repeating: [0.6, 0.8, 0], count: count)
            let matrix = try EmbeddingMatrix(rows: rows)
            for method in everything {
                let found = method.cluster(matrix) { _ in }
                #expect(found.labels.count == count)
            }
        }
    }

    @Test func equalRowsAreOneCluster() throws {
        let rows = (0..<40).map { [Float]($0 < 20 ? [1, 0, 0] : [0, 1, 0]) }
        let matrix = try EmbeddingMatrix(rows: rows)
        let halves = Clustering((0..<40).map { $0 < 20 ? 0 : 1 })
        #expect(DBSCAN().cluster(matrix) { _ in } == halves)
        #expect(HDBSCAN().cluster(matrix) { _ in } == halves)
        #expect(KMeans(clusters: 2).cluster(matrix) { _ in }.clustering == halves)
    }

    @Test func equalSeedsGiveEqualClusters() throws {
        let matrix = try Blobs(rows: 600, dimension: 20, seed: 3).matrix
        for method in everything {
            let first = method.cluster(matrix, seed: 5) { _ in }
            #expect(first == method.cluster(matrix, seed: 5) { _ in })
        }
    }

    @Test func aProgressThatThrowsEndsTheWork() throws {
        struct Stop: Error {}
        let matrix = try Blobs(rows: 600, dimension: 20, seed: 3).matrix
        for method in everything {
            var calls = 0
            #expect(throws: Stop.self) {
                try method.cluster(matrix) { _ in
                    calls += 1
                    if calls == 3 { throw Stop() }
                }
            }
            #expect(calls == 3)
        }
    }

    @Test func progressGoesFromNothingToAll() throws {
        let matrix = try Blobs(rows: 600, dimension: 20, seed: 3).matrix
        for method in everything {
            var shares: [Double] = []
            _ = method.cluster(matrix) { shares.append($0) }
            #expect(shares == shares.sorted() && shares.allSatisfy { (0...1).contains($0) })
        }
    }

    @Test func separateGroupsAreFoundByEveryMethod() throws {
        let blobs = try Blobs(rows: 600, dimension: 20, seed: 3)
        let expected = Clustering(blobs.groups.map(Optional.some))
        for method in everything {
            let found = method.cluster(try blobs.matrix) { _ in }
            #expect(found.agreement(with: expected) > 0.95, "\(method)")
        }
    }
}

@Suite struct EmbeddingMatrixTests {
    @Test func rowsAreScaledToUnitLength() throws {
        let matrix = try EmbeddingMatrix(rows: [[3, 4], [0, 0], [0, -2]])
        #expect(Array(matrix[0]) == [0.6, 0.8])
        #expect(Array(matrix[1]) == [0, 0])
        #expect(Array(matrix[2]) == [0, -1])
        #expect(abs(matrix.distance(0, 2) - 1.8) < 1e-6)
    }

    @Test func whatIsNoMatrixIsRefused() {
        #expect(throws: ClusteringError.unevenRows(numbers: 3, dimension: 2)) {
            try EmbeddingMatrix(values: [1, 2, 3], dimension: 2)
        }
        #expect(throws: ClusteringError.unevenRows(numbers: 1, dimension: 2)) {
            try EmbeddingMatrix(rows: [[1, 2], [3]])
        }
        #expect(throws: ClusteringError.notFinite(row: 1)) {
            try EmbeddingMatrix(rows: [[1, 2], [.nan, 3]])
        }
    }
}

@Suite struct NeighbourGraphTests {
    @Test func exactNeighboursAreThoseOfASort() throws {
        let matrix = try Blobs(rows: 300, dimension: 7, seed: 1).matrix
        let graph = NeighbourGraph.find(in: matrix, neighbours: 9, search: .exact) { _ in }
        for row in 0..<matrix.rows {
            let sorted = (0..<matrix.rows).filter { $0 != row }
                .map { (distance: matrix.distance(row, $0), row: $0) }
                .sorted { ($0.distance, $0.row) < ($1.distance, $1.row) }
            for (found, expected) in zip(graph[row], sorted.prefix(9)) {
                #expect(abs(found.distance - expected.distance) < 1e-6)
            }
            #expect(graph[row].count == 9)
            #expect(!graph[row].contains { $0.row == row })
        }
    }

    @Test func approximateNeighboursAreNearlyAllTrueOnes() throws {
        let matrix = try Blobs(rows: 1500, dimension: 12, seed: 2).matrix
        let exact = NeighbourGraph.find(in: matrix, neighbours: 10, search: .exact) { _ in }
        let found = NeighbourGraph.find(
            in: matrix, neighbours: 10, search: .approximate, seed: 4
        ) { _ in }
        #expect(found.recall(of: exact, nearest: 10) > 0.97)
        let again = NeighbourGraph.find(
            in: matrix, neighbours: 10, search: .approximate, seed: 4
        ) { _ in }
        #expect(found == again)
    }

    @Test func thereAreNoMoreNeighboursThanOtherRows() throws {
        let matrix = try EmbeddingMatrix(rows: [[1, 0], [0, 1], [0.6, 0.8]])
        for search in [NeighbourGraph.Search.exact, .approximate] {
            let graph = NeighbourGraph.find(in: matrix, neighbours: 8, search: search) { _ in }
            #expect(graph.neighbours == 2)
            #expect(graph[0].map(\.row) == [2, 1])
        }
        let none = NeighbourGraph.find(in: matrix, neighbours: 0, search: .exact) { _ in }
        #expect(none[2].isEmpty)
    }
}

/// Rows scattered around eight directions.
private struct Blobs {
    var groups: [Int] = []
    private var rows: [[Float]] = []

    init(rows count: Int, dimension: Int, seed: UInt64) throws {
        var generator = HeddleAnalysis.SeededGenerator(seed: seed)
        func random(_ spread: Float) -> [Float] {
            (0..<dimension).map { _ in Float.random(in: -spread...spread, using: &generator) }
        }
        let centers = (0..<8).map { _ in random(1) }
        for row in 0..<count {
            groups.append(row % 8)
            rows.append(zip(centers[row % 8], random(0.25)).map { $0 + $1 })
        }
    }

    var matrix: EmbeddingMatrix { get throws { try EmbeddingMatrix(rows: rows) } }
}
