/// A part of a model whose output can be recorded and changed: a head or a block.
public protocol OutputPart: Hashable, Comparable, Sendable, CustomStringConvertible {
    var layer: Int { get }
    /// The hook point at which its output is seen.
    var hook: HookPoint { get }
    /// Where its output lies in the rows of that hook point.
    func columns(_ configuration: ModelConfiguration) -> Range<Int>
    /// - Throws: `EngineError.headOutsideModel` or `.invalidRequest` where the model lacks it.
    func check(_ configuration: ModelConfiguration) throws(EngineError)
}

extension HeadID: OutputPart {
    /// `z` of the head's layer.
    public var hook: HookPoint { .headOutput(layer: layer) }

    public func columns(_ configuration: ModelConfiguration) -> Range<Int> {
        let width = configuration.headDimension
        return head * width..<(head + 1) * width
    }

    public func check(_ configuration: ModelConfiguration) throws(EngineError) {
        guard configuration.headShape.contains(self) else {
            throw .headOutsideModel(head: self, shape: configuration.headShape)
        }
    }
}

/// The attention or the feed-forward block of a layer. Its output is what it adds to the residual
/// stream, after its own norm where it has one.
public struct BlockID: OutputPart {
    public enum Kind: String, Sendable, CaseIterable {
        case attention
        case feedForward
    }

    public var layer: Int
    public var kind: Kind

    public init(layer: Int, kind: Kind) {
        self.layer = layer
        self.kind = kind
    }

    public static func attention(_ layer: Int) -> BlockID { Self(layer: layer, kind: .attention) }
    public static func feedForward(_ layer: Int) -> BlockID {
        Self(layer: layer, kind: .feedForward)
    }

    public var hook: HookPoint {
        switch kind {
        case .attention: .attentionOutput(layer: layer)
        case .feedForward: .feedForwardOutput(layer: layer)
        }
    }

    public var description: String { hook.name }

    /// By layer, attention first.
    public static func < (left: BlockID, right: BlockID) -> Bool {
        left.layer == right.layer
            ? left.kind == .attention && right.kind == .feedForward : left.layer < right.layer
    }

    public func columns(_ configuration: ModelConfiguration) -> Range<Int> {
        0..<configuration.width
    }

    public func check(_ configuration: ModelConfiguration) throws(EngineError) {
        guard (0..<configuration.layers).contains(layer) else {
            throw .invalidRequest(
                problem: "block \(self) is outside the model",
                remedy: "its layers are 0-\(configuration.layers - 1)")
        }
    }
}
