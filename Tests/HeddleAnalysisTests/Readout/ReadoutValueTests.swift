import HeddleAnalysis
import Testing

@Suite struct ReadoutValueTests {
    /// Shares that add up to 1.5 of a difference of 1.4999; head 0.1 is repaired, 0.0 is not.
    private static var attribution: DirectAttribution {
        var attribution = DirectAttribution(
            position: TokenPosition(target: 8), token: 3, against: 5, difference: 1.4999,
            uncapped: 3, capScale: 0.5,
            components: [
                .init(part: .embedding, direct: -0.5),
                .init(part: .head(HeadID(layer: 0, head: 0)), direct: 0.75),
                .init(part: .head(HeadID(layer: 0, head: 1)), direct: 1),
                .init(part: .feedForward(layer: 0), direct: 0.25),
            ])
        attribution.setTotals(effects: [[-1.25, -0.125]])
        return attribution
    }

    @Test func sharesAddUp() {
        let it = Self.attribution
        #expect(it.sum == 1.5)
        #expect(abs(it.residualError - 0.0001) < 1e-9)
        #expect(it.direct(of: HeadID(layer: 0, head: 1)) == 1)
        #expect(it.direct(of: HeadID(layer: 1, head: 1)) == nil)
    }

    @Test func gapsAreDirectMinusTotal() {
        let it = Self.attribution
        #expect(it.total(of: .head(HeadID(layer: 0, head: 0))) == 1.25)
        #expect(it.components.map(it.gap) == [nil, -0.5, 0.875, nil])
        func labels(_ order: AttributionOrder) -> [String] {
            it.ranked(by: order).map(\.part.label)
        }
        #expect(labels(.direct) == ["0.1", "0.0", "embedding", "feed-forward 0"])
        #expect(labels(.total) == ["0.0", "0.1", "embedding", "feed-forward 0"])
        #expect(labels(.gap) == ["0.1", "0.0", "embedding", "feed-forward 0"])
    }

    @Test func attributionsAreWritten() {
        let json = Self.attribution.json(trace: "t", model: "m", order: .gap) { "<\($0)>" }
        #expect(json["schema"]?.string == "heddle.attribution/1")
        #expect(json["query"]?.int == 7 && json["target"]?.int == 8)
        #expect(json["against"]?["text"]?.string == "<5>")
        #expect(json["capScale"]?.double == 0.5)
        let first = json["components"]?.array?.first
        #expect(first?["kind"]?.string == "head" && first?["head"]?.int == 1)
        #expect(first?["gap"]?.double == 0.875)
        #expect(json["components"]?.array?.last?["total"] == .null)
    }

    private func strip(_ tops: [Int32]) -> LensStrip {
        let final = tops.last ?? 0
        let readings = tops.enumerated().map { place, top in
            LensReading(
                step: place == 0 ? .embedding : .afterLayer(place - 1),
                top: [Alternative(id: top, logprob: -1)], entropy: 1,
                final: TokenStanding(id: final, logprob: -1, rank: 1), actual: nil)
        }
        return LensStrip(position: TokenPosition(target: 4), readings: readings)
    }

    @Test func aTokenIsDecidedWhereItStaysOnTop() {
        #expect(strip([1, 2, 7, 3, 7, 7]).decided == .afterLayer(3))
        #expect(strip([7, 7, 7]).decided == .embedding)
        #expect(strip([1, 2, 3]).decided == .afterLayer(1))
        #expect(strip([1, 7]).json(trace: "t", model: "m") { _ in nil }["decidedLayer"]?.int == 0)
        #expect(strip([7, 7]).json(trace: "t", model: "m") { _ in nil }["decidedLayer"]?.int == -1)
    }

    @Test func halfStepsDoNotDecide() {
        var it = strip([1, 7, 7])
        it.readings.insert(
            LensReading(
                step: .afterAttention(layer: 1), top: [Alternative(id: 2, logprob: -1)],
                entropy: 1, final: TokenStanding(id: 7, logprob: -3, rank: 2), actual: nil), at: 2)
        #expect(it.decided == .afterLayer(0))
    }

    @Test func depthsBelongToTokens() {
        var depths = LensDepths(layers: 4, tokens: 3)
        depths.add([
            LensDecision(query: 0, final: 9, layersNeeded: 3),
            LensDecision(query: 1, final: 8, layersNeeded: 0),
            LensDecision(query: 2, final: 7, layersNeeded: 1),
        ])
        #expect(depths.known == 2 && depths.isComplete(context: 9))
        #expect(depths.share(of: 0) == nil)
        #expect(depths.share(of: 1) == 0.75)
        #expect(depths.share(of: 2) == 0)
        #expect(depths.share(of: 3) == nil)
        let json = [0, 1, 2].map { depths.json(of: $0, id: 5, trace: "t") { _ in nil } }
        #expect(json.map { $0["decidedLayer"]?.int } == [nil, 2, -1])
        #expect(json[0]["final"] == .null && json[1]["final"]?["id"]?.int == 9)
    }
}
