/// Output vectors to put in place of heads' own: one for all positions (such as a mean), or one for
/// each position (such as another trace's).
public struct HeadValues: Sendable, Hashable {
    /// What stands at positions beyond the last one given.
    public enum Beyond: Sendable, Hashable {
        /// The vector of the last position given.
        case clamp
        /// The vectors from the start again.
        case wrap
    }

    /// Width of a vector.
    public let headDimension: Int
    public var beyond: Beyond
    /// By head, `[position][headDimension]` flat; a single vector serves every position.
    private var vectors: [HeadID: [Float]] = [:]

    public init(headDimension: Int, beyond: Beyond = .clamp) {
        self.headDimension = max(1, headDimension)
        self.beyond = beyond
    }

    /// Sets a head's one vector for all positions.
    ///
    /// - Throws: `EngineError.invalidRequest` when it is not `headDimension` wide.
    public mutating func set(_ head: HeadID, vector: [Float]) throws(EngineError) {
        try set(head, flat: vector, positions: 1)
    }

    /// Sets a head's vectors, `[position][headDimension]` flat.
    ///
    /// - Throws: `EngineError.invalidRequest` when `flat` does not hold `positions` vectors, or none.
    public mutating func set(
        _ head: HeadID, flat: [Float], positions: Int
    ) throws(EngineError) {
        guard positions > 0, flat.count == positions * headDimension else {
            throw .invalidRequest(
                problem: "\(flat.count) numbers for \(positions) vectors of head \(head)",
                remedy: "give \(headDimension) numbers for each of at least one position")
        }
        vectors[head] = flat
    }

    /// Sets a head's vectors from whole rows of them.
    mutating func replace(_ head: HeadID, rows: [Float]) {
        assert(!rows.isEmpty && rows.count.isMultiple(of: headDimension))
        vectors[head] = rows
    }

    /// The heads that have values, ascending.
    public var heads: [HeadID] { vectors.keys.sorted() }

    /// How many positions a head's values cover; 0 for a head without values.
    public func positionCount(of head: HeadID) -> Int {
        (vectors[head]?.count ?? 0) / headDimension
    }

    /// The vector that stands at a position, or nil for a head without values.
    public func vector(of head: HeadID, at position: Int) -> ArraySlice<Float>? {
        guard let flat = vectors[head] else { return nil }
        let count = flat.count / headDimension
        let row =
            switch beyond {
            case .clamp: min(position, count - 1)
            case .wrap: position % count
            }
        return flat[(row * headDimension)..<((row + 1) * headDimension)]
    }

    /// Hashes shape and the first vector alone, since values of a long trace are large.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(headDimension)
        hasher.combine(beyond)
        for head in heads {
            hasher.combine(head)
            hasher.combine(vectors[head]?.count)
            hasher.combine(vector(of: head, at: 0))
        }
    }
}
