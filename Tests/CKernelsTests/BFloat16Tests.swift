import CKernels
import Testing

extension Kernels {
    @Suite struct BFloat16 {
        /// 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷: the tie goes to the even 1; 1 + 3·2⁻⁸ goes to
        /// 1 + 2·2⁻⁷; what is a little more than a tie goes up.
        @Test func bothSidesAreRoundedToNearestWithTiesToEven() {
            let numbers: [Float] = [
                1 + 0x1p-8, 1 + 3 * 0x1p-8, 1 + 0x1p-8 + 0x1p-20, -(1 + 0x1p-8), 0x1p-8, 3,
            ]
            let rounded: [Float] = [1, 1 + 0x1p-6, 1 + 0x1p-7, -1, 0x1p-8, 3]
            onEverySet { name in
                for (number, expected) in zip(numbers, rounded) {
                    let ofWeight = product([2], 1, StoredWeights([number], CK_F32), 1, 1)
                    let ofInput = product([number], 1, StoredWeights([2], CK_F32), 1, 1)
                    #expect(ofWeight == [2 * expected], "\(name) \(number)")
                    #expect(ofInput == [2 * expected], "\(name) \(number)")
                }
                // 1 + 2⁻⁹ of a half-precision weight is below a tie.
                let half = product([1], 1, StoredWeights([1 + 0x1p-9], CK_F16), 1, 1)
                #expect(half == [1], "\(name)")
            }
        }

        @Test func sumsAreOfEveryInputAndInFloat32() {
            onEverySet { name in
                for ins in [1, 31, 32, 33, 64, 545] {
                    // 1 + 2 + … is exact in float32 and far beyond bfloat16's eight bits.
                    let ones = [Float](repeating: 1, count: ins)
                    let numbers = (0..<ins).map { Float($0 % 128) }
                    let y = product(numbers, 1, StoredWeights(ones, CK_BF16), 1, ins)
                    #expect(y == [numbers.reduce(0, +)], "\(name) \(ins)")
                }
            }
        }

        @Test func infinitiesAndNotANumberAreKept() {
            onEverySet { name in
                let w = StoredWeights([.infinity, 1, .nan, 1], CK_F32)
                let y = product([1, 1], 1, w, 2, 2)
                #expect(y[0] == .infinity && y[1].isNaN, "\(name)")
            }
        }

        @Test func productsMatchDoublesOfRoundedNumbers() {
            var inputs = Inputs(21)
            onEverySet { name in
                for type in allTypes {
                    for ins in [1, 7, 32, 100, 545, 1100] {
                        for (rows, outs) in [(1, 1), (1, 70), (3, 33), (16, 32), (19, 65), (50, 8)]
                        {
                            checkProduct(name, &inputs, rows, outs, ins, type)
                        }
                    }
                }
                checkProduct(name, &inputs, 270, 100, 64, CK_F16)
            }
        }

