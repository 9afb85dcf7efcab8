import HeddleAnalysis

@testable import Workbench

/// Results of measurements with figures that are easily told apart.
enum SampleMediation {
    static let hash = String(repeating: "ab", count: 32)
    static let shape = Bench.model.shape
    static let model = ModelIdentity(name: "bobbin", sha256: hash)

    /// Head 0.0 abstracts (23.2 logits), 4.3 does induction (1.50) and by the studentised test alone
    /// 5.5; 4.3 and 5.0 retrieve.
    static func result(
        kinds: [SymbolicHeadKind] = SymbolicHeadKind.allCases, model: ModelIdentity = model
    ) -> MediationResult {
        var result = MediationResult(
            model: model, shape: shape,
            settings: MediationSettings(task: "identity", shots: 2, pairsPerRule: 2),
            accuracy: [
                RuleAccuracy(rule: "ABA", correct: 50, prompts: 50),
                RuleAccuracy(rule: "ABB", correct: 40, prompts: 50),
            ],
            acceptance: [
                PairAcceptance(kind: .abstract, rule: "ABA", kept: 2, tried: 2),
                PairAcceptance(kind: .abstract, rule: "ABB", kept: 2, tried: 4),
            ])
        result.pairs = pairs
        result.notes = ["No head is significant for everything."]
        let all: [SymbolicHeadKind: HeadKindResult] = [
            .abstraction: kind(
                [HeadID(layer: 0, head: 0): 23.2, HeadID(layer: 1, head: 2): -0.4],
                significant: [HeadID(layer: 0, head: 0)], places: [0, 1]),
            .induction: kind(
                [HeadID(layer: 4, head: 3): 1.5, HeadID(layer: 5, head: 5): 0.25],
                significant: [HeadID(layer: 4, head: 3)],
                studentized: [HeadID(layer: 4, head: 3), HeadID(layer: 5, head: 5)],
                places: [0, 1]),
            .retrieval: kind(
                [HeadID(layer: 5, head: 0): 5.4, HeadID(layer: 4, head: 3): 3],
                significant: [HeadID(layer: 5, head: 0), HeadID(layer: 4, head: 3)], places: [2]),
        ]
        result.kinds = all.filter { kinds.contains($0.key) }
        return result
    }

    static let pairs = [
        pair(.abstract, "ABA", "cat^sun^cat\nhat^pen^", "pen^hat^"),
        pair(.abstract, "ABB", "fox^cup^cup\nmap^bed^", "bed^map^"),
        pair(.token, "ABA", "dog^oak^dog\nkey^jam^", "jam^key^"),
    ]

    private static func pair(
        _ kind: ContextPair.Kind, _ rule: String, _ base: String, _ query: String
    ) -> ContextPair {
        ContextPair(
            kind: kind, rule: rule, base: AnsweredPrompt(prompt: base, answer: "x"),
            exp: AnsweredPrompt(prompt: base + query, answer: "y"), target: "y")
    }

    private static func kind(
        _ scores: [HeadID: Double], significant: [HeadID], studentized: [HeadID]? = nil,
        places: [Int]
    ) -> HeadKindResult {
        func table(_ value: (HeadID) -> Double) -> [[Double]] {
            (0..<shape.layers).map { layer in
                (0..<shape.heads).map { value(HeadID(layer: layer, head: $0)) }
            }
        }
        let own = table { scores[$0] ?? 0 }
        var result = HeadKindResult(
            pairs: places.count, scores: own, standardErrors: own.map { $0.map { _ in 0.1 } },
            scoresByRule: [
                "ABA": own.map { $0.map { $0 + 1 } }, "ABB": own.map { $0.map { $0 - 1 } },
            ], threshold: 0.9, studentizedThreshold: 2.1, significant: significant,
            significantStudentized: studentized ?? significant,
            pValues: table { significant.contains($0) ? 0.0002 : 0.6 },
            studentizedPValues: table { significant.contains($0) ? 0.0004 : 0.7 }, cleanGap: -3.5,
            controls: [
                .sameRule: ControlScores(
                    scores: table { _ in 0.03 }, pairs: 4, threshold: 0.31, significant: [])
            ])
        for (head, score) in scores { result.pairScores[head] = places.map { score + Double($0) } }
        result.pairPlaces = places
        return result
    }
}
