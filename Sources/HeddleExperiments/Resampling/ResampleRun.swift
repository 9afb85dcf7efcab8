import HeddleAnalysis
import HeddleEngine

/// Draws continuations of a trace with a sentence kept, and from before it with something else in
/// its place, and compares how often they come out right.
///
/// Works a token of every continuation at a time, so that other work can go between; the numbers
/// depend neither on how many go side by side nor on where the work was stopped and taken up again.
/// To be used by one thread at a time.
public final class ResampleRun {
    public let request: ResampleRequest
    public let sentence: ResampledSentence
    private let opened: OpenedTrace
    private let model: LoadedModel
    private let pool: WorkerPool
    private let text: ResampleText
    private let store: (any ResampleStore)?
    private var plan: ResamplePlan
    private var drafts: [Int: ResampleDraft] = [:]
    private var generator: BatchedGenerator?
    private var prefixes: [ResampleArm: SharedPrefix] = [:]
    private var similarities: [String: Double] = [:]

    /// - Parameter store: continuations of an earlier run of the same resampling; those that are
    ///   done go there.
    /// - Throws: `ExperimentError`: `.resampling` for a sentence that is not there or a trace
    ///   without anything to check an answer with, `.noTokenizer`, `.contextExceeded`.
    public init(
        _ opened: OpenedTrace, _ request: ResampleRequest, model: LoadedModel, pool: WorkerPool,
        store: (any ResampleStore)? = nil
    ) throws(ExperimentError) {
        do { try request.check() } catch { throw .resampling(error) }
        text = try ResampleText(opened, request, model)
        sentence = text.sentence
        self.opened = opened
        self.request = request
        self.model = model
        self.pool = pool
        self.store = store
        plan = ResamplePlan(wanted: request.continuations, tries: request.tries)
        for continuation in store?.continuations ?? [] { plan.add(continuation) }
    }

    /// What tells rows of this resampling from those of another: model, text, settings, encoder.
    ///
    /// - Throws: `ExperimentError.engine` when the weights cannot be read; reads all of them.
    public static func identity(
        _ opened: OpenedTrace, _ request: ResampleRequest, model: LoadedModel
    ) throws(ExperimentError) -> JSONValue {
        let text = try ResampleText(opened, request, model)
        let key = try ExperimentError.attempt { () throws(EngineError) in
            try model.model.numbersKey()
        }
        return [
            "schema": "heddle.resample-rows/1", "model": .string(key),
            "text": .string(text.hash), "settings": request.settings.json,
            "encoder": JSONValue(request.encoder?.hash()),
        ]
    }

    /// Continuations in all, both arms.
    public var total: Int { 2 * request.continuations }
    /// How many of them are at their end.
    public var done: Int { plan.finished }

    /// Draws one token of every continuation that is under way; false once nothing is left to do.
    ///
    /// Cost: a pass of one token a continuation; the first time one of the whole prefix as well.
    /// - Throws: `ExperimentError.engine`, with `EngineError.cancelled` after a cancellation; what
    ///   is done stays, and `report` has it.
    public func step(cancellation: Cancellation? = nil) throws(ExperimentError) -> Bool {
        guard !plan.isFinished else { return false }
        let generator = try openGenerator()
        try startAttempts(generator, cancellation)
        let tokens = try ExperimentError.attempt { () throws(EngineError) in
            try generator.next(cancellation: cancellation)
        }
        for token in tokens { drafts[token.text]?.append(token, text.tokenizer) }
        try decide(tokens, generator)
        for token in tokens where token.isLast {
            guard let draft = drafts.removeValue(forKey: token.text) else { continue }
            let outcome = text.outcome(draft.arm, draft.ids, ended: token.endsText)
            keep(
                draft.result(
                    firstSentence: draft.firstSentence(isAtEnd: true) ?? "", outcome: outcome))
        }
        return !plan.isFinished
    }

    /// What was drawn so far.
    public var report: ResampleReport {
        ResampleReport(
            traceID: opened.trace.id, traceIsRight: opened.trace.correct,
            model: ModelIdentity(model.model), sentence: sentence, settings: request.settings,
            wanted: request.continuations, tries: request.tries, continuations: plan.counted)
    }

    private func keep(_ continuation: ResampledContinuation) {
        plan.add(continuation)
        store?.store(continuation)
    }

