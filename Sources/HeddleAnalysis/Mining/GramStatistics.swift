/// What is known of a frequent gram over all solutions.
public struct GramStatistics: Hashable, Sendable {
    /// Numbers of its words, and which of them a comma follows.
    public var words: [GramWord]
    /// Solutions that hold it.
    public var documents: Int
    public var occurrences: Int
    /// Bits, see `GramCriteria`.
    public var residualIDF: Double
    /// Mean share of content before and after it in its sentence: per solution first, then over
    /// the solutions, so that one long solution weighs no more than a short one.
    public var contentBefore: Double
    public var contentAfter: Double
    /// Share of its occurrences that open a sentence or clause, meant the same way.
    public var opening: Double

    public init(
        words: [GramWord], documents: Int, occurrences: Int, residualIDF: Double,
        contentBefore: Double, contentAfter: Double, opening: Double
    ) {
        self.words = words
        self.documents = documents
        self.occurrences = occurrences
        self.residualIDF = residualIDF
        self.contentBefore = contentBefore
        self.contentAfter = contentAfter
        self.opening = opening
    }

    /// The gram as texts are matched: words, blanks and inner commas.
    public func text(_ table: WordTable) -> String {
        var text = ""
        for (index, word) in words.enumerated() {
            if index > 0 { text += words[index - 1].hasComma ? ", " : " " }
            text += table.words[word.number]
        }
        return text
    }
}

/// A word of a gram.
public struct GramWord: Hashable, Sendable {
    /// Its number in the corpus's word table.
    public var number: Int
    /// Whether a comma stands between it and the next word of the gram.
    public var hasComma: Bool

    public init(number: Int, hasComma: Bool) {
        self.number = number
        self.hasComma = hasComma
    }
}

/// The residual inverse document frequency (Church and Gale 1995) for solutions of unequal length.
struct ResidualIDF {
    /// Lengths in words, ascending, with the number of solutions of each.
    private let lengths: [(words: Int, solutions: Int)]
    private let words: Int

    /// - Parameter lengths: the number of solutions of each length.
    init(lengths: [Int: Int]) {
        // In a fixed order, so that equal corpora give equal sums.
        self.lengths = lengths.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        words = lengths.reduce(0) { $0 + $1.key * $1.value }
    }

    /// log2 of the solutions in which a gram would occur at least once, were its occurrences
    /// thrown over all words independently (Poisson), over those in which it does. Linear in the
    /// number of different lengths.
    func bits(occurrences: Int, documents: Int) -> Double {
        guard words > 0, occurrences > 0, documents > 0 else { return 0 }
        let rate = Double(occurrences) / Double(words)
        let expected = lengths.reduce(0.0) { sum, length in
            let absent = (-rate * Double(length.words)).exponential
            return sum + Double(length.solutions) * (1 - absent)
        }
        return (expected / Double(documents)).logarithm / 2.0.logarithm
    }
}
