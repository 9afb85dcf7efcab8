/// What stands at positions beyond the last one of values that are given.
public enum BeyondValues: Sendable, Hashable {
    /// The vector of the last position given.
    case clamp
    /// The vectors from the start again.
    case wrap
}

/// Vectors to put in place of heads' own outputs.
public typealias HeadValues = OutputValues<HeadID>

/// Vectors to put in place of blocks' own outputs.
public typealias BlockValues = OutputValues<BlockID>

/// Output vectors to put in place of heads' or blocks' own: one for all positions (such as a mean),
/// or one for each position (such as another trace's).
public struct OutputValues<Part: OutputPart>: Sendable, Hashable {
    public typealias Beyond = BeyondValues

    /// Numbers of a vector.
    public let width: Int
    public var beyond: Beyond
    /// By part, `[position][width]` flat; a single vector serves every position.
    private var vectors: [Part: [Float]] = [:]

    public init(width: Int, beyond: Beyond = .clamp) {
        self.width = max(1, width)
        self.beyond = beyond
    }

    /// Sets a part's one vector for all positions.
    ///
    /// - Throws: `EngineError.invalidRequest` when it is not `width` wide.
    public mutating func set(_ part: Part, vector: [Float]) throws(EngineError) {
        try set(part, flat: vector, positions: 1)
    }

    /// Sets a part's vectors, `[position][width]` flat.
    ///
    /// - Throws: `EngineError.invalidRequest` when `flat` does not hold `positions` vectors, or none.
    public mutating func set(
        _ part: Part, flat: [Float], positions: Int
    ) throws(EngineError) {
        guard positions > 0, flat.count == positions * width else {
            throw .invalidRequest(
                problem: "\(flat.count) numbers for \(positions) vectors of \(part)",
                remedy: "give \(width) numbers for each of at least one position")
        }
        vectors[part] = flat
    }

    /// Sets a part's vectors from whole rows of them.
    mutating func replace(_ part: Part, rows: [Float]) {
        assert(!rows.isEmpty && rows.count.isMultiple(of: width))
        vectors[part] = rows
    }

    /// The parts that have values, ascending.
    public var parts: [Part] { vectors.keys.sorted() }

    /// How many positions a part's values cover; 0 for a part without values.
    public func positionCount(of part: Part) -> Int {
        (vectors[part]?.count ?? 0) / width
    }

    /// The vector that stands at a position, or nil for a part without values.
    public func vector(of part: Part, at position: Int) -> ArraySlice<Float>? {
        guard let flat = vectors[part] else { return nil }
        let count = flat.count / width
        let row =
            switch beyond {
            case .clamp: min(position, count - 1)
            case .wrap: position % count
            }
        return flat[(row * width)..<((row + 1) * width)]
    }

    /// Hashes shape and the first vectors alone, since values of a long trace are large.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(width)
        hasher.combine(beyond)
        for part in parts {
            hasher.combine(part)
            hasher.combine(vectors[part]?.count)
            hasher.combine(vector(of: part, at: 0))
        }
    }
}

extension HeadValues {
    public init(headDimension: Int, beyond: Beyond = .clamp) {
        self.init(width: headDimension, beyond: beyond)
    }

    /// The heads that have values, ascending.
    public var heads: [HeadID] { parts }
}
