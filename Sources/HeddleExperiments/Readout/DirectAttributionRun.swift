import HeddleAnalysis
import HeddleEngine

/// Direct logit attribution of one token.
public enum DirectAttributionRun {
    /// What each part of the model writes straight into the difference between a token's logit and
    /// another one's, at the query that predicts the token. One pass over the text before it.
    ///
    /// - Parameter against: the other token; nil for the most probable one beside the token.
    /// - Throws: `ExperimentError.noPrediction` for a token without one, `contextExceeded` for one
    ///   beyond the model's context, `equalTokens`, and what the engine throws.
    public static func run(
        _ model: Model, pool: WorkerPool, tokens: [Int32], target: Int, against: Int32? = nil,
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> DirectAttribution {
        let text = try TokenQuestion.text(before: target, of: tokens, model)
        try TokenQuestion.check(against, besides: tokens[target], model)
        return try ExperimentError.attempt { () throws(EngineError) in
            let baseline = try BaselineRun(
                model: model, pool: pool, tokens: text, request: ForwardRequest(logits: .last),
                keeping: [], cancellation: cancellation)
            let rival =
                against
                ?? TokenMeasure.rival(of: tokens[target], in: baseline.result.logits[0].values)
            return try attribution(
                of: tokens[target], against: rival ?? tokens[target], baseline, cancellation)
        }
    }

    /// The same for a text that has been read already; `target` may be any token that it predicts.
    static func attribution(
        of token: Int32, against: Int32, _ baseline: BaselineRun, at query: Int? = nil,
        _ cancellation: Cancellation?
    ) throws(EngineError) -> DirectAttribution {
        let query = query ?? baseline.tokens.count - 1
        let parts = try baseline.contributions(at: query, cancellation: cancellation)
        let difference = try baseline.difference(of: token, against: against, in: parts)
        return DirectAttribution(
            position: TokenPosition(query: query), token: token, against: against,
            difference: difference.value, uncapped: difference.uncapped,
            capScale: difference.capScale, components: components(parts, difference))
    }

    private static func components(
        _ parts: ResidualContributions, _ difference: LogitDifference
    ) -> [DirectAttribution.Component] {
        var found: [DirectAttribution.Component] = []
        func add(_ part: WritingPart, _ value: Double?) {
            guard let value else { return }
            found.append(DirectAttribution.Component(part: part, direct: value))
        }
        add(.embedding, difference.share(of: parts.embedding))
        for (layer, heads) in parts.heads.enumerated() {
            for (head, vector) in heads.enumerated() {
                add(.head(HeadID(layer: layer, head: head)), difference.share(of: vector))
            }
            add(
                .attentionBias(layer: layer),
                parts.attentionBiases[layer].map(difference.share))
            add(.feedForward(layer: layer), difference.share(of: parts.feedForward[layer]))
        }
        add(.finalNormBias, difference.normBias)
        add(.unembeddingBias, difference.unembeddingBias)
        return found
    }
}

/// What questions about one token of a text have in common.
enum TokenQuestion {
    /// The text before a token that the model predicts.
    ///
    /// - Throws: `ExperimentError.noPrediction`, `.contextExceeded`.
    static func text(
        before target: Int, of tokens: [Int32], _ model: Model
    ) throws(ExperimentError) -> [Int32] {
        guard tokens.indices.contains(target), target > 0 else {
            throw .noPrediction(target: target, tokens: tokens.count)
        }
        let limit = model.configuration.contextLength
        guard target <= limit else { throw .contextExceeded(tokens: target, limit: limit) }
        return Array(tokens[..<target])
    }

    /// - Throws: `ExperimentError.equalTokens`, and `EngineError.tokenOutsideVocabulary` wrapped.
    static func check(
        _ against: Int32?, besides token: Int32, _ model: Model
    ) throws(ExperimentError) {
        guard let against else { return }
        if against == token { throw .equalTokens(id: token) }
        let vocabulary = model.configuration.vocabulary
        guard against >= 0, Int(against) < vocabulary else {
            throw .engine(
                .tokenOutsideVocabulary(id: against, index: 0, vocabulary: vocabulary))
        }
    }
}
