import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

/// The words that identity rules are shown with.
struct WordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Words of identity rules, separated by blanks or lines (default: words.txt beside the "
                + "model's files, else all words that are one token of the model).",
            valueName: "file"))
    var words: String?

    @Flag(help: "Use all words that are one token, also where words.txt lies beside the model.")
    var allWords = false

    func validate() throws {
        if allWords, words != nil {
            throw ValidationError("give either --words FILE or --all-words")
        }
    }

    /// Whether the words are not left to the model.
    var areNamed: Bool { words != nil || allWords }

    func chosen(_ tokenizer: TaskTokenizer) throws -> TaskWords {
        if allWords {
            return TaskWords(
                words: tokenizer.words(), source: "all of letters that are one token of the model")
        }
        guard let words else { return tokenizer.taskWords() }
        let text = String(decoding: try Files.read(words), as: UTF8.self)
        return TaskWords(text: text, source: words)
    }
}
