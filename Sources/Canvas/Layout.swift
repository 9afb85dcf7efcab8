/// One part of a row or a column that is divided among several.
public enum LayoutPart: Hashable, Sendable {
    /// This many cells, less when there is not enough room.
    case fixed(Int)
    /// A share of what the fixed parts leave, in proportion to the weight.
    case flexible(Int = 1)
}

extension Rect {
    /// Divides the rectangle from left to right. The parts fill it exactly; with too little room
    /// the last ones become empty.
    public func columns(_ parts: [LayoutPart], gap: Int = 0) -> [Rect] {
        Self.spans(parts, length: width, gap: gap).map {
            Rect(x: x + $0.start, y: y, width: $0.length, height: height)
        }
    }

    /// Divides the rectangle from top to bottom.
    public func rows(_ parts: [LayoutPart], gap: Int = 0) -> [Rect] {
        Self.spans(parts, length: height, gap: gap).map {
            Rect(x: x, y: y + $0.start, width: width, height: $0.length)
        }
    }

    /// A rectangle of a size in the middle of this one, no larger than it.
    public func centered(width: Int, height: Int) -> Rect {
        let width = min(width, self.width)
        let height = min(height, self.height)
        return Rect(
            x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width,
            height: height)
    }

    private static func spans(
        _ parts: [LayoutPart], length: Int, gap: Int
    ) -> [(start: Int, length: Int)] {
        var fixed = gap * max(0, parts.count - 1)
        var weights = 0
        for part in parts {
            switch part {
            case .fixed(let cells): fixed += max(0, cells)
            case .flexible(let weight): weights += max(0, weight)
            }
        }
        var roomLeft = max(0, length - fixed)
        var weightLeft = weights
        var start = 0
        return parts.map { part in
            let wanted: Int
            switch part {
            case .fixed(let cells):
                wanted = max(0, cells)
            case .flexible(let weight):
                wanted = weightLeft > 0 ? roomLeft * max(0, weight) / weightLeft : 0
                roomLeft -= wanted
                weightLeft -= max(0, weight)
            }
            let given = min(wanted, max(0, length - start))
            defer { start += given + gap }
            return (min(start, length), given)
        }
    }
}
