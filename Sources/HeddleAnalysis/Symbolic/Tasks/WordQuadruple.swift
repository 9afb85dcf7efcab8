/// How the words of a verbal analogy belong together.
public enum WordRelation: String, CaseIterable, Hashable, Sendable, Codable {
    case synonym, antonym
}

/// Two words of one meaning and two of the opposite one. Of each two the first is the commoner.
public struct WordQuadruple: Hashable, Sendable {
    public var positive: [String]
    public var negative: [String]

    public static let columns = ["Positive_1", "Positive_2", "Negative_1", "Negative_2"]

    public init(positive: [String], negative: [String]) {
        self.positive = positive
        self.negative = negative
    }

    /// Reads a table of four columns, the first line their names: one quadruple a line.
    ///
    /// - Throws: `WordQuadrupleError` naming the line that is wrong or the word that comes twice.
    public static func read(_ text: String) throws(WordQuadrupleError) -> [WordQuadruple] {
        var seen: Set<String> = []
        var found: [WordQuadruple] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            let words = line.split(separator: ",", omittingEmptySubsequences: false).map {
                String($0.filter { !$0.isWhitespace })
            }
            if words == columns { continue }
            guard words.count == 4, words.allSatisfy({ !$0.isEmpty }) else {
                throw .notFourWords(line: index + 1)
            }
            for word in words where !seen.insert(word.lowercased()).inserted {
                throw .repeated(word: word, line: index + 1)
            }
            found.append(
                WordQuadruple(positive: Array(words[..<2]), negative: Array(words[2...])))
        }
        return found
    }

    /// The two sides, the one asked about first.
    func sides(startingPositive: Bool) -> (own: [String], opposite: [String]) {
        startingPositive ? (positive, negative) : (negative, positive)
    }
}

/// Why a table holds no quadruples.
public enum WordQuadrupleError: Error, Hashable, CustomStringConvertible {
    case notFourWords(line: Int)
    case repeated(word: String, line: Int)

    public var description: String {
        switch self {
        case .notFourWords(let line):
            "line \(line): a quadruple has four words separated by commas, "
                + WordQuadruple.columns.joined(separator: ",")
        case .repeated(let word, let line):
            "line \(line): the word '\(word)' comes twice; every word may come once"
        }
    }
}

/// One line of a verbal analogy: which quadruple, and which of its sides is asked about.
public struct AnalogyLine: Hashable, Sendable {
    public var quadruple: WordQuadruple
    public var startsPositive: Bool

    public init(_ quadruple: WordQuadruple, startsPositive: Bool) {
        self.quadruple = quadruple
        self.startsPositive = startsPositive
    }

    /// The word that stands first in the line: the rarer of two synonyms, the commoner of a side
    /// whose opposite is asked for.
    func cue(_ relation: WordRelation) -> String {
        let own = quadruple.sides(startingPositive: startsPositive).own
        return relation == .synonym ? own[1] : own[0]
    }

    /// The answers that are right, the one written in examples first.
    func answers(_ relation: WordRelation) -> [String] {
        let (own, opposite) = quadruple.sides(startingPositive: startsPositive)
        return relation == .synonym ? [own[0]] : opposite
    }

    /// What the other relation would answer.
    func otherAnswers(_ relation: WordRelation) -> [String] {
        let (own, opposite) = quadruple.sides(startingPositive: startsPositive)
        return relation == .synonym ? opposite : [own[1]]
    }

    /// The prompt that these lines make, the query last: `impoverished : poor`, …, `lazy :`.
    public static func task(_ relation: WordRelation, lines: [AnalogyLine]) -> TaskPrompt {
        guard let query = lines.last else {
            return TaskPrompt(prompt: AnsweredPrompt(prompt: "", answer: ""))
        }
        let shown = lines.dropLast().map { $0.cue(relation) + " : " + $0.answers(relation)[0] }
        let right = query.answers(relation).map { " " + $0 }
        return TaskPrompt(
            prompt: AnsweredPrompt(
                prompt: (shown + [query.cue(relation) + " :"]).joined(separator: "\n"),
                answer: right[0]),
            alsoRight: Array(right.dropFirst()),
            otherReadings: [.otherRelation: query.otherAnswers(relation).map { " " + $0 }])
    }
}
