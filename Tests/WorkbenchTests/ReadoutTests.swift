import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct ReadoutTests {
    /// Head L.H writes L + H / 10 − 2.
    private func attribution(_ target: Int) -> DirectAttribution {
        let heads = Bench.model.shape.all.map {
            DirectAttribution.Component(
                part: .head($0), direct: Double($0.layer) + Double($0.head) / 10 - 2)
        }
        return DirectAttribution(
            position: TokenPosition(target: target), token: 1, against: 2, difference: 1,
            uncapped: 1, capScale: 1,
            components: [.init(part: .embedding, direct: 1)] + heads)
    }

    private func text(_ bench: Bench) -> String {
        Views.frame(bench.state, keyMap: .standard).text
    }

    @Test func sharesAreAskedForAtTheCursorAndDrawnAroundZero() throws {
        var bench = Bench.reading()
        let id = try #require(bench.state.document?.id)
        bench.press("3l:measure direct<enter>")
        let target = bench.cursor
        #expect(bench.work.contains(.attribute(document: id, target: target)))
        #expect(text(bench).contains("computing the shares"))
        bench.send(.result(.attribution(document: id, attribution(target))))
        #expect(bench.state.gridScale == -3.7...3.7)
        #expect(bench.state.gridValue(of: HeadID(layer: 5, head: 7)) == 3.7)
        #expect(text(bench).contains("Heads · direct share"))
        bench.press("l")
        #expect(bench.work.contains(.attribute(document: id, target: target + 1)))
        #expect(bench.state.gridValue(of: HeadID(layer: 5, head: 7)) == nil)
        bench.send(.result(.attribution(document: DocumentID(99), attribution(target + 1))))
        #expect(bench.state.gridValue(of: HeadID(layer: 5, head: 7)) == nil)
    }

    @Test func anotherTokenMayBeComparedWith() throws {
        var bench = Bench.reading()
        let id = try #require(bench.state.document?.id)
        bench.press("3l:against  7<enter>")
        let target = bench.cursor
        #expect(bench.state.place.measure == .direct)
        #expect(
            bench.work.contains(.attribute(document: id, target: target, against: "7")))
        // A name that the model does not know leaves the best other token.
        bench.send(.result(.failed(.attribution, message: "'7' is 2 tokens")))
        #expect(bench.work.contains(.attribute(document: id, target: target)))
        bench.send(.result(.pieces([9: " nine"])))
        var shares = attribution(target)
        shares.against = 9
        bench.send(.result(.attribution(document: id, shares)))
        #expect(text(bench).contains("predicting \(target) against ' nine'"))
        bench.press(":against 7<enter>:measure gap<enter>S")
        #expect(
            bench.work.contains(
                .sweep(
                    document: id, target: target, metric: .difference, mode: .zero, against: "7")))
        // It is of one token alone.
        bench.press("l")
        #expect(bench.work.contains(.attribute(document: id, target: target + 1)))
    }

    @Test func theGapIsOfASweepOfTheSameToken() throws {
        var bench = Bench.reading()
        let id = try #require(bench.state.document?.id)
        bench.press("3l:measure gap<enter>")
        let target = bench.cursor
        bench.send(.result(.attribution(document: id, attribution(target))))
        let head = HeadID(layer: 5, head: 7)
        #expect(bench.state.gridValue(of: head) == nil)
        #expect(text(bench).contains("S sweeps all heads"))
        bench.press("mS")
        #expect(bench.state.place.measure == .gap)
        #expect(
            bench.work.contains(
                .sweep(document: id, target: target, metric: .difference, mode: .zero)))
        var sweep = SweepResult(
            position: TokenPosition(target: target), metric: .difference, mode: .zero,
            effects: Array(repeating: Array(repeating: -0.5, count: 8), count: 6))
        bench.send(.result(.sweep(document: id, sweep, complete: true)))
        // It writes 3.7, and 0.5 goes with it.
        #expect(abs((bench.state.gridValue(of: head) ?? 0) - 3.2) < 1e-6)
        sweep.metric = .kl
        bench.send(.result(.sweep(document: id, sweep, complete: true)))
        #expect(bench.state.gridValue(of: head) == nil)
    }

    private func strip(_ target: Int, halves: Bool) -> LensStrip {
        func reading(_ step: LensStep, _ top: Int32, _ rank: Int) -> LensReading {
            LensReading(
                step: step, top: [Alternative(id: top, logprob: -0.5)], entropy: 1,
                final: TokenStanding(id: 7, logprob: -0.5, rank: rank), actual: nil)
        }
        var readings = [reading(.embedding, 9, 40)]
        for layer in 0..<6 {
            if halves { readings.append(reading(.afterAttention(layer: layer), 9, 3)) }
            readings.append(reading(.afterLayer(layer), layer < 3 ? 8 : 7, layer < 3 ? 2 : 1))
        }
        return LensStrip(position: TokenPosition(target: target), readings: readings)
    }

    @Test func theLensStandsInTheTokenPane() throws {
        var bench = Bench.reading()
        let id = try #require(bench.state.document?.id)
        bench.press("3l_")
        let target = bench.cursor
        #expect(bench.work.contains(.lens(document: id, target: target, halfSteps: false)))
        #expect(text(bench).contains("reading the layers"))
        bench.send(.result(.pieces([7: " seven", 8: " eight", 9: " nine"])))
        bench.send(
            .result(.lens(document: id, strip(target, halves: false), halfSteps: false)))
        let shown = text(bench)
        #expect(shown.contains("layer 3 decides"))
        #expect(shown.contains("' seven'") && shown.contains("' eight'"))
        #expect(shown.contains(".61 · 2"))
        #expect(bench.work.isEmpty)
        bench.press("_")
        #expect(bench.work.contains(.lens(document: id, target: target, halfSteps: true)))
        bench.send(.result(.lens(document: id, strip(target, halves: true), halfSteps: true)))
        #expect(text(bench).contains("5 a"))
        bench.press("l")
        #expect(bench.work.contains(.lens(document: id, target: target + 1, halfSteps: true)))
        bench.press("_")
        #expect(bench.state.lens == .off)
        #expect(!text(bench).contains("decides"))
    }

    /// In a low pane the head gives way to the layers.
    @Test func theLensHasALowPaneToItself() throws {
        var bench = Bench.reading(width: 80, height: 24)
        let id = try #require(bench.state.document?.id)
        bench.press("3l")
        #expect(text(bench).contains("├ Head 0.0"))
        bench.press("_")
        let found = strip(bench.cursor, halves: false)
        bench.send(.result(.lens(document: id, found, halfSteps: false)))
        let shown = text(bench)
        #expect(!shown.contains("├ Head 0.0") && shown.contains("layer 3 decides"))
        #expect((0..<6).count { shown.contains("│\($0)    ") } >= 4)
        bench.press("_<escape>:lens off<enter>")
        #expect(text(bench).contains("├ Head 0.0"))
    }

    @Test func parallelBlocksHaveNoHalfSteps() throws {
        var info = Bench.model
        info.hasHalfSteps = false
        var bench = Bench.reading(model: info)
        bench.press("3l_")
        #expect(bench.message == "What each layer would predict")
        bench.press("_")
        #expect(bench.state.lens == .off)
        bench.press(":lens halves<enter>")
        #expect(bench.state.lens == .off && bench.message.contains("side by side"))
    }

    /// An alternative that is not on the screen is not taken.
    @Test func enterShowsTheAlternativesBeforeItTakesOne() throws {
        var bench = Bench.reading()
        bench.press("3l_<alt-4>")
        #expect(bench.state.lens == .layers && bench.state.place.focus == .detail)
        bench.press("<enter>")
        #expect(bench.state.lens == .off && bench.state.generationParent == nil)
        #expect(bench.message == "j and k mark an alternative, Enter takes it")
        bench.press("<enter>")
        #expect(bench.state.generationParent != nil)
    }

    @Test func theDecidedLayerColoursTheTextAndTheTimeline() throws {
        var bench = Bench.reading()
        let document = try #require(bench.state.document)
        bench.press(":color decided<enter>")
        #expect(bench.work.contains(.depths(document: document.id)))
        #expect(text(bench).contains("decided after: not known yet"))
        var depths = LensDepths(layers: 6, tokens: document.tokens.count)
        depths.add([LensDecision(query: 0, final: 7, layersNeeded: 2)])
        bench.send(.result(.depths(document: document.id, depths)))
        #expect(text(bench).contains("· 1 tokens so far"))
        bench.press(":color decided<enter>")
        #expect(bench.work.contains(.depths(document: document.id)))
        depths.add(
            (0..<document.tokens.count - 1).map {
                LensDecision(query: $0, final: 7, layersNeeded: $0 % 7)
            })
        bench.send(.result(.depths(document: document.id, depths)))
        #expect(text(bench).contains("decided after  0  2  4  6  layers"))
        #expect(bench.state.timelineMeasure == .decided)
        #expect(bench.state.numbers.curve?.extreme(in: 1..<2) == 0)
        #expect(bench.state.numbers.curve?.extreme(in: 1..<8) == 1)
        bench.press("l")
        #expect(!bench.work.contains(.depths(document: document.id)))
    }

    /// Six sentences of two tokens from token 1 on; head 0.1 looks back at the fourth alone.
    private func broadcast(_ shape: HeadShape) -> BroadcastSentences {
        let even: [Double?] = [0.1, 0.3, 0.1, 0.3, nil, nil]
        let peaked: [Double?] = [0, 0, 0, 0.5, nil, nil]
        let scores = shape.all.map { $0 == HeadID(layer: 0, head: 1) ? peaked : even }
        return BroadcastSentences(
            ReceiverHeads(
                sentences: (0..<6).map {
                    TracePart(tokens: 1 + 2 * $0..<3 + 2 * $0, text: "Sentence \($0).")
                },
                scores: (0..<shape.layers).map {
                    Array(scores[$0 * shape.heads..<($0 + 1) * shape.heads])
                }))
    }

    @Test func receiverHeadsFillTheGridAndTheTimeline() throws {
        var bench = Bench.reading()
        let id = try #require(bench.state.document?.id)
        let shape = try #require(bench.state.model.info?.shape)
        bench.press(":measure receiver<enter>")
        #expect(bench.work.contains(.receivers(document: id)))
        bench.send(.result(.progress(.receivers, Progress(label: "receivers"))))
        #expect(text(bench).contains("reading the trace…"))
        bench.send(.result(.receivers(document: id, broadcast(shape))))
        bench.send(.result(.finished(.receivers)))
        #expect(text(bench).contains("Heads · receiver kurtosis"))
        // One of four: 21/9 - 3; two of four: 1 - 3.
        #expect(bench.state.gridValue(of: HeadID(layer: 0, head: 1)) == Float(-2.0 / 3))
        #expect(bench.state.gridValue(of: HeadID(layer: 0, head: 0)) == -2)
        #expect(bench.state.timelineMeasure == .received)
        let curve = try #require(bench.state.numbers.curve)
        #expect(curve.extreme(in: 0..<1) == nil && curve.extreme(in: 7..<9) == 1)
        #expect(curve.extreme(in: 9..<13) == nil)
        bench.send(.command("select-head", argument: "0.1"))
        #expect(text(bench).contains("kurtosis -0.67, back to:"))
        #expect(text(bench).contains("7 Sentence 3."))
        bench.press(":color received<enter>")
        // Twenty heads count, 0.1 and nineteen others: (0.5 + 19 · 0.3) / 20.
        #expect(text(bench).contains("received attention  0  .10  .21  .31 "))
        #expect(!bench.work.contains(.receivers(document: id)))
    }

    @Test func cancelledReceiversAreAskedForAgain() throws {
        var bench = Bench.reading()
        let id = try #require(bench.state.document?.id)
        bench.press(":measure receiver<enter>")
        bench.send(.result(.progress(.receivers, Progress(label: "receivers"))))
        bench.press("<ctrl-c>")
        #expect(bench.work.contains(.cancel(.receivers)))
        bench.press("l")
        #expect(!bench.work.contains(.receivers(document: id)))
        #expect(text(bench).contains("No receivers"))
        bench.press(":measure receiver<enter>")
        #expect(bench.work.contains(.receivers(document: id)))
    }

    @Test func withoutAModelThereIsNothingToDecide() {
        var bench = Bench.reading(model: nil)
        bench.send(.command("color", argument: "decided"))
        #expect(bench.message.contains("is none of"))
        bench.press("_")
        #expect(bench.message == "No model is loaded: :model PATH")
    }
}
