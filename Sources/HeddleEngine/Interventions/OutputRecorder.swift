/// Keeps the outputs of some heads.
public typealias HeadOutputRecorder = OutputRecorder<HeadID>

/// Keeps the outputs of some blocks.
public typealias BlockOutputRecorder = OutputRecorder<BlockID>

/// Keeps the outputs of some heads or blocks at every position of a run, to put them in place of
/// another run's (resample ablation, activation patching).
///
/// Feed it from an observer of its hook points, over one text from its start.
public struct OutputRecorder<Part: OutputPart>: Sendable {
    private let columns: [Part: Range<Int>]
    private var rows: [Part: [Float]] = [:]

    /// Records nothing of parts that the model does not have.
    public init(_ parts: some Sequence<Part>, _ configuration: ModelConfiguration) {
        columns = Dictionary(
            parts.map { ($0, $0.columns(configuration)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The hook points that it needs.
    public var hooks: Set<HookPoint> { Set(columns.keys.map(\.hook)) }

    /// Takes in what an observer is handed; ignores other hook points.
    public mutating func add(_ hook: HookPoint, positions: Range<Int>, tensor: HookTensor) {
        guard !positions.isEmpty, tensor.values.count.isMultiple(of: positions.count) else {
            return
        }
        let width = tensor.values.count / positions.count
        for (part, columns) in columns where part.hook == hook && columns.upperBound <= width {
            for start in stride(from: 0, to: tensor.values.count, by: width) {
                rows[part, default: []] +=
                    tensor.values[start + columns.lowerBound..<start + columns.upperBound]
            }
        }
    }

    /// What was recorded, one vector a position.
    public func values(beyond: BeyondValues = .clamp) -> OutputValues<Part> {
        var values = OutputValues<Part>(width: columns.values.first?.count ?? 1, beyond: beyond)
        for (part, flat) in rows { values.replace(part, rows: flat) }
        return values
    }
}

extension HeadOutputRecorder {
    public init(heads: some Sequence<HeadID>, _ configuration: ModelConfiguration) {
        self.init(heads, configuration)
    }
}

extension BlockOutputRecorder {
    public init(blocks: some Sequence<BlockID>, _ configuration: ModelConfiguration) {
        self.init(blocks, configuration)
    }
}
