import Canvas
import HeddleAnalysis

/// What is off, how and where, in the words of the screens.
enum MaskText {
    enum Length { case heads, brief, full }

    /// `off: 0.2 3.5 · zero · as if always off`, in brief `off: 0.2 3.5 · zero · always`; beyond
    /// `limit` heads the rest is counted.
    static func line(
        _ mask: HeadMask, _ look: Look, _ length: Length, limit: Int
    ) -> StyledLine {
        var line = StyledLine("off: ", look[.headAblated])
        line.add(heads(mask, limit: limit), look[.headAblated])
        if length == .heads { return line }
        let scope = length == .full ? scope(mask.scope) : briefScope(mask.scope)
        line.add(" · \(mask.mode.rawValue) · \(scope)", look[.status])
        return line
    }

    /// `0.2 3.5`, or `0.2 3.5 +7` where there are more than `limit`.
    static func heads(_ mask: HeadMask, limit: Int = 12) -> String {
        let sorted = mask.heads.sorted()
        let shown = HeadSelection.format(sorted.prefix(limit))
        return sorted.count > limit ? "\(shown) +\(sorted.count - limit)" : shown
    }

    static func scope(_ scope: AblationScope) -> String {
        switch scope {
        case .always: "as if always off"
        case .from(let target): "from here on (\(target))"
        case .targets(let targets): "at " + Words.count(targets.count, "token")
        }
    }

    private static func briefScope(_ scope: AblationScope) -> String {
        switch scope {
        case .always: "always"
        case .from(let target): "from \(target)"
        case .targets: Self.scope(scope)
        }
    }

    /// A title for a run under a mask: `all heads on`, `without 0.2 3.5 · zero · from here on`.
    static func title(_ mask: HeadMask) -> String {
        guard !mask.isEmpty else { return "all heads on" }
        let scope: String =
            switch mask.scope {
            case .from: "from here on"
            case .always, .targets: Self.scope(mask.scope)
            }
        return "without \(heads(mask)) · \(mask.mode.rawValue) · \(scope)"
    }
}
