/// Why a sentence cannot be resampled.
public enum ResampleError: Error, Hashable, Sendable, CustomStringConvertible {
    case noContinuations(wanted: Int)
    case noTries(tries: Int, wanted: Int)
    case noTokens(maxTokens: Int)
    case noTemperature(Double)
    case noSentence(number: Int, count: Int)
    case nothingToCheck(id: String)
    /// The sentence lies in the prompt, where the model has no choice.
    case outsideResponse(number: Int)

    public var description: String {
        switch self {
        case .noContinuations(let wanted):
            "\(wanted) continuations were asked for; ask for 1 or more with -n"
        case .noTries(let tries, let wanted):
            "\(tries) first sentences may be tried for \(wanted) continuations; allow at least as "
                + "many with --tries"
        case .noTokens(let maxTokens):
            "a continuation of \(maxTokens) tokens at most; allow 1 or more with --max-tokens"
        case .noTemperature(let temperature):
            "at temperature \(temperature) all continuations are alike; give one above 0 with "
                + "--temperature"
        case .noSentence(let number, let count):
            count == 0
                ? "the trace has no reasoning with sentences to resample"
                : "the reasoning has no sentence \(number): its sentences are 0-\(count - 1); "
                    + "leave --at out to list them"
        case .nothingToCheck(let id):
            "\(id) has nothing to check an answer with: give the trace an \"answer\", or "
                + "\"numbers\" and \"target\""
        case .outsideResponse(let number):
            "sentence \(number) belongs to the prompt; name one that the model wrote"
        }
    }
}
