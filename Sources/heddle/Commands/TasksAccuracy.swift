import ArgumentParser
import HeddleAnalysis
import HeddleExperiments

extension Tasks {
    struct Accuracy: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How often a model follows rules, by rule and number of examples.",
            discussion: "Greedy answers of at most 10 tokens, ended by a token that starts with a "
                + "newline; right is the expected text and nothing else. Intervals are Wilson's, "
                + "95 %. The rule AAB is a control: nothing tells its answer, so what counts there "
                + "is how often the query's item is repeated instead.")

        @OptionGroup var task: TaskOptions

        @Option(
            help: ArgumentHelp("Examples before the query: 2, 1-10 or 2,5,9.", valueName: "list"))
        var shots = "1-10"

        @Option(help: "Prompts for each rule and number of examples.")
        var prompts = 500

        @Option(help: "A beginning token in front: auto is what the tokenizer does by itself.")
        var bos: BeginningChoice = .auto

        @OptionGroup var ablation: AblationOptions
        @OptionGroup var model: ModelOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if !(1...100_000).contains(prompts) {
                throw ValidationError("--prompts is 1 to 100000")
            }
            if ablation.mode.atPositions != nil {
                throw ValidationError("heads are switched off at every position here")
            }
        }

        func run() throws {
            let tasks = try task.tasks()
            let shots = try ShotList.parse(shots)
            let loaded = try model.load()
            let pool = model.pool()
            let mask = try ablation.mask(
                shape: loaded.model.configuration.headShape, tokens: nil)
            let reference = try ablation.reference(for: mask, model: loaded, pool: pool)
            let answering = try AnsweringModel(
                loaded, pool: pool, beginsText: bos.beginsText,
                interventions: mask.interventions(reference))
            let (materials, words) = try task.materials(
                answering.text)
            let run = TaskAccuracyRun(
                tasks: tasks, shots: shots, prompts: prompts, seed: task.seed)
            let bar = ProgressBar("answers", total: run.total)
            let found = try run.run(answering, materials: materials) { bar.update($0) }
            bar.finish()
            let report = TaskAccuracyReport(
                model: loaded.model.name, family: task.task, found: found, words: words,
                beginsText: answering.text.beginsText, seed: task.seed, mask: mask)
            if output.json {
                Output.json(report.json, schema: "heddle.accuracy/1")
            } else {
                for line in report.lines {
                    Output.line(Quoted.controlsVisible(line, lines: false))
                }
            }
        }
    }
}
