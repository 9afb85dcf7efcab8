import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

struct Resample: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What a sentence is worth: continuations that keep it against continuations that "
            + "say something else in its place.",
        discussion: """
            Draws n continuations behind the sentence and n from before it whose first sentence \
            says something else, checks their answers with the trace's own key, and compares how \
            often they are right: the difference is what the sentence adds to the chance of \
            success, whether or not this attempt succeeded (the counterfactual importance of \
            Thought Anchors, 2506.19143). Without --at it lists the sentences.

            The attempts of both sides share their noise by number, and several share one pass of \
            the weights. Ctrl-C keeps what is done, marked as partial; with -o the same command \
            goes on from there.
            """)

    @OptionGroup var trace: TraceOptions

    @Option(help: ArgumentHelp("Number of the sentence, from 0.", valueName: "sentence"))
    var at: Int?

    @OptionGroup var options: ResampleOptions

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp(
            "Write the result to this file as JSON; a run that was stopped goes on from where it was.",
            valueName: "file"))
    var out: String?

    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let (opened, loaded) = try trace.open(model: model)
        guard let at else { return list(opened) }
        let pool = model.pool()
        let request = try options.request(at, of: opened.trace, pool: pool)
        let checkpoint = try out.map { path in
            try ResampleCheckpoint(
                path: path + ".rows",
                identity: try ResampleRun.identity(opened, request, model: loaded))
        }
        let run = try ResampleRun(opened, request, model: loaded, pool: pool, store: checkpoint)
        let isComplete = try work(run)
        if let failure = checkpoint?.failure {
            Output.message("finished continuations are not kept: \(failure)")
        }
        let report = run.report
        if let out {
            try Files.write(report.json.compactBytes + [0x0A], to: out)
            if isComplete { checkpoint?.remove() }
        }
        if output.json { Output.json(report.json) } else { show(report) }
        if !isComplete { throw ExitCode(Interruption.status) }
    }

    /// Draws until all is done; false when Ctrl-C stopped it.
    private func work(_ run: ResampleRun) throws -> Bool {
        let bar = ProgressBar("resample", total: run.total)
        let cancellation = Interruption.cancellation()
        defer { bar.finish() }
        do throws(ExperimentError) {
            while try run.step(cancellation: cancellation) { bar.update(run.done) }
            return true
        } catch  where error.isCancellation {
            return false
        }
    }

    private func list(_ opened: OpenedTrace) {
        let sentences = ResampledSentence.all(of: opened.trace, tokens: opened.tokens)
        if output.json {
            let rows = sentences.map { sentence -> JSONValue in
                [
                    "number": .integer(sentence.number), "text": .string(sentence.text),
                    "start": .integer(sentence.tokens.lowerBound),
                    "end": .integer(sentence.tokens.upperBound),
                ]
            }
            return Output.json(
                ["trace": .string(opened.trace.id), "sentences": .array(rows)],
                schema: "heddle.sentences/1")
        }
        for sentence in sentences {
            let last = sentence.tokens.upperBound - 1
            Output.line(
                "\(sentence.number)\ttokens \(sentence.tokens.lowerBound)-\(last)\t"
                    + Quoted.controlsVisible(sentence.text, lines: false))
        }
        if sentences.isEmpty { Output.message("the trace has no reasoning with sentences") }
    }

    private func show(_ report: ResampleReport) {
        let table = report.table
        let sentence = report.sentence
        let last = sentence.tokens.upperBound - 1
        let lines =
            TableText.wrapped([
                "\(report.traceID), sentence \(sentence.number), "
                    + "tokens \(sentence.tokens.lowerBound)-\(last): \(sentence.text)"
            ]) + [""] + TableText(header: table.header, rows: table.rows).lines() + [""]
            + TableText.wrapped(
                [report.finding] + report.answerLines() + [report.divergenceLine] + report.notes)
        lines.forEach(Output.line)
    }
}
