/// The nearest rows of every row as they are being found.
struct NearestLists {
    /// Rows of a list.
    let length: Int
    /// `[row][place]`, nearest first, equal distances by row; −1 where nothing has been found.
    private(set) var rows: [Int32]
    private(set) var distances: [Float]
    /// Whether an entry has come since `clearNews`.
    private(set) var isNew: [Bool]

    init(count: Int, length: Int) {
        self.length = length
        rows = [Int32](repeating: -1, count: count * length)
        distances = [Float](repeating: .infinity, count: count * length)
        isNew = [Bool](repeating: false, count: count * length)
    }

    /// Takes `other` into the list of `row` if it is among the nearest and not yet there.
    ///
    /// - Returns: whether the list changed.
    @discardableResult
    @inline(__always)
    mutating func offer(_ other: Int, distance: Float, to row: Int) -> Bool {
        let last = (row + 1) * length - 1
        guard distance <= distances[last] else { return false }
        return insert(Int32(truncatingIfNeeded: other), distance, row: row)
    }

    private mutating func insert(_ other: Int32, _ distance: Float, row: Int) -> Bool {
        let start = row * length
        var place = start + length
        while place > start {
            let (before, known) = (distances[place - 1], rows[place - 1])
            if before < distance || (before == distance && known >= 0 && known <= other) { break }
            place -= 1
        }
        guard place < start + length else { return false }
        // One row is offered at one distance always, so it can stand only just before the place.
        if place > start, rows[place - 1] == other { return false }
        var index = start + length - 1
        while index > place {
            rows[index] = rows[index - 1]
            distances[index] = distances[index - 1]
            isNew[index] = isNew[index - 1]
            index -= 1
        }
        rows[place] = other
        distances[place] = distance
        isNew[place] = true
        return true
    }

    mutating func clearNews() {
        isNew = [Bool](repeating: false, count: isNew.count)
    }

    /// Places of a row's list.
    func places(_ row: Int) -> Range<Int> { row * length..<(row + 1) * length }
}
