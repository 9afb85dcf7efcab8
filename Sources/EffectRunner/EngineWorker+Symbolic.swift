import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Workbench

extension EngineWorker {
    /// Tells where a head looks from every position of a prompt.
    func promptAttention(
        _ request: PromptAttentionRequest, _ cancellation: Cancellation
    ) throws {
        guard let model else { return }
        let encoder = PromptEncoder(
            try model.requireTokenizer(), beginning: request.beginsText ? .asTokenizer : .none)
        let prompt = encoder.tokens(of: request.prompt)
        let queries = Array(prompt.ids.indices)
        let result = try SinglePass.run(
            model.model, pool: pool, tokens: prompt.ids,
            request: ForwardRequest(
                patterns: [PatternRequest(head: request.head, queries: queries)]),
            cancellation: cancellation)
        post(
            .promptAttention(
                PromptAttention(
                    request: request,
                    tokens: prompt.ids.map {
                        String(decoding: encoder.tokenizer.bytes(of: $0), as: UTF8.self)
                    },
                    weights: queries.map { result.pattern(of: request.head, query: $0) ?? [] })))
    }
}
