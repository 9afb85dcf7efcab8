import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

/// What `sweep --by planning` counts, and where its result goes.
struct PlanningSweepOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Heads that are off together, such as 0.2,3.5; may be given several times (default: "
                + "every head alone).", valueName: "heads"))
    var heads: [String] = []

    @OptionGroup var named: HeadSetOptions

    @Option(
        help: ArgumentHelp(
            "A result of heddle mediate --json: names the symbolic type of each head.",
            valueName: "file"))
    var mediation: String?

    @Option(help: "Bins of baseline negative log-likelihood in which groups are compared.")
    var bins = 10

    @Option(help: "Times that the problems are drawn anew for the intervals.")
    var resamples = 1000

    @Option(help: "Sign flips of the test over heads.")
    var flips = 5000

    @Option(help: "Random sets of heads beside each of --heads.")
    var randomSets = 20

    @Option(help: "Equal seeds give equal figures.")
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Write all figures as a table to this file.", valueName: "file"))
    var csv: String?

    @Option(
        help: ArgumentHelp(
            "Write a picture to this file: move starts against mathematics, a point a head.",
            valueName: "file"))
    var svg: String?

    func validate() throws {
        if !(1...100).contains(bins) { throw ValidationError("--bins is 1 to 100") }
        if !(0...100_000).contains(resamples) {
            throw ValidationError("--resamples is 0 to 100000")
        }
        if !(1...1_000_000).contains(flips) { throw ValidationError("--flips is 1 to 1000000") }
        if !(0...10_000).contains(randomSets) {
            throw ValidationError("--random-sets is 0 to 10000")
        }
    }

    var settings: PlanningSweepSettings {
        var settings = PlanningSweepSettings()
        settings.bins = bins
        settings.draws = resamples
        settings.flips = flips
        settings.randomSets = randomSets
        settings.seed = seed
        return settings
    }

    /// Nil for every head alone.
    func sets(_ shape: HeadShape) throws -> [[HeadID]]? {
        heads.isEmpty ? nil : try heads.map { try named.heads($0, shape: shape) }
    }

    func kinds() throws -> [HeadID: Set<SymbolicHeadKind>] {
        guard let mediation else { return [:] }
        do {
            return try SymbolicKinds.read(
                mediation: JSONValue(json: Files.read(mediation)))
        } catch let error as StorageError {
            throw error
        } catch {
            throw ValidationError("--mediation \(mediation): \(error)")
        }
    }

    /// Whether an option was given that only this kind of sweep takes.
    var areUsed: Bool { !heads.isEmpty || mediation != nil || csv != nil || svg != nil }

    func write(_ sweep: PlanningSweep) throws {
        if let csv { try write(sweep.csv, to: csv) }
        if let svg { try write(sweep.svg, to: svg) }
    }

    private func write(_ text: String, to path: String) throws {
        try Files.write(Array(text.utf8), to: path)
        Output.message("written to \(Quoted.controlsVisible(path, lines: false))")
    }
}

/// A result of `sweep --by planning` as lines for a terminal.
struct PlanningSweepText {
    let sweep: PlanningSweep

    func lines() -> [String] {
        let table = PlanningTable(sweep)
        return TableText.wrapped(table.lead) + [""]
            + TableText(header: table.header, rows: table.rows).lines() + [""]
            + TableText.wrapped(table.notes)
    }
}
