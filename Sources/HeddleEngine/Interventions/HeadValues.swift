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

/// The mean output of every head over the tokens of a reference corpus.
///
/// Feed it from an observer of the `z` hook points. Position 0 of each text is left out: its
/// residual stream is an outlier in most models.
public struct HeadMeanAccumulator: Sendable {
    /// Tokens taken in, position 0 of each text not counted.
    public private(set) var tokenCount = 0
    private let shape: HeadShape
    private let headDimension: Int
    /// `[layer][head][headDimension]`, in double precision so that the order of texts hardly counts.
    private var sums: [Double]
    private var counts: [Int]

    public init(_ configuration: ModelConfiguration) {
        shape = configuration.headShape
        headDimension = configuration.headDimension
        sums = Array(repeating: 0, count: shape.layers * shape.heads * headDimension)
        counts = Array(repeating: 0, count: shape.layers)
    }

    /// The hook points that it needs.
    public var hooks: Set<HookPoint> { Set((0..<shape.layers).map { .headOutput(layer: $0) }) }

    /// Takes in what an observer is handed; ignores other hook points.
    public mutating func add(_ hook: HookPoint, positions: Range<Int>, tensor: HookTensor) {
        guard case .headOutput(let layer) = hook, (0..<shape.layers).contains(layer) else { return }
        let width = shape.heads * headDimension
        guard tensor.values.count == positions.count * width else { return }
        let base = layer * width
        for position in positions where position > 0 {
            let row = (position - positions.lowerBound) * width
            for index in 0..<width { sums[base + index] += Double(tensor.values[row + index]) }
        }
        let added = positions.count - (positions.contains(0) ? 1 : 0)
        counts[layer] += added
        if layer == 0 { tokenCount += added }
    }

    /// The means, or nil before any token was taken in.
    public func means() -> HeadValues? {
        guard counts.allSatisfy({ $0 > 0 }) else { return nil }
        var values = HeadValues(headDimension: headDimension)
        for head in shape.all {
            let start = (head.layer * shape.heads + head.head) * headDimension
            let mean = sums[start..<(start + headDimension)].map {
                Float($0 / Double(counts[head.layer]))
            }
            do { try values.set(head, vector: mean) } catch { return nil }
        }
        return values
    }
}