        @Test(arguments: [Int32(1), 2])
        func bitsDependOnlyOnTheRowAndTheWeights(parts: Int32) {
            var inputs = Inputs(22)
            let pool = ck_pool_create(3)
            defer { ck_pool_destroy(pool) }
            onEverySet { name in
                for type in allTypes {
                    for ins in [100, 576, 1300, 4200] {
                        let (rows, outs) = (53, 101)
                        let x = inputs.floats(rows * ins)
                        let w = StoredWeights(inputs.floats(outs * ins), type)
                        let all = product(x, rows, w, outs, ins, parts: parts)
                        #expect(
                            bits(product(x, rows, w, outs, ins, parts: parts, pool: pool))
                                == bits(all))
                        for count in [1, 2, 5, 16, 17, 33] {
                            let part = product(
                                Array(x[..<(count * ins)]), count, w, outs, ins, parts: parts)
                            #expect(
                                bits(part) == bits(Array(all[..<(count * outs)])),
                                "\(name) \(type) \(ins) \(count)")
                        }
                        let narrow = product(x, rows, w, 3, ins, parts: parts)
                        let columns = (0..<rows).flatMap { all[($0 * outs)..<($0 * outs + 3)] }
                        #expect(bits(narrow) == bits(columns), "\(name) \(type) \(ins)")
                    }
                }
            }
        }

        /// As `Matmul.rowsBeyondACacheBlockAreTheSameAsAlone`.
        @Test(arguments: [(700, 300, 600), (260, 70, 4200)])
        func rowsBeyondACacheBlockAreTheSameAsAlone(rows: Int, outs: Int, ins: Int) {
            var inputs = Inputs(26)
            let x = inputs.floats(rows * ins)
            onEverySet { name in
                for type in allTypes {
                    let w = StoredWeights(inputs.floats(outs * ins), type)
                    let all = product(x, rows, w, outs, ins, parts: 1)
                    for row in 0..<rows {
                        let own = product(
                            Array(x[(row * ins)..<((row + 1) * ins)]), 1, w, outs, ins, parts: 1)
                        let same = bits(own) == bits(Array(all[(row * outs)..<((row + 1) * outs)]))
                        #expect(same, "\(name) \(type) \(row)")
                    }
                }
            }
        }

        /// 1 + 2⁻¹⁰ + 2⁻²⁰ is 1 and 2⁻¹⁰ + 2⁻²⁰ as two bfloat16, the second one rounded to 2⁻¹⁰: in
        /// float32 the whole is kept, in tiles all but 2⁻²⁰. (1 + 2⁻¹⁰)² without the product of
        /// the second parts is 1 + 2⁻⁹.
        @Test func twoPartsKeepSixteenBits() {
            onEverySet { name in
                let kept = product([1 + 0x1p-10], 1, StoredWeights([1], CK_F32), 1, 1, parts: 2)
                #expect(kept == [1 + 0x1p-10], "\(name)")
                let long: Float = 1 + 0x1p-10 + 0x1p-20
                let cut = product([long], 1, StoredWeights([1], CK_F32), 1, 1, parts: 2)
                #expect(cut == [name == "amx" ? 1 + 0x1p-10 : long], "\(name)")
                let square = product(
                    [1 + 0x1p-10], 1, StoredWeights([1 + 0x1p-10], CK_F16), 1, 1, parts: 2)
                let whole: Float = 1 + 0x1p-9 + 0x1p-20
                #expect(square == [name == "amx" ? 1 + 0x1p-9 : whole], "\(name)")
            }
        }

        /// Either number lacks at most 2⁻¹⁶ of itself, and the product that is left out is no larger.
        @Test func productsOfTwoPartsMatchDoubles() {
            var inputs = Inputs(23)
            onEverySet { name in
                for type in allTypes {
                    for (rows, outs, ins) in [
                        (1, 1, 1), (1, 70, 100), (3, 33, 7), (16, 32, 545), (50, 8, 32),
                        (17, 33, 1100), (270, 99, 64),
                    ] {
                        let x = inputs.floats(rows * ins)
                        let w = StoredWeights(inputs.floats(outs * ins), type)
                        let y = product(x, rows, w, outs, ins, parts: 2)
                        let (left, right) = (x.map(Double.init), w.values.map(Double.init))
                        var worst = 0.0
                        for place in y.indices {
                            let (r, o) = (place / outs * ins, place % outs * ins)
                            var (sum, size) = (0.0, 0.0)
                            for i in 0..<ins {
                                sum += left[r + i] * right[o + i]
                                size += abs(left[r + i] * right[o + i])
                            }
                            worst = max(worst, abs(Double(y[place]) - sum) / max(size, 1e-30))
                        }
                        #expect(worst < 3 * 0x1p-16, "\(name) \(type) [\(rows),\(ins)]·[\(outs)]")
                    }
                }
            }
        }

        @Test func emptyProductsAndQuantisedWeightsTouchNothing() {
            onEverySet { _ in
                let memory = scratch(4, 64)
                defer { memory.deallocate() }
                guard let start = memory.baseAddress else { return }
                var y: [Float] = [1, 2]
                let one: [Float] = [1]
                ck_matmul_bfloat16(nil, one, 1, 0, one, CK_F32, 1, 1, &y, 2, 1, start)
                ck_matmul_bfloat16(nil, one, 1, 1, one, CK_F32, 0, 1, &y, 2, 1, start)
                ck_matmul_bfloat16_add(nil, one, 1, 1, one, CK_F32, 2, 0, &y, 2, 1, start)
                let blocks = [UInt8](repeating: 1, count: 34)
                let x = [Float](repeating: 1, count: 32)
                ck_matmul_bfloat16(nil, x, 32, 1, blocks, CK_Q8_0, 1, 32, &y, 2, 1, start)
                #expect(y == [1, 2])
                ck_matmul_bfloat16(nil, one, 1, 1, one, CK_F32, 2, 0, &y, 2, 1, start)
                #expect(y == [0, 0])
            }
        }
    }
}

