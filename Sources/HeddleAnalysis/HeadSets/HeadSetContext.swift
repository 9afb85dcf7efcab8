/// What expressions of head sets refer to.
public struct HeadSetContext {
    public var shape: HeadShape
    /// By name.
    public var sets: [String: Set<HeadID>]
    /// Values of heads that the screen shows, by measure.
    public var shown: [String: [HeadID: Double]]
    /// Reads a file.
    public var read: (_ path: String) throws(HeadSetError) -> JSONValue

    public init(
        shape: HeadShape, sets: [String: Set<HeadID>] = [:],
        shown: [String: [HeadID: Double]] = [:],
        read: @escaping (_ path: String) throws(HeadSetError) -> JSONValue = {
            path throws(HeadSetError) in
            throw .unreadable(path: path, reason: "files are not read here")
        }
    ) {
        self.shape = shape
        self.sets = sets
        self.shown = shown
        self.read = read
    }

    /// The heads that a text names: a list of heads or an expression, ascending, each once.
    ///
    /// - Throws: `HeadSetError`.
    public func heads(_ text: String) throws(HeadSetError) -> [HeadID] {
        guard HeadSetExpression.isNeeded(for: text) else { return try listed(text) }
        return try heads(HeadSetExpression(parsing: text)).sorted()
    }

    /// - Throws: `HeadSetError`; nothing where the set is empty.
    public func heads(_ expression: HeadSetExpression) throws(HeadSetError) -> Set<HeadID> {
        switch expression {
        case .heads(let text): Set(try listed(text))
        case .named(let name): try named(name)
        case .union(let left, let right): try heads(left).union(heads(right))
        case .difference(let left, let right): try heads(left).subtracting(heads(right))
        case .intersection(let left, let right): try heads(left).intersection(heads(right))
        case .complement(let inner): Set(shape.all).subtracting(try heads(inner))
        case .significant(let file, let kind, let test): try significant(file, kind, test)
        case .top(let count, let ranking, let file): try top(count, ranking, file)
        }
    }

    private func listed(_ text: String) throws(HeadSetError) -> [HeadID] {
        do throws(HeadSelectionError) {
            return try HeadSelection.parse(text, shape: shape)
        } catch {
            throw .heads(error)
        }
    }

    private func named(_ name: String) throws(HeadSetError) -> Set<HeadID> {
        guard let set = sets[name] else {
            throw .unknownSet(name: name, known: sets.keys.sorted())
        }
        if let outside = set.sorted().first(where: { !shape.contains($0) }) {
            throw .otherModel(name: name, head: outside, shape: shape)
        }
        return set
    }

    private func significant(
        _ file: String, _ kind: SymbolicHeadKind?, _ test: MediationTest
    ) throws(HeadSetError) -> Set<HeadID> {
        let json = try read(file)
        let kinds: [HeadID: Set<SymbolicHeadKind>]
        do throws(PlanningSweepError) {
            kinds = try SymbolicKinds.read(mediation: json, by: [test])
        } catch {
            throw .noMediation(path: file, reason: error.description)
        }
        let found = kinds.filter { kind.map($0.value.contains) ?? true }.keys
        return try inside(found, of: file)
    }

    private func top(
        _ count: Int, _ ranking: HeadRanking, _ file: String?
    ) throws(HeadSetError) -> Set<HeadID> {
        guard let file else {
            guard !shown.isEmpty else { throw .nothingShown(measure: ranking.measure) }
            guard let values = shown[ranking.measure] else {
                throw .noMeasure(
                    measure: ranking.measure, source: "the screen", known: shown.keys.sorted())
            }
            return Set(ranking.first(count, of: values))
        }
        let measurement = HeadMeasurement(try read(file))
        guard let values = measurement.values(ranking.measure), !values.isEmpty else {
            throw .noMeasure(
                measure: ranking.measure, source: file, known: measurement.measures)
        }
        _ = try inside(values.keys, of: file)
        return Set(ranking.first(count, of: values))
    }

    private func inside(
        _ heads: some Sequence<HeadID>, of file: String
    ) throws(HeadSetError) -> Set<HeadID> {
        let heads = Set(heads)
        if let outside = heads.sorted().first(where: { !shape.contains($0) }) {
            throw .unreadable(
                path: file,
                reason: "has head \(outside), which is outside the model; "
                    + "take a file of this model")
        }
        return heads
    }
}
