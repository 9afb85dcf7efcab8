import ArgumentParser
import HeddleAnalysis
import Storage

extension Grams {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What is in a lexicon: clusters, phrases, how often, examples.",
            discussion: "Clusters come by falling number of solutions. At least (≥) marks a number "
                + "that is not known exactly since clusters were merged or split.")

        @Argument(help: "Name or file of a lexicon (default: starter).")
        var lexicon = "starter"

        @Option(help: "Examples of each cluster to print.")
        var examples = 2

        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard examples >= 0 else {
                throw ValidationError("--examples takes a number of 0 or more")
            }
        }

        func run() throws {
            let file = try LexiconLibrary(paths: .current()).open(lexicon)
            if output.json {
                Output.json(file.lexicon.json, schema: Lexicon.schema)
                return
            }
            LexiconListing(lexicon: file.lexicon, path: file.path, examples: examples).print()
        }
    }
}

/// A lexicon as lines of text.
private struct LexiconListing {
    let lexicon: Lexicon
    let path: String
    let examples: Int

    func print() {
        Output.line("\(Quoted.controlsVisible(lexicon.name)): \(counts)")
        Output.line("file: \(path)")
        if !lexicon.source.isEmpty {
            Output.line("source: \(Quoted.controlsVisible(lexicon.source, lines: false))")
        }
        let known = Set(lexicon.clusters.map(\.id))
        for cluster in lexicon.clusters.sorted(by: {
            ($0.documents, $1.id) > ($1.documents, $0.id)
        }) {
            print(cluster)
        }
        for intent in Intent.allCases {
            let loose = lexicon.grams.filter { gram in
                gram.intent == intent && gram.cluster.map(known.contains) != true
            }
            if loose.isEmpty { continue }
            Output.line("")
            Output.line("\(intent.letter) \(intent.rawValue): \(count(loose.count, "phrase"))")
            for gram in loose { print(gram) }
        }
    }

    private var counts: String {
        var parts = [count(lexicon.grams.count, "phrase")]
        if !lexicon.clusters.isEmpty {
            parts.append(count(lexicon.clusters.count, "cluster"))
            let dropped = lexicon.droppedClusters.count
            if dropped > 0 { parts.append("\(dropped) dropped") }
        }
        if let origin = lexicon.origin {
            parts.append("mined from \(count(origin.solutions, "solution"))")
        }
        return parts.joined(separator: ", ")
    }

    private func print(_ cluster: GramCluster) {
        let bound = cluster.documentsAreAtLeast ? "≥ " : ""
        var share = "\(bound)\(count(cluster.documents, "solution"))"
        if let origin = lexicon.origin, origin.solutions > 0 {
            let percent = NumberText.percent(
                Double(cluster.documents) / Double(origin.solutions))
            share = "df \(bound)\(percent) (\(cluster.documents) of \(origin.solutions))"
        }
        let most = cluster.documentsAreAtLeast ? "at most " : ""
        let each = NumberText.fixed(cluster.occurrencesPerDocument, decimals: 1)
        let members = lexicon.members(of: cluster.id)
        Output.line("")
        Output.line(
            "#\(cluster.id) \(cluster.intent.letter) \(cluster.intent.rawValue) "
                + Quoted.text(cluster.name) + " · \(share) · \(most)\(each) times in each · "
                + count(members.count, "phrase") + (cluster.isKept ? "" : " · dropped"))
        for index in members { print(lexicon.grams[index]) }
        for example in cluster.examples.prefix(examples) {
            let place = "\(example.file)#\(example.trace) \(example.start)-\(example.end)"
            Output.line("    e.g. \(Quoted.text(example.context))")
            Output.line("         \(Quoted.controlsVisible(place, lines: false))")
        }
    }

    private func print(_ gram: Gram) {
        var facts = [Quoted.text(gram.text)]
        if let share = gram.documentFrequency { facts.append("df \(NumberText.percent(share))") }
        if let times = gram.occurrences { facts.append(count(times, "time")) }
        if !gram.isKept { facts.append("dropped") }
        Output.line("    " + facts.joined(separator: " · "))
    }

    private func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}
