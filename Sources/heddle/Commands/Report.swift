import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reports that put several analyses together.", subcommands: [ReportSymbolic.self])
}

struct ReportSymbolic: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "symbolic",
        abstract: "All evidence on symbolic heads in one report, beside the published figures.",
        discussion: """
            Runs the mediation, or reads one with --mediation, and then: where the heads look, what \
            their outputs stand for, what can be read off them, what goes without them, and how they \
            relate to heads that were known before. The page needs nothing besides itself; Markdown \
            leaves the pictures out; JSON has every number.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case markdown, html, json }

    @Option(
        help: ArgumentHelp(
            "A result of 'heddle mediate --json' or '-o' to report on, instead of running it.",
            valueName: "file"))
    var mediation: String?

    @OptionGroup var pairs: MediationPairOptions

    @Option(help: "How the report is written (default: by the ending of -o, else markdown).")
    var format: Format?

    @Flag(help: "The same as --format json.")
    var json = false

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp("Write the report to this file.", valueName: "file"))
    var out: String?

    @Flag(help: "Also draw the ablation curves with mean ablation.")
    var meanAblation = false

    @OptionGroup var model: ModelOptions

    func validate() throws {
        if mediation != nil, pairs.pairsFile != nil || pairs.shots != nil {
            throw ValidationError("--mediation brings its own pairs")
        }
    }

    func run() throws {
        let loaded = try model.load()
        let pool = model.pool()
        let found = try mediation.map { try saved($0, loaded) } ?? measured(loaded, pool)
        var options = EvidenceOptions(seed: pairs.seed)
        if pairs.words.areNamed {
            options.words = try pairs.words.chosen(TaskTokenizer(loaded)).words
        }
        if meanAblation { options.ablationModes.append(.mean) }
        let run = try SymbolicEvidenceRun(found, model: loaded, pool: pool, options: options)
        var bar: (part: EvidenceOptions.Part, bar: ProgressBar)?
        let evidence = try run.run { progress in
            if bar?.part != progress.part {
                bar = (progress.part, ProgressBar(progress.part.label, total: progress.total))
            }
            bar?.bar.update(progress.done)
        }
        bar?.bar.finish()
        try write(SymbolicReport(mediation: found, evidence: evidence))
    }

    private func saved(_ path: String, _ loaded: LoadedModel) throws -> MediationResult {
        let result = try MediationFile.read(path)
        if let hash = result.model.sha256, hash != (try loaded.model.sha256()) {
            throw ValidationError(
                "\(path) is of \(result.model.name), whose weights are not those of "
                    + "\(loaded.model.path); name its model with --model")
        }
        return result
    }

    private func measured(_ loaded: LoadedModel, _ pool: WorkerPool) throws -> MediationResult {
        let request = try pairs.request(loaded, pool: pool, kinds: SymbolicHeadKind.allCases)
        let run = try MediationRun(loaded, pool: pool, request: request)
        let bar = ProgressBar("mediation", total: run.total)
        while try run.step(progress: { bar.update($0) }) {}
        bar.finish()
        guard let result = run.result() else { throw ExperimentError.engine(.cancelled) }
        return result
    }

    private func write(_ report: SymbolicReport) throws {
        let text =
            switch chosenFormat {
            case .markdown: report.markdown
            case .html: report.html
            case .json: report.json.compactText + "\n"
            }
        if let out {
            try Files.write(Array(text.utf8), to: out)
            Output.message("written to \(out)")
        } else {
            Output.exact(Array(text.utf8))
        }
    }

    private var chosenFormat: Format {
        if let format { return format }
        if json { return .json }
        let ending = out?.lowercased().split(separator: ".").last
        return switch ending {
        case "html", "htm": .html
        case "json": .json
        default: .markdown
        }
    }
}
