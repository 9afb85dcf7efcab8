import CKernels
import Foundation
import Testing

extension Kernels {
    @Suite struct Statistics {
        @Test func statisticsMatchDoubles() {
            var inputs = Inputs(21)
            onEverySet { name in
                for n in oddSizes + [50_257] where n > 0 {
                    let logits = inputs.floats(n, -12...12)
                    let target = inputs.below(n)
                    var out = ck_logit_stats_out()
                    ck_logit_stats(logits, n, Int32(target), &out)
                    let exact = LogProbabilities(logits)
                    let rank = 1 + logits.indices.count { precedes($0, target, logits) }
                    let place: Comment = "\(name) \(n)"
                    #expect(abs(out.log_sum_exp - exact.logSumExp) < 2e-7, place)
                    #expect(abs(out.target_log_prob - exact.values[target]) < 2e-7, place)
                    #expect(abs(out.entropy - exact.entropy) < 1e-6, place)
                    #expect(Int(out.target_rank) == rank, place)
                }
            }
        }

        @Test func handComputedStatistics() {
            // Probabilities 1/2, 1/4, 1/8, 1/8: entropy 1.75 bits.
            let logits = [0.5, 0.25, 0.125, 0.125].map { Float(log($0)) + 3 }
            onEverySet { name in
                var out = ck_logit_stats_out()
                ck_logit_stats(logits, 4, 3, &out)
                #expect(abs(out.entropy - 1.75 * log(2)) < 1e-6, "\(name)")
                #expect(abs(out.log_sum_exp - 3) < 1e-6, "\(name)")
                #expect(abs(out.target_log_prob - log(0.125)) < 1e-6, "\(name)")
                #expect(out.target_rank == 4, "\(name)")
                ck_logit_stats(logits, 4, 2, &out)
                #expect(out.target_rank == 3, "\(name)")
            }
        }

        @Test func targetsOutsideAndMaskedLogits() {
            onEverySet { name in
                var out = ck_logit_stats_out()
                for target: Int32 in [-1, 3] {
                    ck_logit_stats([1, 1, 1], 3, target, &out)
                    #expect(out.target_rank == 0 && out.target_log_prob.isNaN, "\(name)")
                    #expect(abs(out.entropy - log(3)) < 1e-6, "\(name)")
                }
                ck_logit_stats([5, -.infinity, 5], 3, 1, &out)
                #expect(out.target_log_prob == -.infinity && out.target_rank == 3, "\(name)")
                #expect(abs(out.entropy - log(2)) < 1e-6, "\(name)")
                ck_logit_stats([1], 0, 0, &out)
                #expect(out.log_sum_exp == -.infinity && out.target_rank == 0, "\(name)")
            }
        }

        @Test func topEntriesAreOrderedWithTiesByLowerID() {
            var inputs = Inputs(22)
            onEverySet { name in
                for n in oddSizes + [5000] {
                    // Few distinct values: many ties.
                    let logits = (0..<n).map { _ in Float(inputs.below(40)) }
                    let order = logits.indices.sorted { precedes($0, $1, logits) }
                    for k in [0, 1, 5, 8, 64, 10_000] {
                        var ids = [Int32](repeating: -1, count: k + 1)
                        var values = [Float](repeating: -1, count: k + 1)
                        let count = ck_top_k(logits, n, k, &ids, &values)
                        #expect(count == min(k, n), "\(name) \(n) \(k)")
                        let expected = order.prefix(k)
                        #expect(ids[..<count].map(Int.init) == Array(expected), "\(name) \(n) \(k)")
                        #expect(Array(values[..<count]) == expected.map { logits[$0] }, "\(name)")
                        #expect(ids[count] == -1, "\(name) \(n) \(k)")
                    }
                }
            }
        }

        @Test func divergenceMatchesDoubles() {
            var inputs = Inputs(23)
            onEverySet { name in
                for n in oddSizes + [50_257] where n > 0 {
                    let p = inputs.floats(n, -12...12)
                    for spread: Float in [0.001, 0.1, 3] {
                        let q = p.map { $0 + inputs.float(-spread...spread) + 1.5 }
                        let lp = LogProbabilities(p).values
                        let lq = LogProbabilities(q).values
                        let exact = zip(lp, lq).reduce(0.0) { $0 + exp($1.0) * ($1.0 - $1.1) }
                        let error = abs(ck_kl(p, q, n) - exact)
                        #expect(error < 5e-7 + 5e-7 * exact, "\(name) \(n) \(spread)")
                    }
                    #expect(ck_kl(p, p, n) == 0, "\(name) \(n)")
                }
                #expect(ck_kl([1], [1], 0) == 0)
                #expect(abs(ck_kl([3, -.infinity], [0, 0], 2) - log(2)) < 1e-6, "\(name)")
                #expect(ck_kl([0, 0], [3, -.infinity], 2) == .infinity, "\(name)")
            }
        }
    }
}

private func precedes(_ a: Int, _ b: Int, _ logits: [Float]) -> Bool {
    logits[a] > logits[b] || logits[a] == logits[b] && a < b
}

private struct LogProbabilities {
    let logSumExp: Double
    let values: [Double]
    let entropy: Double

    init(_ logits: [Float]) {
        let top = Double(logits.max() ?? 0)
        let sum = top + log(logits.reduce(0.0) { $0 + exp(Double($1) - top) })
        logSumExp = sum
        values = logits.map { Double($0) - sum }
        entropy = -values.reduce(0.0) { $0 + exp($1) * $1 }
    }
}
