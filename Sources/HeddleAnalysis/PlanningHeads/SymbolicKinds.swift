/// The tests by which a result of `heddle mediate` calls heads significant, by its fields' names.
public enum MediationTest: String, Hashable, Sendable, CaseIterable {
    /// By the mean over pairs, as in the paper.
    case mean = "significant"
    /// By the mean over its standard error.
    case studentized = "significantStudentized"
}

/// What a causal mediation analysis says heads are, as far as a sweep by planning asks.
public enum SymbolicKinds {
    /// The kinds of every significant head of a result of `heddle mediate`.
    ///
    /// - Parameter tests: a head counts that one of them finds.
    /// - Throws: `PlanningSweepError` where the value is no such result.
    public static func read(
        mediation json: JSONValue, by tests: [MediationTest] = MediationTest.allCases
    ) throws(PlanningSweepError) -> [HeadID: Set<SymbolicHeadKind>] {
        guard let types = json["types"]?.object else {
            throw PlanningSweepError(
                field: "types", problem: "this is no result of heddle mediate --json")
        }
        var kinds: [HeadID: Set<SymbolicHeadKind>] = [:]
        for (name, type) in types {
            guard let kind = SymbolicHeadKind(rawValue: name) else { continue }
            for list in tests.map(\.rawValue) {
                for entry in type[list]?.array ?? [] {
                    guard let layer = entry["layer"]?.int, let head = entry["head"]?.int else {
                        throw PlanningSweepError(
                            field: "types.\(name).\(list)",
                            problem: "an entry has no layer and head")
                    }
                    kinds[HeadID(layer: layer, head: head), default: []].insert(kind)
                }
            }
        }
        return kinds
    }
}
