/// The largest value of any stretch of a long column: built once in linear time and memory, asked
/// in logarithmic time.
public struct BlockMaximum: Hashable, Sendable {
    /// `levels[0]` is the column; each further level holds the maxima of `blockSize` entries of
    /// the one before. Missing values are -∞.
    private var levels: [[Float]]

    private static let blockSize = 16

    /// - Parameter values: nil and not-a-number count as missing.
    public init(_ values: [Float?]) {
        var level = values.map { value -> Float in
            guard let value, !value.isNaN else { return -.infinity }
            return value
        }
        levels = [level]
        while level.count > Self.blockSize {
            level = stride(from: 0, to: level.count, by: Self.blockSize).map { start in
                level[start..<min(start + Self.blockSize, level.count)].max() ?? -.infinity
            }
            levels.append(level)
        }
    }

    public var count: Int { levels[0].count }

    /// The largest value of a range, which is cut to the column; nil where there is none.
    public func maximum(in range: Range<Int>) -> Float? {
        var range = range.clamped(to: 0..<count)
        var best = -Float.infinity
        for level in levels {
            let size = Self.blockSize
            let firstBlock = (range.lowerBound + size - 1) / size
            let endBlock = range.upperBound / size
            guard firstBlock < endBlock, level.count > size else {
                best = max(best, level[range].max() ?? best)
                break
            }
            best = max(best, level[range.lowerBound..<firstBlock * size].max() ?? best)
            best = max(best, level[endBlock * size..<range.upperBound].max() ?? best)
            range = firstBlock..<endBlock
        }
        return best == -.infinity ? nil : best
    }
}
