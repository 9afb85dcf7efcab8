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

    /// The words, and where they are from for the reader.
    struct Chosen {
        var words: [String]
        var source: String

        var json: JSONValue {
            ["count": .integer(words.count), "source": .string(source)]
        }

        var text: String { "\(words.count) words: \(source)" }
    }

    func chosen(_ tokenizer: TaskTokenizer, modelPath: String) throws -> Chosen {
        let beside = modelPath + "/words.txt"
        if let words { return try Self.read(words, source: words) }
        if !allWords, Files.exists(beside) {
            return try Self.read(beside, source: "words.txt beside the model")
        }
        return Chosen(
            words: tokenizer.words(), source: "all of letters that are one token of the model")
    }

    private static func read(_ path: String, source: String) throws -> Chosen {
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        var seen: Set<String> = []
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
            .filter { seen.insert($0).inserted }
        return Chosen(words: words, source: source)
    }
}
