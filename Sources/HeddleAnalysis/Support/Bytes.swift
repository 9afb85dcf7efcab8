/// The kinds of bytes that texts are cut at.
extension UInt8 {
    /// Blank, tab, line feed, carriage return, vertical tab, form feed.
    var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

    var isDigit: Bool { self &- 0x30 < 10 }

    var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// A letter, digit or underscore, or part of a character outside ASCII.
    var isWordByte: Bool { isASCIILetter || isDigit || self == 0x5F || self >= 0x80 }

    /// A byte inside a UTF-8 character, not its first.
    var isContinuation: Bool { self & 0xC0 == 0x80 }

    var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension [UInt8] {
    /// `range` without the blanks at its ends.
    func trimmingBlanks(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return start..<end
    }

    /// The text of a range, with U+FFFD for what is no UTF-8; the range is cut to the bytes.
    func text(_ range: Range<Int>) -> String {
        String(decoding: self[range.clamped(to: indices)], as: UTF8.self)
    }
}

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
        return positions[min(first + max(count, 1) - 1, positions.count - 1)]
    }

    /// The `count`th stop before a position, the first one where there are fewer; nil when there
    /// is none. Logarithmic.
    public func previous(before position: Int, count: Int = 1) -> Int? {
        let end = firstIndex(above: position - 1)
        guard end > 0 else { return nil }
        return positions[max(end - max(count, 1), 0)]
    }

    /// How many stops are at or before a position: `3` of 14. Logarithmic.
    public func rank(at position: Int) -> Int { firstIndex(above: position) }

    private func firstIndex(above position: Int) -> Int {
        var low = 0
        var high = positions.count
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
