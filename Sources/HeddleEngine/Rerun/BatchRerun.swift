/// A text under interventions.
public struct RerunVariant: Sendable {
    /// The text's place among the untouched runs.
    public var text: Int
    public var interventions: [Intervention]

    public init(text: Int, interventions: [Intervention]) {
        self.text = text
        self.interventions = interventions
    }
}

/// Runs many variants of texts together, so that weights are read once for all of them.
///
/// Each variant starts at the first layer and position that its interventions touch; what lies
/// before comes from the untouched runs. Variants that begin in the same layer go in batches of at
/// most `rowLimit` positions. Give as many variants as there are in one call. To be used by one
/// thread at a time, and not while one of the untouched runs is used.
///
/// For one instruction set the numbers are to the bit those of `BaselineRun.rerun` and of a run
/// that was under the interventions from its start; they depend neither on the number of threads
/// nor on what else is in the batch.
///
/// Memory beside that of the untouched runs: for `rowLimit` positions, each 16 × (`width` +
/// `heads` × `headDimension`) + 8 `feedForwardWidth` bytes at most; 64 MiB at most for keys and
/// values (those of one layer of one text at least); a block of logits, 16 MiB or 8 rows; and
/// for each variant of a call about last positions 4 × `width`.
public final class BatchRerun {
    private let baselines: [BaselineRun]
    private let unembedder: Unembedder
    private let runner: LayerRunner
    private let memory: RerunMemory
    private var keptLogitMemory: FloatMatrix?
    /// `[row][width]`: final residual streams at the positions that are wanted.
    private let ends: FloatMatrix
    private let limits: RerunLimits
    /// By text, the log-probabilities of its tokens in the untouched run, once they were wanted.
    private var untouchedLogprobs: [Int: [Float?]] = [:]

    /// Memory is taken as it is needed.
    ///
    /// - Parameters:
    ///   - baselines: of one model, with one pool. Those that keep `.headOutputs` are faster.
    ///   - rowLimit: the most positions that are run together; one text may have more.
    /// - Throws: `EngineError.invalidRequest` for no runs or runs of several models or pools,
    ///   `.outOfMemory`.
    public init(_ baselines: [BaselineRun], rowLimit: Int = 512) throws(EngineError) {
        guard let first = baselines.first,
            baselines.allSatisfy({ $0.model === first.model && $0.pool === first.pool })
        else {
            throw .invalidRequest(
                problem: "\(baselines.count) untouched runs that do not share a model and threads",
                remedy: "give at least one, all with the same model and worker pool")
        }
        self.baselines = baselines
        let longest = baselines.map(\.tokens.count).max() ?? 1
        limits = RerunLimits(first.model.configuration, rows: rowLimit, longestText: longest)
        runner = try LayerRunner(model: first.model, pool: first.pool, pieceLength: limits.rows)
        unembedder = try Unembedder(
            model: first.model, pool: first.pool, mostRows: limits.rows)
        memory = try RerunMemory(
            first.model.configuration, rows: max(limits.rows, longest), keyRows: limits.keyRows)
        ends = try FloatMatrix(
            rows: max(limits.rows, longest), columns: first.model.configuration.width)
    }

    /// Logits of some tokens at the last position of each variant's text, `[variant][id]`.
    ///
    /// - Parameter ids: by variant.
    /// - Throws: `EngineError`: `.invalidRequest` for a text that is not there or lists of ids that
    ///   are not as many as the variants, `.tokenOutsideVocabulary`, `.headOutsideModel`,
    ///   `.outOfMemory`, `.cancelled`.
    public func lastLogits(
        _ variants: [RerunVariant], of ids: [[Int32]], cancellation: Cancellation? = nil
    ) throws(EngineError) -> [[Float]] {
        guard ids.count == variants.count else {
            throw .invalidRequest(
                problem: "\(ids.count) lists of tokens for \(variants.count) variants",
                remedy: "give one list for each variant")
        }
        for list in ids { try runner.model.configuration.check(list, textLength: 0) }
        var logits = [[Float]](repeating: [], count: variants.count)
        let ends = try lastStreams(variants, cancellation)
        for rows in blocks(ends.places.count) {
            let places = ends.places[rows]
            let found = try unembedder.logits(
                of: places.map { ids[$0] }, residual: ends.streams.rows(rows))
            for (place, row) in zip(places, found) { logits[place] = row }
        }
        return logits
    }

