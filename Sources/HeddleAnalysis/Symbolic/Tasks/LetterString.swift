/// A change at one end of three letters that follow each other in the alphabet.
public enum LetterRule: String, CaseIterable, Hashable, Sendable, Codable {
    /// The last letter becomes the one after it: `i j k` becomes `i j l`.
    case successor
    /// The first letter becomes the one before it: `j k l` becomes `i k l`.
    case predecessor

    var other: LetterRule { self == .successor ? .predecessor : .successor }
}

/// An alphabet in its order, and the letter-string tasks over it.
///
/// A line is `[ i j k ] [ i j l ]`; the query ends behind its second `[`
/// (Yang et al. 2025, 2502.20332, by its figure).
public struct LetterAlphabet: Hashable, Sendable {
    public let letters: [String]
    /// Whether blanks stand inside the brackets, as published: `[ i j k ]`, or none: `[i j k]`.
    public var hasInnerBlanks: Bool

    /// The 26 small letters.
    public static let latin = LetterAlphabet("abcdefghijklmnopqrstuvwxyz".map(String.init))

    public init(_ letters: [String], hasInnerBlanks: Bool = true) {
        self.letters = letters
        self.hasInnerBlanks = hasInnerBlanks
    }

    /// Where a string of three may start so that both rules can be applied to it.
    public var starts: Range<Int> { letters.count > 4 ? 1..<letters.count - 3 : 1..<1 }

    /// The prompt whose lines start at these letters, the query's last.
    ///
    /// The answer is what follows the bracket up to the line's end: ` w x z ]`.
    public func task(_ rule: LetterRule, starts: [Int]) -> TaskPrompt {
        let lines = starts.dropLast().map { start in
            bracketed(source(start)) + " " + bracketed(changed(start, rule))
        }
        guard let last = starts.last else {
            return TaskPrompt(prompt: AnsweredPrompt(prompt: "", answer: ""))
        }
        let query = bracketed(source(last)) + " ["
        return TaskPrompt(
            prompt: AnsweredPrompt(
                prompt: (lines + [query]).joined(separator: "\n"),
                answer: answer(changed(last, rule))),
            otherReadings: [
                .copy: [answer(source(last))],
                .otherRule: [answer(changed(last, rule.other))],
            ])
    }

    private func source(_ start: Int) -> [String] { Array(letters[start..<start + 3]) }

    private func changed(_ start: Int, _ rule: LetterRule) -> [String] {
        var string = source(start)
        switch rule {
        case .successor: string[2] = letters[start + 3]
        case .predecessor: string[0] = letters[start - 1]
        }
        return string
    }

    private func bracketed(_ string: [String]) -> String { "[" + answer(string) }

    private func answer(_ string: [String]) -> String {
        let blank = hasInnerBlanks ? " " : ""
        return blank + string.joined(separator: " ") + blank + "]"
    }
}
