import Foundation
import HeddleEngine
import Testing

@Suite struct CacheTests {
    /// A text of the sample's own kind, long enough for several pieces of attention tiles.
    static func text(_ count: Int) throws -> [Int32] {
        let reference = try Reference.read()
        return Array(reference.greedy.flatMap { $0.ids + $0.continuation }.prefix(count))
    }

    private static func all(
        _ tokens: [Int32], _ interventions: [Intervention] = []
    ) throws -> [LogitRow] {
        let context = try SampleModel.context()
        return try context.append(
            tokens, request: ForwardRequest(logits: .all), interventions: interventions
        ).logits
    }

    private static func largest(_ left: [LogitRow], _ right: [LogitRow]) -> Float {
        guard left.map(\.query) == right.map(\.query) else { return .infinity }
        return zip(left, right).map { largestDifference($0.values, $1.values) }.max() ?? .infinity
    }

    @Test func prefillAndDecodeAgreeWithTheFullPass() throws {
        let tokens = try Self.text(80)
        let full = try Self.all(tokens)
        let context = try SampleModel.context()
        var rows = try context.append(
            Array(tokens[..<50]), request: ForwardRequest(logits: .all)
        ).logits
        for token in tokens[50...] {
            rows += try context.append([token], request: ForwardRequest(logits: .last)).logits
        }
        #expect(Self.largest(rows, full) < 1e-4)
        #expect(context.tokens == tokens)
    }

    /// Cache and head mask together equal recomputing from scratch, for masks and split points
    /// drawn at random.
    @Test(arguments: 0..<6) func cacheUnderAMaskEqualsRecomputing(_ draw: UInt64) throws {
        var random = SplitMix(state: draw)
        let tokens = try Self.text(60)
        let split = Int.random(in: 1..<59, using: &random)
        let shape = try SampleModel.load().configuration.headShape
        let heads = shape.all.shuffled(using: &random).prefix(Int.random(in: 1...9, using: &random))
        let positions: Intervention.Positions =
            switch draw % 3 {
            case 0: .all
            case 1: .from(Int.random(in: 0..<60, using: &random))
            default: .at((0..<60).shuffled(using: &random).prefix(20).sorted())
            }
        let mask = [Intervention.zero(Array(heads), at: positions)]
        let full = try Self.all(tokens, mask)
        let context = try SampleModel.context()
        let request = ForwardRequest(logits: .all)
        var rows = try context.append(
            Array(tokens[..<split]), request: request, interventions: mask
        ).logits
        rows += try context.append(
            Array(tokens[split...]), request: request, interventions: mask
        ).logits
        #expect(Self.largest(rows, full) < 1e-4)
    }

    /// "From here on" leaves keys and values before the split as they were.
    @Test(arguments: 0..<3) func fromHereOnEqualsAMaskOverAnUntouchedCache(_ draw: UInt64) throws {
        var random = SplitMix(state: draw &+ 100)
        let tokens = try Self.text(60)
        let split = Int.random(in: 1..<59, using: &random)
        let shape = try SampleModel.load().configuration.headShape
        let heads = Array(shape.all.shuffled(using: &random).prefix(5))
        let full = try Self.all(tokens, [.zero(heads, at: .from(split))])
        let context = try SampleModel.context()
        let request = ForwardRequest(logits: .all)
        var rows = try context.append(Array(tokens[..<split]), request: request).logits
        rows += try context.append(
            Array(tokens[split...]), request: request, interventions: [.zero(heads)]
        ).logits
        #expect(Self.largest(rows, full) < 1e-4)
    }

    @Test func truncatingAndForkingKeepThePast() throws {
        let tokens = try Self.text(40)
        let context = try SampleModel.context()
        _ = try context.append(tokens)
        let branch = try context.fork()
        context.truncate(to: 20)
        #expect(context.tokens == Array(tokens[..<20]))
        let again = try context.append(
            Array(tokens[20...]), request: ForwardRequest(logits: .last)
        ).logits[0]
        branch.truncate(to: 39)
        let branched = try branch.append([tokens[39]], request: ForwardRequest(logits: .last))
        #expect(largestDifference(again.values, branched.logits[0].values) < 1e-4)
    }

    @Test func threadsDoNotChangeABit() throws {
        let tokens = try Self.text(150)
        let request = ForwardRequest(
            predictions: true, logits: .all, summaries: SummaryRequest(),
            patterns: [PatternRequest(head: HeadID(layer: 2, head: 3))])
        var results: [ForwardResult] = []
        for threads in 1...3 {
            let context = try SampleModel.context(threads: threads)
            results.append(
                try context.append(
                    tokens, request: request, interventions: [.zero([HeadID(layer: 1, head: 1)])]))
        }
        for other in results.dropFirst() {
            #expect(other.logits == results[0].logits)
            #expect(other.predictions == results[0].predictions)
            #expect(other.patterns == results[0].patterns)
            #expect(
                other.summaries?.summaries(query: 149)
                    == results[0].summaries?.summaries(query: 149))
        }
    }

    @Test func predictionsFollowFromTheLogits() throws {
        let tokens = try Self.text(30)
        let context = try SampleModel.context()
        let result = try context.append(
            tokens, request: ForwardRequest(predictions: true, topCount: 3, logits: .all))
        #expect(result.predictions.count == tokens.count)
        #expect(result.predictions[0] == nil)
        for target in 1..<tokens.count {
            let logits = result.logits[target - 1].values.map(Double.init)
            let prediction = try #require(result.predictions[target])
            let total = logits.map(exp).reduce(0, +)
            let chosen = logits[Int(tokens[target])]
            let entropy = logits.map { -exp($0) / total * ($0 - log(total)) }.reduce(0, +)
            #expect(abs(Double(prediction.logprob) - (chosen - log(total))) < 1e-5)
            #expect(abs(Double(prediction.entropy) - entropy) < 1e-5)
            #expect(prediction.rank == logits.count { $0 > chosen } + 1)
            let best = logits.indices.sorted { logits[$0] > logits[$1] }.prefix(3)
            #expect(prediction.top.map { Int($0.id) } == Array(best))
        }
    }

    @Test func aFailedCallLeavesTheContextAsItWas() throws {
        let tokens = try Self.text(20)
        let context = try SampleModel.context(capacity: 25)
        _ = try context.append(tokens)
        #expect(throws: EngineError.contextFull(capacity: 25, needed: 40)) {
            try context.append(tokens)
        }
        #expect(throws: EngineError.tokenOutsideVocabulary(id: 2048, index: 1, vocabulary: 2048)) {
            try context.append([5, 2048])
        }
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: EngineError.cancelled) {
            try context.append([5], cancellation: cancellation)
        }
        #expect(context.tokens == tokens)
    }

    @Test func cancellingStopsBeforeTheNextLayer() throws {
        let tokens = try Self.text(20)
        let context = try SampleModel.context()
        _ = try context.append(Array(tokens[..<5]))
        let cancellation = Cancellation()
        var layers: [Int?] = []
        #expect(throws: EngineError.cancelled) {
            try context.append(
                Array(tokens[5...]),
                request: ForwardRequest(hooks: Set((0..<6).map { .residualPre(layer: $0) })),
                observer: { hook, _, _ in
                    layers.append(hook.layer)
                    if hook.layer == 2 { cancellation.cancel() }
                }, cancellation: cancellation)
        }
        #expect(layers == [0, 1, 2])
        #expect(context.tokens == Array(tokens[..<5]))
    }
}
