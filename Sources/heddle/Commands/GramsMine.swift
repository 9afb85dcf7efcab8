import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

extension Grams {
    struct Mine: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Strategic grams from a corpus of solutions.",
            discussion: """
                Phrases that occur across many solutions, sparingly within one, and away from the \
                problem's own numbers, formulas and names; embedded by the shipped sentence \
                encoder, clustered, and kept where their cluster occurs in the most solutions. \
                Solutions that are known to be wrong are left out. Embeddings are kept in the \
                cache: a run that was cancelled goes on from them. Equal seeds give equal files.
                """)

        @OptionGroup var corpus: CorpusOptions
        @OptionGroup var filter: FilterOptions
        @OptionGroup var lexicon: LexiconOptions
        @OptionGroup var mining: MiningOptions

        @Option(
            name: [.short, .long],
            help: ArgumentHelp("The lexicon file to write.", valueName: "lexicon"))
        var output: String

        @Option(help: "Name of the lexicon (default: that of the file).")
        var name: String?

        @Option(help: "Sentence encoder: a directory or .gguf file (default: the shipped one).")
        var encoder: String?

        @Option(help: "Threads (default: all cores).")
        var threads: Int?

        @Flag(help: "Print a JSON summary.")
        var json = false

        func run() throws {
            let parameters = try mining.parameters()
            let read = try readCorpus(parameters)
            let pool = WorkerPool(threads: threads)
            let embedder = try GramEmbedder(
                path: encoder ?? Resources.found().bundledEncoder(), pool: pool)
            let store = EmbeddingStore(
                directory: HeddlePaths.current().cache + "/embeddings", encoder: embedder.hash())
            let mine = GramMining(
                embedder: embedder, cache: store.cache, parameters: parameters)
            let bar = StageBar()
            let result = try mine.mine(read.source) { bar.show($0) }
            bar.finish()
            if let failure = store.failure { Output.message("embeddings are not kept: \(failure)") }
            let lexicon = try withExamples(result, read)
            try LexiconLibrary.save(lexicon, to: output)
            report(result, read, lexicon)
        }

        private func readCorpus(_ parameters: MiningParameters) throws -> MiningCorpus {
            var judge = try filter.judge(lexicon)
            let bar = CountLine("reading")
            defer { bar.finish() }
            return try MiningCorpus(
                paths: corpus.paths, columns: corpus.map.columns(for: corpus.paths),
                parameters: parameters, directory: HeddlePaths.current().cache,
                where: { judge.wants($0) }, skipped: { Output.message($0.message) },
                progress: { bar.update($0) })
        }

        private func withExamples(
            _ result: GramMining.Result, _ read: MiningCorpus
        ) throws -> Lexicon {
            var lexicon = result.clusters.lexicon(
                name: name ?? fileName, source: corpus.paths.joined(separator: ", "),
                corpusHash: read.hash)
            let labeller = Labeller(lexicon)
            let bar = CountLine("examples")
            defer { bar.finish() }
            var done = 0
            try read.read(result.clusters.exampleSolutions) { solution, record in
                for found in result.clusters.examples(
                    in: record.trace, solution: solution, file: record.file, labeller: labeller)
                {
                    lexicon.clusters[found.cluster].examples.append(found.example)
                }
                done += 1
                bar.update(done)
            }
            return lexicon
        }

        private var fileName: String {
            let last = output.split(separator: "/").last.map(String.init) ?? output
            return last.hasSuffix(".json") ? String(last.dropLast(5)) : last
        }

        private func report(
            _ result: GramMining.Result, _ read: MiningCorpus, _ lexicon: Lexicon
        ) {
            let clusters = result.clusters
            if json {
                Output.json([
                    "schema": "heddle.mining/1", "lexicon": .string(output),
                    "solutions": .integer(result.grams.solutions),
                    "leftOut": .integer(read.leftOut), "words": .integer(result.grams.words),
                    "frequent": .integer(result.grams.frequent),
                    "selected": .integer(result.grams.texts.count),
                    "clusters": .integer(clusters.count), "kept": .integer(clusters.kept),
                    "grams": .integer(lexicon.grams.count),
                ])
                return
            }
            let wrong = read.leftOut > 0 ? " (\(read.leftOut) known to be wrong left out)" : ""
            Output.message(
                """
                \(result.grams.solutions) solutions\(wrong), \(result.grams.words) words: \
                \(result.grams.frequent) frequent grams, \(result.grams.texts.count) pass the \
                criteria, \(clusters.count) clusters, the \(clusters.kept) in the most solutions \
                kept: \(lexicon.grams.count) grams in \(output)
                """)
        }
    }
}

/// The steps of mining as progress bars, one after the other.
private final class StageBar {
    private var bar: ProgressBar?
    private var label = ""

    private static let parts = 1000

    func show(_ stage: GramMining.Stage) {
        switch stage {
        case .counting(let share): show("counting grams", share)
        case .embedding(let done, let texts):
            show("embedding", Double(done) / Double(max(1, texts)))
        case .clustering(let share): show("clustering", share)
        case .countingClusters(let share): show("counting clusters", share)
        }
    }

    private func show(_ label: String, _ share: Double) {
        if label != self.label {
            finish()
            self.label = label
            bar = ProgressBar(label, total: Self.parts)
        }
        bar?.update(Int(share * Double(Self.parts)))
    }

    func finish() { bar?.finish() }
}
