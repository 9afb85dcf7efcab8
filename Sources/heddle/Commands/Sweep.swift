import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

struct Sweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Switches off each head alone: its effect on one token, or on a whole corpus.",
        discussion: "An effect is the value with the head off minus the value with all heads on.")

    enum Grouping: String, ExpressibleByArgument, CaseIterable { case planning }

    @Argument(help: "A TRACE with --at, or files and directories with --by planning.")
    var traces: [String]

    @Option(help: "The token whose prediction is measured.")
    var at: Int?

    @Option(help: "Measure planning and execution tokens of a corpus apart.")
    var by: Grouping?

    @Option(help: "What is measured at one token.")
    var metric: SweepMetric = .difference

    @OptionGroup var lexicon: LexiconOptions

    @OptionGroup var mode: AblationModeOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (at == nil) != (by == nil) else {
            throw ValidationError("give --at N for one token, or --by planning for a corpus")
        }
        if at != nil, traces.count != 1 {
            throw ValidationError("--at takes one TRACE")
        }
        if mode.atPositions != nil {
            throw ValidationError("a sweep switches heads off at every position")
        }
    }

    func run() throws {
        if let at { try sweepToken(at) } else { try sweepCorpus() }
    }

    private func sweepToken(_ target: Int) throws {
        let options = try TraceOptions.parse(
            [traces[0]] + (lexicon.path.map { ["--lexicon", $0] } ?? []))
        let (opened, loaded) = try options.open(model: model)
        guard opened.tokens.ids.indices.contains(target), target > 0 else {
            throw ValidationError(
                ExperimentError.noPrediction(target: target, tokens: opened.tokens.count)
                    .description)
        }
        let pool = model.pool()
        let reference = try mode.reference(isNeeded: true, model: loaded, pool: pool)
        let bar = ProgressBar("sweep", total: loaded.model.configuration.headShape.all.count)
        let result = try HeadSweep.sweep(
            loaded.model, pool: pool, tokens: opened.tokens.ids, target: target, metric: metric,
            mode: mode.ablation, reference: reference, progress: { bar.update($0) })
        bar.finish()
        if output.json {
            Output.json(result.json)
        } else {
            Output.line("\(opened.trace.id) token \(target), \(metric.rawValue) with the head off")
            for (head, effect) in result.ranked {
                Output.line("\(head)  \(NumberText.twoDigits(Double(effect), signed: true))")
            }
        }
    }

    private func sweepCorpus() throws {
        let loaded = try model.load()
        let opening = TraceOpening(
            model: loaded, labeller: try lexicon.labeller())
        var texts: [SweepText] = []
        try CorpusOptions.parse(traces).read { record in
            try ForeignTrace.check(
                record.trace, modelName: loaded.model.name, isModelNamed: model.model != nil)
            let opened = try opening.open(record.trace)
            texts.append(
                SweepText(
                    tokens: opened.tokens.ids, promptLength: opened.tokens.promptLength,
                    labelling: opened.labelling))
        }
        let pool = model.pool()
        let reference = try mode.reference(isNeeded: true, model: loaded, pool: pool)
        let shape = loaded.model.configuration.headShape
        let bar = ProgressBar("sweep", total: texts.count * shape.all.count)
        let groups = try HeadSweep.byPlanning(
            loaded.model, pool: pool, texts: texts, mode: mode.ablation, reference: reference,
            progress: { bar.update($0) })
        bar.finish()
        try report(groups, traces: texts.count)
    }

    private func report(_ groups: [[EffectSummary]], traces: Int) throws {
        if output.json {
            let heads = groups.enumerated().flatMap { layer, row in
                row.enumerated().map { head, summary -> JSONValue in
                    [
                        "layer": .integer(layer), "head": .integer(head),
                        "groups": summary.json,
                    ]
                }
            }
            Output.json([
                "schema": "heddle.sweep/1", "by": "planning", "traces": .integer(traces),
                "ablation": .string(mode.ablation.rawValue), "heads": .array(heads),
            ])
        } else {
            for (layer, row) in groups.enumerated() {
                for (head, summary) in row.enumerated() {
                    let planning =
                        summary.planning.map { NumberText.twoDigits($0.deltaNLL, signed: true) }
                        ?? "-"
                    let execution =
                        summary.execution.map { NumberText.twoDigits($0.deltaNLL, signed: true) }
                        ?? "-"
                    Output.line("\(layer).\(head)  planning \(planning)  execution \(execution)")
                }
            }
        }
    }
}
