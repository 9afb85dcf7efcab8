import CKernels

extension Attention {
    /// What the softmax is taken of, of one head at some of the call's queries: scaled and capped
    /// products, `[query][keys]`, where `keys` reaches up to the last of them; minus infinity at the
    /// keys that a query does not see.
    ///
    /// - Throws: `EngineError.outOfMemory`.
    func scores(
        _ call: AttentionCall, head: Int, rows: Range<Int>
    ) throws(EngineError) -> FloatMatrix {
        let first = call.positions.lowerBound + rows.lowerBound
        let scores = try FloatMatrix(rows: rows.count, columns: first + rows.count)
        let own = head * headDimension..<(head + 1) * headDimension
        let shared = head / group * headDimension..<(head / group + 1) * headDimension
        let queries = call.queries.rows(rows).columns(own)
        let keys = call.keys.columns(shared)
        pool.runRanges(rows.count, grain: 8) { range in
            for row in range {
                let query = first + row
                let target = scores.row(row)
                target.update(repeating: -.infinity, count: scores.columns)
                let firstKey = max(0, query + 1 - (call.window ?? query + 1))
                for key in firstKey...query {
                    target[key] = scale * ck_dot(queries.row(row), keys.row(key), headDimension)
                }
                if softcap > 0 {
                    let seen = target + firstKey
                    ck_softcap(seen, seen, query + 1 - firstKey, softcap)
                }
            }
        }
        return scores
    }
}
