import ArgumentParser
import HeddleAnalysis
import Storage

/// Which strategic grams mark planning.
struct LexiconOptions: ParsableArguments {
    @Option(
        name: .customLong("lexicon"),
        help: "Lexicon file of strategic grams (default: the starter lexicon).")
    var path: String?

    func labeller() throws(StorageError) -> Labeller { try Resources.labeller(at: path) }
}
