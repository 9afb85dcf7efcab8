import ArgumentParser
import HeddleAnalysis
import HeddleExperiments
import Storage

extension Tasks {
    struct Pairs: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Context pairs of identity rules as a file for 'heddle mediate --pairs-file'.",
            discussion:
                "Abstract pairs differ in the rule alone, token pairs in the answer's token "
                + "alone. Without --no-filter the model must answer both prompts of a pair right.")

        @Option(help: "Examples before the query.")
        var shots = 2

        @Option(name: .customLong("pairs"), help: "Pairs of each kind and rule.")
        var count = 100

        @Option(help: ArgumentHelp("Rules of the base context.", valueName: "ABA,ABB"))
        var rules = "ABA,ABB"

        @Flag(inversion: .prefixedNo, help: "Keep only pairs that the model solves on both sides.")
        var filter = true

        @Option(help: "A beginning token in front: auto is what the tokenizer does by itself.")
        var bos: BeginningChoice = .auto

        @OptionGroup var words: WordOptions

        @Option(help: "Equal seeds give equal pairs.")
        var seed: UInt64 = 0

        @Option(name: .shortAndLong, help: "The file to write.")
        var output: String

        @OptionGroup var model: ModelOptions

        func validate() throws {
            if !(1...1000).contains(shots) { throw ValidationError("--shots is 1 to 1000") }
            if !(1...100_000).contains(count) { throw ValidationError("--pairs is 1 to 100000") }
        }

        private func baseRules() throws -> [IdentityRule] {
            try rules.split(separator: ",").map { name in
                let name = name.filter { !$0.isWhitespace }.uppercased()
                guard let rule = IdentityRule(rawValue: name), rule.opposite != nil else {
                    throw ValidationError("'\(name)' has no opposite rule; use ABA, ABB or both")
                }
                return rule
            }
        }

        func run() throws {
            let rules = try baseRules()
            let loaded = try model.load()
            let answering = try AnsweringModel(
                loaded, pool: model.pool(), beginsText: bos.beginsText)
            let chosen = try words.chosen(answering.text)
            let kinds = ContextPair.Kind.allCases
            let bar = ProgressBar("pairs", total: count * kinds.count * rules.count)
            var selection = PairSelection(answering, filters: filter)
            try selection.draw(
                kinds, rules: rules, count: count, shots: shots, words: chosen.words, seed: seed
            ) { bar.update($0) }
            bar.finish()
            let writer = try LineWriter(path: output, replacing: true)
            for pair in selection.pairs { try writer.append(pair.json) }
            try writer.synchronize()
            Output.message(chosen.text)
            for found in selection.acceptance {
                Output.message(
                    "\(found.kind.rawValue) pairs, base \(found.rule): \(found.kept) kept of "
                        + "\(found.tried) tried")
            }
        }
    }
}
