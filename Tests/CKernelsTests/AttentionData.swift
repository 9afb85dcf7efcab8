import CKernels
import Foundation

struct AttentionCase: Sendable {
    var keys: Int
    var queries: Int
    var headDim: Int
    var window = 0
    var softcap: Float = 0
}

/// Random inputs of one head, the kernel's results for them and those of a direct evaluation of
/// the definitions in double precision.
struct AttentionData {
    let shape: AttentionCase
    let ldq: Int
    let ldkv: Int
    let ldo: Int
    var scale: Float
    /// Whether every query sees every key.
    var isBidirectional = false
    /// Rows that stand at each position.
    var stacked = 1
    var hidden: [ck_hidden_keys] = []
    var spans: [ck_key_span] = []
    var q: [Float]
    var k: [Float]
    var v: [Float]
    var tokens: [Int32]
    var marked: [UInt8]

    init(_ shape: AttentionCase) {
        var inputs = Inputs(UInt64(shape.keys * 1000 + shape.headDim))
        self.shape = shape
        ldq = shape.headDim + 5
        ldkv = shape.headDim + 3
        ldo = shape.headDim
        scale = 1 / Float(shape.headDim).squareRoot()
        q = inputs.floats(shape.queries * ldq, -3...3)
        k = inputs.floats(shape.keys * ldkv, -3...3)
        v = inputs.floats(shape.keys * ldkv)
        tokens = (0..<shape.keys).map { _ in Int32(inputs.below(5)) }
        marked = (0..<shape.keys).map { _ in UInt8(inputs.below(4) == 0 ? 200 : 0) }
    }

    struct Results {
        var out: [Float]
        var pattern: [Float]
        var summaries: [ck_head_summary]
        /// `[row][span]`
        var spanSums: [Float]
    }

    /// Runs rows of the tile as a tile of their own.
    func run(rows: Range<Int>? = nil, extras: Bool = true) -> Results {
        let rows = rows ?? 0..<shape.queries
        let first = shape.keys + (rows.lowerBound - shape.queries) / stacked
        let keys = first + rows.count / stacked
        var results = Results(
            out: .init(repeating: 9, count: rows.count * ldo),
            pattern: .init(repeating: 9, count: rows.count * keys),
            summaries: .init(repeating: ck_head_summary(), count: rows.count),
            spanSums: .init(repeating: 9, count: rows.count * spans.count))
        var scratch = [Float](
            repeating: .nan, count: ck_attention_scratch(rows.count, keys, shape.headDim))
        let ownQueries = Array(q[(rows.lowerBound * ldq)...])
        ownQueries.withUnsafeBufferPointer { q in
            k.withUnsafeBufferPointer { k in
                v.withUnsafeBufferPointer { v in
                    tokens.withUnsafeBufferPointer { tokens in
                        marked.withUnsafeBufferPointer { marked in
                            var a = ck_attention_args()
                            a.q = q.baseAddress
                            a.k = k.baseAddress
                            a.v = v.baseAddress
                            a.tokens = extras ? tokens.baseAddress : nil
                            a.marked = extras ? marked.baseAddress : nil
                            (a.ldq, a.ldkv, a.ldo, a.ldpattern) = (ldq, ldkv, ldo, keys)
                            (a.queries, a.first_query, a.stacked) = (rows.count, first, stacked)
                            a.bidirectional = isBidirectional ? 1 : 0
                            (a.window, a.head_dim) = (shape.window, shape.headDim)
                            (a.scale, a.softcap) = (scale, shape.softcap)
                            call(&a, &results, &scratch, extras: extras)
                        }
                    }
                }
            }
        }
        return results
    }

