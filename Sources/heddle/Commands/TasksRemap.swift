import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

extension RemappedSymbols: ExpressibleByArgument {}

extension Tasks {
    struct Remap: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a model loses when the symbols of a task are replaced by others.",
            discussion:
                "Gamma is the accuracy, before and after; Delta is Gamma before minus Gamma "
                + "after, with intervals from drawing problems anew. With PROBLEMS digits become "
                + "Greek letters and signs of calculation other signs; the prompt tells which, and "
                + "the answer must use them. Without PROBLEMS a symbolic task is taken: words "
                + "become other words of one token, letters stand in another order that the prompt "
                + "tells, and ^, [ and ] become |, { and }.")

        @Argument(help: "JSON Lines of problems with their answers.")
        var problems: [String] = []

        @Option(help: "What is replaced.")
        var symbols: RemappedSymbols = .both

        @Flag(help: "Do not tell in the prompt what stands for what.")
        var hideMapping = false

        @Option(help: "Problems of each file, or prompts of each rule, at most.")
        var limit = 50

        @Option(help: "Examples before the query.")
        var shots = 2

        @Option(help: "Tokens of a response at most.")
        var maxTokens = 600

        @Option(help: "Times that problems are drawn anew for the intervals of Delta.")
        var draws = 2000

        @OptionGroup var task: TaskOptions
        @OptionGroup var ablation: AblationOptions
        @OptionGroup var model: ModelOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if limit < 1 { throw ValidationError("--limit is 1 or more") }
            if !(1...1000).contains(shots) { throw ValidationError("--shots is 1 to 1000") }
            if maxTokens < 1 { throw ValidationError("--max-tokens is 1 or more") }
            if !(2...100_000).contains(draws) { throw ValidationError("--draws is 2 to 100000") }
            if ablation.mode.atPositions != nil {
                throw ValidationError("heads are switched off at every position here")
            }
            if problems.isEmpty, task.task == .verbal {
                throw ValidationError(
                    "the words of verbal analogies are their meaning; remap identity or letters")
            }
        }

        func run() throws {
            let loaded = try model.load()
            let pool = model.pool()
            let mask = try ablation.mask(
                shape: loaded.model.configuration.headShape, tokens: nil)
            let reference = try ablation.reference(for: mask, model: loaded, pool: pool)
            var report = RemapReport(
                model: loaded.model.name, symbols: symbols, tellsMapping: !hideMapping,
                mask: mask, bootstrap: Bootstrap(draws: draws, seed: task.seed))
            if problems.isEmpty {
                let answering = try AnsweringModel(
                    loaded, pool: pool, interventions: mask.interventions(reference))
                try compareTasks(answering, &report)
            } else {
                let responses = RemapRun.Responses(
                    maxTokens: maxTokens, mask: mask, reference: reference)
                try compareProblems(responses, loaded, pool, &report)
            }
            if output.json {
                Output.json(report.json, schema: "heddle.remap/1")
            } else {
                for line in report.lines {
                    Output.line(Quoted.controlsVisible(line, lines: false))
                }
            }
        }

        private func compareTasks(
            _ answering: AnsweringModel, _ report: inout RemapReport
        ) throws {
            let (materials, chosen) = try task.materials(
                answering.text)
            let remapping = try TaskRemapping(
                symbols, words: materials.words, others: answering.text.words(),
                alphabet: materials.alphabet, seed: task.seed, tellsMapping: !hideMapping)
            let rules = try task.tasks()
            let bar = ProgressBar("answers", total: rules.count * limit)
            for (number, rule) in rules.enumerated() {
                let prompts = try remapping.prompts(
                    rule, shots: shots, count: limit, seed: task.seed, materials: materials)
                let found = try RemapRun.compare(prompts, rule: rule.rule, answering) {
                    bar.update(number * limit + $0)
                }
                report.comparisons.append(found)
            }
            bar.finish()
            report.source = "\(task.task.rawValue), \(shots) examples"
            report.words = chosen
            if task.task == .identity || !symbols.hasOperands { report.tellsMapping = nil }
        }

        private func compareProblems(
            _ responses: RemapRun.Responses, _ loaded: LoadedModel, _ pool: WorkerPool,
            _ report: inout RemapReport
        ) throws {
            let given = try problems.flatMap { try ProblemFile.read($0).prefix(limit) }
            let remapping = try ProblemRemapping(
                given, symbols: symbols, seed: task.seed, tellsMapping: !hideMapping)
            let bar = ProgressBar("problems", total: remapping.problems.count)
            report.comparisons = try RemapRun.compare(
                remapping, responses, model: loaded, pool: pool
            ) { bar.update($0) }
            bar.finish()
            report.source = problems.joined(separator: ", ")
            report.mapping = remapping.mapping
            report.leftOut = remapping.leftOut
        }
    }
}
