import ArgumentParser
import HeddleAnalysis
import Storage

struct Grams: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Strategic grams: labels and how good they are.",
        subcommands: [Label.self, Evaluate.self, Show.self])

    struct Label: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The planning spans of traces.",
            discussion: "Offsets are Unicode scalars of the response, end exclusive. With --json "
                + "one object a line.")

        @OptionGroup var corpus: CorpusOptions

        @OptionGroup var lexicon: LexiconOptions

        @OptionGroup var output: OutputOptions

        func run() throws {
            let labeller = try lexicon.labeller()
            try corpus.read { record in
                let labelling = labeller.label(record.trace)
                if output.json {
                    let report = LabelReport(
                        trace: record.trace, labelling: labelling, lexicon: labeller.lexicon)
                    Output.json(report.json, schema: "heddle.grams/1")
                } else {
                    for span in labelling.spans {
                        let gram = labeller.lexicon.grams[span.gram].text
                        Output.line("\(record.trace.id)\t\(span.intent.rawValue)\t\(gram)")
                    }
                }
            }
        }
    }

    struct Evaluate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Labels against the gold spans that traces carry.")

        @OptionGroup var corpus: CorpusOptions

        @OptionGroup var lexicon: LexiconOptions

        @OptionGroup var output: OutputOptions

        func run() throws {
            let labeller = try lexicon.labeller()
            var evaluation = GoldEvaluation()
            try corpus.read { record in
                evaluation.add(record.trace, labelling: labeller.label(record.trace))
            }
            guard evaluation.traces > 0 else {
                throw ValidationError("no trace carries gold spans (gold[].{start,end})")
            }
            if output.json {
                Output.json(evaluation.json, schema: "heddle.evaluation/1")
            } else {
                Output.line(evaluation.json.prettyText)
            }
        }
    }
}
