import CKernels

/// Attention in which every query sees every key.
///
/// The kernel is causal: it shows a query the keys up to its own position. Each query is therefore
/// given to it alone, at the position of the last key.
struct BidirectionalAttention {
    private let pool: WorkerPool
    private let headDimension: Int
    private let heads: Int
    private let tokens: Int
    /// `[worker][floats]`
    private let scratch: FloatMatrix

    /// - Throws: `EngineError.outOfMemory`.
    init(
        _ configuration: EncoderConfiguration, tokens: Int, pool: WorkerPool
    ) throws(EngineError) {
        self.pool = pool
        self.tokens = tokens
        heads = configuration.heads
        headDimension = configuration.headDimension
        let floats = ck_attention_scratch(1, tokens, headDimension)
        scratch = try FloatMatrix(rows: pool.threads, columns: (floats + 15) / 16 * 16)
    }

    /// Computes all heads' outputs. Every matrix is `[token][heads × headDimension]`.
    func run(
        queries: FloatMatrix, keys: FloatMatrix, values: FloatMatrix, into outputs: FloatMatrix
    ) {
        assert([queries, keys, values, outputs].allSatisfy { $0.rows == tokens })
        assert(keys.stride == values.stride)
        pool.run(chunks: heads) { head, worker in
            let columns = head * headDimension..<(head + 1) * headDimension
            let (queries, outputs) = (queries.columns(columns), outputs.columns(columns))
            var arguments = ck_attention_args()
            arguments.k = UnsafePointer(keys.columns(columns).start)
            arguments.v = UnsafePointer(values.columns(columns).start)
            arguments.ldkv = keys.stride
            arguments.queries = 1
            arguments.first_query = tokens - 1
            arguments.head_dim = headDimension
            arguments.scale = 1 / Float(headDimension).squareRoot()
            arguments.scratch = scratch.row(worker)
            for token in 0..<tokens {
                arguments.q = UnsafePointer(queries.row(token))
                arguments.out = outputs.row(token)
                ck_attention(&arguments)
            }
        }
    }
}
