import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

struct Regenerate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answers problems again with heads off: accuracy, planning moves, length, and "
            + "where the text first goes another way.",
        discussion: """
            Each problem is answered several times with all heads on, as often with the heads off \
            and the same noise, and as often with all heads on and other noise: the last comparison \
            is what chance alone does. Intervals come from drawing the problems anew.

            With --out and --resume the responses that the file already has are not written again. \
            The first continuation of the intact model is what heddle generate --problems writes \
            with the same seed and sampling.
            """)

    @Option(help: "JSON Lines of problems.")
    var problems: String

    @Option(help: "Only problems of this task.")
    var task: String?

    @Option(help: "Leave out this many problems first.")
    var skip = 0

    @Option(help: "At most this many problems.")
    var limit: Int?

    @Option(help: ArgumentHelp("Heads to switch off: 0.2,3.* or 2-4.1.", valueName: "heads"))
    var ablate: String

    @Option(help: "Responses of each kind to each problem.")
    var continuations = 3

    @Option(help: "Tokens at most.")
    var maxTokens = 600

    @Option(help: "Times that the problems are drawn anew for the intervals.")
    var resamples = 1000

    @Flag(help: "Continue the prompts as they are, without the chat template.")
    var raw = false

    @Option(help: ArgumentHelp("Write the traces to this file.", valueName: "file"))
    var out: String?

    @Flag(help: "Go on from the traces that the file of --out has.")
    var resume = false

    @OptionGroup var sampling: SamplingArguments
    @OptionGroup var mode: AblationModeOptions
    @OptionGroup var sets: HeadSetOptions
    @OptionGroup var lexicon: LexiconOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if maxTokens < 1 { throw ValidationError("--max-tokens is 1 or more") }
        if !(1...1000).contains(continuations) {
            throw ValidationError("--continuations is 1 to 1000")
        }
        if skip < 0 || (limit ?? 0) < 0 {
            throw ValidationError("--skip and --limit are 0 or more")
        }
        if !(0...100_000).contains(resamples) {
            throw ValidationError("--resamples is 0 to 100000")
        }
        if resume, out == nil { throw ValidationError("--resume needs --out FILE") }
        if mode.atPositions != nil {
            throw ValidationError("heads are off at every position while a text is written")
        }
    }

    func run() throws {
        let loaded = try model.load()
        let pool = model.pool()
        let run = try RegenerationRun(
            request(loaded, pool), model: loaded, pool: pool, labeller: try lexicon.labeller())
        let known = try resume ? written(run) : [:]
        let sha256 = try loaded.model.sha256()
        let writer = try out.map { try LineWriter(path: $0, replacing: !resume) }
        let bar = ProgressBar("regenerate", total: run.pieces.count)
        for (index, piece) in run.pieces.enumerated() {
            if let trace = known[piece] {
                run.add(trace, of: piece)
            } else {
                var trace = try run.generate(piece)
                trace.model?.sha256 = sha256
                try writer?.append(trace.json)
                run.add(trace, of: piece)
            }
            bar.update(index + 1)
        }
        try writer?.synchronize()
        bar.finish()
        show(run.report)
    }

    private func request(_ loaded: LoadedModel, _ pool: WorkerPool) throws -> RegenerationRequest {
        let heads = try sets.heads(ablate, shape: loaded.model.configuration.headShape)
        var options = try sampling.options(loaded.model)
        // Noise is what continuations differ by.
        if sampling.temperature == nil { options.temperature = Self.temperature }
        return RegenerationRequest(
            problems: try wanted(), heads: heads, mode: mode.ablation,
            reference: try mode.reference(isNeeded: true, model: loaded, pool: pool),
            continuations: continuations, sampling: options, maxTokens: maxTokens, raw: raw,
            draws: resamples)
    }

    /// The bundled traces were written at it.
    private static let temperature: Float = 0.7

    private func wanted() throws -> [NumberedProblem] {
        let all = try ProblemFile.read(problems).enumerated().map {
            NumberedProblem(number: $0.offset, problem: $0.element)
        }
        let ofTask = all.filter { task == nil || $0.problem.task == task }
        return Array(ofTask.dropFirst(skip).prefix(limit ?? Int.max))
    }

    /// The pieces that the file of `--out` has.
    private func written(_ run: RegenerationRun) throws -> [RegenerationPiece: Trace] {
        guard let out, Files.exists(out) else { return [:] }
        let pieces = Dictionary(run.pieces.map { ($0.id, $0) }) { first, _ in first }
        var known: [RegenerationPiece: Trace] = [:]
        try TraceFiles.forEach([out]) { result in
            if case .success(let record) = result, let piece = pieces[record.trace.id],
                run.isResult(record.trace, of: piece)
            {
                known[piece] = record.trace
            }
            return true
        }
        return known
    }

    private func show(_ report: RegenerationReport) {
        if output.json { return Output.json(report.json) }
        let table = RegenerationTable(report)
        let lines =
            TableText.wrapped(table.lead) + [""]
            + TableText(header: table.header, rows: table.rows).lines() + [""]
            + TableText.wrapped(table.notes)
        lines.forEach(Output.line)
    }
}
