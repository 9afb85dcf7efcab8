import CKernels
import Testing

extension Kernels {
    /// Products in whole numbers: activations rounded to 8 bits, weights as their blocks hold them.
    @Suite struct WholeNumbers {
        /// Scale 2⁻¹ and quants 1, −2, 3, 0 …; x = 127, −64, 10.4, 0 …: the largest magnitude is
        /// 127, so the scale of x is 1 and x rounds to 127, −64, 10. Sum 127 + 128 + 30 = 285,
        /// times a half.
        @Test func aBlockByHand() {
            var block = [UInt8](repeating: 0, count: 34)
            block[1] = 0x38  // half-precision 0.5
            block[2] = 1
            block[3] = UInt8(bitPattern: -2)
            block[4] = 3
            var x = [Float](repeating: 0, count: 32)
            x.replaceSubrange(0..<3, with: [127, -64, 10.4])
            onEverySet { set in
                #expect(wholeProduct(x, block, CK_Q8_0, rows: 1, outs: 1) == [142.5], "\(set)")
            }
        }

        /// As above with an offset: values 0.5·quant + 2 add 2·(127 − 64 + 10) to 0.5·Σ quant·x,
        /// quants 1, 2, 3 and x as above: (127 − 128 + 30)/2 + 146 = 160.5.
        @Test func anOffsetByHand() {
            var block = [UInt8](repeating: 0, count: 20)
            block[1] = 0x38
            block[3] = 0x40  // half-precision 2
            block.replaceSubrange(4..<7, with: [1, 2, 3])
            var x = [Float](repeating: 0, count: 32)
            x.replaceSubrange(0..<3, with: [127, -64, 10.4])
            onEverySet { set in
                #expect(wholeProduct(x, block, CK_Q4_1, rows: 1, outs: 1) == [160.5], "\(set)")
            }
        }

        /// Halves go to the even number: with a largest magnitude of 127 the scale is 1.
        @Test func activationsAreRoundedToEven() {
            var x = [Float](repeating: 0, count: 32)
            x.replaceSubrange(0..<6, with: [127, 0.5, 1.5, 2.5, -0.5, -3.5])
            onEverySet { set in
                let row = rounded(x, CK_Q8_0, rows: 1)
                #expect(
                    row.prefix(6).map { Int8(bitPattern: $0) } == [127, 0, 2, 2, 0, -4], "\(set)")
            }
        }

        @Test(arguments: QuantisedFixture.names) func allSetsGiveTheOraclesBits(
            _ name: String
        ) throws {
            let fixture = try QuantisedFixture(name)
            var inputs = Inputs(31)
            for blocks in [1, 2, 5, 1280 / fixture.blockLength] {
                for outs in [1, 7, 16, 33] {
                    let w = fixture.matrix(outs: outs, blocks: blocks, &inputs)
                    for rows in [1, 2, 3, 4, 9, 25] {
                        let x = inputs.floats(rows * w.ins)
                        var oracle: [UInt32] = []
                        onEverySet { set in
                            let found = bits(w.wholeProduct(nil, x, rows: rows, outs))
                            if set == "scalar" { oracle = found }
                            #expect(found == oracle, "\(set) \(blocks) \(outs) \(rows)")
                        }
                    }
                }
            }
        }

        /// Rounding x to 8 bits changes a product of independent numbers by about half a percent of
        /// its own size: an error of 2⁻⁸·|x|max/√12·2 a value against |x| uniform.
        @Test(arguments: QuantisedFixture.names) func productsAreThoseOfFloatsToARounding(
            _ name: String
        ) throws {
            let fixture = try QuantisedFixture(name)
            var inputs = Inputs(32)
            let w = fixture.matrix(outs: 40, blocks: 1024 / fixture.blockLength, &inputs)
            let x = inputs.floats(6 * w.ins)
            onEverySet { set in
                let exact = w.product(nil, x, 6, 40).map(Double.init)
                let found = w.wholeProduct(nil, x, rows: 6, 40).map(Double.init)
                let error = zip(exact, found).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
                let size = exact.map { $0 * $0 }.reduce(0, +)
                #expect(error < 1e-4 * size, "\(set)")
                #expect(error > 0, "\(set)")
            }
        }

