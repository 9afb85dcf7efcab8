import Dispatch
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage
import Workbench

/// Runs effects: starts, cancels and orders engine and storage work, and posts what comes of it.
///
/// Every method returns at once. Results are posted from other threads as actions; of work that was
/// cancelled nothing is posted but its end, and not that where newer work took its place.
public final class EffectRunner: Sendable {
    let jobs = Jobs()
    let engine: EngineWorker
    let library: LibraryWorker
    /// Files are read and sessions written in the order of the effects.
    private let files = SerialQueue()
    private let models = SerialQueue()
    let post: Post
    private let columns: ColumnWorker
    private let columnMap: ColumnMap

    /// - Parameters:
    ///   - environment: files, lexicon, caches and threads to work with.
    ///   - post: is handed every result; called from any thread.
    public init(environment: RunnerEnvironment, post: @escaping Post) {
        self.post = post
        engine = EngineWorker(
            post: post, references: environment.references, threads: environment.threads,
            dotProducts: environment.dotProducts, labeller: environment.labeller)
        library = LibraryWorker(environment: environment, post: post)
        columns = ColumnWorker(post: post)
        columnMap = environment.columns
        columns.listen()
    }

    /// Starts the work of an effect. What only the terminal can do (`suspend`, `copy`, `bell`,
    /// `redraw`, `setMouse`, `writeScreen`, `quit`) is the caller's.
    ///
    /// - Returns: false for an effect that is the caller's.
    @discardableResult
    public func run(_ effect: Effect) -> Bool {
        switch effect {
        case .countFacts(let entries): library.counter.countFirst(entries)
        case .cancel(.openFiles):
            WorkerThreads.shared.run { [library] in await library.catalogue.cancel() }
        case .cancel(let kind): jobs.cancel(kind)
        case .suspend, .copy, .bell, .redraw, .setMouse, .writeScreen, .quit: return false
        case .drawPhrases(let request):
            draw(
                PhraseDrawing(
                    request: request, lexicon: library.labels.labeller.lexicon, columns: columnMap),
                jobs: jobs, post: post)
        case .saveAnswer(let record, let path): save(record, to: path)
        case .relabel(let lexicon, let number, let request):
            relabel(by: lexicon, labels: number, request)
        case .searchAll(let search, let entries, let number):
            runSearch(CorpusSearchRun(search, entries: entries, number: number, post: post))
        case .dynamics(let request): measure(request)
        case .hashWeights(let path): hashWeights(ofModel: path)
        case .mediate(let request): startOnModel(.mediation) { MediationWork(request, $0) }
        case .measureEvidence(let mediation):
            startOnModel(.evidence) { EvidenceWork(mediation, $0) }
        case .sweepPlanning(let request): sweepPlanning(request)
        default:
            if let kind = effect.engineJob {
                runEngine(effect, kind)
            } else {
                runLibrary(effect)
            }
        }
        return true
    }

    /// Stops all work and waits until everything that was to be saved is saved.
    public func close() async {
        jobs.cancelAll()
        await files.finish()
        await library.close()
    }

    /// The same for a caller that is no task: holds its thread until all is saved.
    public func closeAndWait() {
        let done = DispatchSemaphore(value: 0)
        WorkerThreads.shared.run { [self] in
            await close()
            done.signal()
        }
        done.wait()
    }

    private func runLibrary(_ effect: Effect) {
        let (library, engine, post) = (library, engine, post)
        switch effect {
        case .loadModel(let path):
            models.add {
                await engine.loadModel(path)
                if let reference = await library.referenceNumbers(ofModel: path) {
                    await engine.verify(reference)
                }
            }
        case .openTrace(let entry, let document):
            files.add {
                switch await library.trace(of: entry) {
                case .success(let trace):
                    WorkerThreads.shared.run { await engine.open(trace, as: document) }
                case .failure(let error): post(.failed(.openTrace, message: error.description))
                }
            }
        case .exportTraces(let export): self.export(export)
        case .askColumns(let file): files.add { [columns] in columns.ask(file) }
        case .useColumns(let file, let names, let map):
            files.add { [columns] in
                columns.remember(map, file: file, names: names)
                await library.forgetOpenFile(file)
            }
        case .filterTexts(let request): filterTexts(request)
        case .retokenize(let document, let new):
            WorkerThreads.shared.run { await engine.retokenize(document, as: new) }
        case .saveSession:
            files.add { await library.run(effect) }
            recordHash()
        default:
            files.add { await library.run(effect) }
        }
    }

    /// Labels the open document at once, beside whatever the model is busy with; then the list is
    /// counted anew, and the model's worker takes the labels over between two pieces of its work.
    private func relabel(by lexicon: Lexicon, labels number: Int, _ request: LabelRequest?) {
        let cancellation = jobs.start(.relabel)
        let (engine, library, jobs, post) = (engine, library, jobs, post)
        WorkerThreads.shared.run(priority: .userInitiated) {
            let labeller = Labeller(lexicon)
            if let request, !cancellation.isCancelled {
                let labelling = labeller.label(
                    text: request.text, tokens: request.tokens, range: request.range)
                var steps = request.steps
                steps.score(request.text, labelling)
                post(.labelled(document: request.document, labelling, steps, number: number))
            }
            if !cancellation.isCancelled, library.labels.use(labeller, number: number) {
                library.counter.countAnew()
                await engine.use(labeller, labels: number)
            }
            _ = jobs.end(.relabel, cancellation)
        }
    }

    private func export(_ export: TraceExport) {
        let cancellation = jobs.start(.export)
        let (library, jobs, post) = (library, jobs, post)
        WorkerThreads.shared.run {
            let worker = ExportWorker(export, library: library, post: post)
            await worker.run(cancellation)
            if jobs.end(.export, cancellation) { post(.finished(.export)) }
        }
    }

