/// How continuations are drawn; all that they depend on beside the trace and the model.
public struct ResampleSettings: Hashable, Sendable {
    public var temperature: Double
    public var topK: Int
    public var topP: Double
    public var minP: Double
    public var seed: UInt64
    /// Tokens behind the sentence at most; the arm without it may be longer by what the sentence
    /// takes, so that both end at the same length.
    public var maxTokens: Int
    public var similarity: SentenceSimilarity

    public init(
        temperature: Double, topK: Int = 0, topP: Double = 1, minP: Double = 0, seed: UInt64 = 0,
        maxTokens: Int, similarity: SentenceSimilarity
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.seed = seed
        self.maxTokens = maxTokens
        self.similarity = similarity
    }

    public var json: JSONValue {
        [
            "temperature": .number(temperature), "topK": .integer(topK), "topP": .number(topP),
            "minP": .number(minP), "seed": .integer(Int(clamping: seed)),
            "maxTokens": .integer(maxTokens),
            "similarity": [
                "measure": .string(similarity.measure.rawValue),
                "threshold": .number(similarity.threshold),
            ],
        ]
    }

    /// Nil for a value that is no such object.
    public init?(json: JSONValue) {
        guard let temperature = json["temperature"]?.double, let topK = json["topK"]?.int,
            let topP = json["topP"]?.double, let minP = json["minP"]?.double,
            let seed = json["seed"]?.int, seed >= 0, let maxTokens = json["maxTokens"]?.int,
            let name = json["similarity"]?["measure"]?.string,
            let measure = SentenceSimilarity.Measure(rawValue: name),
            let threshold = json["similarity"]?["threshold"]?.double
        else { return nil }
        self.init(
            temperature: temperature, topK: topK, topP: topP, minP: minP, seed: UInt64(seed),
            maxTokens: maxTokens,
            similarity: SentenceSimilarity(measure: measure, threshold: threshold))
    }
}

/// The sentence of a trace that is kept or replaced.
public struct ResampledSentence: Hashable, Sendable {
    /// Its number among the sentences of the reasoning, from 0, as Thought Anchors cuts them.
    public var number: Int
    /// Its tokens in the trace: whole ones, so that the blank before it belongs to it.
    public var tokens: Range<Int>
    public var text: String

    public init(number: Int, tokens: Range<Int>, text: String) {
        self.number = number
        self.tokens = tokens
        self.text = text
    }

    /// The sentences of the reasoning that hold tokens of the response; linear in the text.
    public static func all(of trace: Trace, tokens table: TokenTable) -> [ResampledSentence] {
        let text = trace.textBytes
        return trace.anchorSentences.sentences.enumerated().map { number, sentence in
            let tokens = table.tokens(overlapping: sentence.bytes)
            let first = min(max(tokens.lowerBound, table.promptLength), tokens.upperBound)
            return ResampledSentence(
                number: number, tokens: first..<tokens.upperBound, text: sentence.text(in: text))
        }
    }
}
