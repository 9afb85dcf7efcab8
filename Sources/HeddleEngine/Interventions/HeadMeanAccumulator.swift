/// The mean output of every head over the tokens of a reference corpus.
///
/// Feed it from an observer of the `z` hook points. Position 0 of each text is left out: its
/// residual stream is an outlier in most models.
public struct HeadMeanAccumulator: Sendable {
    /// Tokens taken in, position 0 of each text not counted.
    public private(set) var tokenCount = 0
    private let shape: HeadShape
    private let headDimension: Int
    /// `[layer][head][headDimension]`, in double precision so that the order of texts hardly counts.
    private var sums: [Double]
    private var counts: [Int]

    public init(_ configuration: ModelConfiguration) {
        shape = configuration.headShape
        headDimension = configuration.headDimension
        sums = Array(repeating: 0, count: shape.layers * shape.heads * headDimension)
        counts = Array(repeating: 0, count: shape.layers)
    }

    /// The hook points that it needs.
    public var hooks: Set<HookPoint> { Set((0..<shape.layers).map { .headOutput(layer: $0) }) }

    /// Takes in what an observer is handed; ignores other hook points.
    public mutating func add(_ hook: HookPoint, positions: Range<Int>, tensor: HookTensor) {
        guard case .headOutput(let layer) = hook, (0..<shape.layers).contains(layer) else { return }
        let width = shape.heads * headDimension
        guard tensor.values.count == positions.count * width else { return }
        let base = layer * width
        for position in positions where position > 0 {
            let row = (position - positions.lowerBound) * width
            for index in 0..<width { sums[base + index] += Double(tensor.values[row + index]) }
        }
        let added = positions.count - (positions.contains(0) ? 1 : 0)
        counts[layer] += added
        if layer == 0 { tokenCount += added }
    }

    /// The means, or nil before any token was taken in.
    public func means() -> HeadValues? {
        guard counts.allSatisfy({ $0 > 0 }) else { return nil }
        var values = HeadValues(headDimension: headDimension)
        for head in shape.all {
            let start = (head.layer * shape.heads + head.head) * headDimension
            let mean = sums[start..<(start + headDimension)].map {
                Float($0 / Double(counts[head.layer]))
            }
            values.replace(head, rows: mean)
        }
        return values
    }
}
