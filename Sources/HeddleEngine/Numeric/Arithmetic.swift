import CKernels

/// A kernel that multiplies rows by weights: pool, x, ldx, rows, w, type, outs, ins, y, ldy.
private typealias MatrixProduct = (
    OpaquePointer?, UnsafePointer<Float>, Int, Int, UnsafeRawPointer, ck_dtype, Int, Int,
    UnsafeMutablePointer<Float>, Int
) -> Void

/// The same with, at the end, how many bfloat16 stand for a number, and scratch memory.
private typealias RoundedProduct = (
    OpaquePointer?, UnsafePointer<Float>, Int, Int, UnsafeRawPointer, ck_dtype, Int, Int,
    UnsafeMutablePointer<Float>, Int, Int32, UnsafeMutableRawPointer
) -> Void

/// The same over rows that were rounded to 8 bits: pool, x, rows, w, type, outs, ins, y, ldy.
private typealias WholeNumberProduct = (
    OpaquePointer?, UnsafeRawPointer, Int, UnsafeRawPointer, ck_dtype, Int, Int,
    UnsafeMutablePointer<Float>, Int
) -> Void

/// The operations of the forward pass over matrices, `[row][column]`, each row a position.
struct Arithmetic {
    let pool: WorkerPool
    /// In which numbers dot products with weights are taken.
    let dotProducts: DotProducts

    init(pool: WorkerPool, dotProducts: DotProducts = .float32) {
        self.pool = pool
        self.dotProducts = dotProducts
    }

    /// Rows that one thread takes at a time in operations that go row by row.
    private static let rowGrain = 32

    /// `y = x · wᵀ`.
    func multiply(_ x: FloatMatrix, _ weights: WeightMatrix, into y: FloatMatrix) {
        product(x, weights, y, (ck_matmul, ck_matmul_bfloat16, ck_matmul_int8))
    }

    /// `y += x · wᵀ`.
    func multiplyAdd(_ x: FloatMatrix, _ weights: WeightMatrix, into y: FloatMatrix) {
        product(x, weights, y, (ck_matmul_add, ck_matmul_bfloat16_add, ck_matmul_int8_add))
    }

