/// The mean of rows of numbers, place by place, without keeping the rows.
public struct RowMean: Hashable, Sendable {
    public private(set) var rows = 0
    private var sums: [Double] = []

    public init() {}

    /// The mean of some rows of one length; empty without rows.
    public static func of(_ rows: [[Float]]) -> [Double] { mean(rows) }

    /// The mean of some rows of one length; empty without rows.
    public static func of(_ rows: [[Double]]) -> [Double] { mean(rows) }

    /// Adds a row; a shorter one counts as zero beyond its end.
    public mutating func add(_ row: [Float]) { include(row) }

    /// Adds a row; a shorter one counts as zero beyond its end.
    public mutating func add(_ row: [Double]) { include(row) }

    private static func mean(_ rows: [[some BinaryFloatingPoint]]) -> [Double] {
        var mean = RowMean()
        for row in rows { mean.include(row) }
        return mean.values
    }

    // Generic code is compiled for its types in this module alone.
    private mutating func include(_ row: [some BinaryFloatingPoint]) {
        rows += 1
        if sums.count < row.count {
            sums += repeatElement(0, count: row.count - sums.count)
        }
        for (place, value) in row.enumerated() { sums[place] += Double(value) }
    }

    /// The mean, `[place]`; empty before the first row.
    public var values: [Double] { sums.map { $0 / Double(max(1, rows)) } }
}
