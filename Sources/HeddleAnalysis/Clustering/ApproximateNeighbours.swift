/// Neighbours of most rows, found without comparing all pairs.
///
/// Cost: about `trees × leafRows / 2` dot products a row in the forest and some hundred to a
/// thousand in the refinement, instead of half the rows.
struct ApproximateNeighbours {
    let vectors: VectorBlock
    let seed: UInt64

    private static let trees = 12
    private static let leafRows = 128
    private static let mostRounds = 6
    /// A round that changes less than this share of all entries is the last.
    private static let leastChange = 0.005
    /// Neighbours that are kept while searching: a longer list finds more.
    private static let leastLength = 24
    /// Share of the work that the forest is.
    private static let forestShare = 0.5

    func lists(length: Int, progress: (Double) throws -> Void) rethrows -> NearestLists {
        let working = min(max(length, Self.leastLength), vectors.count - 1)
        var lists = NearestLists(count: vectors.count, length: working)
        for tree in 0..<Self.trees {
            try addTree(tree, to: &lists) {
                try progress(Self.forestShare * (Double(tree) + $0) / Double(Self.trees))
            }
        }
        for round in 0..<Self.mostRounds {
            let rounds = Double(Self.mostRounds)
            let changes = try refine(&lists) {
                try progress(
                    Self.forestShare + (1 - Self.forestShare) * (Double(round) + $0) / rounds)
            }
            if Double(changes) < Self.leastChange * Double(vectors.count * working) { break }
        }
        return working == length ? lists : lists.shortened(to: length)
    }

    /// Divides the rows again and again by where they fall on the line through two of them, and
    /// compares all pairs of a leaf.
    private func addTree(
        _ tree: Int, to lists: inout NearestLists, progress: (Double) throws -> Void
    ) rethrows {
        var generator = SeededGenerator(seed: seed, stream: UInt64(tree) + 1)
        var order = [Int32](0..<Int32(vectors.count))
        var open = [0..<vectors.count]
        while let part = open.popLast() {
            if part.count <= Self.leafRows {
                compare(order[part], in: &lists)
                try progress(Double(vectors.count - part.lowerBound) / Double(vectors.count))
            } else {
                let middle = divide(part, of: &order, using: &generator)
                open.append(part.lowerBound..<middle)
                open.append(middle..<part.upperBound)
            }
        }
    }

    /// Orders a part by its place between two of its rows and gives the middle.
    private func divide(
        _ part: Range<Int>, of order: inout [Int32], using generator: inout SeededGenerator
    ) -> Int {
        let first = Int.random(in: part, using: &generator)
        var second = Int.random(in: part.lowerBound..<part.upperBound - 1, using: &generator)
        if second >= first { second += 1 }
        let rows = Array(order[part])
        var towardsFirst = [Float](repeating: 0, count: rows.count)
        var towardsSecond = towardsFirst
        vectors.products(Int(order[first]), with: rows, into: &towardsFirst)
        vectors.products(Int(order[second]), with: rows, into: &towardsSecond)
        let sides = rows.indices
            .map { (side: towardsFirst[$0] - towardsSecond[$0], row: rows[$0]) }
            .sorted { ($0.side, $0.row) < ($1.side, $1.row) }
        order.replaceSubrange(part, with: sides.map(\.row))
        return part.lowerBound + part.count / 2
    }

    private func compare(_ rows: ArraySlice<Int32>, in lists: inout NearestLists) {
        let leaf = vectors.gathered(rows)
        var products = [Float](repeating: 0, count: leaf.count * leaf.count)
        leaf.products(0..<leaf.count, with: leaf, 0..<leaf.count, into: &products)
        let rows = Array(rows)
        for first in rows.indices {
            for second in first + 1..<max(rows.count, first + 1) {
                let distance = max(0, 1 - products[first * rows.count + second])
                lists.offer(Int(rows[second]), distance: distance, to: Int(rows[first]))
                lists.offer(Int(rows[first]), distance: distance, to: Int(rows[second]))
            }
        }
    }

    /// Offers every row the neighbours of its neighbours, and those whose neighbour it is, where
    /// one of the two steps is new.
    ///
    /// - Returns: entries that changed.
    private func refine(
        _ lists: inout NearestLists, progress: (Double) throws -> Void
    ) rethrows -> Int {
        let before = lists
        lists.clearNews()
        let reverse = ReverseLists(before)
        var visited = [Int32](repeating: -1, count: vectors.count)
        var candidates: [Int32] = []
        var products: [Float] = []
        var changes = 0
        for row in 0..<vectors.count {
            candidates.removeAll(keepingCapacity: true)
            collect(row, before, reverse, &visited, &candidates)
            if products.count < candidates.count {
                products = [Float](repeating: 0, count: candidates.count * 2)
            }
            vectors.products(row, with: candidates, into: &products)
            for (index, other) in candidates.enumerated() {
                let distance = max(0, 1 - products[index])
                if lists.offer(Int(other), distance: distance, to: row) { changes += 1 }
                if lists.offer(row, distance: distance, to: Int(other)) { changes += 1 }
            }
            if row.isMultiple(of: 256) { try progress(Double(row) / Double(vectors.count)) }
        }
        return changes
    }

    private func collect(
        _ row: Int, _ lists: NearestLists, _ reverse: ReverseLists, _ visited: inout [Int32],
        _ candidates: inout [Int32]
    ) {
        let mark = Int32(truncatingIfNeeded: row)
        visited[row] = mark
        for place in lists.places(row) where lists.rows[place] >= 0 {
            visited[Int(lists.rows[place])] = mark
        }
        func take(through neighbour: Int32, isNew: Bool) {
            for place in lists.places(Int(neighbour)) where isNew || lists.isNew[place] {
                let other = lists.rows[place]
                guard other >= 0, visited[Int(other)] != mark else { continue }
                visited[Int(other)] = mark
                candidates.append(other)
            }
        }
        for place in lists.places(row) where lists.rows[place] >= 0 {
            take(through: lists.rows[place], isNew: lists.isNew[place])
        }
        for entry in reverse.entries(row) {
            take(through: entry.row, isNew: entry.isNew)
        }
    }
}

/// For every row the first of those in whose lists it stands.
private struct ReverseLists {
    private let length: Int
    private var counts: [Int32]
    private var rows: [Int32]
    private var isNew: [Bool]

    init(_ lists: NearestLists) {
        let count = lists.rows.count / lists.length
        length = lists.length
        counts = [Int32](repeating: 0, count: count)
        rows = [Int32](repeating: -1, count: lists.rows.count)
        isNew = [Bool](repeating: false, count: lists.rows.count)
        for row in 0..<count {
            for place in lists.places(row) where lists.rows[place] >= 0 {
                let other = Int(lists.rows[place])
                guard counts[other] < length else { continue }
                let target = other * length + Int(counts[other])
                rows[target] = Int32(truncatingIfNeeded: row)
                isNew[target] = lists.isNew[place]
                counts[other] += 1
            }
        }
    }

    func entries(_ row: Int) -> some Sequence<(row: Int32, isNew: Bool)> {
        (row * length..<row * length + Int(counts[row])).lazy.map { (rows[$0], isNew[$0]) }
    }
}

extension NearestLists {
    /// The first entries of every list.
    fileprivate func shortened(to length: Int) -> NearestLists {
        let count = rows.count / self.length
        var short = NearestLists(count: count, length: length)
        for row in 0..<count {
            for place in places(row).prefix(length) where rows[place] >= 0 {
                short.offer(Int(rows[place]), distance: distances[place], to: row)
            }
        }
        return short
    }
}
