import ArgumentParser
import HeddleAnalysis
import Storage

struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hits in traces with context, one a line.",
        discussion: "All lower case finds every case. Offsets are bytes of the trace's text.")

    @Argument(help: "The text to find.")
    var pattern: String

    @Flag(help: "The pattern is a regular expression.")
    var regex = false

    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let search = regex ? try TextSearch(expression: pattern) : TextSearch(pattern)
        var hits = 0
        try corpus.forEach { record in
            let bytes = Array(record.trace.text.utf8)
            for range in search.hits(in: bytes) {
                hits += 1
                show(range, bytes, record)
            }
        }
        if !output.json { Output.message("\(hits) hits") }
    }

    private func show(_ range: Range<Int>, _ bytes: [UInt8], _ record: TraceRecord) {
        let around = max(0, range.lowerBound - 40)..<min(bytes.count, range.upperBound + 40)
        let context = String(decoding: bytes[around], as: UTF8.self)
        if output.json {
            Output.json([
                "schema": "heddle.search/1", "id": .string(record.trace.id),
                "file": .string(record.file), "line": .integer(record.line),
                "start": .integer(range.lowerBound), "end": .integer(range.upperBound),
                "context": .string(context),
            ])
        } else {
            Output.line("\(record.trace.id)\t\(Quoted.controlsVisible(context, lines: false))")
        }
    }
}

struct Grams: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Strategic grams: labels and how good they are.",
        subcommands: [Label.self, Evaluate.self])

    struct Label: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The planning spans of traces.",
            discussion: "Offsets are Unicode scalars of the response, end exclusive. With --json "
                + "one object a line.")

        @OptionGroup var corpus: CorpusOptions

        @Option(help: "Lexicon file of strategic grams (default: the starter lexicon).")
        var lexicon: String?

        @OptionGroup var output: OutputOptions

        func run() throws {
            let labeller = try Resources.labeller(at: lexicon)
            try corpus.forEach { record in
                let labels = GramLabels(record.trace, labeller: labeller)
                if output.json {
                    Output.json(labels.json)
                } else {
                    for line in labels.lines {
                        Output.line(Quoted.controlsVisible(line, lines: false))
                    }
                }
            }
        }
    }

    struct Evaluate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Labels against the gold spans that traces carry.")

        @OptionGroup var corpus: CorpusOptions

        @Option(help: "Lexicon file of strategic grams (default: the starter lexicon).")
        var lexicon: String?

        @OptionGroup var output: OutputOptions

        func run() throws {
            let labeller = try Resources.labeller(at: lexicon)
            var evaluation = GoldEvaluation()
            try corpus.forEach { record in
                evaluation.add(record.trace, labelling: labeller.label(record.trace))
            }
            guard evaluation.traces > 0 else {
                throw ValidationError("no trace carries gold spans (gold[].{start,end})")
            }
            Output.line(output.json ? evaluation.json.compactText : evaluation.json.prettyText)
        }
    }
}
