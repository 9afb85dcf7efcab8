import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

struct Lens: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lens",
        abstract: "What each layer would predict: the logit lens.",
        discussion: """
            The residual stream after each layer, read through the final norm and the unembedding as \
            if it were the last. With --at the readings at the query that predicts the token; \
            without it, for every token the layer from which on the final top token stays on top (-1 \
            in JSON: of the embedding already), with --json one object a line.
            """)

    @OptionGroup var trace: TraceOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The token whose prediction is followed through the layers.")
    var at: Int?

    @Flag(help: "Also read between attention and feed-forward blocks; goes with --at.")
    var halfSteps = false

    func validate() throws {
        if halfSteps, at == nil { throw ValidationError("--half-steps goes with --at N") }
    }

    func run() throws {
        let (opened, loaded) = try trace.open(model: model)
        if let at {
            let strip = try AskedToken.run { () throws(ExperimentError) in
                try LogitLensRun.strip(
                    loaded.model, pool: model.pool(), tokens: opened.tokens.ids, target: at,
                    halfSteps: halfSteps)
            }
            show(strip, opened, loaded)
        } else {
            let bar = ProgressBar("lens", total: opened.tokens.count)
            let depths = try LogitLensRun.depths(
                loaded.model, pool: model.pool(), tokens: opened.tokens.ids,
                progress: { bar.update($0) })
            bar.finish()
            for target in 0..<opened.tokens.count { show(depths, target, opened, loaded) }
        }
    }

    private func show(_ strip: LensStrip, _ opened: OpenedTrace, _ loaded: LoadedModel) {
        if output.json {
            return Output.json(
                strip.json(
                    trace: opened.trace.id, model: loaded.model.name,
                    text: { loaded.text(of: $0) }))
        }
        let final = strip.final.map { name($0, loaded) } ?? ""
        let actual = strip.readings.last?.actual.map { name($0.id, loaded) } ?? ""
        let rows = strip.readings.map { reading in
            [
                reading.step.description, reading.top.first.map { name($0.id, loaded) } ?? "",
                probability(reading.top.first?.logprob), probability(reading.final.logprob),
                "\(reading.final.rank)", probability(reading.actual?.logprob),
                reading.actual.map { "\($0.rank)" } ?? "",
            ]
        }
        Output.line(
            Quoted.controlsVisible(
                "\(opened.trace.id) token \(strip.position.target) \(actual): the model says "
                    + "\(final), decided after \(place(strip.decided?.layer))", lines: false))
        TableText(
            header: ["layer", "top", "p", "p of final", "rank", "p of actual", "rank"], rows: rows
        ).lines().forEach(Output.line)
    }

    private func show(
        _ depths: LensDepths, _ target: Int, _ opened: OpenedTrace, _ loaded: LoadedModel
    ) {
        let id = opened.tokens.ids[target]
        if output.json {
            return Output.json(
                depths.json(
                    of: target, id: id, trace: opened.trace.id, text: { loaded.text(of: $0) }))
        }
        let decision = depths.decisions[target]
        let words =
            decision.map {
                "decided after \(place($0.layer))"
                    + ($0.final == id ? "" : ", model says \(name($0.final, loaded))")
            } ?? "no prediction"
        Output.line("\(target)  \(name(id, loaded))  \(words)")
    }

    private func place(_ layer: Int?) -> String { layer.map { "layer \($0)" } ?? "the embedding" }

    private func probability(_ logprob: Float?) -> String {
        logprob.map { NumberText.fixed(Double($0).exponential, decimals: 3) } ?? ""
    }

    private func name(_ id: Int32, _ loaded: LoadedModel) -> String {
        loaded.text(of: id).map(Quoted.text) ?? "\(id)"
    }
}
