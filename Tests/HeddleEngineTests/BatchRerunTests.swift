import Foundation
import HeddleEngine
import Testing

/// Many variants at once give the numbers of each of them alone.
@Suite struct BatchRerunTests {
    private static let pool = WorkerPool(threads: 2)

    /// How untouched runs are kept and how variants are cut.
    enum Setting: CaseIterable {
        case outputsKept, outputsNotKept, embeddingsAlone, shortBatches, oneThread

        var keeping: Set<BaselineExtra> { self == .outputsNotKept ? [] : [.headOutputs] }
        var memoryLimit: Int { self == .embeddingsAlone ? 0 : 1 << 30 }
        var rowLimit: Int { self == .shortBatches ? 9 : 128 }
        var pool: WorkerPool {
            self == .oneThread ? WorkerPool(threads: 1) : BatchRerunTests.pool
        }
    }

    private func batch(
        _ model: Model, _ texts: [[Int32]], _ setting: Setting = .outputsKept,
        request: ForwardRequest = .nothing
    ) throws -> BatchRerun {
        let pool = setting.pool
        return try BatchRerun(
            texts.map {
                try BaselineRun(
                    model: model, pool: pool, tokens: $0, request: request,
                    keeping: setting.keeping, memoryLimit: setting.memoryLimit)
            }, rowLimit: setting.rowLimit)
    }

    /// The whole text under a variant's interventions, in a fresh context.
    private func alone(
        _ model: Model, _ texts: [[Int32]], _ variant: RerunVariant
    ) throws -> ForwardResult {
        let tokens = texts[variant.text]
        let context = try InferenceContext(
            model: model, pool: Self.pool, capacity: tokens.count)
        return try context.append(
            tokens, request: ForwardRequest(predictions: true, logits: .last),
            interventions: variant.interventions)
    }

    /// Every kind of intervention, over several layers, at all positions and at some; the last one
    /// touches nothing that there is.
    private func variants(
        _ model: Model, _ texts: [[Int32]], seed: UInt64
    ) throws -> [RerunVariant] {
        var random = SplitMix(state: seed)
        let shape = model.configuration.headShape
        var variants: [RerunVariant] = []
        for (text, tokens) in texts.enumerated() {
            let last = tokens.count - 1
            let heads = shape.all.shuffled(using: &random)
            var values = HeadValues(headDimension: model.configuration.headDimension)
            for head in heads {
                let numbers = (0..<model.configuration.headDimension).map { _ in
                    Float.random(in: -1...1, using: &random)
                }
                try values.set(head, vector: numbers)
            }
            let width = model.configuration.width
            var rows = BlockValues(width: width)
            for block in [BlockID.attention(0), .feedForward(1), .feedForward(shape.layers - 1)] {
                let numbers = (0..<2 * width).map { _ in Float.random(in: -1...1, using: &random) }
                try rows.set(block, flat: numbers, positions: 2)
            }
            let end = HeadID(layer: shape.layers - 1, head: 1)
            let sets: [[Intervention]] = [
                [.zero([heads[0]])], [.zero([end])], [.zero(Array(heads.prefix(5)))],
                [.replace([heads[1]], with: values, at: .at([last]))],
                [.replace([end], with: values, at: .at([last / 2, last]))],
                [.replace([heads[2]], with: values, at: .at([last / 2, last - 1]))],
                [
                    .zero([heads[3]], at: .from(last / 3)),
                    Intervention(heads: [heads[4]], positions: .at([0]), operation: .scale(-2)),
                ],
                [.replace(blocks: rows.parts, with: rows, at: .at([0, last / 2]))],
                [.replace(blocks: Array(rows.parts.suffix(2)), with: rows, at: .from(1))],
                [.zero(blocks: Array(rows.parts.suffix(1))), .zero([heads[5]], at: .at([last]))],
                [.zero([heads[0]], at: .from(last + 1))], [],
            ]
            variants += sets.map { RerunVariant(text: text, interventions: $0) }
        }
        return variants.shuffled(using: &random)
    }

