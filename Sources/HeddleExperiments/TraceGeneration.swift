import HeddleAnalysis
import HeddleEngine
import OrderedCollections

/// What a trace is generated from and how.
public struct GenerationRequest: Sendable {
    public var id: String
    public var task: String?
    /// The question; with `raw` the text itself that is continued.
    public var prompt: String
    /// Sends the prompt as it is instead of putting it into the chat template.
    public var raw: Bool
    public var maxTokens: Int
    public var sampling: SamplingOptions
    /// Heads that are off while the response is generated, the prompt included.
    public var mask: HeadMask
    public var reference: AblationReference

    public init(
        id: String, task: String? = nil, prompt: String, raw: Bool = false, maxTokens: Int,
        sampling: SamplingOptions, mask: HeadMask = HeadMask(),
        reference: AblationReference = AblationReference()
    ) {
        self.id = id
        self.task = task
        self.prompt = prompt
        self.raw = raw
        self.maxTokens = maxTokens
        self.sampling = sampling
        self.mask = mask
        self.reference = reference
    }
}

/// Generates a trace token by token, recording what the model's full distribution said of each.
public struct TraceGeneration {
    public private(set) var trace: Trace
    private let tokenizer: any Tokenizer
    private let maxTokens: Int
    private let context: InferenceContext
    private var generator: Generator
    private var bytes: [UInt8] = []
    private var isFinished = false

    /// Runs the prompt through the model.
    ///
    /// - Throws: `ExperimentError` when the model cannot take text, the prompt is longer than the
    ///   model's context, or the engine fails.
    public init(
        _ request: GenerationRequest, model: LoadedModel, pool: WorkerPool,
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) {
        let tokenizer = try model.requireTokenizer()
        let text = request.raw ? request.prompt : try model.chatPrompt(request.prompt)
        let ids = tokenizer.encode(text, addSpecial: request.raw)
        var trace = Trace(
            id: request.id, task: request.task, prompt: request.prompt, response: "",
            context: TraceTokens.text(of: ids, tokenizer: tokenizer),
            model: ModelIdentity(model.model),
            tokens: TraceTokens.table(ids: ids, promptLength: ids.count, tokenizer: tokenizer))
        trace.sampling = Self.record(of: request)
        try self.init(
            continuing: trace, mask: request.mask, reference: request.reference,
            maxTokens: request.maxTokens, sampling: request.sampling, model: model, pool: pool,
            cancellation: cancellation)
    }

    /// Goes on from the tokens that a trace has: a branch, or a continuation.
    public init(
        continuing start: Trace, mask: HeadMask, reference: AblationReference, maxTokens: Int,
        sampling: SamplingOptions, model: LoadedModel, pool: WorkerPool,
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) {
        tokenizer = try model.requireTokenizer()
        let tokens = start.tokens ?? TraceTokens.table(of: start, tokenizer: tokenizer)
        let limit = model.model.configuration.contextLength
        guard tokens.count > 0 else {
            throw .emptyCorpus(reason: "the prompt is empty; give at least one token")
        }
        guard tokens.count < limit else {
            throw .contextExceeded(tokens: tokens.count, limit: limit)
        }
        trace = start
        trace.tokens = tokens
        let room = min(maxTokens, limit - tokens.count)
        self.maxTokens = room
        let interventions = try mask.interventions(reference)
        let open = { () throws(EngineError) -> (InferenceContext, Generator) in
            let context = try InferenceContext(
                model: model.model, pool: pool, capacity: tokens.count + room)
            _ = try context.append(
                tokens.ids, request: ForwardRequest(logits: .last), interventions: interventions,
                observer: nil, cancellation: cancellation)
            let generator = try Generator(
                context: context, sampling: sampling, interventions: interventions,
                stopIDs: Set(model.model.configuration.endOfTextIDs))
            return (context, generator)
        }
        (context, generator) = try ExperimentError.attempt(open)
        bytes = Array(trace.response.utf8)
    }

    /// Generates the next token; nil once a stop token came or there is no room left.
    /// `sampling.stop` of the trace then says which. The stop token is recorded with its numbers
    /// but adds nothing to the response.
    public mutating func next(
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> GeneratedToken? {
        guard !isFinished else { return nil }
        guard generatedCount < maxTokens else { return finish("length") }
        let token = try step(cancellation)
        guard let token else { return finish("length") }
        append(token)
        return token.endsText ? finish("end") : token
    }

    /// Number of tokens made so far.
    public private(set) var generatedCount = 0

    private mutating func step(
        _ cancellation: Cancellation?
    ) throws(ExperimentError) -> GeneratedToken? {
        do {
            return try generator.next(cancellation: cancellation)
        } catch {
            throw .engine(error)
        }
    }

    private mutating func finish(_ reason: String) -> GeneratedToken? {
        isFinished = true
        trace.sampling["stop"] = .string(reason)
        refreshText()
        return nil
    }

    private mutating func append(_ token: GeneratedToken) {
        generatedCount += 1
        let piece = token.endsText ? [] : tokenizer.bytes(of: token.id)
        bytes.append(contentsOf: piece)
        if var tokens = trace.tokens {
            tokens.ids.append(token.id)
            tokens.offsets.append((tokens.offsets.last ?? 0) + piece.count)
            trace.tokens = tokens
        }
        trace.scores.logprobs.append(token.prediction.logprob)
        trace.scores.entropies.append(token.prediction.entropy)
        trace.scores.top.append(token.prediction.top)
    }

    /// Brings `trace.response` and the offsets up to the tokens made so far. Called by `next` at
    /// the end; call it while tokens stream in to show what is there.
    public mutating func refreshText() {
        trace.response = String(decoding: bytes, as: UTF8.self)
        guard trace.response.utf8.count != bytes.count, let tokens = trace.tokens else { return }
        trace.tokens = TraceTokens.table(
            ids: tokens.ids, promptLength: tokens.promptLength, tokenizer: tokenizer,
            endsSilently: trace.sampling["stop"] == .string("end"))
    }

    /// Records what a check of the answer said.
    public mutating func setVerdict(_ correct: Bool?, answer: String?) {
        trace.correct = correct
        if let answer { trace.extra["found"] = .string(answer) }
    }

    /// What a trace says of how it was sampled, but for `stop`.
    static func record(
        of request: GenerationRequest
    ) -> OrderedDictionary<String, JSONValue> {
        let sampling = request.sampling
        var record: OrderedDictionary<String, JSONValue> = [
            "temperature": .float(sampling.temperature)
        ]
        if sampling.topK > 0 { record["top_k"] = .integer(sampling.topK) }
        if sampling.topP < 1 { record["top_p"] = .float(sampling.topP) }
        if sampling.minP > 0 { record["min_p"] = .float(sampling.minP) }
        record["seed"] = .integer(Int(clamping: sampling.seed))
        record["max_tokens"] = .integer(request.maxTokens)
        if !request.mask.isEmpty {
            record["ablate"] = .string(HeadSelection.format(request.mask.heads))
            record["ablation"] = .string(request.mask.mode.rawValue)
        }
        return record
    }
}
