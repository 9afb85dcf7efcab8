import HeddleAnalysis
import HeddleEngine

/// Speed of causal mediation: the output of each head of one context is put into the other context
/// of its pair, one head a run, for the three kinds of symbolic heads. The runs of both contexts
/// are part of the time.
public struct MediationBenchmark: Sendable {
    public let json: JSONValue

    fileprivate struct Part {
        var kind: SymbolicHeadKind
        var pair: PairTokens
        var scores: [Float]
    }

    /// - Parameters:
    ///   - shots: examples of a prompt.
    ///   - count: pairs of each rule and kind of pair.
    /// - Throws: `ExperimentError.contextExceeded`, and what the engine throws.
    public init(
        _ setting: BenchmarkSetting, shots: Int, pairsPerRule count: Int
    ) throws(ExperimentError) {
        let limit = setting.model.configuration.contextLength
        let needed = IdentityItems.tokenCount(shots: shots)
        guard needed <= limit else { throw .contextExceeded(tokens: needed, limit: limit) }
        let pairs = IdentityPairsOfIDs.pairs(setting, shots: shots, count: count)
        var parts: [Part] = []
        let timings = try setting.plan.time { () throws(ExperimentError) in
            parts = []
            for kind in ContextPair.Kind.allCases {
                parts += try Self.run(setting, kind, pairs.filter { $0.kind == kind }.map(\.tokens))
            }
        }
        let patches = parts.reduce(0) { $0 + $1.scores.count }
        json = setting.json("mediate").adding([
            "shots": .integer(shots), "pairs": .integer(pairs.count),
            "tokens": .integer(needed), "patches": .integer(patches),
            "mediate": timings.json(count: patches, rate: "patchesPerSecond"),
            "parts": setting.showsValues ? .array(parts.map(\.json)) : nil,
        ])
    }

    private static func run(
        _ setting: BenchmarkSetting, _ kind: ContextPair.Kind, _ pairs: [PairTokens]
    ) throws(ExperimentError) -> [Part] {
        let patching = try PairPatching(
            setting.model, pool: setting.pool, contexts: pairs.map(\.exp), cancellation: nil)
        var parts: [Part] = []
        for head in SymbolicHeadKind.allCases where head.pairKind == kind {
            let patches = pairs.map { pair in
                PairPatching.Patch(
                    donor: pair.base, positions: pair.positions(of: head), target: pair.target,
                    answer: pair.expAnswer)
            }
            let scores = try patching.scores(patches, cancellation: nil)
            for (pair, score) in zip(pairs, scores) {
                parts.append(Part(kind: head, pair: pair, scores: score?.heads ?? []))
            }
        }
        return parts
    }
}

extension MediationBenchmark.Part {
    /// The tokens, where they are patched, and each head's score, layer by layer.
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "rule": .string(pair.rule),
            "base": .ids(pair.base.ids), "exp": .ids(pair.exp.ids),
            "positions": .array(pair.positions(of: kind).map(JSONValue.integer)),
            "target": .integer(Int(pair.target)), "answer": .integer(Int(pair.expAnswer)),
            "scores": .floats(scores),
        ]
    }
}
