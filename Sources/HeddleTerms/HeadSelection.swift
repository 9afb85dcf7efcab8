/// How many attention heads a model has: `layers` × `heads` query heads,
/// reading `keyValueHeads` key/value heads in each layer.
public struct HeadShape: Hashable, Sendable, Codable {
    public var layers: Int
    public var heads: Int
    public var keyValueHeads: Int

    public init(layers: Int, heads: Int, keyValueHeads: Int) {
        self.layers = layers
        self.heads = heads
        self.keyValueHeads = keyValueHeads
    }

    /// All heads, layer by layer.
    public var all: [HeadID] {
        (0..<layers).flatMap { layer in (0..<heads).map { HeadID(layer: layer, head: $0) } }
    }

    /// The key/value head that a query head reads.
    public func keyValueHead(of head: HeadID) -> Int { head.head * keyValueHeads / heads }

    public func contains(_ head: HeadID) -> Bool {
        (0..<layers).contains(head.layer) && (0..<heads).contains(head.head)
    }
}

/// Why a list of heads could not be read.
public enum HeadSelectionError: Error, Equatable, CustomStringConvertible {
    case malformed(item: String)
    case outside(item: String, shape: HeadShape)

    public var description: String {
        switch self {
        case .malformed(let item):
            "'\(item)' names no head: write LAYER.HEAD as in 3.5, several with commas, "
                + "3.* for a layer, 2-4.1 for a range of layers"
        case .outside(let item, let shape):
            "'\(item)' is outside the model, which has layers 0-\(shape.layers - 1) "
                + "and heads 0-\(shape.heads - 1)"
        }
    }
}

/// Reads lists of heads as people write them.
public enum HeadSelection {
    /// Parses `0.2,3.5`, `3.*`, `*.1`, `2-4.1`, `3.0-2`, `L3H1` and `3:1`, separated by commas
    /// or blanks. The result has no head twice and is in ascending order.
    ///
    /// - Throws: `HeadSelectionError` naming the first item that is malformed or outside `shape`.
    public static func parse(
        _ text: String, shape: HeadShape
    ) throws(HeadSelectionError) -> [HeadID] {
        let items = text.split { $0 == "," || $0 == " " || $0 == ";" }.map(String.init)
        guard !items.isEmpty else { throw .malformed(item: text) }
        var heads: Set<HeadID> = []
        for item in items {
            let (layerPart, headPart) = try splitItem(item)
            let layers = try indices(layerPart, below: shape.layers, item: item, shape: shape)
            let columns = try indices(headPart, below: shape.heads, item: item, shape: shape)
            for layer in layers {
                for head in columns { heads.insert(HeadID(layer: layer, head: head)) }
            }
        }
        return heads.sorted()
    }

    /// The short form of a set of heads, ascending: `0.2 3.5`.
    public static func format(_ heads: some Sequence<HeadID>) -> String {
        heads.sorted().map(\.description).joined(separator: " ")
    }

    private static func splitItem(
        _ item: String
    ) throws(HeadSelectionError) -> (layer: Substring, head: Substring) {
        if let first = item.first, first == "L" || first == "l" {
            let parts = item.dropFirst().split(
                omittingEmptySubsequences: false, whereSeparator: { $0 == "H" || $0 == "h" })
            guard parts.count == 2 else { throw .malformed(item: item) }
            return (parts[0], parts[1])
        }
        let parts = item.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "." || $0 == ":" })
        guard parts.count == 2 else { throw .malformed(item: item) }
        return (parts[0], parts[1])
    }

    private static func indices(
        _ part: Substring, below limit: Int, item: String, shape: HeadShape
    ) throws(HeadSelectionError) -> ClosedRange<Int> {
        if part == "*" {
            guard limit > 0 else { throw .outside(item: item, shape: shape) }
            return 0...(limit - 1)
        }
        let ends = part.split(separator: "-", omittingEmptySubsequences: false)
        var numbers: [Int] = []
        for end in ends {
            guard !end.isEmpty, end.allSatisfy({ $0.isASCII && $0.isNumber }), let n = Int(end)
            else { throw .malformed(item: item) }
            numbers.append(n)
        }
        guard let low = numbers.first, let high = numbers.last, numbers.count <= 2, low <= high
        else { throw .malformed(item: item) }
        guard high < limit else { throw .outside(item: item, shape: shape) }
        return low...high
    }
}
