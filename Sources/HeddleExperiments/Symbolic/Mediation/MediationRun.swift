import HeddleAnalysis
import HeddleEngine

/// Causal mediation over all heads (Yang et al. 2025, 2502.20332): the output `z` of one head of the
/// base context is put into the run of the other context, and the score is how far that moves
/// `logit(target) − logit(own answer)` at the last position.
///
/// Works through blocks of pairs so that other work can go between and memory stays bounded. Costs
/// layers × heads patched runs for each pair, kind of head and donor, each from the patched layer
/// and position on. To be used by one thread at a time.
public final class MediationRun {
    /// Patched runs in all.
    public let total: Int
    /// How many of them are done.
    public var done: Int {
        main.done + readings.reduce(0) { $0 + $1.pass.done } + (maps?.done ?? 0)
    }

    private let model: LoadedModel
    private let request: MediationRequest
    private let main: MediationPass
    private let readings: [(reading: MediationReading.Reading, pass: MediationPass)]
    private let maps: LayerPositionRun?

    /// - Parameter store: rows of an earlier run of the same analysis; finished rows go there.
    /// - Throws: `ExperimentError.noTokenizer`, `.noBeginning`, `.unusablePair`, `.emptyCorpus`
    ///   without pairs of the kinds asked for.
    public init(
        _ model: LoadedModel, pool: WorkerPool, request: MediationRequest,
        store: (any MediationStore)? = nil
    ) throws(ExperimentError) {
        let text = try TaskTokenizer(model, beginsText: request.beginsText)
        self.model = model
        self.request = request
        main = try MediationPass(
            model, pool: pool, request: request,
            plan: MediationPass.Plan(text: text, kinds: request.kinds), store: store)
        var readings: [(MediationReading.Reading, MediationPass)] = []
        for reading in Self.readings(request, text, model.model.configuration) {
            let text =
                switch reading {
                case .withBeginning: try TaskTokenizer(model, beginsText: true)
                case .withoutBeginning: try TaskTokenizer(model, beginsText: false)
                case .onePositionLater: text
                }
            let plan = MediationPass.Plan(
                text: text, shift: reading == .onePositionLater ? 1 : 0, kinds: [.abstraction],
                controls: [])
            readings.append(
                (
                    reading,
                    try MediationPass(model, pool: pool, request: request, plan: plan, store: nil)
                ))
        }
        self.readings = readings
        maps =
            request.maps
            ? try LayerPositionRun(model, pool: pool, pairs: request.pairs, text: text) : nil
        total = main.total + readings.reduce(0) { $0 + $1.1.total } + (maps?.total ?? 0)
    }

    /// The other readings of third items that are measured.
    private static func readings(
        _ request: MediationRequest, _ text: TaskTokenizer, _ configuration: ModelConfiguration
    ) -> [MediationReading.Reading] {
        let isUnsure = ["gpt2", "gpt_neox"].contains(configuration.architecture)
        switch request.otherReadings {
        case .never: return []
        case .whereUnsure where !isUnsure: return []
        default: break
        }
        guard request.kinds.contains(.abstraction) else { return [] }
        if text.beginsText { return [.withoutBeginning] }
        let canBegin = configuration.beginningOfText != nil
        return (canBegin ? [.withBeginning] : []) + [.onePositionLater]
    }

    /// Measures the next block; false when all were.
    ///
    /// - Parameter progress: is told how many patched runs are done.
    /// - Throws: `ExperimentError`, also when cancelled; what was measured before stays.
    public func step(
        cancellation: Cancellation? = nil, progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> Bool {
        var before = 0
        for pass in [main] + readings.map(\.pass) {
            if try pass.step(cancellation: cancellation, progress: { progress(before + $0) }) {
                return true
            }
            before += pass.done
        }
        return try maps?.step(cancellation: cancellation, progress: { progress(before + $0) })
            ?? false
    }

    /// What the pairs measured so far say; nil when cancelled.
    public func result(cancelled: () -> Bool = { false }) -> MediationResult? {
        var result = MediationResult(
            model: ModelIdentity(model.model, sha256: try? model.model.sha256()),
            shape: model.model.configuration.headShape, settings: request.settings,
            accuracy: request.accuracy, acceptance: request.acceptance)
        result.pairs = request.pairs
        for kind in request.kinds {
            guard !cancelled() else { return nil }
            result.kinds[kind] = main.table.result(of: kind, cancelled: cancelled)
        }
        for (reading, pass) in readings {
            guard !cancelled() else { return nil }
            if let found = pass.table.result(of: .abstraction, cancelled: cancelled) {
                result.otherReadings.append(
                    MediationReading(reading: reading, kind: .abstraction, result: found))
            }
        }
        result.maps = maps?.maps ?? []
        result.notes = result.findings
        return result
    }
}
