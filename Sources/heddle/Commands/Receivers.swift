import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

struct Receivers: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Heads by which later sentences look back at few earlier ones.",
        discussion: """
            A sentence's score under a head is the mean attention that sentences at least four after \
            it pay to it. Heads are ranked by the excess kurtosis of their scores; the sentences \
            that the top heads look at are those that they broadcast.
            """)

    @OptionGroup var trace: TraceOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "How many heads count as receivers.")
    var top = 20

    func validate() throws {
        if top < 1 { throw ValidationError("--top is 1 or more") }
    }

    func run() throws {
        let (opened, loaded) = try trace.open(model: model)
        let outline = HeddleAnalysis.Outline(opened.trace, labelling: opened.labelling)
        let limit = loaded.model.configuration.contextLength
        let receivers = try ReceiverHeads.measure(
            loaded.model, pool: model.pool(), tokens: opened.tokens.ids,
            sentences: outline.parts(
                .sentences, tokens: opened.tokens, limit: min(limit, opened.tokens.count)))
        if output.json {
            return Output.json(
                receivers.json(trace: opened.trace.id, model: loaded.model.name, top: top))
        }
        show(receivers, trace: opened.trace.id)
    }

    private func show(_ receivers: ReceiverHeads, trace: String) {
        let heads = receivers.top(top)
        let rows = heads.map { head, kurtosis in
            let best = receivers.broadcast(by: [head], 3).map {
                "\($0.sentence) \(NumberText.twoDigits($0.score))"
            }
            return [
                head.description, NumberText.twoDigits(kurtosis, signed: true),
                best.joined(separator: "  "),
            ]
        }
        let lead = "\(trace): \(receivers.sentences.count) sentences, \(heads.count) receiver heads"
        TableText.wrapped([lead]).forEach(Output.line)
        TableText(header: ["head", "kurtosis", "looks at sentences"], rows: rows).lines()
            .forEach(Output.line)
        Output.line("")
        let broadcast = receivers.broadcast(by: heads.map(\.head), 10).map { sentence, score in
            let part = receivers.sentences[sentence]
            return [
                "\(sentence) \(TextClip.start(part.text))", String(part.tokens.lowerBound),
                NumberText.twoDigits(score),
            ]
        }
        TableText(header: ["sentence", "token", "mean attention"], rows: broadcast).lines()
            .forEach(Output.line)
    }
}
