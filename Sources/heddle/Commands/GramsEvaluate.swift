import ArgumentParser
import HeddleAnalysis
import Storage

extension Grams {
    struct Evaluate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Labels against the gold spans or labelled steps that traces carry.",
            discussion: "Precision, recall and F1 of tokens, spans and intents against gold spans; "
                + "of sentences, how well spans tell planning ones. Beside them three baselines: "
                + "random n-grams and the tokens of highest entropy that mark as many tokens as the "
                + "lexicon, and the published list. The files are read twice.")

        @OptionGroup var corpus: CorpusOptions

        @OptionGroup var lexicon: LexiconOptions

        @Option(
            help: ArgumentHelp(
                "Tags of labelled steps that count as planning (default: plan_generation, "
                    + "uncertainty_management, self_checking).", valueName: "tag,tag"))
        var planningTags: String?

        @Option(help: "Seed of random n-grams and resampling.")
        var seed: UInt64 = 0

        @Option(help: "How many sets of random n-grams are drawn.")
        var draws = 5

        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (0...100).contains(draws) else {
                throw ValidationError("--draws is \(draws): give a number from 0 to 100")
            }
        }

        @Option(
            name: .customLong("score-parts"),
            help: ArgumentHelp(
                "Parts of the planning score that count, to see what each adds (default: all): "
                    + PlanningScore.Part.allCases.map(\.rawValue).joined(separator: ", ") + ".",
                valueName: "parts"))
        var parts: String?

        func run() throws {
            let published = try LexiconLibrary(paths: .current()).load(Self.publishedName)
            var evaluation = LexiconEvaluation(
                try lexicon.labeller(), published: Labeller(published), settings: try settings())
            try corpus.read { evaluation.add($0.trace) }
            guard evaluation.main.traces > 0 else {
                throw ValidationError(
                    "no trace carries gold spans (gold[].{start,end}) or labelled steps")
            }
            if evaluation.prepareBaselines() {
                try corpus.readAll { result in
                    if case .success(let record) = result {
                        evaluation.addToBaselines(record.trace)
                    }
                }
            }
            if output.json {
                Output.json(evaluation.json, schema: "heddle.evaluation/1")
            } else {
                for line in EvaluationTable(evaluation).lines {
                    Output.line(Quoted.controlsVisible(line, lines: false))
                }
            }
        }

        private static let publishedName = "published-2509.03646"

        private func scoreParts() throws -> PlanningScore {
            guard let names = parts else { return PlanningScore() }
            let parts = try names.split(separator: ",").map { name in
                let name = String(name.filter { !$0.isWhitespace })
                guard let part = PlanningScore.Part(rawValue: name) else {
                    let known = PlanningScore.Part.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("'\(name)' is no part of the planning score: \(known)")
                }
                return part
            }
            return PlanningScore(parts: Set(parts))
        }

        private func settings() throws -> LexiconEvaluation.Settings {
            var settings = LexiconEvaluation.Settings(
                seed: seed, randomLexicons: draws, scorer: .planningScore(try scoreParts()))
            if let planningTags {
                settings.planningTags = Set(
                    planningTags.split(separator: ",").map { $0.filter { !$0.isWhitespace } })
                guard !settings.planningTags.isEmpty else {
                    throw ValidationError("--planning-tags is empty: name tags as plan_generation")
                }
            }
            return settings
        }
    }
}
