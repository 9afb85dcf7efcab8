/// Why a symbolic task cannot be made.
public enum SymbolicTaskError: Error, Hashable, CustomStringConvertible {
    case noExample(shots: Int)
    case oddWords(count: Int)
    case repeatedWord(String)
    case tooFewWords(needed: Int, found: Int)
    /// Every line of a prompt takes a letter string or quadruple of its own.
    case tooFewLines(needed: Int, found: Int)
    /// So many draws one after another gave no prompt that is new and falls into tokens as it must.
    case noPrompt(draws: Int, found: Int)
    /// The control has no opposite rule, so no pair of contexts.
    case noOpposite(rule: String)

    public var description: String {
        switch self {
        case .noExample(let shots):
            "\(shots) examples; ask for at least 1"
        case .oddWords(let count):
            "\(count) words; every example and the query take two"
        case .repeatedWord(let word):
            "the word '\(word)' is given twice; all words of a prompt must differ"
        case .tooFewWords(let needed, let found):
            "a prompt takes \(needed) different words and there are \(found); "
                + "ask for fewer examples or give more words with --words FILE"
        case .tooFewLines(let needed, let found):
            "a prompt takes \(needed) different lines and there are \(found); ask for fewer examples"
        case .noPrompt(let draws, let found):
            "\(draws) draws in a row gave no new prompt in which every word is one token "
                + "(\(found) found before); ask for fewer prompts or examples, "
                + "or give words that are single tokens with --words FILE"
        case .noOpposite(let rule):
            "pairs need a rule with an opposite and \(rule) has none; use ABA or ABB"
        }
    }
}