private func scratch(_ rows: Int, _ ins: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: ck_bfloat16_scratch(rows, ins), alignment: 64)
}

private func product(
    _ x: [Float], _ rows: Int, _ w: StoredWeights, _ outs: Int, _ ins: Int,
    parts: Int32 = 1, pool: OpaquePointer? = nil
) -> [Float] {
    let memory = scratch(rows, ins)
    defer { memory.deallocate() }
    var y = [Float](repeating: .nan, count: rows * outs)
    guard let start = memory.baseAddress else { return y }
    w.withPointer {
        ck_matmul_bfloat16(pool, x, ins, rows, $0, w.type, outs, ins, &y, outs, parts, start)
    }
    return y
}

/// The nearest bfloat16, ties to even, by the definition: of the two neighbours the nearer one.
private func rounded(_ value: Float) -> Double {
    let below = Float(bitPattern: value.bitPattern & 0xFFFF_0000)
    let above = Float(bitPattern: below.bitPattern &+ 0x1_0000)
    let toBelow = abs(Double(value) - Double(below))
    let toAbove = abs(Double(above) - Double(value))
    if toBelow == toAbove { return Double(below.bitPattern & 0x1_0000 == 0 ? below : above) }
    return Double(toBelow < toAbove ? below : above)
}

/// Checks assignment and addition with gaps between rows, which must keep their contents.
private func checkProduct(
    _ name: String, _ inputs: inout Inputs, _ rows: Int, _ outs: Int, _ ins: Int, _ type: ck_dtype
) {
    let (ldx, ldy) = (ins + 3, outs + 2)
    let x = inputs.floats(rows * ldx)
    let before = inputs.floats(rows * ldy)
    let w = StoredWeights(inputs.floats(outs * ins), type)
    var (assigned, added) = (before, before)
    let memory = scratch(rows, ins)
    defer { memory.deallocate() }
    guard let start = memory.baseAddress else { return }
    w.withPointer {
        ck_matmul_bfloat16(nil, x, ldx, rows, $0, type, outs, ins, &assigned, ldy, 1, start)
        ck_matmul_bfloat16_add(nil, x, ldx, rows, $0, type, outs, ins, &added, ldy, 1, start)
    }
    let (left, right) = (x.map(rounded), w.values.map(rounded))
    var expectAssigned = before.map(Double.init)
    var expectAdded = expectAssigned
    for r in 0..<rows {
        for o in 0..<outs {
            var sum = 0.0
            for i in 0..<ins { sum += left[r * ldx + i] * right[o * ins + i] }
            expectAssigned[r * ldy + o] = sum
            expectAdded[r * ldy + o] += sum
        }
    }
    let tolerance = 1e-6 + 5e-7 * Double(ins).squareRoot()
    let place = "\(name) \(type) [\(rows),\(ins)]·[\(outs)]"
    #expect(worstError(assigned, expectAssigned) < tolerance, "\(place)")
    #expect(worstError(added, expectAdded) < tolerance, "\(place)")
}