    private func compare(_ model: Model, _ texts: [[Int32]], _ setting: Setting) throws {
        let variants = try variants(model, texts, seed: 5)
        let batch = try batch(model, texts, setting)
        let expected = try variants.map { try alone(model, texts, $0) }
        let ids = variants.indices.map { place in
            (0...place % 3).map { Int32(($0 * 7 + place) % model.configuration.vocabulary) }
        }
        let picked = try batch.lastLogits(variants, of: ids)
        var rows: [Int: LogitRow] = [:]
        try batch.lastLogits(variants) { rows[$0] = $1 }
        let behind = ids.compactMap(\.first)
        let lastLogprobs = try batch.lastLogprobs(variants, of: behind)
        let logprobs = try batch.logprobs(variants)
        let first = 9
        let late = try batch.logprobs(variants, from: first)
        for (place, result) in expected.enumerated() {
            #expect(late[place].dropFirst(first) == logprobs[place].dropFirst(first))
            let logits = try #require(result.logits.first)
            #expect(rows[place] == logits, "variant \(place)")
            #expect(
                lastLogprobs[place]
                    == LogitComparison.logprob(of: behind[place], in: logits.values))
            #expect(picked[place] == ids[place].map { logits.values[Int($0)] })
            #expect(logprobs[place] == result.predictions.map { $0?.logprob })
        }
    }

    @Test(arguments: Setting.allCases) func equalsFullRunsOfTheBundledModel(
        _ setting: Setting
    ) throws {
        let texts = [try CacheTests.text(46), try CacheTests.text(3), try CacheTests.text(20)]
        try compare(SampleModel.load(), texts, setting)
    }

    /// Parallel blocks, windows, softcaps, norms of queries and keys, learned positions, LongRoPE.
    @Test(arguments: ArchitectureFixture.names) func equalsFullRunsOfEveryArchitecture(
        _ name: String
    ) throws {
        let model = try ArchitectureFixture.model(name)
        let ids = try #require(try ArchitectureFixture.read(name).texts.last).ids
        let texts = [ids, Array(ids.prefix(11)), Array(ids.reversed().prefix(23))]
        for setting in [Setting.outputsKept, .embeddingsAlone, .shortBatches] {
            try compare(model, texts, setting)
        }
    }

    @Test func untouchedTokensKeepTheRunsOwnPredictions() throws {
        let tokens = try CacheTests.text(30)
        let model = try SampleModel.load()
        let head = HeadID(layer: 2, head: 1)
        let variant = RerunVariant(
            text: 0, interventions: [.zero([head], at: .from(12))])
        let plain = try alone(model, [tokens], RerunVariant(text: 0, interventions: []))
        let known = try batch(model, [tokens], request: ForwardRequest(predictions: true))
        let unknown = try batch(model, [tokens])
        let found = try known.logprobs([variant])[0]
        #expect(found[0] == nil)
        #expect(found.prefix(13) == plain.predictions.map { $0?.logprob }.prefix(13))
        #expect(found[13] != plain.predictions[13]?.logprob)
        #expect(try unknown.logprobs([variant])[0] == found)
    }

    @Test func aTextOfOneTokenHasNoLogprobs() throws {
        let tokens = Array(try CacheTests.text(5).prefix(1))
        let variant = RerunVariant(
            text: 0, interventions: [.zero([HeadID(layer: 0, head: 0)])])
        #expect(try batch(SampleModel.load(), [tokens]).logprobs([variant]) == [[nil]])
    }

    @Test func whatIsNotThereIsRefused() throws {
        let model = try SampleModel.load()
        let tokens = try CacheTests.text(5)
        let batch = try batch(model, [tokens])
        let good = RerunVariant(text: 0, interventions: [.zero([HeadID(layer: 0, head: 0)])])
        let elsewhere = RerunVariant(text: 1, interventions: [])
        let noHead = RerunVariant(text: 0, interventions: [.zero([HeadID(layer: 9, head: 0)])])
        #expect(throws: EngineError.self) { try batch.logprobs([elsewhere]) }
        #expect(throws: EngineError.self) { try batch.logprobs([good, noHead]) }
        #expect(throws: EngineError.self) { try batch.lastLogits([good], of: []) }
        #expect(throws: EngineError.self) { try batch.lastLogits([good], of: [[2048]]) }
        #expect(throws: EngineError.self) { try batch.lastLogprobs([good], of: []) }
        #expect(throws: EngineError.self) { try batch.lastLogprobs([good], of: [2048]) }
        #expect(throws: EngineError.self) { try BatchRerun([]) }
        let other = try BaselineRun(
            model: model, pool: WorkerPool(threads: 1), tokens: tokens)
        let own = try BaselineRun(model: model, pool: Self.pool, tokens: tokens)
        #expect(throws: EngineError.self) { try BatchRerun([own, other]) }
        #expect(try batch.logprobs([]).isEmpty)
    }

    /// 6 layers of 256 numbers of the stream, 2 × 128 of keys and values, 256 of heads; the final
    /// stream of 256; 2048 logits.
    @Test func memoryOfAnUntouchedRunIsToldInAdvance() throws {
        let configuration = try SampleModel.load().configuration
        #expect(BaselineRun.bytesPerToken(configuration, keeping: []) == 4 * (6 * 512 + 256))
        #expect(
            BaselineRun.bytesPerToken(configuration, keeping: [.headOutputs, .logits])
                == 4 * (6 * 768 + 256 + 2048))
    }

    @Test func cancellingStopsABatch() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let batch = try batch(SampleModel.load(), [try CacheTests.text(8)])
        let variant = RerunVariant(
            text: 0, interventions: [.zero([HeadID(layer: 0, head: 0)])])
        #expect(throws: EngineError.cancelled) {
            try batch.logprobs([variant], cancellation: cancellation)
        }
        #expect(throws: EngineError.cancelled) {
            try batch.lastLogits([variant], of: [[1]], cancellation: cancellation)
        }
    }
}