    /// Writes into the session which weights its numbers are of, once they are hashed: far from
    /// the start of the program, and beside the work that the user waits for.
    private func recordHash() {
        let (library, engine, files) = (library, engine, files)
        files.add {
            guard let path = await library.modelWithoutHash,
                let model = await engine.model?.model, Files.absolute(model.path) == path
            else { return }
            await library.startHashing(path)
            WorkerThreads.shared.run(priority: .background) {
                guard let hash = try? model.sha256() else { return }
                files.add { await library.record(hash: hash, ofModel: path) }
            }
        }
    }

    /// Answers are written in the order in which they were given.
    private func save(_ record: AnnotationRecord, to path: String) {
        files.add { [post] in
            do throws(StorageError) {
                let writer = try LineWriter(path: path)
                try writer.append(record.json)
                try writer.synchronize()
            } catch {
                post(.failed(.judging, message: "The answer is not saved: \(error.description)"))
            }
        }
    }

    private func measure(_ request: DynamicsRequest) {
        let cancellation = jobs.start(.dynamics)
        let (jobs, post) = (jobs, post)
        let environment = library.environment
        DynamicsRun(
            request: request, labeller: library.labels.labeller, columns: environment.columns,
            post: post
        ).start(cancellation) {
            if jobs.end(.dynamics, cancellation) { post(.finished(.dynamics)) }
        }
    }

    private func runSearch(_ search: CorpusSearchRun) {
        let cancellation = jobs.start(.searchAll)
        let (library, jobs, post) = (library, jobs, post)
        WorkerThreads.shared.run(priority: .utility) {
            await search.run(library: library, cancellation)
            if jobs.end(.searchAll, cancellation) { post(.finished(.searchAll)) }
        }
    }

    /// Reads files beside the work in their order, so that nothing waits for a long filter.
    private func filterTexts(_ request: TextFilterRequest) {
        let cancellation = jobs.start(.filterTexts)
        let (library, jobs, post) = (library, jobs, post)
        WorkerThreads.shared.run(priority: .background) {
            await library.filterTexts(request, cancellation)
            if jobs.end(.filterTexts, cancellation) { post(.finished(.filterTexts)) }
        }
    }

    private func runEngine(_ effect: Effect, _ kind: JobKind) {
        let cancellation = jobs.start(kind)
        let (engine, library, jobs, post) = (engine, library, jobs, post)
        WorkerThreads.shared.run(priority: .userInitiated) {
            do {
                if cancellation.isCancelled { throw CancellationError() }
                try await engine.run(effect, library: library, cancellation)
            } catch let error as ExperimentError where !error.isCancellation {
                post(.failed(kind, message: error.description))
            } catch is ExperimentError {
            } catch is CancellationError {
            } catch {
                post(.failed(kind, message: "\(error)"))
            }
            if jobs.end(kind, cancellation) { post(.finished(kind)) }
        }
    }
}

extension Effect {
    /// The kind of engine work that the effect asks for; nil for all others.
    var engineJob: JobKind? {
        switch self {
        case .score: .score
        case .effects: .effects
        case .summaries: .summaries
        case .pattern: .pattern
        case .headLine: .headLine
        case .sweep: .sweep
        case .attribute: .attribution
        case .lens: .lens
        case .depths: .depths
        case .receivers: .receivers
        case .knockout: .knockout
        case .knockoutMatrix: .knockoutMatrix
        case .ask, .branch: .generate
        case .regenerate: .compare
        case .compare: .compare
        case .promptAttention: .promptAttention
        case .resample: .resample
        default: nil
        }
    }
}

extension EngineWorker {
    /// Does the engine work of an effect.
    func run(
        _ effect: Effect, library: LibraryWorker, _ cancellation: Cancellation
    ) async throws {
        switch effect {
        case .score(let document):
            try score(document, cancellation)
        case .effects(let document, let mask, let visible):
            try await effects(document, mask: mask, visible: visible, cancellation)
        case .summaries(let document, let mask, let first):
            try await summaries(document, mask: mask, firstQuery: first, cancellation)
        case .pattern(let document, let mask, let head, let queries):
            try await pattern(document, mask: mask, head: head, queries: queries, cancellation)
        case .headLine(let document, let mask, let head, let measure):
            try await headLine(document, mask: mask, head: head, measure: measure, cancellation)
        case .sweep(let document, let target, let metric, let mode, let against):
            try await sweep(
                document, target: target, metric: metric, mode: mode, against: against,
                cancellation)
        case .attribute(let document, let target, let against):
            try attribute(document, target: target, against: against, cancellation)
        case .lens(let document, let target, let halfSteps):
            try lens(document, target: target, halfSteps: halfSteps, cancellation)
        case .depths(let document):
            try await depths(document, cancellation)
        case .receivers(let document):
            try receivers(document, cancellation)
        case .knockout(let document, let question):
            try knockOut(document, question, cancellation)
        case .knockoutMatrix(let work):
            try await measureMatrix(work, cancellation)
        case .ask(let prompt, let mask, let options, let new):
            try await ask(prompt, id: new, mask: mask, options: options, cancellation)
        case .branch(let document, let target, let alternative, let mask, let options, let new):
            try await branch(
                document, as: new, target: target, alternative: alternative, mask: mask,
                options: options, cancellation)
        case .regenerate(let document, let target, let mask, let options):
            try await regenerate(
                document, target: target, mask: mask, options: options, cancellation)
        case .compare(let document, let other):
            try await compare(document, with: other, library: library, cancellation)
        case .promptAttention(let request):
            try promptAttention(request, cancellation)
        case .resample(let work):
            try await resample(work, library: library, cancellation)
        default:
            return
        }
    }
}