    private func openGenerator() throws(ExperimentError) -> BatchedGenerator {
        if let generator { return generator }
        let made = try ExperimentError.attempt { () throws(EngineError) in
            try BatchedGenerator(model: model.model, pool: pool, width: width)
        }
        generator = made
        return made
    }

    /// Continuations that go side by side: as many as memory allows, and no more than use weights
    /// that are in the processor's cache well.
    private var width: Int {
        let c = model.model.configuration
        let tokens = text.end - sentence.tokens.lowerBound
        let bytes = c.layers * c.keyValueHeads * c.headDimension * 8 * max(1, tokens)
        return min(max(1, request.memory / bytes), Self.mostAtOnce)
    }

    private static let mostAtOnce = 64

    /// Starts needed attempts of both arms in turn, as far as there is room.
    private func startAttempts(
        _ generator: BatchedGenerator, _ cancellation: Cancellation?
    ) throws(ExperimentError) {
        guard generator.room > 0 else { return }
        let running = Set(drafts.values.map { [$0.arm == .kept ? 0 : 1, $0.attempt] })
        let kept = plan.open(.kept).filter { !running.contains([0, $0]) }
        let without = plan.open(.without).filter { !running.contains([1, $0]) }
        for place in 0..<max(kept.count, without.count) {
            if place < kept.count { try start(.kept, kept[place], generator, cancellation) }
            if place < without.count {
                try start(.without, without[place], generator, cancellation)
            }
        }
    }

    private func start(
        _ arm: ResampleArm, _ attempt: Int, _ generator: BatchedGenerator,
        _ cancellation: Cancellation?
    ) throws(ExperimentError) {
        guard generator.room > 0 else { return }
        let prefix = try prefix(arm, cancellation)
        let seed = request.seed(ofAttempt: attempt)
        let number = try ExperimentError.attempt { () throws(EngineError) in
            try generator.start(
                prefix, sampling: request.sampling(seed: seed),
                maxTokens: text.end - prefix.tokens.count)
        }
        drafts[number] = ResampleDraft(arm: arm, attempt: attempt, seed: seed)
    }

    private func prefix(
        _ arm: ResampleArm, _ cancellation: Cancellation?
    ) throws(ExperimentError) -> SharedPrefix {
        if let known = prefixes[arm] { return known }
        let prefix = try ExperimentError.attempt { () throws(EngineError) in
            try SharedPrefix(
                text.prefix(arm), model: model.model, pool: pool, cancellation: cancellation)
        }
        prefixes[arm] = prefix
        return prefix
    }

    /// Looks at the first sentences that are complete; those that say the same go no further.
    private func decide(
        _ tokens: [BatchedToken], _ generator: BatchedGenerator
    ) throws(ExperimentError) {
        var sentences: [(text: Int, sentence: String)] = []
        for token in tokens where drafts[token.text]?.isUndecided == true {
            if let sentence = drafts[token.text]?.firstSentence(isAtEnd: token.isLast) {
                sentences.append((token.text, sentence))
            }
        }
        guard !sentences.isEmpty else { return }
        try compare(sentences.map(\.sentence))
        for (number, sentence) in sentences {
            let similarity = similarities[sentence] ?? 0
            drafts[number]?.similarity = similarity
            drafts[number]?.isUndecided = false
            guard !request.settings.similarity.isDissimilar(similarity) else { continue }
            generator.stop(number)
            guard let draft = drafts.removeValue(forKey: number) else { continue }
            keep(draft.result(firstSentence: sentence, outcome: nil))
        }
    }

    /// Finds how like the original sentences are that have not been compared. A cancellation does
    /// not reach here: the tokens that were drawn have to be counted, and the work is short.
    private func compare(_ sentences: [String]) throws(ExperimentError) {
        let new = Set(sentences).filter { similarities[$0] == nil }.sorted()
        guard !new.isEmpty else { return }
        guard let encoder = request.encoder else {
            for sentence in new {
                similarities[sentence] = SentenceSimilarity.byWords(sentence, self.sentence.text)
            }
            return
        }
        let embeddings = try encoder.embed([self.sentence.text] + new)
        for (place, sentence) in new.enumerated() {
            similarities[sentence] = Double(1 - embeddings.distance(0, place + 1))
        }
    }
}
