import ArgumentParser
import HeddleAnalysis
import Storage

struct Grams: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Strategic grams: labels and how good they are.",
        subcommands: [
            Mine.self, Show.self, Label.self, Evaluate.self, Annotate.self, Agreement.self,
        ])

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
}
