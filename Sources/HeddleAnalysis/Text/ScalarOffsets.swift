/// Translates between byte offsets of a UTF-8 text and offsets in Unicode scalars, as Python counts
/// them. Constant time per query after one linear pass.
public struct ScalarOffsets: Sendable {
    private let text: [UInt8]
    private let range: Range<Int>
    /// Scalars before each block of `blockSize` bytes; empty when the text is ASCII.
    private var before: [Int] = []
    private var total = 0

    private static let blockSize = 64

    /// - Parameter range: the part of the text that is counted; offsets in scalars count from its
    ///   start, offsets in bytes from the text's.
    public init(_ text: [UInt8], range: Range<Int>? = nil) {
        self.text = text
        self.range = (range ?? text.indices).clamped(to: text.indices)
        let ascii = text[self.range].allSatisfy { $0 < 0x80 }
        if ascii {
            total = self.range.count
            return
        }
        for (index, byte) in text[self.range].enumerated() {
            if index % Self.blockSize == 0 { before.append(total) }
            if !byte.isContinuation { total += 1 }
        }
    }

    /// Scalars of the range.
    public var count: Int { total }

    /// How many scalars begin before a byte of the text.
    public func scalar(atByte byte: Int) -> Int {
        let offset = min(max(byte, range.lowerBound), range.upperBound) - range.lowerBound
        guard !before.isEmpty else { return offset }
        guard offset < range.count else { return total }
        let block = offset / Self.blockSize
        let start = range.lowerBound + block * Self.blockSize
        return before[block] + text[start..<range.lowerBound + offset].count { !$0.isContinuation }
    }

    /// The byte of the text at which a scalar begins; the range's end for one behind the last.
    public func byte(atScalar scalar: Int) -> Int {
        guard scalar < total else { return range.upperBound }
        guard !before.isEmpty else { return range.lowerBound + max(scalar, 0) }
        let block = max(before.partitioningIndex { $0 > scalar } - 1, 0)
        var remaining = scalar - before[block]
        var index = range.lowerBound + block * Self.blockSize
        while index < range.upperBound {
            if !text[index].isContinuation {
                if remaining <= 0 { return index }
                remaining -= 1
            }
            index += 1
        }
        return range.upperBound
    }
}
