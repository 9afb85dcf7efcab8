import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

struct Mediate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Which heads abstract symbols, induce over them, and retrieve: causal mediation.",
        discussion: """
            For pairs of prompts, the output of one head in one prompt is put into the run of the \
            other; a head's score is how far that moves the logit of the answer that the first \
            prompt's rule (or query) asks for, against the prompt's own answer (Yang et al. 2025, \
            2502.20332). Which scores are more than chance is told by flipping the signs of pairs \
            (--flips), over all heads of a kind together: by the largest mean, and by the largest \
            mean over its standard error, which one strong head does not hide others from.

            Two donors that should not move the answer stand beside every score: the same rule with \
            other words (what mere damage scores), and the same rule, third items and query.
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case all, abstraction, induction, retrieval

        var kinds: [SymbolicHeadKind] {
            SymbolicHeadKind(rawValue: rawValue).map { [$0] } ?? SymbolicHeadKind.allCases
        }
    }

    @OptionGroup var pairs: MediationPairOptions

    @Option(help: "Which kind of head is measured.")
    var type: Kind = .all

    @Option(help: "Sign flips of the permutation test.")
    var flips = 5000

    @Option(help: "Rate of any false positive within a kind of head.")
    var alpha = 0.05

    @Flag(help: "Also map whole layers' outputs, position by position.")
    var maps = false

    @Flag(
        help: "Also measure abstraction with and without a beginning token, and one position later."
    )
    var readings = false

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp(
            "Write the result to this file as JSON; a run that was stopped goes on from where it was.",
            valueName: "file"))
    var out: String?

    @Option(help: ArgumentHelp("Write all scores as a table to this file.", valueName: "file"))
    var csv: String?

    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !(1...1_000_000).contains(flips) { throw ValidationError("--flips is 1 to 1000000") }
        if !(alpha > 0 && alpha < 1) { throw ValidationError("--alpha is between 0 and 1") }
    }

    func run() throws {
        let loaded = try model.load()
        let pool = model.pool()
        let kinds = type.kinds
        var request = try pairs.request(loaded, pool: pool, kinds: kinds)
        request.settings.flips = flips
        request.settings.familyWiseError = alpha
        request.maps = maps
        request.otherReadings = readings ? .always : .whereUnsure
        let checkpoint = try out.map { path in
            try MediationCheckpoint(
                path: path + ".rows", settings: request.settings,
                model: try loaded.model.numbersKey())
        }
        let run = try MediationRun(loaded, pool: pool, request: request, store: checkpoint)
        let bar = ProgressBar("mediation", total: run.total)
        while try run.step(progress: { bar.update($0) }) {}
        bar.finish()
        if let failure = checkpoint?.failure {
            Output.message("finished rows are not kept: \(failure)")
        }
        guard let result = run.result() else { return }
        if let csv { try Files.write(Array(result.csv.utf8), to: csv) }
        if let out {
            try Files.write(result.json.compactBytes + [0x0A], to: out)
            checkpoint?.remove()
        }
        if output.json {
            Output.json(result.json)
        } else {
            for line in result.lines() {
                Output.line(Quoted.controlsVisible(line, lines: false))
            }
        }
    }
}
