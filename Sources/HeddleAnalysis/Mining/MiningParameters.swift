/// How strategic grams are mined from a corpus (2509.03646, section 2.1), with what the paper
/// leaves open.
///
/// The defaults were chosen on the training part of a labelled corpus of synthetic solutions; none
/// of them was fitted to a label of the text that is mined.
public struct MiningParameters: Hashable, Sendable {
    /// Words of a gram. The paper has 3...5; its published list begins at 1.
    public var lengths: ClosedRange<Int> = 1...5
    /// Whether solutions that are known to be wrong are left out.
    public var leavesOutWrong = true
    /// Whether only the text inside the reasoning tags counts.
    public var reasoningOnly = false
    /// Whether the problem's names count as its content, as its numbers do.
    public var masksNames = true
    /// Least number of solutions that hold a gram: at least this, and at least `leastShare` of all.
    public var leastSolutions = 4
    public var leastShare = 0.005
    public var criteria = GramCriteria()
    /// A larger distance finds as much and makes clusters of hundreds of phrases, which nobody reads.
    public var clustering = ClusteringMethod.dbscan(DBSCAN(distance: 0.2, minimumPoints: 2))
    /// Share of the clusters that is kept, those in the most solutions. The paper keeps a fifth;
    /// where steering is worded in many ways that leaves out much of it.
    public var keptShare = 0.7
    /// Places that are kept of each cluster.
    public var examples = 5
    public var seed: UInt64 = 0

    public init() {}

    /// The number of solutions in which a gram must occur.
    public func floor(solutions: Int) -> Int {
        max(leastSolutions, Int((leastShare * Double(solutions)).rounded(.up)), 1)
    }

    /// All parameters, as a lexicon file keeps them.
    public var json: JSONValue {
        [
            "lengths": [.integer(lengths.lowerBound), .integer(lengths.upperBound)],
            "leavesOutWrong": .bool(leavesOutWrong), "reasoningOnly": .bool(reasoningOnly),
            "masksNames": .bool(masksNames), "leastSolutions": .integer(leastSolutions),
            "leastShare": .number(leastShare), "criteria": criteria.json,
            "clustering": .string(clustering.description), "keptShare": .number(keptShare),
            "examples": .integer(examples), "seed": .integer(Int(truncatingIfNeeded: seed)),
        ]
    }
}
