/// Keeps the outputs of some heads at every position of a run, to put them in place of another
/// run's (resample ablation, activation patching).
///
/// Feed it from an observer of the `z` hook points, over one text from its start.
public struct HeadOutputRecorder: Sendable {
    private let heads: Set<HeadID>
    private let headDimension: Int
    private var rows: [HeadID: [Float]] = [:]

    public init(heads: some Sequence<HeadID>, _ configuration: ModelConfiguration) {
        self.heads = Set(heads)
        headDimension = configuration.headDimension
    }

    /// The hook points that it needs.
    public var hooks: Set<HookPoint> { Set(heads.map { .headOutput(layer: $0.layer) }) }

    /// Takes in what an observer is handed; ignores other hook points and heads.
    public mutating func add(_ hook: HookPoint, positions: Range<Int>, tensor: HookTensor) {
        guard case .headOutput(let layer) = hook, tensor.shape.count == 3,
            tensor.shape[2] == headDimension
        else { return }
        let width = tensor.shape[1] * headDimension
        for head in heads where head.layer == layer && head.head < tensor.shape[1] {
            for row in 0..<tensor.shape[0] {
                let start = row * width + head.head * headDimension
                rows[head, default: []] += tensor.values[start..<start + headDimension]
            }
        }
    }

    /// What was recorded, one vector a position.
    public func values(beyond: HeadValues.Beyond = .clamp) -> HeadValues {
        var values = HeadValues(headDimension: headDimension, beyond: beyond)
        for (head, flat) in rows { values.replace(head, rows: flat) }
        return values
    }
}