    /// A product in the arithmetic that is used for the weights' type.
    private func product(
        _ x: FloatMatrix, _ weights: WeightMatrix, _ y: FloatMatrix,
        _ kernels: (float32: MatrixProduct, bfloat16: RoundedProduct, int8: WholeNumberProduct)
    ) {
        assert(x.columns == weights.columns && y.columns == weights.rows && x.rows == y.rows)
        let used = dotProducts.used(for: weights.type)
        switch used {
        case .float32:
            kernels.float32(
                pool.handle, x.start, x.stride, x.rows, weights.row(0), weights.type.kernelType,
                weights.rows, weights.columns, y.start, y.stride)
        case .bfloat16, .bfloat16x2:
            let byteCount = ck_bfloat16_scratch(x.rows, x.columns)
            withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 64) { scratch in
                guard let scratch = scratch.baseAddress else { return }
                kernels.bfloat16(
                    pool.handle, x.start, x.stride, x.rows, weights.row(0),
                    weights.type.kernelType, weights.rows, weights.columns, y.start, y.stride,
                    used == .bfloat16 ? 1 : 2, scratch)
            }
        case .int8:
            withQuantised(x, for: weights.type) { rounded in
                kernels.int8(
                    pool.handle, rounded, x.rows, weights.row(0), weights.type.kernelType,
                    weights.rows, weights.columns, y.start, y.stride)
            }
        }
    }

    /// Calls `body` with the rows rounded to 8 bits for weights of a type.
    private func withQuantised(
        _ x: FloatMatrix, for type: WeightType, _ body: (UnsafeRawPointer) -> Void
    ) {
        let rowBytes = ck_int8_row_bytes(type.kernelType, x.columns)
        withUnsafeTemporaryAllocation(byteCount: rowBytes * x.rows, alignment: 64) { memory in
            guard let start = memory.baseAddress else { return }
            ck_int8_quantize(
                pool.handle, x.start, x.stride, x.rows, type.kernelType, x.columns, start)
            body(start)
        }
    }

    /// `y = x · wᵀ + b`.
    func multiply(_ x: FloatMatrix, _ projection: Projection, into y: FloatMatrix) {
        var first = 0
        for part in projection.parts {
            multiply(x, part, into: y.columns(first..<first + part.rows))
            first += part.rows
        }
        if let bias = projection.bias { addBias(bias, to: y) }
    }

    /// `y += x · wᵀ + b`.
    func multiplyAdd(_ x: FloatMatrix, _ projection: Projection, into y: FloatMatrix) {
        var first = 0
        for part in projection.parts {
            multiplyAdd(x, part, into: y.columns(first..<first + part.rows))
            first += part.rows
        }
        if let bias = projection.bias { addBias(bias, to: y) }
    }

    /// One output of `y = x · wᵀ + b`, to the bit as among all of them.
    func multiply(_ x: FloatMatrix, _ projection: Projection, output: Int, into y: FloatMatrix) {
        var first = 0
        for part in projection.parts {
            if (first..<first + part.rows).contains(output) {
                multiply(x, part.rows(output - first..<output - first + 1), into: y)
            }
            first += part.rows
        }
        if let bias = projection.bias { addBias([bias[output]], to: y) }
    }

    func addBias(_ bias: [Float], to y: FloatMatrix) {
        assert(bias.count == y.columns)
        pool.runRanges(y.rows, grain: Self.rowGrain) { rows in
            for row in rows { ck_axpy(1, bias, y.row(row), y.columns) }
        }
    }

    /// A norm of every vector of `weights.weight.count` numbers in every row; `y` may be `x`.
    ///
    /// - Parameter appliesWeights: whether the norm's own weights are applied.
    func normalize(
        _ x: FloatMatrix, _ norm: Normalization, _ weights: NormWeights,
        appliesWeights: Bool = true, into y: FloatMatrix
    ) {
        let width = weights.weight.count
        assert(x.rows == y.rows && x.columns == y.columns && x.columns.isMultiple(of: width))
        let (weight, bias) = appliesWeights ? (weights.weight, weights.bias) : (nil, nil)
        pool.runRanges(x.rows, grain: Self.rowGrain) { rows in
            for row in rows {
                for start in stride(from: 0, to: x.columns, by: width) {
                    let (target, source) = (y.row(row) + start, x.row(row) + start)
                    switch norm.kind {
                    case .rootMeanSquare:
                        weight.withPointer {
                            ck_rmsnorm(target, source, $0, width, norm.epsilon)
                        }
                    case .layerNorm:
                        weight.withPointer { weight in
                            bias.withPointer {
                                ck_layernorm(target, source, weight, $0, width, norm.epsilon)
                            }
                        }
                    }
                }
            }
        }
    }

    /// `x = activation(x)`, or `activation(x) · factor` where there is one.
    func activate(_ x: FloatMatrix, _ activation: Activation, times factor: FloatMatrix?) {
        assert(factor.map { $0.rows == x.rows && $0.columns == x.columns } ?? true)
        pool.runRanges(x.rows, grain: 8) { rows in
            for row in rows {
                let (numbers, count) = (x.row(row), x.columns)
                switch (activation, factor?.row(row)) {
                case (.silu, let factor?): ck_silu_mul(numbers, factor, numbers, count)
                case (.gelu, let factor?): ck_gelu_mul(numbers, factor, numbers, count)
                case (.geluTanh, let factor?): ck_gelu_tanh_mul(numbers, factor, numbers, count)
                case (.gelu, nil): ck_gelu(numbers, numbers, count)
                case (.geluTanh, nil): ck_gelu_tanh(numbers, numbers, count)
                case (.silu, nil): silu(numbers, count)
                }
            }
        }
    }

    private func silu(_ x: UnsafeMutablePointer<Float>, _ count: Int) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { ones in
            ones.update(repeating: 1)
            if let ones = ones.baseAddress { ck_silu_mul(x, ones, x, count) }
        }
    }

    /// `x = cap · tanh(x / cap)`.
    func softcap(_ x: FloatMatrix, _ cap: Float) {
        pool.runRanges(x.rows, grain: 1) { rows in
            for row in rows { ck_softcap(x.row(row), x.row(row), x.columns, cap) }
        }
    }

    /// `x = factor · x`.
    func scale(_ x: FloatMatrix, by factor: Float) {
        for row in 0..<x.rows { x.scale(factor, row: row, columns: 0..<x.columns) }
    }

    /// `y += x`.
    func add(_ x: FloatMatrix, to y: FloatMatrix) {
        assert(x.rows == y.rows && x.columns == y.columns)
        pool.runRanges(x.rows, grain: Self.rowGrain) { rows in
            for row in rows { ck_axpy(1, x.row(row), y.row(row), x.columns) }
        }
    }

    /// Rotates every head of every row by the row's position.
    func rotate(
        _ x: FloatMatrix, headDimension: Int, positions: Range<Int>, table: RotaryTable
    ) {
        assert(x.rows == positions.count && x.columns.isMultiple(of: headDimension))
        assert(table.dimension <= headDimension)
        pool.runRanges(x.rows, grain: Self.rowGrain) { rows in
            for row in rows {
                let (cosines, sines) = table.rows(at: positions.lowerBound + row)
                for head in stride(from: 0, to: x.columns, by: headDimension) {
                    ck_rope(
                        x.row(row) + head, headDimension, table.dimension, cosines, sines,
                        table.interleaved ? 1 : 0)
                }
            }
        }
    }

    /// Rows of weights as float32: the embeddings of tokens.
    func lookUp(_ tokens: ArraySlice<Int32>, in weights: WeightMatrix, into y: FloatMatrix) {
        assert(tokens.count == y.rows && weights.columns == y.columns)
        for (row, token) in tokens.enumerated() {
            ck_widen(
                weights.row(Int(token)), weights.type.kernelType, y.row(row), weights.columns)
        }
    }
}

extension [Float]? {
    /// Calls `body` with the address of the numbers, or nil where there are none.
    fileprivate func withPointer(_ body: (UnsafePointer<Float>?) -> Void) {
        guard let numbers = self else { return body(nil) }
        numbers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
