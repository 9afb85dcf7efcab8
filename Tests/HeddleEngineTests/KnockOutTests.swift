import HeddleEngine
import Testing

/// Keys hidden from queries, on every way through the engine.
@Suite struct KnockOutTests {
    private static let pool = WorkerPool(threads: 2)
    /// Soft caps and a window, parallel blocks, keys shared by heads, biases.
    static let models = ["gemma2", "gpt-neox", "qwen2", "gpt2"]

    private func text(_ name: String) throws -> [Int32] {
        try #require(try ArchitectureFixture.read(name).texts.last).ids
    }

    private func full(
        _ model: Model, _ tokens: [Int32], _ interventions: [Intervention],
        request: ForwardRequest = ForwardRequest(predictions: true, logits: .all)
    ) throws -> ForwardResult {
        let context = try InferenceContext(
            model: model, pool: Self.pool, capacity: tokens.count)
        return try context.append(tokens, request: request, interventions: interventions)
    }

    private func knockOuts(_ model: Model) -> [[Intervention]] {
        let shape = model.configuration.headShape
        let last = HeadID(layer: shape.layers - 1, head: shape.heads - 1)
        return [
            [.knockOut(shape.all, keys: 4..<9)],
            [.knockOut([HeadID(layer: 1, head: 1)], keys: 2..<6, at: .from(12))],
            [.knockOut([last], keys: 8..<14, at: .at([15, 16, 20, 3]))],
            [
                .knockOut(shape.all.filter { $0.layer > 0 }, keys: 0..<5, at: .at([4, 5, 9])),
                .zero([HeadID(layer: 0, head: 0)], at: .from(10)),
            ],
        ]
    }

    @Test(arguments: models, [1 << 30, 0])
    func rerunningEqualsAFullRun(_ name: String, _ limit: Int) throws {
        let model = try ArchitectureFixture.model(name)
        let tokens = try text(name)
        let request = ForwardRequest(predictions: true, logits: .all)
        let run = try BaselineRun(
            model: model, pool: Self.pool, tokens: tokens, keeping: [.headOutputs, .logits],
            memoryLimit: limit)
        for interventions in knockOuts(model) {
            let expected = try full(model, tokens, interventions)
            let result = try run.rerun(interventions, request: request, effects: false)
            #expect(result.logits == expected.logits)
            #expect(result.predictions == expected.predictions)
            let plain = try full(model, tokens, [])
            #expect(result.logits != plain.logits)
        }
    }

    /// Kept outputs of heads are those of a run that saw all keys: they are no use here.
    @Test(arguments: models) func batchesEqualFullRuns(_ name: String) throws {
        let model = try ArchitectureFixture.model(name)
        let tokens = try text(name)
        let knockOuts = knockOuts(model)
        let baseline = try BaselineRun(
            model: model, pool: Self.pool, tokens: tokens, request: .nothing,
            keeping: [.headOutputs])
        let batch = try BatchRerun([baseline])
        var seen = 0
        try batch.lastLogits(knockOuts.map { RerunVariant(text: 0, interventions: $0) }) {
            variant, row in
            seen += 1
            let expected = try? full(model, tokens, knockOuts[variant])
            #expect(row == expected?.logits.last)
        }
        #expect(seen == knockOuts.count)
    }

    /// One query at a time computes the heads that share keys together.
    @Test(arguments: models) func oneTokenAtATimeGivesTheSameBits(_ name: String) throws {
        let model = try ArchitectureFixture.model(name)
        let tokens = try text(name)
        let request = ForwardRequest(logits: .all)
        for interventions in knockOuts(model) {
            let expected = try full(model, tokens, interventions, request: request)
            let context = try InferenceContext(
                model: model, pool: Self.pool, capacity: tokens.count)
            var rows: [LogitRow] = []
            for token in tokens {
                rows += try context.append(
                    [token], request: request, interventions: interventions
                ).logits
            }
            #expect(rows == expected.logits)
        }
    }

    @Test func earlierPredictionsStayAndHiddenKeysHaveNoWeight() throws {
        let model = try ArchitectureFixture.model("gpt-neox")
        let tokens = try text("gpt-neox")
        let head = HeadID(layer: 1, head: 2)
        let request = ForwardRequest(
            logits: .all,
            patterns: [
                PatternRequest(head: head, queries: [14, 15, 18]),
                PatternRequest(head: HeadID(layer: 1, head: 1), queries: [15]),
            ])
        let hiding = Intervention.knockOut([head], keys: 6..<11, at: .at([15, 16]))
        let plain = try full(model, tokens, [], request: request)
        let run = try full(model, tokens, [hiding], request: request)
        #expect(run.logits[..<15] == plain.logits[..<15])
        #expect(run.logits[15] != plain.logits[15])
        #expect(run.patterns[0] == plain.patterns[0] && run.patterns[2] == plain.patterns[2])
        #expect(run.patterns[3] == plain.patterns[3])
        let (weights, whole) = (run.patterns[1].weights, plain.patterns[1].weights)
        #expect(weights[6..<11].allSatisfy { $0 == 0 })
        let rest = 1 - whole[6..<11].reduce(0, +)
        let expected = whole.enumerated().map {
            (6..<11).contains($0.offset) ? 0 : $0.element / rest
        }
        #expect(largestDifference(weights, expected) < 1e-5)
    }

