import CKernels
import Testing

extension Kernels {
    @Suite struct Matmul {
        @Test func productsMatchDoublesOnOddShapes() {
            var inputs = Inputs(11)
            onEverySet { name in
                for ins in [1, 3, 7, 8, 16, 17, 33, 100, 257] {
                    for outs in [1, 2, 7, 8, 9, 17, 65] {
                        for rows in [1, 2, 3, 4, 6, 7, 8, 13] {
                            let type = allTypes[inputs.below(3)]
                            checkProduct(name, &inputs, rows, outs, ins, type)
                        }
                    }
                }
            }
        }

        @Test func productsLongerThanABlockOfInputsMatchDoubles() {
            var inputs = Inputs(12)
            onEverySet { name in
                for type in allTypes {
                    for (rows, outs, ins) in [(1, 9, 1500), (7, 17, 641), (100, 11, 1300)] {
                        checkProduct(name, &inputs, rows, outs, ins, type)
                    }
                }
            }
        }

        @Test func emptyProductsTouchNothingAndNoInputsGiveZero() {
            onEverySet { _ in
                var y: [Float] = [1, 2, 3, 4]
                ck_matmul(nil, [1], 1, 0, [1] as [Float], CK_F32, 1, 1, &y, 4)
                ck_matmul(nil, [1], 1, 1, [1] as [Float], CK_F32, 0, 1, &y, 4)
                #expect(y == [1, 2, 3, 4])
                ck_matmul_add(nil, [1], 1, 1, [1] as [Float], CK_F32, 2, 0, &y, 4)
                #expect(y == [1, 2, 3, 4])
                ck_matmul(nil, [1], 1, 2, [1] as [Float], CK_F32, 1, 0, &y, 2)
                #expect(y == [0, 2, 0, 4])
            }
        }

        @Test func aRowDoesNotDependOnTheBatchNorAnOutputOnTheOthers() {
            var inputs = Inputs(13)
            onEverySet { name in
                for type in allTypes {
                    for ins in [48, 100, 1300, 2100] {
                        let rows = 11
                        let outs = 21
                        let x = inputs.floats(rows * ins)
                        let w = StoredWeights(inputs.floats(outs * ins), type)
                        let all = product(nil, x, rows, w, outs, ins)
                        for count in [1, 2, 3, 4, 6, 7] {
                            let part = product(nil, Array(x[..<(count * ins)]), count, w, outs, ins)
                            #expect(
                                bits(part) == bits(Array(all[..<(count * outs)])),
                                "\(name) \(type) \(ins) \(count)")
                        }
                        let narrow = product(nil, x, rows, w, 5, ins)
                        let columns = (0..<rows).flatMap { all[($0 * outs)..<($0 * outs + 5)] }
                        #expect(bits(narrow) == bits(columns), "\(name) \(type) \(ins)")
                    }
                }
            }
        }

        /// Loaded weights are kept for several blocks of rows: those of all outputs, those of some
        /// at a time, and those of none where one tile is too long.
        @Test(arguments: [(410, 9, 500), (410, 300, 500), (130, 70, 2100), (70, 17, 9000)])
        func rowsBeyondACacheBlockAreTheSameAsAlone(rows: Int, outs: Int, ins: Int) {
            var inputs = Inputs(16)
            let x = inputs.floats(rows * ins)
            onEverySet { name in
                let w = StoredWeights(inputs.floats(outs * ins), CK_F16)
                let all = product(nil, x, rows, w, outs, ins)
                for row in 0..<rows {
                    let own = product(
                        nil, Array(x[(row * ins)..<((row + 1) * ins)]), 1, w, outs, ins)
                    let same = bits(own) == bits(Array(all[(row * outs)..<((row + 1) * outs)]))
                    #expect(same, "\(name) \(row)")
                }
            }
        }

        @Test func threadCountsGiveTheSameBits() {
            var inputs = Inputs(14)
            onEverySet { name in
                for (rows, outs, ins) in [(1, 2049, 100), (5, 700, 129), (61, 515, 256)] {
                    let x = inputs.floats(rows * ins)
                    let w = StoredWeights(inputs.floats(outs * ins), CK_BF16)
                    let alone = product(nil, x, rows, w, outs, ins)
                    for threads in [1, 2, 3, 8] {
                        let pool = ck_pool_create(Int32(threads))
                        defer { ck_pool_destroy(pool) }
                        for _ in 0..<3 {
                            let shared = product(pool, x, rows, w, outs, ins)
                            #expect(bits(shared) == bits(alone), "\(name) \(threads)")
                        }
                    }
                }
            }
        }

        @Test func weightsNeedOnlyTheirOwnAlignment() {
            var inputs = Inputs(15)
            let ins = 37
            let outs = 9
            let x = inputs.floats(37 * 2)
            let floats = inputs.floats(outs * ins)
            let w = StoredWeights(floats, CK_BF16)
            let halves = [0] + floats.map { UInt16(truncatingIfNeeded: $0.bitPattern >> 16) }
            onEverySet { name in
                let expected = product(nil, x, 2, w, outs, ins)
                var y = expected.map { _ in Float(0) }
                halves.withUnsafeBytes {
                    guard let base = $0.baseAddress else { return }
                    ck_matmul(nil, x, ins, 2, base + 2, CK_BF16, outs, ins, &y, outs)
                }
                #expect(bits(y) == bits(expected), "\(name)")
            }
        }
    }
}

private func product(
    _ pool: OpaquePointer?, _ x: [Float], _ rows: Int, _ w: StoredWeights, _ outs: Int, _ ins: Int
) -> [Float] {
    var y = [Float](repeating: 0, count: rows * outs)
    w.withPointer { ck_matmul(pool, x, ins, rows, $0, w.type, outs, ins, &y, outs) }
    return y
}

/// Checks assignment and addition with gaps between rows, which must keep their contents.
private func checkProduct(
    _ name: String, _ inputs: inout Inputs, _ rows: Int, _ outs: Int, _ ins: Int, _ type: ck_dtype
) {
    let ldx = ins + 3
    let ldy = outs + 2
    let x = inputs.floats(rows * ldx)
    let before = inputs.floats(rows * ldy)
    let w = StoredWeights(inputs.floats(outs * ins), type)
    var assigned = before
    var added = before
    w.withPointer {
        ck_matmul(nil, x, ldx, rows, $0, type, outs, ins, &assigned, ldy)
        ck_matmul_add(nil, x, ldx, rows, $0, type, outs, ins, &added, ldy)
    }
    var expectAssigned = before.map(Double.init)
    var expectAdded = expectAssigned
    for r in 0..<rows {
        for o in 0..<outs {
            var sum = 0.0
            for i in 0..<ins { sum += Double(x[r * ldx + i]) * Double(w.values[o * ins + i]) }
            expectAssigned[r * ldy + o] = sum
            expectAdded[r * ldy + o] += sum
        }
    }
    let place = "\(name) \(type) [\(rows),\(ins)]·[\(outs)]"
    // The rounding errors of a float32 sum grow about as the square root of its length.
    let tolerance = 1e-6 + 3e-7 * Double(ins).squareRoot()
    #expect(worstError(assigned, expectAssigned) < tolerance, "\(place)")
    #expect(worstError(added, expectAdded) < tolerance, "\(place)")
}
