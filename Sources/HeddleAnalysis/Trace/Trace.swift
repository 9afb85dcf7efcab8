import OrderedCollections

/// Which model wrote or scored a text.
public struct ModelIdentity: Hashable, Sendable {
    public var name: String
    /// SHA-256 of the weights, hexadecimal; nil where it is not known.
    public var sha256: String?
    /// In which numbers its dot products were taken; nil where it is not known.
    public var arithmetic: DotProducts?

    public init(name: String, sha256: String? = nil, arithmetic: DotProducts? = nil) {
        self.name = name
        self.sha256 = sha256
        self.arithmetic = arithmetic
    }

    /// `name`, `sha256`, and `arithmetic` where it is known.
    var json: JSONValue {
        var fields: OrderedDictionary<String, JSONValue> = [
            "name": .string(name), "sha256": JSONValue(sha256),
        ]
        fields["arithmetic"] = arithmetic.map { .string($0.rawValue) }
        return .object(fields)
    }
}

extension DotProducts {
    /// The arithmetic that a file names; nil where it names none that is known.
    init?(_ json: JSONValue?) {
        guard let name = json?.string else { return nil }
        self.init(rawValue: name)
    }
}

/// The tokens of a trace: prompt first, then response.
public struct TokenTable: Hashable, Sendable {
    /// Token ids `[token]`; negative where the source does not tell them, see `Trace.spellings`.
    public var ids: [Int32]
    /// Byte offset of each token in `Trace.text`, and the text's length as a last entry:
    /// `[token + 1]`, ascending.
    public var offsets: [Int]
    /// How many of the tokens are the prompt's.
    public var promptLength: Int

    /// - Precondition: `offsets.count == ids.count + 1`.
    public init(ids: [Int32], offsets: [Int], promptLength: Int) {
        precondition(offsets.count == ids.count + 1, "one offset a token and one for the end")
        self.ids = ids
        self.offsets = offsets
        self.promptLength = promptLength
    }

    public var count: Int { ids.count }

    /// The tokens that the model wrote.
    public var response: Range<Int> { min(promptLength, count)..<count }

    /// The bytes of a token in the trace's text.
    public func bytes(of token: Int) -> Range<Int> { offsets[token]..<offsets[token + 1] }

    /// The token that holds a byte of the text; the last token for a byte at or behind the end,
    /// nil when there are no tokens. Logarithmic in the number of tokens.
    public func token(atByte byte: Int) -> Int? {
        guard !ids.isEmpty else { return nil }
        var low = 0
        var high = ids.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if offsets[middle] <= byte { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

/// What a generator recorded of each response token: columns `[response token]`, any of them empty
/// when it was not recorded.
public struct TokenScores: Hashable, Sendable {
    /// Natural logarithms of the tokens' probabilities.
    public var logprobs: [Float?]
    /// Entropies of the full distributions, in nats; see `entropiesAreLowerBounds`.
    public var entropies: [Float?]
    /// The most probable tokens, best first.
    public var top: [[Alternative]]
    /// The entropies are the least that a list of the best tokens allows, not those of the full
    /// distributions.
    public var entropiesAreLowerBounds: Bool

    public init(
        logprobs: [Float?] = [], entropies: [Float?] = [], top: [[Alternative]] = [],
        entropiesAreLowerBounds: Bool = false
    ) {
        self.logprobs = logprobs
        self.entropies = entropies
        self.top = top
        self.entropiesAreLowerBounds = entropiesAreLowerBounds
    }

    public var isEmpty: Bool { logprobs.isEmpty && entropies.isEmpty && top.isEmpty }
}

/// One generated chain of thought with everything that its file says of it.
public struct Trace: Hashable, Sendable, Identifiable {
    public var id: String
    public var task: String?
    /// What the user asked.
    public var prompt: String
    /// What the model wrote, think tags included.
    public var response: String
    /// The text that the response continues, as the model saw it: the prompt in its chat frame.
    /// Equal to `prompt` where the frame is not known.
    public var context: String
    public var model: ModelIdentity?
    /// How it was sampled, as the file says (`temperature`, `seed`, …).
    public var sampling: OrderedDictionary<String, JSONValue>
    public var tokens: TokenTable?
    public var scores: TokenScores
    /// The right answer, where it is known.
    public var answer: String?
    public var correct: Bool?
    public var tags: [String]
    /// The steps that the source has labelled, in its order.
    public var steps: [LabelledStep]
    /// How the source spells tokens, by id. A token whose id the source does not tell has a negative
    /// one from -2 downwards, which stands here alone; -1 is a token of which nothing is known.
    public var spellings: [Int32: [UInt8]]
    /// Fields of the file that Heddle does not know, kept as they are.
    public var extra: OrderedDictionary<String, JSONValue>

    public init(
        id: String, task: String? = nil, prompt: String, response: String,
        context: String? = nil, model: ModelIdentity? = nil,
        sampling: OrderedDictionary<String, JSONValue> = [:], tokens: TokenTable? = nil,
        scores: TokenScores = TokenScores(), answer: String? = nil, correct: Bool? = nil,
        tags: [String] = [], steps: [LabelledStep] = [], spellings: [Int32: [UInt8]] = [:],
        extra: OrderedDictionary<String, JSONValue> = [:]
    ) {
        self.id = id
        self.task = task
        self.prompt = prompt
        self.response = response
        self.context = context ?? prompt
        self.model = model
        self.sampling = sampling
        self.tokens = tokens
        self.scores = scores
        self.answer = answer
        self.correct = correct
        self.tags = tags
        self.steps = steps
        self.spellings = spellings
        self.extra = extra
    }

    /// The concatenated text that all byte offsets count in: context, then response.
    public var text: String { context + response }

    /// The bytes of `text`. Linear: keep the result where it is needed often.
    public var textBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(textLength)
        bytes.append(contentsOf: context.utf8)
        bytes.append(contentsOf: response.utf8)
        return bytes
    }

    /// Bytes of the context: where the response begins in `text`.
    public var contextLength: Int { context.utf8.count }

    /// Bytes of `text`.
    public var textLength: Int { context.utf8.count + response.utf8.count }
}
