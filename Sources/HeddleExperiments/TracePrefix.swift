import HeddleAnalysis
import HeddleEngine

/// The beginning of a trace, to be continued: branches and regenerations start from it.
public enum TracePrefix {
    /// Everything before token `target`, then `ids`; scores of the kept tokens stay, those of the
    /// new ones are not known.
    ///
    /// A `target` inside the prompt keeps the whole prompt and nothing of the response.
    public static func of(
        _ opened: OpenedTrace, before target: Int, appending ids: [Int32],
        tokenizer: any Tokenizer
    ) -> Trace {
        let promptLength = opened.tokens.promptLength
        let kept = min(max(target, promptLength), opened.tokens.count)
        let table = TraceTokens.table(
            ids: Array(opened.tokens.ids[..<kept]) + ids, promptLength: promptLength,
            tokenizer: tokenizer)
        var trace = opened.trace
        trace.tokens = table
        trace.response = TraceTokens.text(of: table.ids[promptLength...], tokenizer: tokenizer)
        trace.correct = nil
        let response = table.count - promptLength
        trace.scores = TokenScores(
            logprobs: resized(trace.scores.logprobs, to: kept - promptLength, response, nil),
            entropies: resized(trace.scores.entropies, to: kept - promptLength, response, nil),
            top: resized(trace.scores.top, to: kept - promptLength, response, []))
        return trace
    }

    /// The first `kept` elements, filled up to `count`.
    private static func resized<Element>(
        _ column: [Element], to kept: Int, _ count: Int, _ filler: Element
    ) -> [Element] {
        let head = Array(column.prefix(kept))
        return head + Array(repeating: filler, count: count - head.count)
    }
}

/// How far two runs are apart at the end of a text.
public enum Divergence {
    /// KL(all heads on ‖ under the mask) of the distributions after the last token, nats. Two
    /// passes.
    public static func atEnd(
        of tokens: [Int32], under mask: HeadMask, model: Model, pool: WorkerPool,
        reference: AblationReference, cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> Float {
        let request = ForwardRequest(logits: .last)
        let last = tokens.count - 1
        let original = try SinglePass.run(
            model, pool: pool, tokens: tokens, request: request, cancellation: cancellation)
        let ablated = try SinglePass.run(
            model, pool: pool, tokens: tokens, mask: mask, reference: reference, request: request,
            cancellation: cancellation)
        return Float(
            LogitComparison.divergence(original.logits(at: last), ablated.logits(at: last)))
    }
}
