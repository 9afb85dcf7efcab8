#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Float32 numbers on a cache line's border, not initialised. The system backs large ones with
/// memory only where they are touched.
final class FloatBuffer {
    fileprivate let start: UnsafeMutablePointer<Float>
    let count: Int

    /// - Throws: `EngineError.outOfMemory`.
    init(count: Int) throws(EngineError) {
        let (bytes, overflow) = max(count, 1).multipliedReportingOverflow(by: 4)
        var memory: UnsafeMutableRawPointer?
        guard !overflow, posix_memalign(&memory, 64, bytes) == 0, let memory else {
            throw .outOfMemory(bytes: overflow ? Int.max : bytes)
        }
        start = memory.bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
    }

    deinit { free(start) }
}

/// A view of rows of floats in a buffer, which it keeps alive; debug builds check every access.
struct FloatMatrix {
    private let buffer: FloatBuffer
    private let offset: Int
    let rows: Int
    let columns: Int
    /// Floats from one row to the next.
    let stride: Int

    /// A new matrix, not initialised.
    ///
    /// - Throws: `EngineError.outOfMemory`.
    init(rows: Int, columns: Int) throws(EngineError) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        if overflow { throw .outOfMemory(bytes: Int.max) }
        self.init(
            buffer: try FloatBuffer(count: count), offset: 0, rows: rows, columns: columns,
            stride: columns)
    }

    private init(buffer: FloatBuffer, offset: Int, rows: Int, columns: Int, stride: Int) {
        self.buffer = buffer
        self.offset = offset
        self.rows = rows
        self.columns = columns
        self.stride = stride
    }

    /// Some of the rows.
    func rows(_ range: Range<Int>) -> FloatMatrix {
        assert(range.lowerBound >= 0 && range.upperBound <= rows)
        return FloatMatrix(
            buffer: buffer, offset: offset + range.lowerBound * stride, rows: range.count,
            columns: columns, stride: stride)
    }

    /// Some of the columns.
    func columns(_ range: Range<Int>) -> FloatMatrix {
        assert(range.lowerBound >= 0 && range.upperBound <= columns)
        return FloatMatrix(
            buffer: buffer, offset: offset + range.lowerBound, rows: rows, columns: range.count,
            stride: stride)
    }

    /// The address of the first number; valid while this view or its buffer is held.
    var start: UnsafeMutablePointer<Float> {
        assert(rows == 0 || offset + (rows - 1) * stride + columns <= buffer.count)
        return buffer.start + offset
    }

    /// The address of a row's first number.
    func row(_ row: Int) -> UnsafeMutablePointer<Float> {
        assert((0..<rows).contains(row))
        return start + row * stride
    }

    /// A row's numbers, copied.
    func values(ofRow row: Int) -> [Float] {
        Array(UnsafeBufferPointer(start: self.row(row), count: columns))
    }

    /// All numbers, copied row by row.
    var values: [Float] {
        [Float](unsafeUninitializedCapacity: rows * columns) { memory, count in
            for row in 0..<rows {
                guard let target = memory.baseAddress else { return }
                (target + row * columns).initialize(from: self.row(row), count: columns)
            }
            count = rows * columns
        }
    }

    /// Copies another matrix of the same extents into this one.
    func copy(from other: FloatMatrix) {
        assert(other.rows == rows && other.columns == columns)
        if stride == columns, other.stride == columns {
            start.update(from: other.start, count: rows * columns)
            return
        }
        for row in 0..<rows { self.row(row).update(from: other.row(row), count: columns) }
    }

    /// Puts numbers into columns of a row, from `column` on.
    func put(_ numbers: ArraySlice<Float>, row: Int, column: Int) {
        assert(column >= 0 && column + numbers.count <= columns)
        numbers.withUnsafeBufferPointer { source in
            guard let address = source.baseAddress else { return }
            (self.row(row) + column).update(from: address, count: source.count)
        }
    }

    /// Multiplies some columns of a row.
    func scale(_ factor: Float, row: Int, columns range: Range<Int>) {
        assert(range.lowerBound >= 0 && range.upperBound <= columns)
        let numbers = self.row(row)
        for column in range { numbers[column] *= factor }
    }
}
