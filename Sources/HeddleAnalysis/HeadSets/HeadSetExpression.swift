/// A set of heads as people write it.
///
///     set    = term { ("+" | "-") term }        union, difference, from left to right
///     term   = factor { "&" factor }            intersection
///     factor = "!" factor | list                complement in the model
///     list   = item { [","] item }              all of the items; binds tightest
///     item   = HEADS | @NAME | "(" set ")"
///            | significant(FILE [, KIND])       of a result of heddle mediate --json, by the mean
///            | studentized(FILE [, KIND])       the same, by the mean over its standard error
///            | top(COUNT, MEASURE [, FILE])     of a JSON file with values of heads
///
/// HEADS are those that `HeadSelection` reads: `3.5`, `3.*`, `2-4.1`. An operator `-` has blanks on
/// both sides. A measure in bars, `|effect|`, goes by size without sign; with a minus in front,
/// `-effect`, the least come first. Texts with blanks or signs stand in double quotes.
public indirect enum HeadSetExpression: Hashable, Sendable {
    /// As `HeadSelection` reads them.
    case heads(String)
    case named(String)
    case union(HeadSetExpression, HeadSetExpression)
    case difference(HeadSetExpression, HeadSetExpression)
    case intersection(HeadSetExpression, HeadSetExpression)
    case complement(HeadSetExpression)
    /// Significant heads by one test; nil for any kind.
    case significant(file: String, SymbolicHeadKind?, MediationTest)
    /// - file: nil for what the screen shows.
    case top(count: Int, HeadRanking, file: String?)

    /// - Throws: `HeadSetError.malformed` naming the place, `.badCount`.
    public init(parsing text: String) throws(HeadSetError) {
        var parser = try HeadSetParser(text)
        self = try parser.all()
    }

    /// Whether the text is more than a list of heads.
    public static func isNeeded(for text: String) -> Bool {
        text.contains { "@!&+()".contains($0) } || text.contains(" - ")
    }

    /// A name that a set can have: a letter, then letters, digits, `-` and `_`.
    public static func checkName(_ name: String) throws(HeadSetError) {
        let isNamed = name.first?.isLetter == true
        guard isNamed, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
        else { throw .badName(name: name) }
    }
}

/// An order of heads by a measure.
public struct HeadRanking: Hashable, Sendable {
    public enum Order: Hashable, Sendable {
        case largest, least
        /// By size without sign.
        case farthestFromZero
    }

    public var measure: String
    public var order: Order

    public init(_ measure: String, order: Order = .largest) {
        self.measure = measure
        self.order = order
    }

    /// Reads `effect`, `-effect` or `|effect|`.
    init(parsing text: String) {
        if text.count > 2, text.hasPrefix("|"), text.hasSuffix("|") {
            self.init(String(text.dropFirst().dropLast()), order: .farthestFromZero)
        } else if text.hasPrefix("-") {
            self.init(String(text.dropFirst()), order: .least)
        } else {
            self.init(text)
        }
    }

    /// The first heads by the measure, ties in the model's order; NaN is left out.
    public func first(_ count: Int, of values: [HeadID: Double]) -> [HeadID] {
        func key(_ value: Double) -> Double {
            switch order {
            case .largest: value
            case .least: -value
            case .farthestFromZero: abs(value)
            }
        }
        let ranked = values.filter { !$0.value.isNaN }.sorted {
            (key($1.value), $0.key) < (key($0.value), $1.key)
        }
        return ranked.prefix(count).map(\.key)
    }
}
