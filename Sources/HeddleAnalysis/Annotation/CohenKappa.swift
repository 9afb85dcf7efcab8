/// Agreement of two annotators beyond chance (Cohen 1960), from a table of their answers.
public struct CohenKappa: Hashable, Sendable {
    /// Items that both answered.
    public let items: Int
    /// Share of items with equal answers; nil without items.
    public let observed: Double?
    /// Share that chance would give annotators who answer as often each; nil without items.
    public let expected: Double?
    /// -1...1; nil without items, and where both gave one and the same answer to everything.
    public let kappa: Double?
    /// Standard error in large samples (Fleiss, Cohen and Everitt 1969).
    public let standardError: Double?

    /// - Parameter table: items by the answers `[first annotator][second annotator]`, square.
    public init(table: [[Int]]) {
        let total = table.reduce(0) { $0 + $1.reduce(0, +) }
        items = total
        guard total > 0, table.allSatisfy({ $0.count == table.count }) else {
            (observed, expected, kappa, standardError) = (nil, nil, nil, nil)
            return
        }
        let shares = Shares(table, total: total)
        observed = shares.observed
        expected = shares.expected
        guard shares.expected < 1 else {
            (kappa, standardError) = (nil, nil)
            return
        }
        let value = (shares.observed - shares.expected) / (1 - shares.expected)
        kappa = value
        standardError = shares.standardError(kappa: value, items: total)
    }

    /// Answers of two annotators to the same items; with `leavingOutUnsure` items that either was
    /// unsure of do not count.
    public init(
        _ pairs: [(AnnotationAnswer, AnnotationAnswer)], leavingOutUnsure: Bool = false
    ) {
        let answers = AnnotationAnswer.allCases.filter { !leavingOutUnsure || $0 != .unsure }
        self.init(
            table: answers.map { first in
                answers.map { second in pairs.count { $0.0 == first && $0.1 == second } }
            })
    }

    /// Fields `items`, `observed`, `expected`, `kappa`, `standardError`, null where undefined.
    public var json: JSONValue {
        [
            "items": .integer(items), "observed": JSONValue(observed),
            "expected": JSONValue(expected), "kappa": JSONValue(kappa),
            "standardError": JSONValue(standardError),
        ]
    }

    private struct Shares {
        let cells: [[Double]]
        let rows: [Double]
        let columns: [Double]
        let observed: Double
        let expected: Double

        init(_ table: [[Int]], total: Int) {
            let cells = table.map { $0.map { Double($0) / Double(total) } }
            let rows = cells.map { $0.reduce(0, +) }
            let columns = cells.indices.map { column in cells.reduce(0) { $0 + $1[column] } }
            self.cells = cells
            self.rows = rows
            self.columns = columns
            observed = cells.indices.reduce(0) { $0 + cells[$1][$1] }
            expected = zip(rows, columns).reduce(0) { $0 + $1.0 * $1.1 }
        }

        func standardError(kappa: Double, items: Int) -> Double {
            var agreeing = 0.0
            var differing = 0.0
            for row in cells.indices {
                for column in cells.indices {
                    if row == column {
                        let weight = 1 - (rows[row] + columns[row]) * (1 - kappa)
                        agreeing += cells[row][row] * weight * weight
                    } else {
                        let weight = columns[row] + rows[column]
                        differing += cells[row][column] * weight * weight
                    }
                }
            }
            let chance = kappa - expected * (1 - kappa)
            let spread = agreeing + (1 - kappa) * (1 - kappa) * differing - chance * chance
            return max(0, spread / Double(items)).squareRoot() / (1 - expected)
        }
    }
}
