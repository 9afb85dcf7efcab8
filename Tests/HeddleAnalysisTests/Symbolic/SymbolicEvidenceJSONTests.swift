import HeddleAnalysis
import Testing

/// Evidence with every part filled.
enum EvidenceSample {
    static let head = HeadID(layer: 0, head: 1)

    static func evidence() -> SymbolicEvidence {
        var evidence = SymbolicEvidence(
            model: ModelIdentity(name: "small", sha256: "ab", arithmetic: .int8),
            shape: HeadShape(layers: 2, heads: 2, keyValueHeads: 1),
            settings: EvidenceSettings(
                shots: 2, seed: UInt64.max, beginsText: true, pairsHash: "cd"),
            heads: [.abstraction: [ScoredHead(head: head, score: 1.5)], .retrieval: []])
        let grid = [[0.1, 0.9], [0.2, 0.3]]
        evidence.attention = [
            AttentionEvidence(
                link: .thirdToMatch, rule: "ABA", prompts: 7, weights: grid, chance: 0.14,
                weighted: 0.9, byExample: [HeadSeries(head: head, values: [0.8, 1])])
        ]
        let matrix = SimilarityMatrix(size: 2, hundredths: [100, -7, -7, 100])
        evidence.similarity = [
            SimilarityEvidence(
                kind: .abstraction, example: 1, prompts: 160, abstract: [[0.5, nil], [0, 1]],
                token: [[0.1, 0.2], [nil, 0.3]], weightedAbstract: 0.5, weightedToken: nil,
                predictedAbstract: matrix, predictedToken: matrix, weightedMatrix: matrix,
                matrices: [HeadMatrix(head: head, matrix: matrix)])
        ]
        let split = DecodingSplit(train: 4, validation: 2, test: 4)
        evidence.decoding = [
            DecodingEvidence(
                kind: .induction, example: nil, prompts: split, tokens: split, accuracy: grid,
                shuffled: grid,
                combined: CombinedDecoding(
                    heads: [head], width: 32, correct: 4, shuffledCorrect: 2, trials: 4,
                    penalty: 0.1))
        ]
        let points = [
            AblationPoint(heads: 0, probability: 0.9, accuracy: 1, spread: 0.01),
            AblationPoint(heads: 2, probability: 0.2, accuracy: 0.25),
        ]
        evidence.ablation = [
            AblationEvidence(
                kind: .retrieval, mode: .zero, prompts: 80, ranked: points, lowest: points,
                random: points, draws: 10)
        ]
        evidence.knownHeads = KnownHeadsEvidence(
            scores: [.prefixMatching: grid, .functionVector: grid],
            correlations: [
                HeadCorrelation(
                    kind: .induction, known: .functionVector, heads: 4, pearson: 0.86,
                    pearsonInterval: 0.5...0.95, pearsonP: 0.001, spearman: nil, spearmanP: nil)
            ], sequences: 20, randomLength: 25,
            tasks: [
                FunctionVectorTask(
                    name: "ABA", prompts: 40, shuffledPrompts: 20, cleanProbability: 0.99,
                    shuffledProbability: 0.4)
            ])
        evidence.notes = ["a note"]
        return evidence
    }
}

@Suite struct SymbolicEvidenceJSONTests {
    @Test func everythingComesBack() throws {
        let evidence = EvidenceSample.evidence()
        let read = try SymbolicEvidence(json: JSONValue(json: evidence.json.compactText))
        #expect(read == evidence)
    }

    @Test func partsMayBeMissing() throws {
        var evidence = EvidenceSample.evidence()
        guard case .object(var fields) = evidence.json else { return }
        for part in ["attention", "similarity", "decoding", "ablation", "knownHeads", "notes"] {
            fields[part] = nil
        }
        evidence.attention = []
        evidence.similarity = []
        evidence.decoding = []
        evidence.ablation = []
        evidence.knownHeads = nil
        evidence.notes = []
        #expect(try SymbolicEvidence(json: .object(fields)) == evidence)
    }

    @Test func wrongFieldsAreNamed() throws {
        guard case .object(var fields) = EvidenceSample.evidence().json else { return }
        fields["attention"] = [["link": "nowhere"]]
        let error = #expect(throws: SavedResultError.self) {
            try SymbolicEvidence(json: .object(fields))
        }
        #expect(error?.field == "attention[0].link")
        fields["attention"] = []
        fields["shape"] = ["layers": 2]
        let other = #expect(throws: SavedResultError.self) {
            try SymbolicEvidence(json: .object(fields))
        }
        #expect(other?.field == "shape.heads")
    }

    /// 4 of 4 right: Wilson's lower bound is 1 / (1 + 1.96²/4) = 0.5101.
    @Test func accuraciesHaveIntervals() throws {
        let decoding = try #require(EvidenceSample.evidence().decoding.first)
        let interval = try #require(decoding.combined?.interval)
        #expect(abs(interval.lowerBound - 0.5101) < 1e-4 && interval.upperBound == 1)
        #expect(decoding.combined?.shuffledAccuracy == 0.5)
        #expect(decoding.interval(of: HeadID(layer: 5, head: 0)) == nil)
    }
}
