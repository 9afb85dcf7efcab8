/// An attention head, counted from 0: layer first, then the query head inside the layer.
///
/// On a grouped-query model this is a query head; several of them read one key/value head.
public struct HeadID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var layer: Int
    public var head: Int

    public init(layer: Int, head: Int) {
        self.layer = layer
        self.head = head
    }

    /// `3.5` for head 5 of layer 3, as in the papers and in TransformerLens plots.
    public var description: String { "\(layer).\(head)" }

    public static func < (left: HeadID, right: HeadID) -> Bool {
        (left.layer, left.head) < (right.layer, right.head)
    }
}
