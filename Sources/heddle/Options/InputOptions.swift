import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

/// A text for one forward pass, as token ids or to be tokenised.
struct InputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Token ids, separated by commas.", valueName: "1,2,3"))
    var tokens: String?

    @Option(help: "Text; what spells a special token gives that token, none is added.")
    var text: String?

    func validate() throws {
        guard (tokens == nil) != (text == nil) else {
            throw ValidationError("give either --tokens IDS or --text TEXT")
        }
    }

    /// The ids: those given, or those of the text by the model's tokenizer.
    func ids(_ model: LoadedModel) throws -> [Int32] {
        let ids =
            if let tokens {
                try IDList.parse(tokens)
            } else {
                try model.requireTokenizer().encode(text ?? "", addSpecial: false)
            }
        guard !ids.isEmpty else { throw ValidationError("the input has no tokens") }
        return ids
    }
}

/// Lists of whole numbers as arguments.
enum IDList {
    static func parse(_ text: String) throws -> [Int32] {
        try text.split { $0 == "," || $0.isWhitespace }.map { item in
            guard let id = Int32(item) else {
                throw ValidationError("'\(item)' is not a token id: write ids as 1,2,3")
            }
            return id
        }
    }
}
