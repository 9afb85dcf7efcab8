/// How the next token is drawn.
///
/// Order, as in Hugging Face transformers: the logits are divided by the temperature, then top-k,
/// top-p and min-p each leave out tokens, then one of the rest is drawn.
public struct SamplingOptions: Sendable, Hashable, Codable {
    /// 0 takes the most probable token; the filters then do nothing.
    public var temperature: Float
    /// Only the `topK` most probable tokens; 0 for all.
    public var topK: Int
    /// Only the most probable tokens that together reach this probability; 1 for all
    /// (Holtzman et al. 2020).
    public var topP: Float
    /// Only tokens at least this share as probable as the most probable one; 0 for all
    /// (Nguyen et al. 2024).
    public var minP: Float
    /// Runs with one seed share their noise token by token.
    public var seed: UInt64

    public init(
        temperature: Float = 0, topK: Int = 0, topP: Float = 1, minP: Float = 0, seed: UInt64 = 0
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.seed = seed
    }

    public static let greedy = SamplingOptions()

    /// - Throws: `EngineError.invalidRequest` naming the option that is out of range.
    func check() throws(EngineError) {
        func refuse(_ name: String, _ value: Float, _ range: String) -> EngineError {
            .invalidRequest(
                problem: "\(name) is \(value)", remedy: "give a number \(range)")
        }
        guard temperature >= 0, temperature.isFinite else {
            throw refuse("the temperature", temperature, "from 0 on")
        }
        guard topK >= 0 else { throw refuse("top-k", Float(topK), "from 0 (all tokens) on") }
        guard topP > 0, topP <= 1 else { throw refuse("top-p", topP, "above 0 and up to 1") }
        guard minP >= 0, minP <= 1 else { throw refuse("min-p", minP, "from 0 to 1") }
    }
}
