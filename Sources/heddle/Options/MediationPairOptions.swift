import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

/// Where the context pairs of a mediation analysis come from.
struct MediationPairOptions: ParsableArguments {
    enum Task: String, ExpressibleByArgument, CaseIterable { case identity }

    @Option(help: "The task that pairs are drawn from.")
    var task: Task = .identity

    @Option(help: "Examples before the query (2 without --pairs-file).")
    var shots: Int?

    @Option(name: .customLong("pairs"), help: "Pairs of each rule and kind that the model solves.")
    var count = 100

    @Option(
        help: ArgumentHelp(
            "Use exactly these pairs (heddle.pairs/1) instead of drawing some.", valueName: "file"))
    var pairsFile: String?

    @OptionGroup var words: WordOptions

    @Flag(inversion: .prefixedNo, help: "Leave out pairs that the model does not solve.")
    var filter: Bool?

    @Option(help: "A beginning token in front: auto is what the tokenizer does by itself.")
    var bos: BeginningChoice = .auto

    @Option(help: "Equal seeds give equal pairs.")
    var seed: UInt64 = 0

    func validate() throws {
        if let shots, !(1...1000).contains(shots) {
            throw ValidationError("--shots is 1 to 1000")
        }
        if !(1...100_000).contains(count) { throw ValidationError("--pairs is 1 to 100000") }
        if pairsFile != nil, words.areNamed || shots != nil {
            throw ValidationError("--pairs-file brings its own words and examples")
        }
    }

    /// The analysis that the options ask for, with its pairs drawn or read.
    func request(
        _ loaded: LoadedModel, pool: WorkerPool, kinds: [SymbolicHeadKind]
    ) throws -> MediationRequest {
        let answering = try AnsweringModel(loaded, pool: pool, beginsText: bos.beginsText)
        let pairKinds = ContextPair.Kind.allCases.filter { kind in
            kinds.contains { $0.pairKind == kind }
        }
        let filters = filter ?? (pairsFile == nil)
        var selection = PairSelection(answering, filters: filters)
        if let pairsFile {
            let given = try PairsFile.read(pairsFile).filter { pairKinds.contains($0.kind) }
            let bar = ProgressBar("answers", total: given.count)
            try selection.take(given) { bar.update($0) }
            bar.finish()
        } else {
            let total = count * pairKinds.count * IdentityRule.solvable.count
            let chosen = try words.chosen(answering.text)
            let bar = ProgressBar("pairs", total: total)
            try selection.draw(
                pairKinds, count: count, shots: shots ?? 2, words: chosen.words, seed: seed
            ) { bar.update($0) }
            bar.finish()
        }
        for found in selection.acceptance where pairsFile == nil && found.kept < count {
            Output.message(
                "\(found.kind.rawValue) pairs, base \(found.rule): only \(found.kept) of "
                    + "\(found.tried) tried are solved; give more --shots, or words that the model "
                    + "knows with --words FILE")
        }
        let settings = MediationSettings(
            task: pairsFile ?? task.rawValue, shots: pairsFile == nil ? shots ?? 2 : nil,
            pairsPerRule: count, seed: seed, beginsText: answering.text.beginsText,
            filtersPairs: filters, pairsHash: MediationRequest.hash(selection.pairs))
        return MediationRequest(
            pairs: selection.pairs, settings: settings, kinds: kinds, beginsText: bos.beginsText,
            accuracy: selection.accuracy, acceptance: selection.acceptance)
    }
}