    @Test func aQueryThatSeesNothingGetsZero() throws {
        let model = try ArchitectureFixture.model("gpt-neox")
        let tokens = try text("gpt-neox")
        let heads = model.configuration.headShape.all
        var z: [Float] = []
        let context = try InferenceContext(
            model: model, pool: Self.pool, capacity: tokens.count)
        let result = try context.append(
            tokens, request: ForwardRequest(logits: .all, hooks: [.headOutput(layer: 2)]),
            interventions: [.knockOut(heads, keys: 0..<5, at: .at([4]))],
            observer: { _, positions, tensor in
                let width = tensor.values.count / positions.count
                z = Array(tensor.values[4 * width..<5 * width])
            })
        #expect(!z.isEmpty && z.allSatisfy { $0 == 0 })
        #expect(result.logits.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    }

    @Test func nothingHiddenTouchesNothing() throws {
        let model = try ArchitectureFixture.model("gpt2")
        let tokens = try text("gpt2")
        let heads = model.configuration.headShape.all
        let plain = try full(model, tokens, [])
        let nothing: [Intervention] = [
            .knockOut([], keys: 0..<4), .knockOut(heads, keys: 3..<3),
            .knockOut(heads, keys: 5..<9, at: .at([4, 2])),
            .knockOut(heads, keys: tokens.count..<tokens.count + 3),
        ]
        #expect(try full(model, tokens, nothing).logits == plain.logits)
        #expect(throws: EngineError.self) {
            try full(model, tokens, [.knockOut(heads, keys: -1..<2)])
        }
        #expect(throws: EngineError.self) {
            try full(model, tokens, [.knockOut([HeadID(layer: 9, head: 0)], keys: 0..<2)])
        }
    }
}

/// Attention that spans receive from later ones.
@Suite struct ReceivedAttentionTests {
    private static let pool = WorkerPool(threads: 2)
    private let spans = [1..<4, 4..<5, 6..<9, 9..<13, 13..<17, 19..<30]

    private func tokens(_ name: String) throws -> [Int32] {
        try #require(try ArchitectureFixture.read(name).texts.last).ids
    }

    /// Against the whole patterns, which another path hands out.
    @Test(arguments: KnockOutTests.models) func scoresAreMeansOverThePattern(_ name: String) throws
    {
        let model = try ArchitectureFixture.model(name)
        let tokens = try tokens(name)
        let shape = model.configuration.headShape
        let context = try InferenceContext(
            model: model, pool: Self.pool, capacity: tokens.count)
        let result = try context.append(
            tokens,
            request: ForwardRequest(
                patterns: shape.all.map { PatternRequest(head: $0) },
                received: ReceivedAttentionRequest(spans: spans, distance: 2)))
        let received = try #require(result.received)
        for head in shape.all {
            let rows = result.patterns.filter { $0.head == head }.map(\.weights)
            for (place, span) in spans.enumerated() {
                let readers = spans.dropFirst(place + 2)
                let means = readers.map { reader in
                    reader.reduce(0.0) { sum, query in
                        sum + span.reduce(0.0) { $0 + Double(rows[query][$1]) }
                    } / Double(reader.count * span.count)
                }
                let found = received.scores[head.layer][head.head][place]
                guard !means.isEmpty else {
                    #expect(found == nil)
                    continue
                }
                let expected = means.reduce(0, +) / Double(means.count)
                #expect(abs((found ?? .infinity) - expected) < 1e-6, "\(head) \(place)")
            }
        }
    }

    @Test func piecesAndThreadsGiveTheSame() throws {
        let model = try SampleModel.load()
        let tokens = try CacheTests.text(40)
        let request = ForwardRequest(
            received: ReceivedAttentionRequest(spans: spans, distance: 1))
        let whole = try SampleModel.context(threads: 1).append(tokens, request: request)
        let shared = try SampleModel.context(threads: 3).append(tokens, request: request)
        #expect(whole.received == shared.received && whole.received != nil)
        let baseline = try BaselineRun(
            model: model, pool: Self.pool, tokens: tokens, request: request)
        #expect(baseline.result.received == whole.received)
        let again = try baseline.rerun([], request: request, effects: false)
        #expect(again.received == whole.received)
    }

    @Test(arguments: [
        ReceivedAttentionRequest(spans: [3..<3, 4..<5]),
        ReceivedAttentionRequest(spans: [3..<6, 5..<8]),
        ReceivedAttentionRequest(spans: [5..<8, 1..<3]),
        ReceivedAttentionRequest(spans: [5..<8, 9..<90]),
        ReceivedAttentionRequest(spans: [-1..<8]),
        ReceivedAttentionRequest(spans: [1..<8], distance: 0),
    ]) func badSpansAreRefused(_ request: ReceivedAttentionRequest) throws {
        let context = try SampleModel.context()
        #expect(throws: EngineError.self) {
            try context.append(
                try CacheTests.text(40), request: ForwardRequest(received: request))
        }
    }
}
