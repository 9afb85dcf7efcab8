/// Sets that are joined again and again (union by size with path halving; Tarjan 1975): nearly
/// constant time an operation.
struct DisjointSets {
    private var parents: [Int32]
    private var sizes: [Int32]

    init(count: Int) {
        parents = [Int32](0..<Int32(count))
        sizes = [Int32](repeating: 1, count: count)
    }

    /// The member that stands for the set of `member`.
    mutating func representative(of member: Int) -> Int {
        var member = member
        while parents[member] != member {
            parents[member] = parents[Int(parents[member])]
            member = Int(parents[member])
        }
        return member
    }

    /// Joins the sets of two members.
    ///
    /// - Returns: false if they were one set already.
    @discardableResult
    mutating func join(_ first: Int, _ second: Int) -> Bool {
        var (large, small) = (representative(of: first), representative(of: second))
        guard large != small else { return false }
        if sizes[large] < sizes[small] { swap(&large, &small) }
        parents[small] = Int32(truncatingIfNeeded: large)
        sizes[large] += sizes[small]
        return true
    }

    /// Members of the set of `member`.
    mutating func size(of member: Int) -> Int { Int(sizes[representative(of: member)]) }
}
