import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

/// Knock-outs and receiver scores against transformers (PyTorch, float32), which runs every text
/// again with masks of −∞: see Tests/References/knockout.py.
@Suite struct KnockoutTests {
    private static let names = ["bobbin", "gemma2", "gpt-neox"]

    private struct Text {
        let json: JSONValue
        let model: Model
        let tokens: [Int32]

        init(_ name: String) throws {
            let all = try #require(
                Sample.json("Tests/HeddleExperimentsTests/Fixtures/knockout.json").array)
            json = try #require(all.first { $0["model"]?.string == name })
            tokens = try #require(json["ids"]).ids
            let folder =
                name == "bobbin"
                ? "Samples/models/bobbin"
                : "Tests/HeddleEngineTests/Fixtures/architectures/\(name)"
            model = try Model.load(Sample.root.appending(path: folder).path)
        }

        func scored() throws -> ScoredText {
            try ScoredText(
                model: model, pool: Sample.pool, tokens: tokens, planning: [], summaries: false)
        }

        func span(_ json: JSONValue?) throws -> Range<Int> {
            let ends = try #require(json?.array).compactMap(\.int)
            return ends[0]..<ends[1] + 1
        }

        func parts() throws -> [TracePart] {
            try #require(json["spans"]?.array).map { span in
                let ends = try #require(span.array).compactMap(\.int)
                return TracePart(tokens: ends[0]..<ends[1], text: "")
            }
        }
    }

    @Test(arguments: names, 0..<4) func effectsMatchPyTorch(_ name: String, _ index: Int) throws {
        let text = try Text(name)
        let expected = try #require(text.json["cases"]?[index])
        let heads = try #require(expected["heads"]?.array).compactMap(\.string)
        let spans = try KnockoutSpans(
            source: text.span(expected["from"]), destination: text.span(expected["to"]),
            tokens: text.tokens.count)
        let effects = try Knockout.effects(
            spans,
            heads: HeadSelection.parse(
                heads.joined(separator: ","), shape: text.model.configuration.headShape),
            in: text.scored())
        let first = spans.destination.lowerBound
        #expect(effects.count == text.tokens.count)
        #expect(effects[1..<first].allSatisfy { $0?.kl == 0 && $0?.change == 0 })
        let columns: [(String, (TokenEffect) -> Float)] = [
            ("kl", \.kl), ("logprob", \.logprob), ("knockedOut", \.ablatedLogprob),
        ]
        for (column, value) in columns {
            let found = effects[first...].map { $0.map { Double(value($0)) } }
            let numbers = try #require(expected[column]).numbers
            #expect(largestDifference(found, numbers) < 5e-5, "\(column)")
        }
        #expect((effects[first]?.kl ?? 0) > 1e-6)
    }

    /// Where hardly anything changes, logarithms amplify the rounding of both programs: the reference
    /// says how far each cell moves when its divergences are wrong by 1e-7 nats.
    @Test(arguments: names) func matricesMatchPyTorch(_ name: String) throws {
        let text = try Text(name)
        let run = try KnockoutMatrixRun(
            kind: .sentences, parts: text.parts(), in: text.scored())
        var steps: [Int] = []
        while let done = try run.step() { steps.append(done) }
        #expect(steps == Array(1...run.matrix.total) && !run.matrix.isPartial)
        let reference = try #require(text.json["matrix"])
        var sharp = 0
        for source in run.matrix.parts.indices {
            for reader in run.matrix.parts.indices {
                let found = run.matrix.meanLogKL[source][reader]
                let cell = reference["meanLogKL"]?[source]?[reader]?.double
                let error = reference["error"]?[source]?[reader]?.double
                #expect((found == nil) == (reader <= source) && (cell == nil) == (found == nil))
                guard let found, let cell, let error else { continue }
                #expect(abs(found - cell) < error + 1e-3, "\(source) \(reader)")
                if error < 0.1 { sharp += 1 }
            }
        }
        #expect(sharp >= (name == "bobbin" ? 1 : 36))
    }

    @Test(arguments: names) func receiversMatchPyTorch(_ name: String) throws {
        let text = try Text(name)
        let receivers = try ReceiverHeads.measure(
            text.model, pool: Sample.pool, tokens: text.tokens, sentences: text.parts())
        let expected = try #require(text.json["receivers"])
        #expect(expected["distance"]?.int == ReceiverHeads.distance)
        for head in text.model.configuration.headShape.all {
            let scores = try #require(expected["scores"]?[head.layer]?[head.head]?.array)
            let found = receivers.scores[head.layer][head.head]
            #expect(found.map { $0 == nil } == scores.map(\.isNull))
            #expect(
                largestDifference(found.filter { $0 != nil }, scores.compactMap(\.double)) < 1e-6)
            let kurtosis = try #require(expected["kurtosis"]?[head.layer]?[head.head])
            let own = receivers.kurtosis[head.layer][head.head]
            if let number = kurtosis.double {
                #expect(abs((own ?? .infinity) - number) < 2e-3, "\(head)")
            } else {
                #expect(own == nil, "\(head)")
            }
        }
    }

    @Test func cancellingKeepsWhatIsMeasured() throws {
        let text = try Text("gemma2")
        let run = try KnockoutMatrixRun(kind: .moves, parts: text.parts(), in: text.scored())
        let cancellation = Cancellation()
        #expect(try run.step(cancellation: cancellation) == 1)
        cancellation.cancel()
        #expect(throws: ExperimentError.self) { try run.step(cancellation: cancellation) }
        #expect(run.matrix.done == 1 && run.matrix.isPartial)
        #expect(run.matrix.meanLogKL[0][1] != nil && run.matrix.meanLogKL[1][2] == nil)
        #expect(run.matrix.json(trace: "t", model: "m")["matrix"]?["partial"]?.bool == true)
        #expect(try run.step() == 2)
    }

    @Test func textsThatAreTooShortAreRefused() throws {
        let text = try Text("gemma2")
        let scored = try text.scored()
        let parts = try text.parts()
        #expect(throws: ExperimentError.self) {
            try KnockoutMatrixRun(kind: .moves, parts: Array(parts.prefix(1)), in: scored)
        }
        #expect(throws: ExperimentError.self) {
            try ReceiverHeads.measure(
                text.model, pool: Sample.pool, tokens: text.tokens,
                sentences: Array(parts.prefix(ReceiverHeads.distance)))
        }
        let beyond = try KnockoutSpans(source: 0..<2, destination: 90..<99, tokens: 100)
        #expect(throws: ExperimentError.self) {
            try Knockout.effects(beyond, heads: [HeadID(layer: 0, head: 0)], in: scored)
        }
    }
}
