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
        let text = try TaskTokenizer(model, beginsText: request.beginsText)
        let ids = text.ids(request.prompt)
        let queries = Array(ids.indices)
        let result = try SinglePass.run(
            model.model, pool: pool, tokens: ids,
            request: ForwardRequest(
                patterns: [PatternRequest(head: request.head, queries: queries)]),
            cancellation: cancellation)
        post(
            .promptAttention(
                PromptAttention(
                    request: request,
                    tokens: ids.map {
                        String(decoding: text.tokenizer.bytes(of: $0), as: UTF8.self)
                    },
                    weights: queries.map { result.pattern(of: request.head, query: $0) ?? [] })))
    }
}
