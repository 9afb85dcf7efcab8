/// Positions in ascending order that a cursor stops at.
public struct Stops: Hashable, Sendable {
    /// Ascending, each once.
    public let positions: [Int]

    /// - Parameter positions: in any order, repeated or not.
    public init(_ positions: some Sequence<Int>) {
        var ascending = Array(positions)
        if zip(ascending, ascending.dropFirst()).contains(where: { $0 >= $1 }) {
            ascending = Array(Set(ascending)).sorted()
        }
        self.positions = ascending
    }

    public var isEmpty: Bool { positions.isEmpty }

    /// The `count`th stop behind a position, the last one where there are fewer; nil when there is
    /// none. Logarithmic.
    public func next(after position: Int, count: Int = 1) -> Int? {
        let first = firstIndex(above: position)
        guard first < positions.count else { return nil }
        return positions[first + min(max(count, 1), positions.count - first) - 1]
    }

    /// The `count`th stop before a position, the first one where there are fewer; nil when there
    /// is none. Logarithmic.
    public func previous(before position: Int, count: Int = 1) -> Int? {
        let end = positions.partitioningIndex { $0 >= position }
        guard end > 0 else { return nil }
        return positions[max(end - max(count, 1), 0)]
    }

    /// How many stops are at or before a position: `3` of 14. Logarithmic.
    public func rank(at position: Int) -> Int { firstIndex(above: position) }

    private func firstIndex(above position: Int) -> Int {
        positions.partitioningIndex { $0 > position }
    }
}
