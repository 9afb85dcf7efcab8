import HeddleAnalysis
import HeddleEngine

/// Prompts of both rules in three parts that share no word.
struct DecodingStimuli {
    var train: [IdentityStimulus] = []
    var validation: [IdentityStimulus] = []
    var test: [IdentityStimulus] = []

    var all: [IdentityStimulus] { train + validation + test }

    func sizes(_ count: ([IdentityStimulus]) -> Int) -> DecodingSplit {
        DecodingSplit(train: count(train), validation: count(validation), test: count(test))
    }

    /// Different items among prompts.
    static func words(_ stimuli: [IdentityStimulus]) -> Int {
        var words: Set<Int32> = []
        for stimulus in stimuli {
            for line in 0...stimulus.layout.shots {
                words.insert(stimulus.tokens[stimulus.layout.first(line)])
                words.insert(stimulus.tokens[stimulus.layout.second(line)])
            }
        }
        return words.count
    }
}

/// Reads the rule, which is the variable, off heads' outputs by logistic regression.
struct SymbolicDecoding {
    let bench: SymbolicBench
    let heads: [SymbolicHeadKind: [ScoredHead]]
    let seed: UInt64

    /// Kinds that are read at the same place. Memory: prompts × all heads' outputs.
    ///
    /// - Parameter example: the example whose third item is taken; nil for the last position.
    func measure(
        _ kinds: [SymbolicHeadKind], example: Int?, _ stimuli: DecodingStimuli,
        progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> [DecodingEvidence] {
        var outputs: [[Float]] = []
        let all = stimuli.all
        for stimulus in all {
            let position = example.map(stimulus.layout.third) ?? stimulus.layout.last
            outputs += try bench.outputs(stimulus.tokens, at: [position])
            progress(outputs.count)
        }
        let labels = all.map { $0.rule == .aba }
        let split = stimuli.sizes(\.count)
        var accuracy = bench.grid { _ in 0.0 }
        var shuffled = accuracy
        for head in bench.shape.all {
            try checkCancelled()
            let data = parts(outputs, labels, split, heads: [head])
            let found = LinearDecoding(train: data.0, validation: data.1, test: data.2)
            let control = LinearDecoding.control(
                train: data.0, validation: data.1, test: data.2, seed: seed)
            accuracy[head.layer][head.head] = Double(found.correct) / Double(max(1, split.test))
            shuffled[head.layer][head.head] = Double(control.correct) / Double(max(1, split.test))
        }
        return kinds.map { kind in
            var evidence = DecodingEvidence(
                kind: kind, example: example, prompts: split,
                tokens: stimuli.sizes(DecodingStimuli.words), accuracy: accuracy,
                shuffled: shuffled)
            evidence.combined = combined(heads[kind] ?? [], outputs, labels, split)
            return evidence
        }
    }

    private func checkCancelled() throws(ExperimentError) {
        if bench.cancellation?.isCancelled ?? false { throw .engine(.cancelled) }
    }

    private func combined(
        _ heads: [ScoredHead], _ outputs: [[Float]], _ labels: [Bool], _ split: DecodingSplit
    ) -> CombinedDecoding? {
        guard !heads.isEmpty else { return nil }
        let data = parts(outputs, labels, split, heads: heads.map(\.head))
        let found = LinearDecoding(train: data.0, validation: data.1, test: data.2)
        let control = LinearDecoding.control(
            train: data.0, validation: data.1, test: data.2, seed: seed)
        return CombinedDecoding(
            heads: heads.map(\.head), width: heads.count * bench.headDimension,
            correct: found.correct, shuffledCorrect: control.correct, trials: split.test,
            penalty: found.penalty)
    }

    private func parts(
        _ outputs: [[Float]], _ labels: [Bool], _ split: DecodingSplit, heads: [HeadID]
    ) -> (DecodingData, DecodingData, DecodingData) {
        let rows = outputs.map { output in heads.flatMap { bench.part(of: $0, in: output) } }
        let middle = split.train + split.validation
        func data(_ range: Range<Int>) -> DecodingData {
            DecodingData(rows: Array(rows[range]), labels: Array(labels[range]))
        }
        return (data(0..<split.train), data(split.train..<middle), data(middle..<rows.count))
    }
}
