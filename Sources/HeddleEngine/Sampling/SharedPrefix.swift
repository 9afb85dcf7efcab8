/// The beginning that several texts have in common, run once: its keys and values are kept for all
/// of them, and what it predicts.
public final class SharedPrefix {
    public let tokens: [Int32]
    /// Logits of the token behind it.
    let logits: [Float]
    let cache: KeyValueCache
    let history: CacheHistory

    /// Runs the tokens through the model, without interventions.
    ///
    /// - Throws: `EngineError`: `.invalidRequest` for no tokens, and what
    ///   `InferenceContext.append` throws.
    public init(
        _ tokens: [Int32], model: Model, pool: WorkerPool, cancellation: Cancellation? = nil
    ) throws(EngineError) {
        guard let last = tokens.last else {
            throw .invalidRequest(
                problem: "nothing to continue", remedy: "give a prompt of at least one token")
        }
        let context = try InferenceContext(model: model, pool: pool, capacity: tokens.count)
        _ = try context.append(tokens, cancellation: cancellation)
        // The last token alone, as `Generator` runs it.
        context.truncate(to: tokens.count - 1)
        let result = try context.append(
            [last], request: ForwardRequest(logits: .last), cancellation: cancellation)
        logits = result.logits.first?.values ?? []
        self.tokens = tokens
        cache = context.cache
        history = context.history
    }

    /// Keys and values of one layer.
    func keys(layer: Int) -> SharedKeys {
        SharedKeys(keys: cache.keys[layer], values: cache.values[layer])
    }
}
