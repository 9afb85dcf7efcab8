import HeddleAnalysis
import HeddleEngine

/// Why an experiment could not be run.
public enum ExperimentError: Error, CustomStringConvertible {
    case engine(EngineError)
    case noTokenizer(model: String, reason: String?)
    case template(model: String, message: String)
    /// A token that the question is about is not in the text, or has no prediction.
    case noPrediction(target: Int, tokens: Int)
    /// The text is longer than what the model can see.
    case contextExceeded(tokens: Int, limit: Int)
    case noReference(mode: AblationMode)
    /// A position that is not in the text; nil where no position was named.
    case noPosition(position: Int?, tokens: Int)
    /// A measurement was given fewer token ids than it works on.
    case tooFewTokens(given: Int, needed: Int)
    case emptyCorpus(reason: String)
    /// A reference is of a model of another shape.
    case otherShape(what: String, position: Int, expected: Int, found: Int)
    /// A sentence encoder gave what is no embedding.
    case encoder(model: String, reason: String)
    /// A context pair whose two prompts cannot be patched into each other; counted from 1.
    case unusablePair(number: Int, reason: String)
    /// Another model wrote the trace, and no model was named to score it.
    case foreignTrace(id: String, writer: String, scorer: String)
    /// The model names no token that begins texts.
    case noBeginning(model: String)
    case symbolicTask(SymbolicTaskError)
    /// Two spans of tokens that cannot be knocked out of each other.
    case knockoutSpan(KnockoutSpanError)
    /// A text with fewer moves or sentences than the question needs.
    case tooFewParts(kind: TracePartKind, found: Int, needed: Int)
    case resampling(ResampleError)
    /// A difference of a token's logit and itself.
    case equalTokens(id: Int32)
    /// A name that is neither one token nor a token's id; `tokens` is nil without a tokenizer.
    case notOneToken(text: String, tokens: Int?, vocabulary: Int)

    public var description: String {
        switch self {
        case .engine(let error): error.description
        case .noTokenizer(let model, let reason):
            "\(model) has no usable tokenizer"
                + (reason.map { " (\($0))" } ?? "")
                + "; give token ids, or put its tokenizer.json beside the weights"
        case .template(let model, let message):
            "the chat template of \(model) failed: \(message); use --raw to send the text as it is"
        case .noPrediction(let target, let tokens):
            "token \(target) has no prediction: the text has tokens 0-\(tokens - 1) "
                + "and the first one is never predicted"
        case .contextExceeded(let tokens, let limit):
            "the text up to there has \(tokens) tokens and the model sees \(limit); "
                + "give a shorter text or an earlier token"
        case .tooFewTokens(let given, let needed):
            "\(given) token ids were given and the measurement needs \(needed); give more, or let "
                + "them be drawn"
        case .noReference(let mode):
            "\(mode.rawValue) ablation needs reference traces; name some with --reference FILE"
        case .noPosition(let position, let tokens):
            (position.map { "position \($0) is outside the text" } ?? "no position is named")
                + "; the text has positions 0-\(tokens - 1)"
        case .unusablePair(let number, let reason):
            "pair \(number) cannot be used: \(reason); both prompts must have their items, each a "
                + "single token of this model, at the same places"
        case .foreignTrace(let id, let writer, let scorer):
            "\(id) was written by \(writer); its numbers under \(scorer) would mislead. "
                + "Name the model that is to score it with --model PATH"
        case .otherShape(let what, let position, let expected, let found):
            "the reference has \(expected) \(what) at position \(position) and the model "
                + "\(found); they are not of one model"
        case .encoder(let model, let reason):
            "\(model) gave no usable embedding: \(reason); check its weights"
        case .noBeginning(let model):
            "\(model) names no token that begins texts; leave the beginning token out"
        case .symbolicTask(let error): error.description
        case .knockoutSpan(let error): error.description
        case .tooFewParts(let kind, let found, let needed):
            "the text has \(found) \(kind.rawValue) that the model can see and at least "
                + "\(needed) are needed; choose a longer text or another way to cut it"
        case .resampling(let error): error.description
        case .equalTokens(let id):
            "both tokens of the pair are token \(id), whose logit does not differ from itself; "
                + "name another token"
        case .notOneToken(let text, let tokens, let vocabulary):
            "'\(text)' is "
                + (tokens.map { "\($0) tokens of this model" } ?? "not a token's id, and the model "
                    + "has no tokenizer")
                + "; give a text that is one token, with its leading blank if it has one, or an id "
                + "from 0 to \(vocabulary - 1)"
        case .emptyCorpus(let reason):
            "no trace to work on: \(reason)"
        }
    }

    /// True for work that the caller cancelled.
    public var isCancellation: Bool {
        if case .engine(.cancelled) = self { true } else { false }
    }

    /// Runs engine work and wraps what it throws.
    static func attempt<Value>(
        _ work: () throws(EngineError) -> Value
    ) throws(ExperimentError) -> Value {
        do { return try work() } catch { throw .engine(error) }
    }

    /// Makes a symbolic task and wraps what that throws.
    static func attemptTask<Value>(
        _ work: () throws(SymbolicTaskError) -> Value
    ) throws(ExperimentError) -> Value {
        do { return try work() } catch { throw .symbolicTask(error) }
    }
}
