import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Workbench

extension EffectRunner {
    /// Starts a long measurement beside everything else that the model is asked.
    func startOnModel(
        _ kind: JobKind, _ work: @escaping @Sendable (MeasuringBench) -> any MeasuringWork
    ) {
        let cancellation = jobs.start(kind)
        let (engine, post) = (engine, post)
        WorkerThreads.shared.run(priority: .userInitiated) { [self] in
            guard let model = await engine.model else {
                post(.failed(kind, message: "No model is loaded: :model PATH"))
                return end(kind, cancellation)
            }
            let bench = MeasuringBench(
                model: model, pool: await engine.pool, post: post, cancellation: cancellation)
            measure(work(bench), kind, cancellation)
        }
    }

    private func measure(
        _ work: any MeasuringWork, _ kind: JobKind, _ cancellation: Cancellation
    ) {
        BackgroundThread.start("heddle-measure") { [self] in
            do throws(ExperimentError) {
                try work.run()
            } catch {
                if !error.isCancellation { post(.failed(kind, message: error.description)) }
            }
            end(kind, cancellation)
        }
    }

    private func end(_ kind: JobKind, _ cancellation: Cancellation) {
        if jobs.end(kind, cancellation) { post(.finished(kind)) }
    }

    /// Reads the traces, then measures.
    func sweepPlanning(_ request: PlanningHeadsRequest) {
        let kind = JobKind.planningSweep
        let cancellation = jobs.start(kind)
        let (engine, library, post) = (engine, library, post)
        WorkerThreads.shared.run(priority: .userInitiated) { [self] in
            guard let model = await engine.model else {
                post(.failed(kind, message: "No model is loaded: :model PATH"))
                return end(kind, cancellation)
            }
            do {
                let texts = try await texts(
                    request, model: model, labeller: library.labels.labeller, cancellation)
                let mask = HeadMask(heads: [HeadID(layer: 0, head: 0)], mode: request.mode)
                let reference = try await engine.reference(for: mask, cancellation)
                let bench = MeasuringBench(
                    model: model, pool: await engine.pool, post: post, cancellation: cancellation)
                let work = PlanningSweepWork(
                    request: request, texts: texts, reference: reference, bench: bench)
                measure(work, kind, cancellation)
            } catch {
                if !cancellation.isCancelled { post(.failed(kind, message: "\(error)")) }
                end(kind, cancellation)
            }
        }
    }

    /// The traces that the model may score, as tokens.
    private func texts(
        _ request: PlanningHeadsRequest, model: LoadedModel, labeller: Labeller,
        _ cancellation: Cancellation
    ) async throws -> [SweepText] {
        let opening = TraceOpening(model: model, labeller: labeller)
        var texts: [SweepText] = []
        var (foreign, unreadable) = (0, 0)
        for entry in request.entries {
            if cancellation.isCancelled { throw CancellationError() }
            guard case .success(let trace) = await library.trace(of: entry) else {
                unreadable += 1
                continue
            }
            let writer = trace.writer(
                besides: model.model.name, sha256: nil, isSample: request.isSample)
            guard writer == nil || request.scoresForeign else {
                foreign += 1
                continue
            }
            guard let opened = try? opening.open(trace, for: .scoring) else {
                unreadable += 1
                continue
            }
            texts.append(SweepText(opened))
        }
        if foreign + unreadable > 0 {
            post(
                .message(
                    Message(
                        .warning,
                        "\(foreign) traces of other models and \(unreadable) that cannot be read "
                            + "were left out")))
        }
        return texts
    }

    /// Beside the work that the user waits for: a large model takes long.
    func hashWeights(ofModel path: String) {
        let (engine, post) = (engine, post)
        WorkerThreads.shared.run(priority: .background) {
            guard let model = await engine.model?.model, model.path == path,
                let hash = try? model.sha256()
            else { return }
            post(.weightsHash(ModelWeightsHash(path: path, sha256: hash)))
        }
    }
}
