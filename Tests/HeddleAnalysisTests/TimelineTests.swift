import HeddleAnalysis
import Testing

@Suite struct TimelineTests {
    @Test func theMaximumOfAnyRangeIsFound() {
        var random = SeededGenerator(state: 3)
        let values: [Float?] = (0..<5_000).map { _ in
            Int.random(in: 0..<10, using: &random) == 0
                ? nil : Float.random(in: -5...5, using: &random)
        }
        let maxima = BlockMaximum(values)
        for _ in 0..<2_000 {
            let a = Int.random(in: 0...values.count, using: &random)
            let b = Int.random(in: a...min(values.count, a + 600), using: &random)
            #expect(maxima.maximum(in: a..<b) == values[a..<b].compactMap(\.self).max())
        }
        #expect(maxima.maximum(in: -9..<99_999) == values.compactMap(\.self).max())
        #expect(BlockMaximum([]).maximum(in: 0..<4) == nil)
        #expect(BlockMaximum([nil, .nan, 2]).maximum(in: 0..<2) == nil)
    }

    private let labelling = Labelling(
        spans: [],
        moves: [
            PlanningMove(tokens: 2..<4, intent: .branch, spans: 0..<0),
            PlanningMove(tokens: 7..<8, intent: .verify, spans: 0..<0),
        ],
        intents: [], lexicon: "")

    @Test func aColumnShowsTheLargestValueAndTheFirstMoveOfItsTokens() {
        let values: [Float?] = [nil, 1, 2, 9, 3, 0, 5, 4]
        let timeline = Timeline(values: values, labelling: labelling, tokens: 8)
        #expect(timeline.maximum == 9)
        let columns = timeline.columns(width: 4, cursor: 5, notes: Stops([6]))
        #expect(columns.map(\.tokens) == [0..<2, 2..<4, 4..<6, 6..<8])
        #expect(columns.map(\.value) == [1, 9, 3, 5])
        #expect(columns.map(\.start) == [nil, .branch, nil, .verify])
        #expect(columns.map(\.intent) == [nil, .branch, nil, .verify])
        #expect(columns.map(\.hasCursor) == [false, false, true, false])
        #expect(columns.map(\.hasNote) == [false, false, false, true])
    }

    @Test func aStretchIsSpreadOverAllColumns() {
        let timeline = Timeline(values: [1, 2, 3, 4, 5], labelling: labelling, tokens: 5)
        let columns = timeline.columns(width: 6, range: 1..<4, cursor: 2, notes: Stops([3]))
        #expect(columns.map(\.value) == [2, 2, 3, 3, 4, 4])
        #expect(columns.map(\.start) == [nil, nil, .branch, nil, nil, nil])
        #expect(columns.map(\.intent) == [nil, nil, .branch, .branch, .branch, .branch])
        #expect(columns.map(\.hasCursor) == [false, false, true, false, false, false])
        #expect(columns.map(\.hasNote) == [false, false, false, false, true, false])
        #expect(timeline.columns(width: 6, range: 1..<4, cursor: 0).allSatisfy { !$0.hasCursor })
        #expect(timeline.columns(width: 0).isEmpty)
        #expect(Timeline(values: [], labelling: .none, tokens: 0).columns(width: 9).isEmpty)
    }

    @Test func columnsAndTokensAreMappedBothWays() {
        for count in [1, 2, 3, 7, 16, 40] {
            for width in [1, 2, 5, 7, 13, 40] {
                let scale = TimelineColumns(width: width, range: 100..<100 + count)
                var shown: Set<Int> = []
                for column in 0..<width { shown.formUnion(scale.tokens(in: column)) }
                #expect(shown == Set(100..<100 + count))
                for token in 100..<100 + count {
                    let first = (0..<width).first { scale.tokens(in: $0).contains(token) }
                    #expect(scale.column(of: token) == first, "\(count) \(width) \(token)")
                }
                #expect(scale.column(of: 99) == nil)
            }
        }
    }

    @Test func measuresComeFromPredictionsAndEffects() {
        let predictions = [nil, Prediction(logprob: -2, entropy: 0.5, rank: 1, top: [])]
        let effects = [nil, TokenEffect(logprob: -1, ablatedLogprob: -4, kl: 0)]
        func values(_ measure: TimelineMeasure) -> [Float?] {
            measure.values(predictions: predictions, effects: effects)
        }
        #expect(values(.entropy) == [nil, 0.5])
        #expect(values(.surprise) == [nil, 2])
        #expect(values(.change) == [nil, 3])
    }
}
