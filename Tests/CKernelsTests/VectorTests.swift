import CKernels
import Foundation
import Testing

extension Kernels {
    @Suite struct Vectors {
        @Test func everyHalfPrecisionValueWidensExactly() {
            let patterns = (0...UInt16.max).map { $0 }
            let halves = patterns.map { Float(Float16(bitPattern: $0)) }
            let brains = patterns.map { Float(bitPattern: UInt32($0) << 16) }
            onEverySet { name in
                var out = [Float](repeating: 0, count: patterns.count)
                ck_widen(patterns, CK_F16, &out, out.count)
                let sameHalves = zip(out, halves).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
                #expect(sameHalves, "\(name)")
                ck_widen(patterns, CK_BF16, &out, out.count)
                let sameBrains = zip(out, brains).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
                #expect(sameBrains, "\(name)")
            }
        }

        @Test func wideningWritesExactlyTheCount() {
            var inputs = Inputs(1)
            onEverySet { name in
                for type in allTypes {
                    for n in oddSizes {
                        let stored = StoredWeights(inputs.floats(n, -100...100), type)
                        var out = [Float](repeating: 7, count: n + 20)
                        stored.withPointer { ck_widen($0, type, &out, n) }
                        #expect(Array(out[..<n]) == stored.values, "\(name) \(type) \(n)")
                        #expect(out[n...].allSatisfy { $0 == 7 }, "\(name) \(type) \(n)")
                    }
                }
            }
        }

        @Test func dotAndAxpyMatchDoubles() {
            var inputs = Inputs(2)
            onEverySet { name in
                for n in oddSizes {
                    let a = inputs.floats(n)
                    let b = inputs.floats(n)
                    let exact = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                    #expect(abs(Double(ck_dot(a, b, n)) - exact) < 2e-6, "\(name) \(n)")
                    var y = b + [5]
                    ck_axpy(0.37, a, &y, n)
                    let sums = zip(a, b).map { Double($1) + Double(Float(0.37)) * Double($0) }
                    #expect(worstError(y, sums + [5]) < 1e-7, "\(name) \(n)")
                }
            }
        }

        @Test func exponentialsAreWithinTwoUlps() {
            var inputs = Inputs(3)
            let x: [Float] =
                inputs.floats(20_000, -87...88) + inputs.floats(2000, -1...1)
                + inputs.floats(2000, -103...(-87)) + [0, -0.0, 88.72, -104, -1000, 89, 1000]
                + [.infinity, -.infinity]
            onEverySet { name in
                var out = x
                ck_exp(x, &out, x.count)
                var worst = 0.0
                for (value, result) in zip(x, out) {
                    let exact = Foundation.exp(Double(value))
                    let rounded = Float(exact)
                    if rounded == result { continue }
                    worst = max(worst, abs(Double(result) - exact) / Double(rounded.ulp))
                }
                #expect(worst < 2, "\(name): \(worst)")
                var nan: [Float] = [.nan]
                ck_exp(nan, &nan, 1)
                #expect(nan[0].isNaN, "\(name)")
            }
        }

        @Test func normsMatchDoubles() {
            var inputs = Inputs(4)
            onEverySet { name in
                for n in oddSizes {
                    let x = inputs.floats(n, -3...5)
                    let w = inputs.floats(n)
                    let b = inputs.floats(n)
                    var y = [Float](repeating: 9, count: n + 1)
                    ck_rmsnorm(&y, x, w, n, 1e-5)
                    #expect(worstError(y, rmsnorm(x, w) + [9]) < 2e-6, "\(name) rms \(n)")
                    ck_layernorm(&y, x, w, b, n, 1e-5)
                    #expect(worstError(y, layernorm(x, w, b) + [9]) < 4e-6, "\(name) layer \(n)")
                    var inPlace = x
                    inPlace.withUnsafeMutableBufferPointer {
                        guard let base = $0.baseAddress else { return }
                        ck_rmsnorm(base, base, nil, n, 1e-5)
                    }
                    let ones = [Float](repeating: 1, count: n)
                    #expect(worstError(inPlace, rmsnorm(x, ones)) < 2e-6, "\(name) \(n)")
                    ck_layernorm(&y, x, nil, nil, n, 1e-5)
                    let plain = layernorm(x, ones, ones.map { _ in 0 })
                    #expect(worstError(y, plain + [9]) < 4e-6, "\(name) \(n)")
                }
            }
        }

