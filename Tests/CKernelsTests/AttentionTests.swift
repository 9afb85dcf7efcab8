import CKernels
import Foundation
import Testing

extension Kernels {
    @Suite struct Attention {
        static let cases: [AttentionCase] = [
            .init(keys: 1, queries: 1, headDim: 1),
            .init(keys: 2, queries: 2, headDim: 7),
            .init(keys: 9, queries: 9, headDim: 16),
            .init(keys: 33, queries: 33, headDim: 32),
            .init(keys: 100, queries: 100, headDim: 20),
            .init(keys: 257, queries: 257, headDim: 64),
            .init(keys: 130, queries: 1, headDim: 128),
            .init(keys: 70, queries: 13, headDim: 100),
            .init(keys: 65, queries: 65, headDim: 32, window: 1),
            .init(keys: 65, queries: 65, headDim: 32, window: 5),
            .init(keys: 150, queries: 90, headDim: 33, window: 40),
            .init(keys: 80, queries: 80, headDim: 16, window: 500),
            .init(keys: 100, queries: 50, headDim: 32, softcap: 2),
            .init(keys: 90, queries: 90, headDim: 48, window: 17, softcap: 0.7),
        ]

        @Test(arguments: cases) func resultsMatchDoubles(_ shape: AttentionCase) {
            let data = AttentionData(shape)
            let expected = data.reference()
            onEverySet { name in
                let result = data.run()
                #expect(worstError(result.out, expected.out) < 3e-6, "\(name)")
                #expect(worstError(result.pattern, expected.pattern) < 2e-6, "\(name)")
                for (own, other) in zip(result.summaries, expected.summaries) {
                    #expect(other.differences(from: own) == [], "\(name) query \(other.query)")
                }
            }
        }

        @Test func oneQueryAtATimeGivesTheSameBits() {
            for shape in Self.cases {
                let data = AttentionData(shape)
                onEverySet { name in
                    let whole = data.run()
                    for row in 0..<shape.queries {
                        let single = data.run(rows: row..<(row + 1))
                        let own = whole.out[(row * data.ldo)..<((row + 1) * data.ldo)]
                        #expect(bits(single.out) == bits(Array(own)), "\(name) \(shape) \(row)")
                        let same = single.summaries[0].entropy == whole.summaries[row].entropy
                        #expect(same, "\(name) \(shape) \(row)")
                    }
                }
            }
        }

        @Test func whatAQueryMayNotSeeDoesNotReachIt() {
            var data = AttentionData(.init(keys: 40, queries: 40, headDim: 24, window: 10))
            let clean = data
            for d in 0..<24 {
                data.k[39 * data.ldkv + d] = .nan
                data.v[39 * data.ldkv + d] = .infinity
            }
            onEverySet { name in
                let poisoned = data.run()
                let sound = clean.run()
                let before = 39 * data.ldo
                #expect(
                    bits(Array(poisoned.out[..<before])) == bits(Array(sound.out[..<before])),
                    "\(name)")
            }
        }

        @Test func optionalPartsMayBeLeftOut() {
            let data = AttentionData(.init(keys: 45, queries: 20, headDim: 32))
            onEverySet { name in
                let full = data.run()
                let bare = data.run(extras: false)
                #expect(bits(full.out) == bits(bare.out), "\(name)")
            }
        }

        /// Each query is put in the place of the last one, which sees all keys anyway.
        @Test(arguments: [1, 7, 16, 33, 70])
        func bidirectionalQueriesSeeEveryKey(keys: Int) {
            var data = AttentionData(.init(keys: keys, queries: keys, headDim: 32))
            let last = (keys - 1) * data.ldq
            onEverySet { name in
                data.isBidirectional = true
                let together = data.run(extras: false).out
                for row in 0..<keys {
                    var alone = data
                    alone.isBidirectional = false
                    let query = data.q[row * data.ldq..<row * data.ldq + 32]
                    alone.q.replaceSubrange(last..<last + 32, with: query)
                    let expected = alone.run(rows: keys - 1..<keys, extras: false).out
                    let found = together[row * data.ldo..<row * data.ldo + 32]
                    #expect(bits(Array(found)) == bits(Array(expected[..<32])), "\(name) \(row)")
                }
            }
        }

