import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing
import Workbench

@Suite(.serialized, .timeLimit(.minutes(10))) struct ReadoutTests {
    private let document = DocumentID(1)

    @Test func sharesAndLayersOfATokenComeWithTheirTexts() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        recorder.runner.run(.attribute(document: document, target: 40))
        let attribution = try await recorder.first("shares") { result -> DirectAttribution? in
            if case .attribution(document, let value) = result { value } else { nil }
        }
        #expect(attribution.position.target == 40)
        #expect(abs(attribution.residualError) < 1e-3)
        recorder.runner.run(.lens(document: document, target: 40, halfSteps: true))
        let strip = try await recorder.first("layers") { result -> LensStrip? in
            if case .lens(document, let strip, halfSteps: true) = result { strip } else { nil }
        }
        #expect(strip.readings.count == 13)
        let pieces = try await recorder.first("texts") { result -> [Int32: String]? in
            if case .pieces(let pieces) = result, strip.final.map({ pieces[$0] != nil }) == true {
                pieces
            } else {
                nil
            }
        }
        #expect(strip.readings.allSatisfy { pieces[$0.top[0].id] != nil })
    }

    @Test func everyTokenIsDecidedSomewhere() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        recorder.runner.run(.depths(document: document))
        try await recorder.finished(.depths)
        var last: LensDepths?
        for case .depths(document, let depths) in recorder.all { last = depths }
        let depths = try #require(last)
        #expect(depths.layers == 6 && depths.decisions.count == 70)
        #expect(depths.decisions[0] == nil)
        #expect(depths.decisions.dropFirst().allSatisfy { $0 != nil })
    }

    /// The same numbers as a measurement without the runner.
    @Test func receiversComeOfTheSentencesOfTheTrace() async throws {
        let recorder = try Recorder()
        try await recorder.open("chain-0011")
        let opened = try await recorder.first("document") { result -> Document? in
            if case .traceOpened(let opened, _) = result { opened } else { nil }
        }
        recorder.runner.run(.receivers(document: document))
        let found = try await recorder.first("receivers") { result -> BroadcastSentences? in
            if case .receivers(document, let value) = result { value } else { nil }
        }
        let outline = Outline(opened.trace, labelling: .none)
        let sentences = outline.parts(
            .sentences, tokens: opened.tokens, limit: opened.tokens.count)
        #expect(sentences.count > ReceiverHeads.distance)
        let alone = try ReceiverHeads.measure(
            LoadedModel.load(Recorder.model).model, pool: WorkerPool(threads: 1),
            tokens: opened.tokens.ids, sentences: sentences)
        #expect(found.receivers.sentences == alone.sentences)
        #expect(found.receivers.scores == alone.scores)
        #expect(alone.scores.joined().joined().count == 48 * sentences.count)
        #expect(found.largest > 0 && found.share(of: sentences[0].tokens.lowerBound) != nil)
    }

    @Test func aTraceOfFewSentencesHasNoReceivers() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        recorder.runner.run(.receivers(document: document))
        let message = try await recorder.first("refusal") { result -> String? in
            if case .failed(.receivers, let message) = result { message } else { nil }
        }
        #expect(message.contains("at least 5 are needed"))
    }

    @Test func aTokenWithoutPredictionIsRefused() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        recorder.runner.run(.attribute(document: document, target: 0))
        let message = try await recorder.first("refusal") { result -> String? in
            if case .failed(.attribution, let message) = result { message } else { nil }
        }
        #expect(message.contains("token 0"))
    }
}
