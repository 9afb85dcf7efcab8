import HeddleAnalysis
import HeddleEngine

/// Numbers of an independent implementation that a model's own are held against.
public struct ReferenceNumbers: Sendable {
    /// One text with the logits that the other implementation gave.
    public struct Pass: Sendable {
        public var ids: [Int32]
        /// Logits by position `[vocabulary]`.
        public var logits: [Int: [Float]]

        public init(ids: [Int32], logits: [Int: [Float]]) {
            self.ids = ids
            self.logits = logits
        }
    }

    public var passes: [Pass]
    /// What made them, in words.
    public var source: String

    public init(passes: [Pass], source: String) {
        self.passes = passes
        self.source = source
    }

    /// Reads `forward[].{ids, logits{position: [...]}}` and `made_with`.
    ///
    /// - Returns: nil when the value does not hold a single row of logits.
    public init?(json: JSONValue) {
        let passes = (json["forward"]?.array ?? []).compactMap { entry -> Pass? in
            guard let ids = entry["ids"]?.array?.compactMap(\.int), !ids.isEmpty,
                let rows = entry["logits"]?.object
            else { return nil }
            var logits: [Int: [Float]] = [:]
            for (position, row) in rows {
                guard let index = Int(position), ids.indices.contains(index),
                    let values = row.array
                else { return nil }
                logits[index] = values.compactMap { $0.double.map(Float.init) }
            }
            return Pass(ids: ids.compactMap(Int32.init(exactly:)), logits: logits)
        }
        guard passes.contains(where: { !$0.logits.isEmpty }) else { return nil }
        self.init(passes: passes, source: json["made_with"]?.string ?? "unnamed")
    }
}

/// How far a model's logits are from reference numbers.
public struct Verification: Sendable, Hashable {
    public var maxAbsoluteDifference: Float
    /// Rows of logits that were compared.
    public var rows: Int

    /// Runs every text of the reference and compares all given rows.
    ///
    /// - Throws: `ExperimentError.emptyCorpus` when a row is not as long as the vocabulary, and what
    ///   the engine throws.
    public init(
        _ reference: ReferenceNumbers, model: Model, pool: WorkerPool,
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) {
        maxAbsoluteDifference = 0
        rows = 0
        for pass in reference.passes {
            let result = try SinglePass.run(
                model, pool: pool, tokens: pass.ids,
                request: ForwardRequest(logits: .at(pass.logits.keys.sorted())),
                cancellation: cancellation)
            for (position, expected) in pass.logits {
                let found = result.logits(at: position)
                guard found.count == expected.count else {
                    throw .emptyCorpus(
                        reason: "the reference has \(expected.count) logits at position "
                            + "\(position) and the model \(found.count)")
                }
                for (left, right) in zip(found, expected) {
                    let difference = abs(left - right)
                    maxAbsoluteDifference =
                        difference.isNaN ? .infinity : max(maxAbsoluteDifference, difference)
                }
                rows += 1
            }
        }
    }
}
