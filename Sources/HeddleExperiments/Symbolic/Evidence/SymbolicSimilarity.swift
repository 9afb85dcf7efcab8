import HeddleAnalysis
import HeddleEngine

/// Representational similarity of heads' outputs on groups of four prompts: a context, the other
/// context of its abstract pair, and both with the query's items swapped.
struct SymbolicSimilarity {
    let bench: SymbolicBench
    let heads: [SymbolicHeadKind: [ScoredHead]]
    /// Scores of all heads, to keep the matrices of the highest.
    let scores: [SymbolicHeadKind: [[Double]]]

    /// Heads of each kind whose matrices are kept, the significant ones always.
    private static let keptMatrices = 16

    /// A kind of head at one place. Memory: prompts × all heads' outputs.
    ///
    /// - Parameter example: the example whose third item is taken; nil for the last position.
    func measure(
        _ kind: SymbolicHeadKind, example: Int?, groups: [[IdentityStimulus]],
        progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> SimilarityEvidence {
        let stimuli = Self.ordered(groups)
        var outputs: [[Float]] = []
        for stimulus in stimuli {
            let position = example.map(stimulus.layout.third) ?? stimulus.layout.last
            outputs += try bench.outputs(stimulus.tokens, at: [position])
            progress(outputs.count)
        }
        let abstract = SimilarityAnalysis.predicted(stimuli.map(\.rule))
        let token = SimilarityAnalysis.predicted(
            stimuli.map { stimulus in
                example.map { stimulus.tokens[stimulus.layout.third($0)] } ?? stimulus.answer
            })
        let found = matrices(outputs, keeping: kept(kind))
        func grid(_ predicted: [Double]) -> [[Double?]] {
            bench.grid { head in
                found.triangles[head].flatMap {
                    Correlation.pearson(
                        $0, SimilarityAnalysis.lowerTriangle(predicted, rows: stimuli.count))
                }
            }
        }
        return evidence(
            kind, example, stimuli.count, abstract: (grid(abstract), abstract),
            token: (grid(token), token), found.kept)
    }

    private typealias Prediction = (grid: [[Double?]], matrix: [Double])

    private func evidence(
        _ kind: SymbolicHeadKind, _ example: Int?, _ prompts: Int, abstract: Prediction,
        token: Prediction, _ kept: [HeadID: [Double]]
    ) -> SimilarityEvidence {
        let significant = heads[kind] ?? []
        func drawn(_ matrix: [Double]) -> SimilarityMatrix {
            SimilarityMatrix(averaging: matrix, rows: prompts)
        }
        return SimilarityEvidence(
            kind: kind, example: example, prompts: prompts, abstract: abstract.grid,
            token: token.grid,
            weightedAbstract: significant.weightedMean(abstract.grid.value(of:)),
            weightedToken: significant.weightedMean(token.grid.value(of:)),
            predictedAbstract: drawn(abstract.matrix), predictedToken: drawn(token.matrix),
            weightedMatrix: Self.weighted(significant, kept).map(drawn),
            matrices: self.kept(kind).compactMap { head in
                kept[head].map { HeadMatrix(head: head, matrix: drawn($0)) }
            })
    }

    /// Prompts of one rule beside each other, groups in their order.
    private static func ordered(_ groups: [[IdentityStimulus]]) -> [IdentityStimulus] {
        let all = groups.flatMap { $0 }
        return IdentityRule.solvable.flatMap { rule in all.filter { $0.rule == rule } }
    }

    private func kept(_ kind: SymbolicHeadKind) -> [HeadID] {
        let significant = (heads[kind] ?? []).map(\.head)
        let grid = scores[kind] ?? []
        let rest = bench.shape.all.filter { !significant.contains($0) }.sorted {
            (grid.value(of: $1) ?? 0, $0) < (grid.value(of: $0) ?? 0, $1)
        }
        return significant + rest.prefix(max(0, Self.keptMatrices - significant.count))
    }

    private func matrices(
        _ outputs: [[Float]], keeping kept: [HeadID]
    ) -> (triangles: [HeadID: [Double]], kept: [HeadID: [Double]]) {
        var triangles: [HeadID: [Double]] = [:]
        var whole: [HeadID: [Double]] = [:]
        for head in bench.shape.all {
            let cosines = SimilarityAnalysis.cosines(
                outputs.map { Array(bench.part(of: head, in: $0)) })
            triangles[head] = SimilarityAnalysis.lowerTriangle(cosines, rows: outputs.count)
            if kept.contains(head) { whole[head] = cosines }
        }
        return (triangles, whole)
    }

    private static func weighted(
        _ heads: [ScoredHead], _ matrices: [HeadID: [Double]]
    ) -> [Double]? {
        guard let cells = matrices.first?.value.count else { return nil }
        let cellMeans = (0..<cells).map { cell in
            heads.weightedMean { matrices[$0]?[cell] }
        }
        let known = cellMeans.compactMap(\.self)
        return known.count == cells ? known : nil
    }
}
