import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

extension AblationMode: ExpressibleByArgument {}
extension SweepMetric: ExpressibleByArgument {}

/// Which heads are off, how, and where.
struct AblationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Heads to switch off: 0.2,3.* or 2-4.1.", valueName: "heads"))
    var ablate: String?

    @OptionGroup var mode: AblationModeOptions

    /// The mask for a text whose tokens are not labelled: `--at-positions` takes a list only.
    func mask(shape: HeadShape) throws -> HeadMask {
        guard let ablate else { return HeadMask() }
        let heads = try HeadSelection.parse(ablate, shape: shape)
        return HeadMask(
            heads: Set(heads), mode: mode.ablation, scope: try mode.scope(from: nil, labelling: nil)
        )
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

    func scope(from target: Int?, labelling: Labelling?) throws -> AblationScope {
        guard let atPositions else { return target.map { .from(target: $0) } ?? .always }
        switch atPositions {
        case "planning", "execution":
            guard let labelling else {
                throw ValidationError(
                    "--at-positions \(atPositions) needs a trace; give a list of tokens here")
            }
            let wanted = atPositions == "planning"
            return .targets(labelling.intents.indices.filter { labelling.isPlanning($0) == wanted })
        default:
            return .targets(try IDList.parse(atPositions).map(Int.init))
        }
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
