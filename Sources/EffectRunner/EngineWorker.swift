import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Workbench

/// Hands results to the program's main loop; may be called from any thread.
public typealias Post = @Sendable (EffectResult) -> Void

/// Does what needs the model: one piece of work at a time, in the order of arrival.
///
/// Long work gives way between its pieces, so that the numbers of the token under the cursor do not
/// wait for a sweep.
actor EngineWorker {
    /// What the worker keeps of an open document.
    struct OpenDocument {
        var opened: OpenedTrace
        var scored: ScoredText?
        /// The last run under a mask, for its head summaries.
        var masked: (mask: HeadMask, result: ForwardResult)?
    }

    let post: Post
    let references: ReferenceProvider
    private let threads: Int?
    private let dotProducts: DotProducts?
    private var workerPool: WorkerPool?
    var model: LoadedModel?
    /// What is known of the model so far.
    private var info: ModelInfo?
    var labeller: Labeller
    var documents: [DocumentID: OpenDocument] = [:]

    init(
        post: @escaping Post, references: ReferenceProvider, threads: Int?,
        dotProducts: DotProducts?, labeller: Labeller
    ) {
        self.post = post
        self.references = references
        self.threads = threads
        self.dotProducts = dotProducts
        self.labeller = labeller
    }

    /// The threads are started with the first work that needs them.
    var pool: WorkerPool {
        if let workerPool { return workerPool }
        let pool = WorkerPool(threads: threads)
        workerPool = pool
        return pool
    }

    // MARK: - Model and documents

    func loadModel(_ path: String) {
        do {
            let loaded = try LoadedModel.load(path, dotProducts: dotProducts)
            model = loaded
            forgetRuns()
            tell(ModelInfo(loaded))
            for problem in loaded.textProblems { post(.message(Message(.warning, problem))) }
        } catch {
            post(.modelFailed(path: path, message: error.description))
        }
    }

    /// Compares the model with the reference numbers beside it, where there are some.
    func verify(_ reference: ReferenceNumbers) {
        guard let model else { return }
        do {
            let verification = try Verification(reference, model: model.model, pool: pool)
            var info = self.info ?? ModelInfo(model)
            let problems = verification.unusualDifferences
            info.verdict = ModelVerdict(
                largestDifference: verification.maxAbsoluteDifference, agrees: problems.isEmpty)
            tell(info)
            for problem in problems {
                post(.message(Message(.warning, "the numbers are not the reference's: \(problem)")))
            }
        } catch {
            post(.message(Message(.warning, "verification failed: \(error.description)")))
        }
    }

    private func tell(_ info: ModelInfo) {
        self.info = info
        post(.modelLoaded(info))
    }

    /// Tells how long a pass takes, from which the cost of long work is foretold. The first text
    /// that is long enough counts.
    private func tellSpeed(_ duration: Duration, tokens: Int) {
        guard var info, info.secondsPerToken == nil, tokens >= 16 else { return }
        info.secondsPerToken = duration.seconds / Double(tokens)
        tell(info)
    }

    /// What another model has computed is of no use to the one that has been loaded, and ids may
    /// be none of its vocabulary.
    private func forgetRuns() {
        let opening = TraceOpening(model: model, labeller: labeller)
        for (id, document) in documents {
            var opened = document.opened
            opened.fitsModel = opening.fits(opened)
            documents[id] = OpenDocument(opened: opened)
            post(.tokensFit(document: id, opened.fitsModel))
        }
    }

    /// Opens a trace with the tokens of its file, where it has some: whether the model is to score
    /// it is not known here.
    func open(_ trace: Trace, as id: DocumentID) {
        open(trace, as: id, for: .reading)
    }

    /// Cuts an open document into tokens of the model.
    func retokenize(_ id: DocumentID, as new: DocumentID) {
        guard let document = documents[id] else {
            post(.failed(.openTrace, message: "the trace is no longer open: open it again"))
            return
        }
        open(document.opened.trace, as: new, for: .scoring)
    }

    private func open(_ trace: Trace, as id: DocumentID, for purpose: TraceOpening.Purpose) {
        do {
            let opened = try TraceOpening(model: model, labeller: labeller)
                .open(trace, for: purpose)
            keep(opened, as: id)
            post(
                .traceOpened(
                    Document(id: id, opened: opened, modelName: model?.model.name),
                    scores: RecordedScores.predictions(of: opened)))
        } catch {
            post(.failed(.openTrace, message: error.description))
        }
    }

    /// The newest documents stay; a run over a long text takes much memory.
    func keep(_ opened: OpenedTrace, as id: DocumentID) {
        documents[id] = OpenDocument(opened: opened)
        let surplus = documents.keys.sorted { $0.number < $1.number }.dropLast(4)
        for old in surplus { documents[old] = nil }
    }

    /// Labels what is open and what comes by another lexicon.
    func use(_ labeller: Labeller, labels number: Int) {
        self.labeller = labeller
        for (id, document) in documents {
            let opened = document.opened
            documents[id]?.opened.labelling = labeller.label(
                text: opened.trace.textBytes, tokens: opened.tokens,
                range: opened.regions.response)
            documents[id]?.masked = nil
        }
        post(.labelsInUse(number: number))
    }

    /// Whether each token plans `[token]`, as far as the model has read the document.
    private func planning(of id: DocumentID, _ scored: ScoredText) -> [Bool] {
        (documents[id]?.opened.labelling.intents ?? []).prefix(scored.tokens.count)
            .map { $0 != nil }
    }

    // MARK: - Numbers

    /// The document's run with all heads on, made when it is first needed.
    func scored(_ id: DocumentID, _ cancellation: Cancellation?) throws -> ScoredText? {
        guard let model, let document = documents[id], document.opened.tokenSource != .words,
            document.opened.fitsModel
        else { return nil }
        if let scored = document.scored { return scored }
        let clock = ContinuousClock()
        let start = clock.now
        let text = try ScoredText(
            model: model.model, pool: pool, tokens: document.opened.tokens.ids,
            planning: document.opened.labelling.intents.map { $0 != nil },
            cancellation: cancellation)
        documents[id]?.scored = text
        tellSpeed(clock.now - start, tokens: text.tokens.count)
        return text
    }

    func score(_ id: DocumentID, _ cancellation: Cancellation) throws {
        guard let scored = try scored(id, cancellation), let model else { return }
        let predictions = scored.predictions.dropFirst().compactMap { $0 }
        post(.pieces(pieces(of: predictions)))
        post(
            .scored(
                document: id, first: 1, predictions: predictions, by: model.model.name))
        check(id, scored, cancellation)
    }

    /// Compares what the file recorded with what the model says, and looks for what lies between
    /// them where that takes no more than two seconds, or where they agree nobody notices.
    private func check(_ id: DocumentID, _ scored: ScoredText, _ cancellation: Cancellation) {
        guard let model, let opened = documents[id]?.opened else { return }
        let run = RecordedScoreRun(opened, model: model, pool: pool)
        guard var check = run.check(scored.predictions) else { return }
        let seconds = (info?.secondsPerToken ?? 0) * Double(run.tokensToExplain)
        if seconds <= (check.agrees ? 0.3 : 2) {
            // What was compared is worth telling even where the search is cancelled.
            check = (try? run.explain(check, cancellation: cancellation)) ?? check
        }
        post(.checked(document: id, check))
    }

    /// Texts of the tokens that predictions list.
    func pieces(of predictions: [Prediction]) -> [Int32: String] {
        pieces(of: predictions.flatMap(\.top))
    }

    /// Texts of alternatives.
    func pieces(of alternatives: [Alternative]) -> [Int32: String] {
        guard let tokenizer = model?.tokenizer else { return [:] }
        var pieces: [Int32: String] = [:]
        for alternative in alternatives where pieces[alternative.id] == nil {
            pieces[alternative.id] = TraceTokens.text(of: [alternative.id], tokenizer: tokenizer)
        }
        return pieces
    }

    func effects(
        _ id: DocumentID, mask: HeadMask, visible: Range<Int>, _ cancellation: Cancellation
    ) async throws {
        guard let scored = try scored(id, cancellation) else { return }
        let reference = try await reference(for: mask, cancellation)
        let post = post
        let result = try scored.rerun(
            under: mask, reference: reference,
            request: ForwardRequest(
                predictions: true, summaries: SummaryRequest(planning: planning(of: id, scored))),
            visible: visible, cancellation: cancellation
        ) { rows in
            guard !cancellation.isCancelled else { return }
            post(
                .effects(
                    document: id, mask: mask, first: rows.targets.lowerBound,
                    effects: rows.tokenEffects, ablated: rows.ablated, complete: false))
        }
        documents[id]?.masked = (mask, result)
        post(unchangedRows(of: id, mask: mask, scored))
    }

    /// The rows before the first one that the mask touches, which complete the effects.
    private func unchangedRows(
        of id: DocumentID, mask: HeadMask, _ scored: ScoredText
    ) -> EffectResult {
        let end = mask.firstTarget
        let targets = 1..<max(1, min(end, scored.tokens.count))
        let unchanged = scored.unchangedEffects
        return .effects(
            document: id, mask: mask, first: targets.lowerBound,
            effects: targets.compactMap { unchanged[$0] },
            ablated: targets.compactMap { scored.predictions[$0] }, complete: true)
    }

    func reference(
        for mask: HeadMask, _ cancellation: Cancellation
    ) async throws -> AblationReference {
        guard let model, mask.mode != .zero, !mask.isEmpty else { return AblationReference() }
        let post = post
        post(.progress(.effects, Progress(label: "reference means")))
        return try references.reference(
            for: mask.mode, model: model, pool: pool, cancellation: cancellation,
            progress: { done, total in
                post(
                    .progress(
                        .effects,
                        Progress(label: "reference means", done: done, total: total)))
            })
    }

    /// The run whose heads are shown: under the mask, or with all heads on.
    private func result(
        _ id: DocumentID, mask: HeadMask, _ cancellation: Cancellation
    ) async throws -> ForwardResult? {
        guard let scored = try scored(id, cancellation) else { return nil }
        let planning = planning(of: id, scored)
        // Summaries of a run before other labels came tell of those.
        if mask.isEmpty, planning == scored.planning { return scored.result }
        if let masked = documents[id]?.masked, masked.mask == mask { return masked.result }
        let result = try scored.rerun(
            under: mask, reference: try await reference(for: mask, cancellation),
            request: ForwardRequest(summaries: SummaryRequest(planning: planning)),
            cancellation: cancellation)
        documents[id]?.masked = (mask, result)
        return result
    }

    func summaries(
        _ id: DocumentID, mask: HeadMask, firstQuery: Int, _ cancellation: Cancellation
    ) async throws {
        guard let result = try await result(id, mask: mask, cancellation), let model else { return }
        let heads = model.model.configuration.headShape.all
        var rows: [[HeadSummary]] = []
        for query in firstQuery..<(firstQuery + SummaryBlock.size) {
            let row = heads.compactMap { result.summary(query: query, head: $0) }
            guard row.count == heads.count else { break }
            rows.append(row)
        }
        post(
            .summaries(
                document: id, mask: mask, SummaryBlock(firstQuery: firstQuery, rows: rows)))
    }

    func headLine(
        _ id: DocumentID, mask: HeadMask, head: HeadID, measure: HeadMeasure,
        _ cancellation: Cancellation
    ) async throws {
        guard let result = try await result(id, mask: mask, cancellation),
            let count = documents[id]?.scored?.tokens.count
        else { return }
        let values = (0..<count).map { query in
            result.summary(query: query, head: head).flatMap { measure.value(of: $0) }
        }
        post(
            .headLine(
                document: id, mask: mask, HeadLine(head: head, measure: measure, values: values)))
    }

    func pattern(
        _ id: DocumentID, mask: HeadMask, head: HeadID, queries: Range<Int>,
        _ cancellation: Cancellation
    ) async throws {
        guard let scored = try scored(id, cancellation) else { return }
        let wanted = queries.clamped(to: 0..<scored.tokens.count)
        guard !wanted.isEmpty else { return }
        let result = try scored.rerun(
            under: mask, reference: try await reference(for: mask, cancellation),
            request: ForwardRequest(
                patterns: [PatternRequest(head: head, queries: Array(wanted))]),
            cancellation: cancellation)
        let rows = wanted.compactMap { query in
            result.pattern(of: head, query: query).map {
                Workbench.PatternRow(head: head, query: query, weights: $0)
            }
        }
        post(.patterns(document: id, mask: mask, rows))
    }

    func sweep(
        _ id: DocumentID, target: Int, metric: SweepMetric, mode: AblationMode,
        against: String?, _ cancellation: Cancellation
    ) async throws {
        guard let model, let document = documents[id] else { return }
        let reference = try await reference(
            for: HeadMask(heads: [HeadID(layer: 0, head: 0)], mode: mode), cancellation)
        let sweep = try HeadSweepRun(
            model.model, pool: pool, tokens: document.opened.tokens.ids, target: target,
            metric: metric, against: against.map { name in try model.token(named: name) },
            mode: mode, reference: reference, cancellation: cancellation)
        let clock = ContinuousClock()
        let start = clock.now
        while let done = try sweep.step(cancellation: cancellation) {
            if cancellation.isCancelled { return }
            let elapsed = (clock.now - start).seconds
            post(.sweep(document: id, sweep.result, complete: done == sweep.total))
            post(
                .progress(
                    .sweep,
                    Progress(
                        label: "sweep", done: done, total: sweep.total,
                        remaining: elapsed / Double(done) * Double(sweep.total - done))))
            await Task.yield()
        }
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