        /// Rows 0 … 2 stand at the last position but one, rows 3 … 5 at the last; each is put alone at
        /// its position.
        @Test(arguments: [0, 9]) func stackedQueriesGiveTheBitsOfEachAlone(window: Int) {
            let data = AttentionData(.init(keys: 130, queries: 6, headDim: 48, window: window))
            var stack = data
            stack.stacked = 3
            onEverySet { name in
                let together = stack.run()
                for row in 0..<6 {
                    var alone = data
                    let place = 4 + row / 3
                    let query = data.q[row * data.ldq..<row * data.ldq + 48]
                    alone.q.replaceSubrange(place * data.ldq..<place * data.ldq + 48, with: query)
                    let expected = alone.run(rows: place..<place + 1)
                    let found = together.out[row * data.ldo..<row * data.ldo + 48]
                    #expect(bits(Array(found)) == bits(expected.out), "\(name) \(row)")
                    let (own, other) = (together.summaries[row], expected.summaries[0])
                    #expect(own.entropy == other.entropy, "\(name) \(row)")
                    #expect(own.previous == other.previous, "\(name) \(row)")
                    #expect(own.induction == other.induction, "\(name) \(row)")
                    #expect(topKeys(own) == topKeys(other), "\(name) \(row)")
                }
            }
        }

        @Test func noQueriesTouchNothing() {
            var arguments = ck_attention_args()
            ck_attention(&arguments)
            #expect(ck_attention_scratch(0, 0, 0) == 0)
        }

        @Test func handComputedSummary() {
            // One dimension, scores ln 1, ln 2, ln 5 for the last query: weights 1/8, 2/8, 5/8.
            var data = AttentionData(.init(keys: 3, queries: 3, headDim: 1))
            data.scale = 1
            data.q = data.q.map { _ in 1 }
            for (key, weight) in [1.0, 2.0, 5.0].enumerated() {
                data.k[key * data.ldkv] = Float(log(weight))
            }
            data.tokens = [7, 4, 7]
            data.marked = [1, 0, 1]
            onEverySet { name in
                let last = data.run().summaries[2]
                let entropy = 0.125 * log(8) + 0.25 * log(4) + 0.625 * log(1.6)
                #expect(abs(Double(last.entropy) - entropy) < 1e-6, "\(name)")
                #expect(abs(Double(last.normalized_entropy) - entropy / log(3)) < 1e-6, "\(name)")
                #expect(abs(last.sink - 0.125) < 1e-6, "\(name)")
                #expect(abs(last.previous - 0.25) < 1e-6, "\(name)")
                // Key 1 follows token 7, the last query's own.
                #expect(abs(last.induction - 0.25) < 1e-6, "\(name)")
                #expect(abs(last.marked - 0.625) < 1e-6, "\(name)")
                #expect(last.top_count == 3, "\(name)")
                #expect(
                    last.top_key.0 == 2 && last.top_key.1 == 1 && last.top_key.2 == 0, "\(name)")
                #expect(last.top_key.3 == -1 && last.top_weight.3 == 0, "\(name)")
            }
        }

        @Test func equalWeightsRankTheLowerKeyFirst() {
            var data = AttentionData(.init(keys: 60, queries: 60, headDim: 16))
            data.q = data.q.map { _ in 0 }
            onEverySet { name in
                let last = data.run().summaries[59]
                #expect(topKeys(last) == [0, 1, 2, 3, 4, 5, 6, 7], "\(name)")
                #expect(abs(last.normalized_entropy - 1) < 1e-6, "\(name)")
            }
        }
    }
}
