/// What a causal mediation analysis says heads are, as far as a sweep by planning asks.
public enum SymbolicKinds {
    /// The kinds of every significant head, by either test, of a result of `heddle mediate`.
    ///
    /// - Throws: `PlanningSweepError` where the value is no such result.
    public static func read(
        mediation json: JSONValue
    ) throws(PlanningSweepError) -> [HeadID: Set<SymbolicHeadKind>] {
        guard let types = json["types"]?.object else {
            throw PlanningSweepError(
                field: "types", problem: "this is no result of heddle mediate --json")
        }
        var kinds: [HeadID: Set<SymbolicHeadKind>] = [:]
        for (name, type) in types {
            guard let kind = SymbolicHeadKind(rawValue: name) else { continue }
            for list in ["significant", "significantStudentized"] {
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
