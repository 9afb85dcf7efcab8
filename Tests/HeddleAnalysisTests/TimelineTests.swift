import HeddleAnalysis
import Testing

@Suite struct TimelineTests {
    @Test func theMaximumOfAnyRangeIsFound() {
        var random = SeededGenerator(seed: 3)
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

    @Test func columnsAndTokensAreMappedBothWays() {
        for count in [1, 2, 3, 7, 16, 40] {
            for width in [1, 2, 5, 7, 13, 40] {
                let scale = TimelineScale(tokens: 100..<100 + count, width: width)
                var shown: Set<Int> = []
                for column in 0..<width { shown.formUnion(scale.tokens(inColumn: column)) }
                #expect(shown == Set(100..<100 + count))
                for token in 100..<100 + count {
                    let first = (0..<width).first { scale.tokens(inColumn: $0).contains(token) }
                    #expect(scale.column(of: token) == first, "\(count) \(width) \(token)")
                }
                #expect(scale.column(of: 99) == nil)
                #expect(scale.tokens(inColumn: width).isEmpty)
            }
        }
        #expect(TimelineScale(tokens: 4..<4, width: 9).tokens(inColumn: 0).isEmpty)
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
