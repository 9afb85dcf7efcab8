import CKernels

/// Attention in which every query sees every key of its text.
struct BidirectionalAttention {
    private let pool: WorkerPool
    private let headDimension: Int
    private let heads: Int
    private let longest: Int
    /// `[worker][floats]`
    private let scratch: FloatMatrix

    /// - Parameter longest: the most tokens of a text.
    /// - Throws: `EngineError.outOfMemory`.
    init(
        _ configuration: EncoderConfiguration, longest: Int, pool: WorkerPool
    ) throws(EngineError) {
        self.pool = pool
        self.longest = longest
        heads = configuration.heads
        headDimension = configuration.headDimension
        let floats = ck_attention_scratch(longest, longest, headDimension)
        scratch = try FloatMatrix(rows: pool.threads, columns: (floats + 15) / 16 * 16)
    }

    /// Computes all heads' outputs. Every matrix is `[token][heads × headDimension]`; `texts` are
    /// the rows that each text has in them.
    func run(
        texts: [Range<Int>], queries: FloatMatrix, keys: FloatMatrix, values: FloatMatrix,
        into outputs: FloatMatrix
    ) {
        assert(keys.stride == values.stride && texts.allSatisfy { $0.count <= longest })
        pool.run(chunks: heads) { head, worker in
            let columns = head * headDimension..<(head + 1) * headDimension
            let (queries, outputs) = (queries.columns(columns), outputs.columns(columns))
            let (keys, values) = (keys.columns(columns), values.columns(columns))
            var arguments = ck_attention_args()
            arguments.ldq = queries.stride
            arguments.ldkv = keys.stride
            arguments.ldo = outputs.stride
            arguments.bidirectional = 1
            arguments.head_dim = headDimension
            arguments.scale = 1 / Float(headDimension).squareRoot()
            arguments.scratch = scratch.row(worker)
            for text in texts where !text.isEmpty {
                arguments.queries = text.count
                arguments.q = UnsafePointer(queries.row(text.lowerBound))
                arguments.k = UnsafePointer(keys.row(text.lowerBound))
                arguments.v = UnsafePointer(values.row(text.lowerBound))
                arguments.out = outputs.row(text.lowerBound)
                ck_attention(&arguments)
            }
        }
    }
}
