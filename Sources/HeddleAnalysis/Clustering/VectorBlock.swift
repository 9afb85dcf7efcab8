/// Vectors laid out for many dot products at once.
///
/// The sum of a product runs in four lanes along the dimensions, however many products are computed
/// together: equal vectors give equal bits on every path, and on every machine.
struct VectorBlock: Sendable {
    let count: Int
    /// Floats from one vector to the next, a whole number of lanes; what is beyond the dimension is
    /// 0.
    let stride: Int
    private(set) var values: [Float]

    private typealias Lanes = SIMD4<Float>

    init(_ matrix: EmbeddingMatrix) {
        self.init(values: matrix.values, count: matrix.rows, dimension: matrix.dimension)
    }

    init(values: [Float], count: Int, dimension: Int) {
        precondition(values.count == count * dimension)
        self.count = count
        stride = (dimension + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
        if stride == dimension {
            self.values = values
            return
        }
        var padded = [Float](repeating: 0, count: count * stride)
        for row in 0..<count {
            for column in 0..<dimension {
                padded[row * stride + column] = values[row * dimension + column]
            }
        }
        self.values = padded
    }

    /// Some of the vectors, copied beside each other.
    func gathered(_ rows: ArraySlice<Int32>) -> VectorBlock {
        var copied: [Float] = []
        copied.reserveCapacity(rows.count * stride)
        for row in rows {
            let start = Int(row) * stride
            copied.append(contentsOf: values[start..<start + stride])
        }
        return VectorBlock(values: copied, count: rows.count, dimension: stride)
    }

    /// Dot products of vectors here with vectors there, `[row][otherRow]`, into the front of
    /// `products`. Cost: their number times the dimension.
    func products(
        _ rows: Range<Int>, with other: VectorBlock, _ otherRows: Range<Int>,
        into products: inout [Float]
    ) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count)
        precondition(otherRows.lowerBound >= 0 && otherRows.upperBound <= other.count)
        precondition(stride == other.stride && products.count >= rows.count * otherRows.count)
        let stride = stride
        values.withUnsafeBufferPointer { mine in
            other.values.withUnsafeBufferPointer { theirs in
                products.withUnsafeMutableBufferPointer { results in
                    guard let mine = mine.baseAddress, let theirs = theirs.baseAddress,
                        let results = results.baseAddress
                    else { return }
                    Self.multiply(
                        Operand(start: mine + rows.lowerBound * stride, count: rows.count),
                        Operand(
                            start: theirs + otherRows.lowerBound * stride, count: otherRows.count),
                        stride: stride, into: results)
                }
            }
        }
    }

    /// Dot products of one vector with others that lie anywhere, into the front of `products`.
    func products(_ row: Int, with others: [Int32], into products: inout [Float]) {
        precondition((0..<count).contains(row) && products.count >= others.count)
        precondition(others.allSatisfy { (0..<count).contains(Int($0)) })
        let stride = stride
        values.withUnsafeBufferPointer { all in
            products.withUnsafeMutableBufferPointer { results in
                guard let all = all.baseAddress, let results = results.baseAddress else { return }
                let vector = all + row * stride
                var index = 0
                while index < others.count {
                    let left = min(4, others.count - index)
                    let four = Self.four(
                        vector,
                        all + Int(others[index]) * stride,
                        all + Int(others[index + min(1, left - 1)]) * stride,
                        all + Int(others[index + min(2, left - 1)]) * stride,
                        all + Int(others[index + min(3, left - 1)]) * stride, stride)
                    for lane in 0..<left { results[index + lane] = four[lane] }
                    index += left
                }
            }
        }
    }

    private struct Operand {
        var start: UnsafePointer<Float>
        var count: Int
    }

    /// Tiles of two rows and four columns fill the registers of every machine.
    private static func multiply(
        _ rows: Operand, _ columns: Operand, stride: Int, into results: UnsafeMutablePointer<Float>
    ) {
        var column = 0
        while column < columns.count {
            let left = min(4, columns.count - column)
            let first = columns.start + column * stride
            let second = columns.start + (column + min(1, left - 1)) * stride
            let third = columns.start + (column + min(2, left - 1)) * stride
            let fourth = columns.start + (column + min(3, left - 1)) * stride
            var row = 0
            while row + 2 <= rows.count {
                let vector = rows.start + row * stride
                let (upper, lower) = twoByFour(
                    vector, vector + stride, first, second, third, fourth, stride)
                let target = results + row * columns.count + column
                for lane in 0..<left {
                    target[lane] = upper[lane]
                    target[columns.count + lane] = lower[lane]
                }
                row += 2
            }
            if row < rows.count {
                let last = four(
                    rows.start + row * stride, first, second, third, fourth, stride)
                for lane in 0..<left { results[row * columns.count + column + lane] = last[lane] }
            }
            column += left
        }
    }

    @inline(__always)
    private static func lanes(_ vector: UnsafePointer<Float>, _ place: Int) -> Lanes {
        UnsafeRawPointer(vector + place).loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    private static func total(_ lanes: Lanes) -> Float {
        (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
    }

    @inline(__always)
    private static func twoByFour(
        _ upper: UnsafePointer<Float>, _ lower: UnsafePointer<Float>,
        _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>,
        _ third: UnsafePointer<Float>, _ fourth: UnsafePointer<Float>, _ count: Int
    ) -> (SIMD4<Float>, SIMD4<Float>) {
        var (a0, a1, a2, a3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        var (b0, b1, b2, b3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        var place = 0
        while place < count {
            let (a, b) = (lanes(upper, place), lanes(lower, place))
            let (c0, c1) = (lanes(first, place), lanes(second, place))
            a0 += a * c0
            b0 += b * c0
            a1 += a * c1
            b1 += b * c1
            let (c2, c3) = (lanes(third, place), lanes(fourth, place))
            a2 += a * c2
            b2 += b * c2
            a3 += a * c3
            b3 += b * c3
            place += Lanes.scalarCount
        }
        return (
            SIMD4(total(a0), total(a1), total(a2), total(a3)),
            SIMD4(total(b0), total(b1), total(b2), total(b3))
        )
    }

    @inline(__always)
    private static func four(
        _ vector: UnsafePointer<Float>, _ first: UnsafePointer<Float>,
        _ second: UnsafePointer<Float>, _ third: UnsafePointer<Float>,
        _ fourth: UnsafePointer<Float>, _ count: Int
    ) -> SIMD4<Float> {
        var (a0, a1, a2, a3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        var place = 0
        while place < count {
            let a = lanes(vector, place)
            a0 += a * lanes(first, place)
            a1 += a * lanes(second, place)
            a2 += a * lanes(third, place)
            a3 += a * lanes(fourth, place)
            place += Lanes.scalarCount
        }
        return SIMD4(total(a0), total(a1), total(a2), total(a3))
    }
}
