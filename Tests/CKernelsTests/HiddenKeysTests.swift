import CKernels
import Foundation
import Testing

extension Kernels {
    /// Keys that some queries do not see, and sums of weights over spans of keys.
    @Suite struct HiddenKeys {
        private static let cases: [AttentionCase] = [
            .init(keys: 9, queries: 9, headDim: 16),
            .init(keys: 100, queries: 100, headDim: 20),
            .init(keys: 130, queries: 40, headDim: 64),
            .init(keys: 90, queries: 90, headDim: 48, window: 17, softcap: 0.7),
        ]

        private static func hidden(
            queries: Range<Int>, keys: Range<Int>
        ) -> ck_hidden_keys {
            ck_hidden_keys(
                first_query: queries.lowerBound, end_query: queries.upperBound,
                first_key: keys.lowerBound, end_key: keys.upperBound)
        }

        @Test(arguments: cases) func resultsMatchDoubles(_ shape: AttentionCase) {
            var data = AttentionData(shape)
            let last = shape.keys - 1
            data.hidden = [
                Self.hidden(queries: 4..<Int.max, keys: 1..<4),
                Self.hidden(queries: last - 2..<last, keys: last - 6..<last - 1),
                // Overlaps the one before.
                Self.hidden(queries: 0..<last, keys: last - 5..<last - 3),
            ]
            data.spans = [
                ck_key_span(first: 0, end: 3), ck_key_span(first: 3, end: shape.keys - 1),
                ck_key_span(first: shape.keys - 1, end: shape.keys),
            ]
            let expected = data.reference()
            onEverySet { name in
                let result = data.run()
                #expect(worstError(result.out, expected.out) < 3e-6, "\(name)")
                #expect(worstError(result.pattern, expected.pattern) < 2e-6, "\(name)")
                #expect(worstError(result.spanSums, expected.spanSums) < 3e-6, "\(name)")
                for (own, other) in zip(result.summaries, expected.summaries) {
                    #expect(other.differences(from: own) == [], "\(name) query \(other.query)")
                }
            }
        }

        /// One dimension, scores ln 1, ln 2, ln 5 for the last query: weights 1/8, 2/8, 5/8; without
        /// the last key 1/3 and 2/3.
        @Test func theOtherWeightsSumToOneAgain() {
            var data = AttentionData(.init(keys: 3, queries: 3, headDim: 1))
            data.scale = 1
            data.q = data.q.map { _ in 1 }
            for (key, weight) in [1.0, 2.0, 5.0].enumerated() {
                data.k[key * data.ldkv] = Float(log(weight))
                data.v[key * data.ldkv] = Float(key + 1)
            }
            data.hidden = [Self.hidden(queries: 2..<3, keys: 2..<3)]
            data.spans = [ck_key_span(first: 0, end: 2), ck_key_span(first: 1, end: 3)]
            onEverySet { name in
                let result = data.run()
                let last = Array(result.pattern[6...])
                #expect(worstError(last, [1.0 / 3, 2.0 / 3, 0]) < 1e-6, "\(name)")
                #expect(worstError([result.out[2]], [5.0 / 3]) < 1e-6, "\(name)")
                #expect(worstError(Array(result.spanSums[4...]), [1, 2.0 / 3]) < 1e-6, "\(name)")
                #expect(worstError(Array(result.pattern[3..<6]), [1.0 / 3, 2.0 / 3, 0]) < 1e-6)
            }
        }

        @Test func aQueryWithoutKeysGivesZero() {
            var data = AttentionData(.init(keys: 40, queries: 40, headDim: 24))
            data.hidden = [
                Self.hidden(queries: 10..<12, keys: 0..<7),
                Self.hidden(queries: 10..<11, keys: 5..<30),
            ]
            data.spans = [ck_key_span(first: 0, end: 40)]
            onEverySet { name in
                let result = data.run()
                let row = result.out[10 * data.ldo..<11 * data.ldo]
                let isZero = row.allSatisfy { $0 == 0 }
                #expect(isZero, "\(name)")
                #expect(result.summaries[10].entropy == 0 && result.spanSums[10] == 0, "\(name)")
                #expect(abs(result.spanSums[11] - 1) < 1e-6, "\(name)")
                let broken = result.out.filter { $0.isNaN }
                #expect(broken.isEmpty, "\(name)")
            }
        }

        @Test func queriesThatNothingIsHiddenFromKeepTheirBits() {
            let plain = AttentionData(.init(keys: 70, queries: 70, headDim: 32))
            var data = plain
            data.hidden = [Self.hidden(queries: 30..<40, keys: 3..<9)]
            data.spans = [ck_key_span(first: 2, end: 50)]
            onEverySet { name in
                let (own, other) = (data.run().out, plain.run().out)
                let (low, high) = (30 * data.ldo, 40 * data.ldo)
                #expect(bits(Array(own[..<low])) == bits(Array(other[..<low])), "\(name)")
                #expect(bits(Array(own[high...])) == bits(Array(other[high...])), "\(name)")
                #expect(bits(Array(own[low..<high])) != bits(Array(other[low..<high])), "\(name)")
            }
        }
    }
}
