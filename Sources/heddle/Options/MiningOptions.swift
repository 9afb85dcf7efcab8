import ArgumentParser
import HeddleAnalysis

/// How strategic grams are mined.
struct MiningOptions: ParsableArguments {
    @Option(help: "Least words of a gram.")
    var minN = MiningParameters().lengths.lowerBound

    @Option(help: "Most words of a gram.")
    var maxN = MiningParameters().lengths.upperBound

    @Flag(help: "Count solutions that are known to be wrong as well.")
    var includeWrong = false

    @Flag(help: "Count only the text inside the reasoning tags.")
    var reasoningOnly = false

    @Flag(help: "Let the problem's names stand as words.")
    var keepNames = false

    @Option(help: "A gram must occur in at least so many solutions …")
    var minSolutions = MiningParameters().leastSolutions

    @Option(help: "… and in at least this share of them.")
    var minShare = MiningParameters().leastShare

    @Option(
        help: ArgumentHelp(
            "Sparing within a solution: most bits of residual inverse document frequency; inf "
                + "switches the criterion off."))
    var maxResidualIdf = GramCriteria().mostResidualIDF

    @Flag(help: "Frequency is the only criterion, as in the steps of 2509.03646.")
    var noCriteria = false

    @Option(help: "How embeddings are clustered: dbscan, hdbscan or kmeans.")
    var cluster = Method.dbscan

    @Option(help: "dbscan: largest cosine distance of neighbours.")
    var distance = 0.2

    @Option(help: "dbscan: members that make a cluster; hdbscan: least size of one.")
    var clusterSize = 2

    @Option(help: "kmeans: number of clusters.")
    var clusters = 100

    @Option(help: "Share of the clusters that is kept, those in the most solutions.")
    var top = MiningParameters().keptShare

    @Option(help: "Examples that are kept of each cluster.")
    var examples = MiningParameters().examples

    @Option(help: "Seed of everything that is drawn.")
    var seed: UInt64 = 0

    enum Method: String, ExpressibleByArgument, CaseIterable {
        case dbscan, hdbscan, kmeans
    }

    func validate() throws {
        guard (1...8).contains(minN), (minN...8).contains(maxN) else {
            throw ValidationError("--min-n and --max-n are 1 to 8, the first not above the second")
        }
        guard top > 0, top <= 1 else { throw ValidationError("--top is a share above 0, up to 1") }
        guard (0...1).contains(minShare) else { throw ValidationError("--min-share is 0 to 1") }
        guard minSolutions >= 1, clusters >= 1, clusterSize >= 1, examples >= 0 else {
            throw ValidationError("counts must be positive")
        }
        guard (0...2).contains(distance) else { throw ValidationError("--distance is 0 to 2") }
        guard !maxResidualIdf.isNaN else { throw ValidationError("--max-residual-idf is a number") }
    }

    func parameters() throws -> MiningParameters {
        var parameters = MiningParameters()
        parameters.lengths = minN...maxN
        parameters.leavesOutWrong = !includeWrong
        parameters.reasoningOnly = reasoningOnly
        parameters.masksNames = !keepNames
        parameters.leastSolutions = minSolutions
        parameters.leastShare = minShare
        parameters.criteria = noCriteria ? .off : GramCriteria()
        if !noCriteria { parameters.criteria.mostResidualIDF = maxResidualIdf }
        parameters.clustering =
            switch cluster {
            case .dbscan:
                .dbscan(DBSCAN(distance: Float(distance), minimumPoints: clusterSize))
            case .hdbscan: .hdbscan(HDBSCAN(minimumClusterSize: max(2, clusterSize)))
            case .kmeans: .kMeans(KMeans(clusters: clusters))
            }
        parameters.keptShare = top
        parameters.examples = examples
        parameters.seed = seed
        return parameters
    }
}
