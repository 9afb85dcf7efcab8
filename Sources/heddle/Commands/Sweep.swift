import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

struct Sweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Switches off each head alone: its effect on one token, or on a whole corpus.",
        discussion: """
            An effect is the value with the head off minus the value with all heads on.

            --by planning tells four groups of response tokens apart: the first tokens of planning \
            moves, the rest of the moves, prose, and mathematics. Move starts are compared with the \
            others in bins of equal baseline negative log-likelihood, since tokens that are hard \
            anyway change more. Intervals come from drawing the problems anew; traces with one \
            prompt are one problem.
            """)

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
    @OptionGroup var columns: ColumnOptions
    @OptionGroup var planning: PlanningSweepOptions

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
        if at != nil, planning.areUsed {
            throw ValidationError("--heads, --mediation, --csv and --svg go with --by planning")
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
            [traces[0]] + (lexicon.path.map { ["--lexicon", $0] } ?? []) + mapping)
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
        let shape = loaded.model.configuration.headShape
        var request = PlanningSweepRequest(
            texts: [], sets: try planning.sets(shape), mode: mode.ablation,
            settings: planning.settings, kinds: try planning.kinds())
        request.texts = try texts(loaded)
        let pool = model.pool()
        request.reference = try mode.reference(isNeeded: true, model: loaded, pool: pool)
        var bar: ProgressBar?
        let sweep = try HeadSweep.byPlanning(request, model: loaded.model, pool: pool) {
            let shown = bar ?? ProgressBar("sweep", total: $1)
            shown.update($0)
            bar = shown
        }
        bar?.finish()
        try planning.write(sweep)
        if output.json {
            Output.json(sweep.json)
        } else {
            PlanningSweepText(sweep: sweep).lines().forEach(Output.line)
        }
    }

    /// `--map` for the options that read traces.
    private var mapping: [String] { columns.map.map { ["--map", $0] } ?? [] }

    private func texts(_ loaded: LoadedModel) throws -> [SweepText] {
        let opening = TraceOpening(model: loaded, labeller: try lexicon.labeller())
        var texts: [SweepText] = []
        try CorpusOptions.parse(traces + mapping).read { record in
            try ForeignTrace.check(
                record.trace, modelName: loaded.model.name, isModelNamed: model.model != nil)
            texts.append(SweepText(try opening.open(record.trace)))
        }
        return texts
    }
}
