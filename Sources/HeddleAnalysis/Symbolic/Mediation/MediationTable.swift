/// Rows by what they measure, and the results that they add up to: means within a rule, then over
/// rules, tested by sign flips.
public struct MediationTable: Sendable {
    private let shape: HeadShape
    private let rules: [String]
    private let settings: MediationSettings
    /// `[measure][pair]`
    private var rows: [MediationMeasure: [Int: MediationRow]] = [:]

    /// - Parameter rules: of each pair, `[pair]`.
    public init(shape: HeadShape, rules: [String], settings: MediationSettings) {
        self.shape = shape
        self.rules = rules
        self.settings = settings
    }

    /// Takes in a row; one of another shape, or of no pair, is left out.
    public mutating func add(_ row: MediationRow) {
        guard row.scores.count == shape.layers * shape.heads, rules.indices.contains(row.pair)
        else { return }
        rows[row.measure, default: [:]][row.pair] = row
    }

    public func has(_ measure: MediationMeasure, pair: Int) -> Bool { rows[measure]?[pair] != nil }

    /// What the rows of a kind say; nil before there are any, or when cancelled.
    public func result(
        of kind: SymbolicHeadKind, cancelled: () -> Bool = { false }
    ) -> HeadKindResult? {
        guard let tested = test(MediationMeasure(kind: kind), cancelled) else { return nil }
        let (groups, outcome) = (tested.groups, tested.outcome)
        let scores = split(outcome.means)
        var result = HeadKindResult(
            pairs: groups.reduce(0) { $0 + $1.rows.count }, scores: scores,
            standardErrors: split(outcome.standardErrors),
            scoresByRule: Dictionary(
                groups.map { ($0.rule, split(RowMean.of($0.rows.map(\.scores)))) },
                uniquingKeysWith: { $1 }),
            threshold: outcome.threshold, studentizedThreshold: outcome.studentizedThreshold,
            significant: heads(outcome.means, above: outcome.threshold),
            significantStudentized: heads(
                outcome.studentized, above: outcome.studentizedThreshold),
            pValues: split(outcome.pValues),
            studentizedPValues: split(outcome.studentizedPValues),
            cleanGap: Statistics.mean(
                groups.compactMap { Statistics.mean($0.rows.map(\.cleanGap)) }) ?? 0)
        keepPairScores(groups, in: &result)
        for control in MediationControl.allCases {
            let measure = MediationMeasure(kind: kind, control: control)
            guard let tested = test(measure, cancelled) else { continue }
            result.controls[control] = ControlScores(
                scores: split(tested.outcome.means),
                pairs: tested.groups.reduce(0) { $0 + $1.rows.count },
                threshold: tested.outcome.threshold,
                significant: heads(tested.outcome.means, above: tested.outcome.threshold))
        }
        return result
    }

    private struct Group {
        var rule: String
        var rows: [MediationRow]
    }

    private func test(
        _ measure: MediationMeasure, _ cancelled: () -> Bool
    ) -> (groups: [Group], outcome: SignFlipTest.Outcome)? {
        let ascending = (rows[measure] ?? [:]).values.sorted { $0.pair < $1.pair }
        var groups: [Group] = []
        for row in ascending {
            let rule = rules[row.pair]
            if let place = groups.firstIndex(where: { $0.rule == rule }) {
                groups[place].rows.append(row)
            } else {
                groups.append(Group(rule: rule, rows: [row]))
            }
        }
        let test = SignFlipTest(
            flips: settings.flips, familyWiseError: settings.familyWiseError, seed: settings.seed)
        let scores = groups.map { $0.rows.map { $0.scores.map(Double.init) } }
        return test.run(scores, cancelled: cancelled).map { (groups, $0) }
    }

    private func keepPairScores(_ groups: [Group], in result: inout HeadKindResult) {
        let rows = groups.flatMap(\.rows).sorted { $0.pair < $1.pair }
        result.pairPlaces = rows.map(\.pair)
        let kept = Set(result.ranked.prefix(16).map(\.head)).union(result.significant)
            .union(result.significantStudentized)
        for head in kept {
            let column = head.layer * shape.heads + head.head
            result.pairScores[head] = rows.map { Double($0.scores[column]) }
        }
    }

    private func heads(_ values: [Double], above threshold: Double) -> [HeadID] {
        shape.all.enumerated().filter { values[$0.offset] > threshold }
            .sorted { (values[$1.offset], $0.offset) < (values[$0.offset], $1.offset) }
            .map(\.element)
    }

    private func split<Value>(_ flat: [Value]) -> [[Value]] {
        (0..<shape.layers).map { Array(flat[$0 * shape.heads..<($0 + 1) * shape.heads]) }
    }
}
