/// Neighbours by comparing all pairs, a block of rows with a block of rows at a time.
struct ExactNeighbours {
    let vectors: VectorBlock

    /// Two blocks and their products stay in a core's cache.
    private static let blockRows = 128

    func lists(
        length: Int, progress: (Double) throws -> Void
    ) rethrows -> NearestLists {
        var lists = NearestLists(count: vectors.count, length: length)
        try forEachPair(progress) { first, second, distance in
            lists.offer(second, distance: distance, to: first)
            lists.offer(first, distance: distance, to: second)
        }
        return lists
    }

    /// Calls `body` once for every pair of rows, the lower one first, with their cosine distance.
    /// Cost: count² / 2 dot products.
    @inline(__always)
    func forEachPair(
        _ progress: (Double) throws -> Void, _ body: (Int, Int, Float) -> Void
    ) rethrows {
        let count = vectors.count
        var products = [Float](repeating: 0, count: Self.blockRows * Self.blockRows)
        let pairs = Double(count) * Double(count)
        for first in stride(from: 0, to: count, by: Self.blockRows) {
            let rows = first..<min(first + Self.blockRows, count)
            for second in stride(from: first, to: count, by: Self.blockRows) {
                let others = second..<min(second + Self.blockRows, count)
                vectors.products(rows, with: vectors, others, into: &products)
                for row in rows {
                    let line = (row - first) * others.count - second
                    for other in max(row + 1, second)..<max(others.upperBound, row + 1) {
                        body(row, other, max(0, 1 - products[line + other]))
                    }
                }
            }
            try progress(1 - Double(count - first) * Double(count - first) / pairs)
        }
    }
}
