/// What a frequent gram must be like to be taken for a strategic one, besides being frequent.
///
/// The paper names two marks, frequent across solutions and sparing within one, and its steps use
/// the first alone. That does not separate steering from the procedural templates that recur across
/// solutions ("then the claim of … is false"); two things do:
///
/// - *Sparing within a solution* is the residual inverse document frequency of Church and Gale
///   (1995): how many bits rarer the solutions with the gram are than its occurrences, thrown
///   evenly over the text, would make them. A template that comes several times wherever it comes
///   has a high one.
/// - *Company*: the share of the problem's own content (numbers, formulas, names) in the rest of
///   the sentence, before and after the gram. Carrying out stands amid content, steering opens.
///   A short gram proves little and must keep clear of it; four recurring words in a row may lead
///   into a formula ("let's begin by trying …").
public struct GramCriteria: Hashable, Sendable {
    /// Bits; infinite to switch the criterion off.
    public var mostResidualIDF = 0.3
    /// Mean share of content in the sentence before the gram, 0...1; solutions weigh alike.
    public var mostContentBefore = 0.07
    /// Mean share of content after the gram, for grams of 1 or 2, of 3, and of more words.
    public var mostContentAfter = [0.12, 0.3, 1]
    /// A single word must open a sentence or clause in this share of its occurrences.
    public var leastOpening = 0.5

    public init() {}

    /// Only frequency, as the paper's steps have it.
    public static let off: GramCriteria = {
        var criteria = GramCriteria()
        criteria.mostResidualIDF = .infinity
        criteria.mostContentBefore = 1
        criteria.mostContentAfter = [1, 1, 1]
        criteria.leastOpening = 0
        return criteria
    }()

    public func accepts(_ gram: GramStatistics) -> Bool {
        let after = mostContentAfter[gram.words.count <= 2 ? 0 : gram.words.count == 3 ? 1 : 2]
        return gram.residualIDF <= mostResidualIDF && gram.contentBefore <= mostContentBefore
            && gram.contentAfter <= after && (gram.words.count > 1 || gram.opening >= leastOpening)
    }

    var json: JSONValue {
        [
            "mostResidualIDF": mostResidualIDF.isFinite ? .number(mostResidualIDF) : .null,
            "mostContentBefore": .number(mostContentBefore),
            "mostContentAfter": .array(mostContentAfter.map(JSONValue.number)),
            "leastOpening": .number(leastOpening),
        ]
    }
}
