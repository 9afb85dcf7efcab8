import HeddleAnalysis
import HeddleEngine

/// Where mean and resample ablation take their values from.
public struct AblationReference: Sendable {
    /// Mean outputs of every head over a reference corpus.
    public var means: HeadValues?
    /// Outputs of every head in another trace.
    public var donor: HeadValues?

    public init(means: HeadValues? = nil, donor: HeadValues? = nil) {
        self.means = means
        self.donor = donor
    }

    /// The mean outputs of some heads; those without are left out.
    public func vectors(of heads: Set<HeadID>) -> [HeadID: [Float]] {
        heads.reduce(into: [:]) { vectors, head in
            vectors[head] = means?.vector(of: head, at: 0).map(Array.init)
        }
    }
}

extension HeadMask {
    /// The engine's interventions that this mask stands for.
    ///
    /// - Throws: `ExperimentError.noReference` when the mode needs values that `reference` lacks.
    public func interventions(
        _ reference: AblationReference = AblationReference()
    ) throws(ExperimentError) -> [Intervention] {
        guard !heads.isEmpty else { return [] }
        let positions: Intervention.Positions =
            switch scope {
            case .always: .all
            case .from(let target): .from(max(0, target - 1))
            case .targets(let targets): .at(targets.compactMap { TokenPosition(target: $0).query })
            }
        let sorted = heads.sorted()
        switch mode {
        case .zero:
            return [.zero(sorted, at: positions)]
        case .mean:
            guard let means = reference.means else { throw .noReference(mode: mode) }
            return [.replace(sorted, with: means, at: positions)]
        case .resample:
            guard let donor = reference.donor else { throw .noReference(mode: mode) }
            return [.replace(sorted, with: donor, at: positions)]
        }
    }
}
