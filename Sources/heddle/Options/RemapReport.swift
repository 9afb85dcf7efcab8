import HeddleAnalysis

/// Losses by group as a table and as JSON.
struct RemapReport {
    var model: String
    var symbols: RemappedSymbols
    /// Nil where the examples say all.
    var tellsMapping: Bool?
    var mask: HeadMask
    var bootstrap: Bootstrap
    var source = ""
    var comparisons: [RemapComparison] = []
    /// The replaced signs of problems.
    var mapping: SignMapping?
    /// The words of identity rules.
    var words: TaskWords?
    /// Problems without anything to replace.
    var leftOut = 0

    /// All groups together, where there are several.
    private var total: RemapComparison? {
        comparisons.count > 1
            ? RemapComparison(group: "all", outcomes: comparisons.flatMap(\.outcomes)) : nil
    }

    private var rows: [RemapComparison] { comparisons + [total].compactMap(\.self) }

    var json: JSONValue {
        var value: JSONValue = [
            "model": ["name": .string(model)], "source": .string(source),
            "symbols": .string(symbols.rawValue),
            "tellsMapping": tellsMapping.map(JSONValue.bool) ?? .null,
            "leftOut": .integer(leftOut), "draws": .integer(bootstrap.draws),
            "seed": .integer(Int(clamping: bootstrap.seed)),
            "groups": .array(rows.map { $0.json(bootstrap) }),
        ]
        if let mapping {
            value.setField(
                "mapping",
                .array(
                    mapping.entries.map {
                        [.string(String($0.sign)), .string(String($0.stand))]
                    }))
        }
        if let words { value.setField("words", words.json) }
        if !mask.isEmpty { value.setField("mask", mask.json) }
        return value
    }

    var lines: [String] {
        var lines = ["\(model), \(source) · \(symbols.rawValue) replaced"]
        if let words { lines.append(words.text) }
        if let mapping {
            let pairs = mapping.entries.map { "\($0.sign)→\($0.stand)" }.joined(separator: " ")
            lines.append(pairs + (tellsMapping == true ? " (told)" : " (not told)"))
        }
        if !mask.isEmpty {
            lines.append("\(HeadSelection.format(mask.heads)) off (\(mask.mode.rawValue))")
        }
        lines += [
            "",
            Self.row(["group", "of", "Gamma before", "Gamma after", "Delta", "of Gamma before"]),
        ]
        lines += rows.map { row($0) }
        let old = comparisons.flatMap(\.outcomes).count { $0.usesOldSigns }
        lines.append("")
        if old > 0 {
            lines.append("\(old) answers after remapping use the old signs; they count as wrong.")
        }
        if leftOut > 0 {
            lines.append("\(leftOut) problems have nothing to replace, or no known answer.")
        }
        lines.append("Intervals: Wilson's for Gamma, problems drawn anew for Delta; 95 %.")
        return lines
    }

    private func row(_ comparison: RemapComparison) -> String {
        let spreads = comparison.spreads(bootstrap)
        return Self.row([
            comparison.group, "\(comparison.outcomes.count)",
            Self.text(comparison.before.share, comparison.before.interval),
            Self.text(comparison.after.share, comparison.after.interval),
            Self.text(comparison.loss, spreads.loss?.interval),
            Self.text(comparison.relativeLoss, spreads.relative?.interval),
        ])
    }

    private static func text(_ value: Double?, _ interval: ClosedRange<Double>?) -> String {
        func digits(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }
        guard let value else { return "–" }
        guard let interval else { return digits(value) }
        return "\(digits(value)) (\(digits(interval.lowerBound))–\(digits(interval.upperBound)))"
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, [12, 5, 19, 19, 21, 21]).enumerated().map { index, cell in
            let filling = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
            return index == 0 ? cell.0 + filling : filling + cell.0
        }.joined(separator: " ")
    }
}