    private func call(
        _ a: inout ck_attention_args, _ results: inout Results, _ scratch: inout [Float],
        extras: Bool
    ) {
        results.out.withUnsafeMutableBufferPointer { out in
            results.pattern.withUnsafeMutableBufferPointer { pattern in
                results.summaries.withUnsafeMutableBufferPointer { summaries in
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        a.out = out.baseAddress
                        a.pattern = extras ? pattern.baseAddress : nil
                        a.summaries = extras ? summaries.baseAddress : nil
                        a.scratch = scratch.baseAddress
                        callHiding(&a, &results.spanSums, extras: extras)
                    }
                }
            }
        }
    }

    private func callHiding(
        _ a: inout ck_attention_args, _ sums: inout [Float], extras: Bool
    ) {
        sums.withUnsafeMutableBufferPointer { sums in
            spans.withUnsafeBufferPointer { spans in
                hidden.withUnsafeBufferPointer { hidden in
                    a.hidden = hidden.baseAddress
                    a.hidden_count = hidden.count
                    a.span_sums = extras && !spans.isEmpty ? sums.baseAddress : nil
                    a.spans = spans.baseAddress
                    a.span_count = spans.count
                    ck_attention(&a)
                }
            }
        }
    }

    struct Expected {
        var out: [Double] = []
        var pattern: [Double] = []
        var spanSums: [Double] = []
        var summaries: [ExpectedSummary] = []
    }

    func reference() -> Expected {
        var expected = Expected()
        for row in 0..<shape.queries {
            let position = shape.keys - shape.queries + row
            let low = shape.window > 0 ? max(0, position - shape.window + 1) : 0
            let weights = self.weights(row: row, visible: low...position)
            expected.pattern += weights
            expected.spanSums += spans.map { weights[$0.first..<$0.end].reduce(0, +) }
            expected.out += (0..<shape.headDim).map { d in
                (low...position).reduce(0.0) { $0 + weights[$1] * Double(v[$1 * ldkv + d]) }
            }
            expected.summaries.append(
                ExpectedSummary(
                    query: position, visible: low...position, weights: weights, tokens: tokens,
                    marked: marked))
        }
        return expected
    }

    private func weights(row: Int, visible: ClosedRange<Int>) -> [Double] {
        let position = shape.keys - shape.queries + row
        let scores = visible.map { key in
            if isHidden(key, from: position) { return -Double.infinity }
            var sum = 0.0
            for d in 0..<shape.headDim {
                sum += Double(q[row * ldq + d]) * Double(k[key * ldkv + d])
            }
            let scaled = sum * Double(scale)
            let cap = Double(shape.softcap)
            return cap > 0 ? cap * tanh(scaled / cap) : scaled
        }
        var all = [Double](repeating: 0, count: shape.keys)
        guard let top = scores.max(), top > -.infinity else { return all }
        let e = scores.map { exp($0 - top) }
        let total = e.reduce(0, +)
        for (key, value) in zip(visible, e) { all[key] = value / total }
        return all
    }
}

extension AttentionData {
    private func isHidden(_ key: Int, from position: Int) -> Bool {
        hidden.contains { hidden in
            (hidden.first_query..<hidden.end_query).contains(position)
                && (hidden.first_key..<hidden.end_key).contains(key)
        }
    }
}

/// The definitions of a head's summary, written out.
struct ExpectedSummary {
    let query: Int
    let visible: ClosedRange<Int>
    let weights: [Double]
    let tokens: [Int32]
    let marked: [UInt8]

    func differences(from s: ck_head_summary) -> [String] {
        let entropy = -visible.reduce(0.0) { sum, key in
            weights[key] > 0 ? sum + weights[key] * log(weights[key]) : sum
        }
        let normalized = visible.count > 1 ? entropy / log(Double(visible.count)) : 0
        let previous = visible.contains(query - 1) ? weights[query - 1] : 0
        let induction = visible.filter { $0 >= 1 && tokens[$0 - 1] == tokens[query] }
        let planned = visible.filter { $0 != 0 && marked[$0] != 0 }
        var wrong: [String] = []
        func compare(_ name: String, _ value: Float, _ expected: Double) {
            if !(abs(Double(value) - expected) < 4e-6) {
                wrong.append("\(name) \(value) \(expected)")
            }
        }
        compare("entropy", s.entropy, entropy)
        compare("normalized", s.normalized_entropy, normalized)
        compare("previous", s.previous, previous)
        compare("induction", s.induction, induction.reduce(0) { $0 + weights[$1] })
        compare("marked", s.marked, planned.reduce(0) { $0 + weights[$1] })
        if visible.contains(0) {
            compare("sink", s.sink, weights[0])
        } else if !s.sink.isNaN {
            wrong.append("sink \(s.sink) is not hidden")
        }
        return wrong + topDifferences(from: s)
    }

    private func topDifferences(from s: ck_head_summary) -> [String] {
        let ranked = visible.map { weights[$0] }.sorted(by: >).prefix(8)
        let keys = topKeys(s)
        let heaviest = topWeights(s)
        guard keys.count == ranked.count, Set(keys).count == keys.count,
            keys.allSatisfy({ visible.contains($0) })
        else { return ["top keys \(keys)"] }
        var wrong: [String] = []
        for (i, expected) in ranked.enumerated() {
            let own = weights[keys[i]]
            let stated = Double(heaviest[i])
            if abs(own - expected) > 1e-6 || abs(stated - expected) > 1e-6 {
                wrong.append("top \(i): key \(keys[i]) \(stated) \(expected)")
            }
        }
        return wrong
    }
}

func topKeys(_ s: ck_head_summary) -> [Int] {
    let k = s.top_key
    return [k.0, k.1, k.2, k.3, k.4, k.5, k.6, k.7].prefix(Int(s.top_count)).map(Int.init)
}

func topWeights(_ s: ck_head_summary) -> [Float] {
    let w = s.top_weight
    return Array([w.0, w.1, w.2, w.3, w.4, w.5, w.6, w.7].prefix(Int(s.top_count)))
}
