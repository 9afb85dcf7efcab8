import HeddleAnalysis
import HeddleEngine

/// Published scores of all heads of a model.
struct KnownHeadMeasures {
    let bench: SymbolicBench
    let seed: UInt64
    /// Random texts, and tokens of each of their two halves.
    var sequences = 20
    var length = 25

    /// The most tokens that the copying score is over.
    private static let copiedTokens = 2048

    /// Random tokens, to be given twice.
    ///
    /// - Parameter vocabulary: tokens to draw from.
    func randomHalves(_ vocabulary: [Int32]) -> [[Int32]] {
        var generator = SeededGenerator(seed: seed, stream: 0x9EF)
        return (0..<sequences).map { _ in
            (0..<length).compactMap { _ in vocabulary.randomElement(using: &generator) }
        }
    }

    /// Prefix matching and previous token, each text given twice in a row.
    ///
    /// - Parameter progress: is told how many texts are done.
    func attention(
        _ halves: [[Int32]], progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> [KnownHeadScore: [[Double]]] {
        var prefix = bench.grid { _ in RunningStatistics() }
        var previous = prefix
        let start = bench.text.beginning
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let result = try bench.run(
                start + half + half,
                ForwardRequest(patterns: bench.shape.all.map { PatternRequest(head: $0) }))
            var rows: [HeadID: [[Float]]] = [:]
            for row in result.patterns { rows[row.head, default: []].append(row.weights) }
            for (head, rows) in rows {
                if let score = KnownHeadScores.prefixMatching(
                    rows, length: half.count, offset: start.count)
                {
                    prefix[head.layer][head.head].add(score)
                }
                if let score = KnownHeadScores.previousToken(rows) {
                    previous[head.layer][head.head].add(score)
                }
            }
            progress(index + 1)
        }
        return [
            .prefixMatching: prefix.map { $0.map(\.mean) },
            .previousToken: previous.map { $0.map(\.mean) },
        ]
    }

    /// The copying score over tokens spaced evenly through the vocabulary; 0 for a head whose map
    /// is zero.
    func copying(progress: (Int) -> Void = { _ in }) throws(ExperimentError) -> [[Double]] {
        let known = min(bench.text.tokenizer.vocabularySize, bench.model.configuration.vocabulary)
        let count = min(known, Self.copiedTokens)
        let tokens = (0..<count).map { Int32($0 * known / count) }
        let circuit = try ExperimentError.attempt { () throws(EngineError) in
            try OutputValueCircuit(bench.model, pool: bench.pool, tokens: tokens)
        }
        var scores: [[Double]] = []
        for layer in 0..<bench.shape.layers {
            let matrices = try ExperimentError.attempt { () throws(EngineError) in
                try circuit.matrices(layer: layer, cancellation: bench.cancellation)
            }
            scores.append(
                matrices.map { CopyingScore.score($0, rows: bench.headDimension) ?? 0 })
            progress(layer + 1)
        }
        return scores
    }
}