        @Test(arguments: QuantisedFixture.names) func aRowDependsOnItselfAlone(
            _ name: String
        ) throws {
            let fixture = try QuantisedFixture(name)
            var inputs = Inputs(33)
            let (outs, rows) = (70, 230)
            // Longer than a panel, with more rows than are kept between panels.
            let w = fixture.matrix(outs: outs, blocks: 1280 / fixture.blockLength, &inputs)
            let x = inputs.floats(rows * w.ins)
            let pool = ck_pool_create(3)
            defer { ck_pool_destroy(pool) }
            onEverySet { set in
                guard set != "scalar" else { return }
                let all = w.wholeProduct(nil, x, rows: rows, outs)
                #expect(bits(w.wholeProduct(pool, x, rows: rows, outs)) == bits(all), "\(set)")
                for count in [1, 2, 3, 4, 13] {
                    let part = w.wholeProduct(pool, Array(x[..<(count * w.ins)]), rows: count, outs)
                    #expect(bits(part) == bits(Array(all[..<(count * outs)])), "\(set) \(count)")
                }
                let narrow = w.wholeProduct(nil, x, rows: rows, 5)
                let columns = (0..<rows).flatMap { all[($0 * outs)..<($0 * outs + 5)] }
                #expect(bits(narrow) == bits(columns), "\(set)")
            }
        }

        @Test func numbersThatAreNoneSpread() throws {
            let fixture = try QuantisedFixture("Q4_K")
            var inputs = Inputs(34)
            let w = fixture.matrix(outs: 9, blocks: 2, &inputs)
            var x = inputs.floats(2 * w.ins)
            x[w.ins + 40] = .infinity
            onEverySet { set in
                let found = w.wholeProduct(nil, x, rows: 2, 9)
                #expect(found[..<9].allSatisfy { $0.isFinite }, "\(set)")
                #expect(found[9...].allSatisfy { $0.isNaN }, "\(set)")
            }
        }

        @Test func sumsAreAddedToWhatIsThere() throws {
            let fixture = try QuantisedFixture("Q6_K")
            var inputs = Inputs(35)
            let w = fixture.matrix(outs: 21, blocks: 1, &inputs)
            let x = inputs.floats(5 * w.ins)
            let before = inputs.floats(5 * 21)
            onEverySet { set in
                let product = w.wholeProduct(nil, x, rows: 5, 21)
                let sums = zip(before, product).map { $0 + $1 }
                #expect(bits(w.wholeProduct(nil, x, rows: 5, 21, addedTo: before)) == bits(sums))
            }
        }

        @Test func otherTypesHaveNoSuchRows() {
            #expect(ck_int8_row_bytes(CK_F32, 64) == 0)
            #expect(ck_int8_row_bytes(CK_Q8_0, 33) == 0)
            #expect(ck_int8_row_bytes(CK_Q4_K, 128) == 0)
            #expect(ck_int8_row_bytes(CK_Q8_0, 64) == 128)
        }
    }
}

private func rounded(_ x: [Float], _ type: ck_dtype, rows: Int) -> [UInt8] {
    let columns = x.count / rows
    var out = [UInt8](repeating: 0, count: ck_int8_row_bytes(type, columns) * rows + 64)
    return out.withUnsafeMutableBytes { memory in
        guard let base = memory.baseAddress else { return [] }
        let aligned = base.alignedUp(toMultipleOf: 64)
        ck_int8_quantize(nil, x, columns, rows, type, columns, aligned)
        return Array(
            UnsafeRawBufferPointer(start: aligned, count: memory.count - 64))
    }
}

/// Activations are kept where they are aligned while the product is taken.
private func withRounded(
    _ pool: OpaquePointer?, _ x: [Float], _ type: ck_dtype, rows: Int,
    _ body: (UnsafeRawPointer) -> Void
) {
    let columns = x.count / rows
    withUnsafeTemporaryAllocation(
        byteCount: ck_int8_row_bytes(type, columns) * rows, alignment: 64
    ) { memory in
        guard let base = memory.baseAddress else { return }
        ck_int8_quantize(pool, x, columns, rows, type, columns, base)
        body(base)
    }
}

private func wholeProduct(
    _ x: [Float], _ blocks: [UInt8], _ type: ck_dtype, rows: Int, outs: Int
) -> [Float] {
    var y = [Float](repeating: 0, count: rows * outs)
    withRounded(nil, x, type, rows: rows) { rounded in
        ck_matmul_int8(nil, rounded, rows, blocks, type, outs, x.count / rows, &y, outs)
    }
    return y
}

extension QuantisedMatrix {
    fileprivate func wholeProduct(
        _ pool: OpaquePointer?, _ x: [Float], rows: Int, _ outs: Int, addedTo before: [Float]? = nil
    ) -> [Float] {
        var y = before ?? [Float](repeating: 0, count: rows * outs)
        withPointer { w in
            withRounded(pool, x, type, rows: rows) { rounded in
                if before == nil {
                    ck_matmul_int8(pool, rounded, rows, w, type, outs, ins, &y, outs)
                } else {
                    ck_matmul_int8_add(pool, rounded, rows, w, type, outs, ins, &y, outs)
                }
            }
        }
        return y
    }
}
