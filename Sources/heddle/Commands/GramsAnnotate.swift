import ArgumentParser
import HeddleAnalysis
import Storage

extension Grams {
    struct Annotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Judge grams blindly: does a phrase guide the flow of a solution?",
            discussion:
                "Grams of the lexicon that occur in the corpus are mixed with as many random "
                + "n-grams of the same length and nearly the same document frequency; nothing says "
                + "which is which. Each is shown in a sentence of the corpus and judged by a line: "
                + "y it guides, n it does not, u unsure, b back, q leave. Every answer is saved at "
                + "once, and a later run goes on where it was left. Equal seeds give equal items, so "
                + "that two people can judge the same. `heddle grams agreement` counts the answers."
        )

        @OptionGroup var corpus: CorpusOptions

        @OptionGroup var lexicon: LexiconOptions

        @Option(name: [.customShort("o"), .long], help: "File that answers are added to.")
        var output: String

        @Option(help: "How many phrases.")
        var items = 100

        @Option(help: "Seed that phrases and order are drawn from.")
        var seed: UInt64 = 0

        @Option(help: "Who judges (default: the user's name).")
        var annotator = AnswerFile.defaultAnnotator

        func validate() throws {
            guard (2...100_000).contains(items) else {
                throw ValidationError("--items is \(items): give a number from 2 to 100000")
            }
            guard !annotator.isEmpty else { throw ValidationError("--annotator is empty") }
        }

        func run() throws {
            let lexicon = try lexicon.labeller().lexicon
            var sample = TextSample(seed: seed)
            try corpus.read { sample.offer($0.trace) }
            let drawn = AnnotationItems.draw(items, from: lexicon, sample: sample, seed: seed)
            guard drawn.count > 0 else {
                throw ValidationError(
                    "no gram of the lexicon '\(lexicon.name)' occurs in the corpus")
            }
            if drawn.count < items {
                Output.message(
                    "\(drawn.count) phrases instead of \(items): no more grams of the lexicon "
                        + "occur that random n-grams can be put beside")
            }
            let file = try AnswerFile(
                path: output, items: drawn, annotator: annotator, lexicon: lexicon.name)
            var dialogue = AnnotationDialogue(round: file.round)
            try dialogue.run { index, answer in
                try file.save(answer, to: index)
            }
        }
    }

    struct Agreement: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shares and agreement of blind judgements.",
            discussion: "Which share of grams and of random n-grams was judged to guide the flow, "
                + "with 95 % intervals (Wilson), and Cohen's kappa of every two annotators of the "
                + "same items.")

        @Argument(help: "Files of `heddle grams annotate`.")
        var files: [String]

        @OptionGroup var output: OutputOptions

        func run() throws {
            var read: [(name: String, file: AnnotationFile)] = []
            for path in files {
                let file = AnnotationFile(try Files.read(path))
                for line in file.badLines {
                    Output.message(
                        Quoted.controlsVisible(
                            "\(path), line \(line): no answer, left out", lines: false))
                }
                guard !file.records.isEmpty else {
                    throw StorageError.malformed(
                        path: path, line: nil, problem: "there are no answers in it")
                }
                read.append((path, file))
            }
            let agreement = AnnotationAgreement(read)
            if output.json {
                Output.json(agreement.json, schema: "heddle.agreement/1")
            } else {
                for line in agreement.lines {
                    Output.line(Quoted.controlsVisible(line, lines: false))
                }
            }
        }
    }
}
