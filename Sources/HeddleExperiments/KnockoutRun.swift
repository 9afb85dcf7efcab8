import HeddleAnalysis
import HeddleEngine

/// Hides some tokens from the predictions of others.
public enum Knockout {
    /// The intervention that hides a source from a destination's queries.
    public static func intervention(_ spans: KnockoutSpans, heads: [HeadID]) -> Intervention {
        .knockOut(heads, keys: spans.source, at: .at(Array(spans.queries)))
    }

    /// The effect on every token `[target]`; nil for the first token, none before the destination.
    /// One run from the first layer and query that are touched.
    ///
    /// - Throws: `ExperimentError.contextExceeded` for a destination beyond what the model sees, and
    ///   what the engine throws.
    public static func effects(
        _ spans: KnockoutSpans, heads: [HeadID], in text: ScoredText,
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> [TokenEffect?] {
        guard spans.destination.upperBound <= text.tokens.count else {
            throw .contextExceeded(
                tokens: spans.destination.upperBound, limit: text.tokens.count)
        }
        return try text.effects(
            of: [intervention(spans, heads: heads)], cancellation: cancellation)
    }
}

/// Measures how much each part of a text depends on each earlier one, a source at a time, so that
/// other work can go between and what is measured is kept.
///
/// Hidden are the source's keys from every query that predicts a token behind it, in all heads. One
/// run for each source from its end on: quadratic in the text's length for a given number of parts,
/// and with the parts growing with the text, quadratic in their number.
public final class KnockoutMatrixRun {
    public private(set) var matrix: KnockoutMatrix
    private let text: ScoredText
    private let heads: [HeadID]

    /// - Throws: `ExperimentError.tooFewParts` for fewer than two parts, `.contextExceeded` for parts
    ///   behind what the model sees.
    public convenience init(
        kind: TracePartKind, parts: [TracePart], in text: ScoredText
    ) throws(ExperimentError) {
        try self.init(continuing: KnockoutMatrix(kind: kind, parts: parts), in: text)
    }

    /// Goes on behind the sources of a matrix that are measured.
    ///
    /// - Throws: as for a matrix from the first source on.
    public init(
        continuing matrix: KnockoutMatrix, in text: ScoredText
    ) throws(ExperimentError) {
        guard matrix.parts.count > 1, let last = matrix.parts.last else {
            throw .tooFewParts(kind: matrix.kind, found: matrix.parts.count, needed: 2)
        }
        guard last.tokens.upperBound <= text.tokens.count else {
            throw .contextExceeded(tokens: last.tokens.upperBound, limit: text.tokens.count)
        }
        self.matrix = matrix
        self.text = text
        heads = text.model.configuration.headShape.all
    }

    /// Measures the next source; returns how many are done, nil when all were.
    ///
    /// - Throws: what the engine throws; the matrix then holds the sources before.
    public func step(cancellation: Cancellation? = nil) throws(ExperimentError) -> Int? {
        guard matrix.isPartial else { return nil }
        let source = matrix.parts[matrix.done].tokens
        let hidden = Intervention.knockOut(
            heads, keys: source, at: .from(source.upperBound - 1))
        let effects = try text.effects(of: [hidden], cancellation: cancellation)
        matrix.add(effects.map { $0?.kl })
        return matrix.done
    }
}

extension ReceiverHeads {
    /// Reads a text once and adds up, head by head, the attention that its sentences receive; rows
    /// of attention are not kept.
    ///
    /// - Throws: `ExperimentError.tooFewParts` for a text in which no sentence is `distance` behind
    ///   another, and what the engine throws.
    public static func measure(
        _ model: Model, pool: WorkerPool, tokens: [Int32], sentences: [TracePart],
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> ReceiverHeads {
        guard sentences.count > distance, let last = sentences.last else {
            throw .tooFewParts(
                kind: .sentences, found: sentences.count, needed: distance + 1)
        }
        let request = ReceivedAttentionRequest(
            spans: sentences.map(\.tokens), distance: distance)
        let result = try SinglePass.run(
            model, pool: pool, tokens: Array(tokens.prefix(last.tokens.upperBound)),
            request: ForwardRequest(received: request), cancellation: cancellation)
        return ReceiverHeads(sentences: sentences, scores: result.received?.scores ?? [])
    }
}
