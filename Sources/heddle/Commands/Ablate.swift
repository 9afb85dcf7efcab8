import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

struct Ablate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The effect of switching heads off on every token of a trace.",
        discussion: "deltaNLL is the mean change of the negative log-likelihood a token, in nats: "
            + "positive means that the tokens became less likely.")

    @OptionGroup var trace: TraceOptions
    @OptionGroup var mode: AblationModeOptions
    @OptionGroup var sets: HeadSetOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Heads to switch off: 0.2,3.* or 2-4.1, or an expression of sets: '@a - 3.*'.")
    var heads: String

    @Option(help: "The prediction of this token is the first that changes (default: as if always).")
    var from: Int?

    func run() throws {
        if from != nil, mode.atPositions != nil {
            throw ValidationError("give --from or --at-positions, not both")
        }
        let (opened, loaded) = try trace.open(model: model)
        let shape = loaded.model.configuration.headShape
        let mask = HeadMask(
            heads: Set(try sets.heads(heads, shape: shape)), mode: mode.ablation,
            scope: try mode.scope(
                from: from, labelling: opened.labelling, tokens: opened.tokens.count))
        let pool = model.pool()
        let reference = try mode.reference(isNeeded: true, model: loaded, pool: pool)
        let scored = try ScoredText(
            model: loaded.model, pool: pool, tokens: opened.tokens.ids,
            planning: opened.labelling.intents.map { $0 != nil }, summaries: false)
        let effects = try scored.effects(of: mask, reference: reference)
        let summary = EffectSummary(
            effects: effects, labelling: opened.labelling,
            promptLength: opened.tokens.promptLength, from: mask.firstTarget)
        if output.json {
            let report = AblationReport(
                trace: opened.trace, model: loaded.model.name, mask: mask, effects: effects,
                summary: summary, tokens: opened.tokens, labelling: opened.labelling)
            Output.json(report.json)
        } else {
            printSummary(summary, mask: mask, trace: opened.trace.id)
        }
    }

    private func printSummary(_ summary: EffectSummary, mask: HeadMask, trace: String) {
        Output.line("\(trace) without \(mask.text)")
        let groups = [
            ("planning", summary.planning), ("execution", summary.execution),
            ("first tokens of planning moves", summary.decisions),
        ]
        for (name, totals) in groups {
            guard let totals else { continue }
            Output.line(
                "\(name): ΔNLL \(totals.text) nats a token, \(totals.tokens) tokens")
        }
    }
}
