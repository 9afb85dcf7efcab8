import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

extension TracePartKind: ExpressibleByArgument {}

struct Knockout: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hides tokens from the predictions of later ones, before the softmax.",
        discussion: """
            --from and --to are tokens, counted from 0, both ends included. Token N is predicted by \
            the query at N-1: the keys of the source are hidden from the queries that predict the \
            destination, and their other weights sum to 1 again. A query left without a key has the \
            attention output zero.

            --matrix hides each planning move (or sentence) from everything behind it and says how \
            much each later one changes: the mean over its tokens of ln(KL + 1e-9). It runs the text \
            once for each of them, so that its time grows with the square of their number. Ctrl-C \
            keeps what is measured.
            """)

    @OptionGroup var trace: TraceOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sets: HeadSetOptions

    @Option(help: ArgumentHelp("The tokens that are hidden.", valueName: "a-b"))
    var from: String?

    @Option(help: ArgumentHelp("The tokens whose predictions do not see them.", valueName: "c-d"))
    var to: String?

    @Option(help: "Only these heads: 0.2,3.*, 2-4.1 or @NAME (default: all).")
    var heads: String?

    @Option(help: ArgumentHelp("Only the heads of these layers: 2-4.", valueName: "a-b"))
    var layers: String?

    @Option(help: "How each part of the text depends on each earlier one.")
    var matrix: TracePartKind?

    func validate() throws {
        if matrix == nil, from == nil || to == nil {
            throw ValidationError("give --from A-B and --to C-D, or --matrix moves|sentences")
        }
        if matrix != nil, from != nil || to != nil || heads != nil || layers != nil {
            throw ValidationError("--matrix takes no --from, --to, --heads or --layers")
        }
        if heads != nil, layers != nil {
            throw ValidationError("give --heads or --layers, not both")
        }
    }

    func run() throws {
        let (opened, loaded) = try trace.open(model: model)
        let text = try ScoredText(
            model: loaded.model, pool: model.pool(), tokens: opened.tokens.ids, planning: [],
            summaries: false)
        if let matrix {
            try measureMatrix(matrix, opened, loaded, text)
        } else {
            try hide(from: from ?? "", to: to ?? "", opened, loaded, text)
        }
    }

    private func hide(
        from source: String, to destination: String, _ opened: OpenedTrace, _ loaded: LoadedModel,
        _ text: ScoredText
    ) throws {
        let shape = loaded.model.configuration.headShape
        let spans: KnockoutSpans
        do throws(KnockoutSpanError) {
            spans = try KnockoutSpans(
                source: source, destination: destination, tokens: opened.tokens.count)
        } catch {
            throw ValidationError(error.description)
        }
        let chosen = heads ?? layers.map { "\($0).*" }
        let heads = try chosen.map { try sets.heads($0, shape: shape) } ?? shape.all
        let report = KnockoutReport(
            trace: opened.trace.id, model: loaded.model.name, spans: spans, heads: heads,
            areAllHeads: heads == shape.all,
            effects: try HeddleExperiments.Knockout.effects(spans, heads: heads, in: text),
            tokens: opened.tokens)
        if output.json { return Output.json(report.json) }
        KnockoutText(report: report, text: opened.trace.textBytes).lines().forEach(Output.line)
    }

    private func measureMatrix(
        _ kind: TracePartKind, _ opened: OpenedTrace, _ loaded: LoadedModel, _ text: ScoredText
    ) throws {
        let outline = HeddleAnalysis.Outline(opened.trace, labelling: opened.labelling)
        let parts = outline.parts(kind, tokens: opened.tokens, limit: text.tokens.count)
        let run = try KnockoutMatrixRun(kind: kind, parts: parts, in: text)
        let bar = ProgressBar("knock out", total: run.matrix.total)
        let cancellation = Interruption.cancellation()
        do throws(ExperimentError) {
            while let done = try run.step(cancellation: cancellation) { bar.update(done) }
        } catch {
            bar.finish()
            guard error.isCancellation else { throw error }
        }
        bar.finish()
        show(run.matrix, trace: opened.trace.id, model: loaded.model.name)
        guard run.matrix.isPartial else { return }
        Output.message(
            "cancelled after \(run.matrix.done) of \(run.matrix.total) \(kind.rawValue); "
                + "the others are left out")
        throw ExitCode(130)
    }

    private func show(_ matrix: KnockoutMatrix, trace: String, model: String) {
        if output.json { return Output.json(matrix.json(trace: trace, model: model)) }
        KnockoutText.lines(of: matrix, trace: trace).forEach(Output.line)
    }
}