    /// All logits at the last position of each variant's text.
    ///
    /// - Parameter onRow: is handed a variant's place and its logits, in no particular order, on
    ///   the calling thread.
    /// - Throws: `EngineError`: `.invalidRequest` for a text that is not there,
    ///   `.headOutsideModel`, `.outOfMemory`, `.cancelled`.
    public func lastLogits(
        _ variants: [RerunVariant], cancellation: Cancellation? = nil,
        onRow: (_ variant: Int, _ logits: LogitRow) -> Void
    ) throws(EngineError) {
        let ends = try lastStreams(variants, cancellation)
        let memory = try logitMemory()
        for rows in blocks(ends.places.count) {
            try cancellation?.check()
            let logits = unembedder.logits(of: ends.streams.rows(rows), into: memory)
            for (row, place) in ends.places[rows].enumerated() {
                let query = baselines[variants[place].text].tokens.count - 1
                onRow(place, LogitRow(query: query, values: logits.values(ofRow: row)))
            }
        }
    }

    /// Natural log-probability of one token behind each variant's text, `[variant]`.
    ///
    /// - Parameter tokens: by variant.
    /// - Throws: `EngineError`: `.invalidRequest` for a text that is not there or tokens that are
    ///   not as many as the variants, `.tokenOutsideVocabulary`, `.headOutsideModel`,
    ///   `.outOfMemory`, `.cancelled`.
    public func lastLogprobs(
        _ variants: [RerunVariant], of tokens: [Int32], cancellation: Cancellation? = nil
    ) throws(EngineError) -> [Float] {
        guard tokens.count == variants.count else {
            throw .invalidRequest(
                problem: "\(tokens.count) tokens for \(variants.count) variants",
                remedy: "give one token for each variant")
        }
        try runner.model.configuration.check(tokens, textLength: 0)
        let ends = try lastStreams(variants, cancellation)
        let found = try tokenLogprobs(ends.places.map { tokens[$0] }, ends.streams, cancellation)
        var logprobs = [Float](repeating: 0, count: variants.count)
        for (place, logprob) in zip(ends.places, found) { logprobs[place] = logprob }
        return logprobs
    }

    /// Natural log-probability of each token of each variant's text, `[variant][token]`; nil for
    /// the first token, which nothing predicts.
    ///
    /// - Parameter first: the first token whose probability is wanted; those before keep the
    ///   untouched run's.
    /// - Throws: `EngineError`: `.invalidRequest` for a text that is not there,
    ///   `.headOutsideModel`, `.outOfMemory`, `.cancelled`.
    public func logprobs(
        _ variants: [RerunVariant], from first: Int = 1, cancellation: Cancellation? = nil
    ) throws(EngineError) -> [[Float?]] {
        let batches = try batches(variants, .everyToken, cancellation)
        var logprobs: [[Float?]] = []
        for variant in variants {
            logprobs.append(try untouchedLogprobs(ofText: variant.text, cancellation))
        }
        for batch in batches {
            guard let start = batch.start else { continue }
            let pass = pass(batch, from: start, cancellation)
            let queries = pass.spans.map { span in
                let end = span.positions.upperBound
                return max(span.positions.lowerBound, min(first, end) - 1)..<end
            }
            let streams = ends.rows(0..<queries.reduce(0) { $0 + $1.count })
            try pass.runToLastPositions(queries.map(\.count), into: streams)
            let targets = zip(pass.spans, queries).flatMap { span, queries in
                queries.map { span.baseline.tokens[$0 + 1] }
            }
            let found = try tokenLogprobs(targets, streams, cancellation)
            var row = 0
            for (member, queries) in zip(batch.members, queries) {
                for query in queries {
                    logprobs[member.place][query + 1] = found[row]
                    row += 1
                }
            }
        }
        return logprobs
    }

    private func untouchedLogprobs(
        ofText text: Int, _ cancellation: Cancellation?
    ) throws(EngineError) -> [Float?] {
        if let known = untouchedLogprobs[text] { return known }
        let baseline = baselines[text]
        let found: [Float?]
        if baseline.result.predictions.isEmpty {
            let queries = 0..<baseline.tokens.count - 1
            let logprobs = try tokenLogprobs(
                Array(baseline.tokens.dropFirst()), baseline.finalStream.rows(queries),
                cancellation)
            found = [nil] + logprobs.map(Optional.some)
        } else {
            found = baseline.result.predictions.map { $0?.logprob }
        }
        untouchedLogprobs[text] = found
        return found
    }

