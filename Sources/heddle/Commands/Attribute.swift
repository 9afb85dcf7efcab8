import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

extension AttributionOrder: ExpressibleByArgument {}

struct Attribute: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What each part of the model writes straight into one token's logit.",
        discussion: """
            Direct logit attribution: the difference between the token's logit and another one's is \
            shared out among the embedding, the heads, the feed-forward blocks and the biases, norms \
            frozen at their scales in the intact run. The shares add up to the difference. Where a \
            model caps its logits, all shares are multiplied by one number (capScale: capped over \
            uncapped difference), so that they add up to the capped difference.

            total is how much of the difference goes when the head is switched off (zero, at every \
            position); the gap, direct minus total, is what later layers repair. Totals take a run for \
            each head: --no-totals leaves them out.

            --against takes a text that is one token (with its leading blank), an id, or #ID where \
            digits are tokens themselves.
            """)

    @OptionGroup var trace: TraceOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The token whose prediction is taken apart.")
    var at: Int

    @Option(
        help: ArgumentHelp(
            "The token that it is compared with (default: the best other one).",
            valueName: "token"))
    var against: String?

    @Option(help: "What the parts are ordered by, the largest first.")
    var sort: AttributionOrder = .direct

    @Flag(help: "Leave out the totals: no head is switched off.")
    var noTotals = false

    func validate() throws {
        if noTotals, sort != .direct {
            throw ValidationError("--sort \(sort.rawValue) needs the totals: leave out --no-totals")
        }
    }

    func run() throws {
        let (opened, loaded) = try trace.open(model: model)
        let pool = model.pool()
        var result = try AskedToken.run { () throws(ExperimentError) in
            var rival: Int32?
            if let against { rival = try loaded.token(named: against) }
            return try DirectAttributionRun.run(
                loaded.model, pool: pool, tokens: opened.tokens.ids, target: at, against: rival)
        }
        if !noTotals {
            let bar = ProgressBar(
                "totals", total: loaded.model.configuration.headShape.all.count)
            let sweep = try HeadSweep.sweep(
                loaded.model, pool: pool, tokens: opened.tokens.ids, target: at,
                metric: .difference, against: result.against, mode: .zero,
                progress: { bar.update($0) })
            bar.finish()
            result.setTotals(effects: sweep.effects)
        }
        if output.json {
            Output.json(
                result.json(
                    trace: opened.trace.id, model: loaded.model.name, order: sort,
                    text: { loaded.text(of: $0) }))
        } else {
            lines(result, trace: opened.trace.id, loaded).forEach(Output.line)
        }
    }

    private func lines(
        _ result: DirectAttribution, trace: String, _ loaded: LoadedModel
    ) -> [String] {
        func number(_ value: Double?) -> String {
            value.map { NumberText.twoDigits($0, signed: true) } ?? ""
        }
        func named(_ id: Int32) -> String {
            loaded.text(of: id).map { Quoted.text($0) + " " } ?? ""
        }
        var head =
            "\(trace) token \(at) \(named(result.token))(\(result.token)) against "
            + "\(named(result.against))(\(result.against)): logit difference "
            + number(result.difference)
        if result.capScale != 1 {
            head +=
                " (before the cap \(number(result.uncapped)), shares multiplied by "
                + NumberText.twoDigits(result.capScale) + ")"
        }
        let rows = result.ranked(by: sort).map { component in
            [
                component.part.label, number(component.direct),
                number(result.total(of: component.part)), number(result.gap(of: component)),
            ]
        }
        let error = NumberText.twoDigits(result.residualError, signed: true)
        return [Quoted.controlsVisible(head, lines: false)]
            + TableText(header: ["part", "direct", "total", "gap"], rows: rows).lines()
            + ["sum \(number(result.sum)), off by \(error)"]
    }
}
