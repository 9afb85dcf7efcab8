import HeddleAnalysis
import HeddleEngine

extension ResampleReport {
    /// The continuations that are at their end as traces of their own, which name their parent.
    ///
    /// - Parameter opened: the trace that was resampled.
    public func branches(of opened: OpenedTrace, tokenizer: any Tokenizer) -> [Trace] {
        continuations.compactMap { drawn in
            drawn.outcome.map { branch(drawn, $0, opened, tokenizer) }
        }
    }

    /// `countdown-0007~s3+12`: continuation 12 that keeps sentence 3; `-` for those without it.
    public func branchID(_ drawn: ResampledContinuation) -> String {
        "\(traceID)~s\(sentence.number)\(drawn.arm == .kept ? "+" : "-")\(drawn.attempt)"
    }

    private func branch(
        _ drawn: ResampledContinuation, _ outcome: ResampledContinuation.Outcome,
        _ opened: OpenedTrace, _ tokenizer: any Tokenizer
    ) -> Trace {
        let start =
            drawn.arm == .kept ? sentence.tokens.upperBound : sentence.tokens.lowerBound
        var trace = TracePrefix.of(
            opened, before: start, appending: Array(outcome.ids.dropLast(outcome.ended ? 1 : 0)),
            tokenizer: tokenizer)
        if outcome.ended, let stop = outcome.ids.last {
            // The token that ends the text adds nothing to it.
            let end = trace.textLength
            trace.tokens?.ids.append(stop)
            trace.tokens?.offsets.append(end)
            trace.scores.logprobs.append(nil)
            trace.scores.entropies.append(nil)
            trace.scores.top.append([])
        }
        trace.id = branchID(drawn)
        trace.model = model
        trace.correct = outcome.correct
        trace.steps = []
        trace.tags.append("resampled")
        trace.sampling = [
            "temperature": .number(settings.temperature), "seed": .integer(Int(drawn.seed)),
            "max_tokens": .integer(settings.maxTokens),
            "stop": .string(outcome.ended ? "end" : "length"),
        ]
        if let answer = outcome.answer { trace.extra["found"] = .string(answer) }
        trace.extra["parent"] = .string(traceID)
        trace.extra["branchToken"] = .integer(start)
        return trace
    }
}