    /// Log-probabilities of tokens, one for each row of the final residual stream.
    private func tokenLogprobs(
        _ targets: [Int32], _ stream: FloatMatrix, _ cancellation: Cancellation?
    ) throws(EngineError) -> [Float] {
        let memory = try logitMemory()
        var logprobs = [Float](repeating: 0, count: targets.count)
        for rows in blocks(stream.rows) {
            try cancellation?.check()
            let logits = unembedder.logits(of: stream.rows(rows), into: memory)
            logprobs.withUnsafeMutableBufferPointer { logprobs in
                let found = UnsafeMutableBufferPointer(rebasing: logprobs[rows])
                runner.arithmetic.pool.run(chunks: rows.count) { row, _ in
                    found[row] = LogitStatistics.logprob(
                        of: logits, row: row, target: targets[rows.lowerBound + row])
                }
            }
        }
        return logprobs
    }

    /// Checks variants and sorts them into batches.
    private func batches(
        _ variants: [RerunVariant], _ want: RerunWant, _ cancellation: Cancellation?
    ) throws(EngineError) -> [RerunBatch] {
        var members: [RerunMember] = []
        for (place, variant) in variants.enumerated() {
            guard baselines.indices.contains(variant.text) else {
                throw .invalidRequest(
                    problem: "a variant of text \(variant.text)",
                    remedy: "the untouched runs are 0-\(baselines.count - 1)")
            }
            members.append(
                try RerunMember(
                    place: place, variant, baselines[variant.text], want, cancellation))
        }
        return RerunBatch.batches(members, limits)
    }

    /// Runs variants and gathers the final residual streams at the last position of each text, so
    /// that the unembedding is read once for many batches: `[row][width]`, with the variant that
    /// each row is of.
    private func lastStreams(
        _ variants: [RerunVariant], _ cancellation: Cancellation?
    ) throws(EngineError) -> (streams: FloatMatrix, places: [Int]) {
        let streams = try FloatMatrix(
            rows: variants.count, columns: runner.model.configuration.width)
        var places: [Int] = []
        for batch in try batches(variants, .lastPosition, cancellation) {
            let rows = places.count..<places.count + batch.members.count
            try runToLastPosition(batch, into: streams.rows(rows), cancellation)
            places += batch.members.map(\.place)
        }
        return (streams, places)
    }

    private func runToLastPosition(
        _ batch: RerunBatch, into streams: FloatMatrix, _ cancellation: Cancellation?
    ) throws(EngineError) {
        if let start = batch.start {
            let wanted = [Int](repeating: 1, count: batch.members.count)
            return try pass(batch, from: start, cancellation).runToLastPositions(
                wanted, into: streams)
        }
        for (row, member) in batch.members.enumerated() {
            let last = member.baseline.tokens.count - 1
            streams.rows(row..<row + 1).copy(
                from: member.baseline.finalStream.rows(last..<last + 1))
        }
    }

    /// A batch's texts, each with its rows in the shared memory.
    private func pass(
        _ batch: RerunBatch, from start: RerunStart, _ cancellation: Cancellation?
    ) -> RerunPass {
        var (row, keyRow) = (0, 0)
        let spans = batch.members.map { member in
            let keys = keyRow..<keyRow + member.keyRows
            defer { (row, keyRow) = (row + member.positions.count, keys.upperBound) }
            return RerunSpan(
                baseline: member.baseline, instruments: member.instruments,
                positions: member.positions, firstRow: row, keys: memory.keys.rows(keys),
                values: memory.values.rows(keys))
        }
        return RerunPass(
            runner: runner, start: start, spans: spans, stream: memory.stream.rows(0..<row),
            cancellation: cancellation)
    }

    private func blocks(_ rows: Int) -> [Range<Int>] {
        let length = unembedder.blockLength
        return stride(from: 0, to: rows, by: length).map { $0..<min($0 + length, rows) }
    }

    /// Memory for a block of logits, taken at the first call.
    private func logitMemory() throws(EngineError) -> FloatMatrix {
        if let kept = keptLogitMemory { return kept }
        let memory = try unembedder.makeBlock()
        keptLogitMemory = memory
        return memory
    }
}