        @Test func activationsMatchDoubles() {
            var inputs = Inputs(5)
            let shapes = oddSizes.map { inputs.floats($0, -8...8) }
            let far: [Float] = [0, -0.0, 20, -20, 90, -90, 1e-20, -1e-20, 1e10, -1e10]
            onEverySet { name in
                for x in shapes + [far] {
                    let up = x.map { $0 < 0 ? 0.5 : -1.25 as Float }
                    check(name, x, x.map(gelu)) { ck_gelu($0, $1, x.count) }
                    check(name, x, x.map(geluTanh)) { ck_gelu_tanh($0, $1, x.count) }
                    check(name, x, gated(x, up, silu)) { ck_silu_mul($0, up, $1, x.count) }
                    check(name, x, gated(x, up, gelu)) { ck_gelu_mul($0, up, $1, x.count) }
                    check(name, x, gated(x, up, geluTanh)) {
                        ck_gelu_tanh_mul($0, up, $1, x.count)
                    }
                    check(name, x, x.map { 30 * tanh(Double($0) / 30) }) {
                        ck_softcap($0, $1, x.count, 30)
                    }
                }
            }
        }

        @Test func softmaxMatchesDoublesAndSumsToOne() {
            var inputs = Inputs(6)
            onEverySet { name in
                for n in oddSizes where n > 0 {
                    let x = inputs.floats(n, -9...9) + [77]
                    var y = x
                    ck_softmax(&y, x, n)
                    #expect(worstError(y, softmax(Array(x[..<n])) + [77]) < 5e-7, "\(name) \(n)")
                }
                var masked: [Float] = [1, -.infinity, 1, -.infinity]
                let x = masked
                ck_softmax(&masked, x, 4)
                #expect(masked == [0.5, 0, 0.5, 0], "\(name)")
                ck_softmax(&masked, x, 0)
                #expect(masked == [0.5, 0, 0.5, 0], "\(name)")
            }
        }

        @Test func rotaryPositionsTurnPairs() {
            var inputs = Inputs(7)
            onEverySet { name in
                for (head, rotary) in [
                    (0, 0), (1, 0), (2, 2), (8, 4), (32, 32), (80, 20), (100, 66),
                ] {
                    let x = inputs.floats(head)
                    let angles = inputs.floats(rotary / 2, -3...3)
                    let c = angles.map { cosf($0) }
                    let s = angles.map { sinf($0) }
                    for interleaved in [false, true] {
                        var y = x
                        ck_rope(&y, head, rotary, c, s, interleaved ? 1 : 0)
                        let expected = rotated(x, rotary, c, s, interleaved)
                        #expect(worstError(y, expected) < 2e-7, "\(name) \(head) \(rotary)")
                    }
                }
            }
        }
    }
}

private func check(
    _ name: String, _ x: [Float], _ expected: [Double],
    _ kernel: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
) {
    var out = [Float](repeating: 3, count: x.count + 1)
    kernel(x, &out)
    #expect(worstError(out, expected + [3]) < 8e-7, "\(name) \(x.count)")
}

private func gelu(_ x: Float) -> Double {
    0.5 * Double(x) * erfc(-Double(x) / Double(2).squareRoot())
}

private func geluTanh(_ x: Float) -> Double {
    let v = Double(x)
    return 0.5 * v * (1 + tanh((2 / Double.pi).squareRoot() * (v + 0.044715 * v * v * v)))
}

private func silu(_ x: Float) -> Double { Double(x) / (1 + Foundation.exp(-Double(x))) }

private func gated(_ gate: [Float], _ up: [Float], _ f: (Float) -> Double) -> [Double] {
    zip(gate, up).map { f($0) * Double($1) }
}

private func rmsnorm(_ x: [Float], _ w: [Float]) -> [Double] {
    let squares = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    let size = (squares / Double(x.count) + Double(Float(1e-5))).squareRoot()
    return zip(x, w).map { Double($0) / size * Double($1) }
}

private func layernorm(_ x: [Float], _ w: [Float], _ b: [Float]) -> [Double] {
    let mean = x.reduce(0.0) { $0 + Double($1) } / Double(x.count)
    let squares = x.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let size = (squares / Double(x.count) + Double(Float(1e-5))).squareRoot()
    return x.indices.map { (Double(x[$0]) - mean) / size * Double(w[$0]) + Double(b[$0]) }
}

private func softmax(_ x: [Float]) -> [Double] {
    let top = Double(x.max() ?? 0)
    let e = x.map { Foundation.exp(Double($0) - top) }
    let total = e.reduce(0, +)
    return e.map { $0 / total }
}

private func rotated(
    _ x: [Float], _ rotary: Int, _ c: [Float], _ s: [Float], _ interleaved: Bool
) -> [Double] {
    var out = x.map(Double.init)
    for i in 0..<(rotary / 2) {
        let first = interleaved ? 2 * i : i
        let second = interleaved ? 2 * i + 1 : i + rotary / 2
        let a = Double(x[first])
        let b = Double(x[second])
        out[first] = a * Double(c[i]) - b * Double(s[i])
        out[second] = a * Double(s[i]) + b * Double(c[i])
    }
    return out
}
