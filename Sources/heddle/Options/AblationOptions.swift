import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

extension AblationMode: ExpressibleByArgument {}
extension SweepMetric: ExpressibleByArgument {}

/// Which heads are off, how, and where.
struct AblationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Heads to switch off: 0.2,3.* or 2-4.1, or an expression of sets: '@retrieval - 3.*'.",
            valueName: "heads"))
    var ablate: String?

    @OptionGroup var mode: AblationModeOptions
    @OptionGroup var sets: HeadSetOptions

    func validate() throws {
        if ablate == nil, mode.atPositions != nil || mode.ablation != .zero {
            throw ValidationError("--ablation and --at-positions need heads: --ablate HEADS")
        }
    }

    /// The mask for a text; where its tokens are not labelled `--at-positions` takes a list only.
    ///
    /// - Parameter tokens: the length of the text; nil where it grows.
    func mask(
        shape: HeadShape, tokens: Int?, labelling: Labelling? = nil
    ) throws -> HeadMask {
        guard let ablate else { return HeadMask() }
        let heads = try sets.heads(ablate, shape: shape)
        return HeadMask(
            heads: Set(heads), mode: mode.ablation,
            scope: try mode.scope(from: nil, labelling: labelling, tokens: tokens))
    }

    func reference(
        for mask: HeadMask, model: LoadedModel, pool: WorkerPool
    ) throws -> AblationReference {
        try mode.reference(isNeeded: !mask.isEmpty, model: model, pool: pool)
    }
}

/// What takes the place of heads and at which positions.
struct AblationModeOptions: ParsableArguments {
    @Option(help: "What takes a head's place.")
    var ablation: AblationMode = .zero

    @Option(
        help: ArgumentHelp(
            "Only at the predictions of these tokens: a list, 'planning' or 'execution' "
                + "(default: every position).", valueName: "list|planning|execution"))
    var atPositions: String?

    @Option(
        help: ArgumentHelp(
            "Traces that mean and resample take their values from (default: the sample's).",
            valueName: "file"))
    var reference: String?

    /// - Parameter tokens: the length of the text, which targets must lie in; nil where it grows.
    func scope(
        from target: Int?, labelling: Labelling?, tokens: Int?
    ) throws -> AblationScope {
        guard let atPositions else {
            guard let target else { return .always }
            try Self.check([target], "--from", tokens: tokens)
            return .from(target: target)
        }
        switch atPositions {
        case "planning", "execution":
            guard let labelling else {
                throw ValidationError(
                    "--at-positions \(atPositions) needs a trace; give a list of tokens here")
            }
            let wanted = atPositions == "planning"
            return .targets(labelling.intents.indices.filter { labelling.isPlanning($0) == wanted })
        default:
            let targets = try IDList.parse(atPositions).map(Int.init)
            guard !targets.isEmpty else {
                throw ValidationError("--at-positions names no token: write 3,7 or planning")
            }
            try Self.check(targets, "--at-positions", tokens: tokens)
            return .targets(targets)
        }
    }

    private static func check(_ targets: [Int], _ option: String, tokens: Int?) throws {
        let limit = tokens ?? Int.max
        guard let outside = targets.first(where: { $0 < 0 || $0 >= limit }) else { return }
        let known = tokens.map { ", which has tokens 0-\($0 - 1)" } ?? ""
        throw ValidationError("\(option): token \(outside) is outside the text\(known)")
    }

    func reference(
        isNeeded: Bool, model: LoadedModel, pool: WorkerPool
    ) throws -> AblationReference {
        guard isNeeded, ablation != .zero else { return AblationReference() }
        let provider = ReferenceProvider(
            files: try reference.map { [$0] } ?? Resources.found().bundledTraces(),
            cache: Resources.cache())
        return try provider.reference(for: ablation, model: model, pool: pool, cancellation: nil)
    }
}
