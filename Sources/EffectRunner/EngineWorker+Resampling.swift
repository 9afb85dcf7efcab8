import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Workbench

extension EngineWorker {
    /// Draws continuations with and without a sentence; cancelling keeps what came.
    func resample(
        _ work: ResampleWork, library: LibraryWorker, _ cancellation: Cancellation
    ) async throws {
        guard let model, let tokenizer = model.tokenizer,
            let opened = documents[work.document]?.opened
        else { return }
        let request = request(work, encoder: encoder(library.environment.resources))
        let run = try ResampleRun(
            opened, request, model: model, pool: pool,
            store: EarlierContinuations(work.earlier, request, model))
        let clock = ContinuousClock()
        let start = clock.now
        let first = run.done
        var pacer = Pacer()
        while try step(run, cancellation) {
            if pacer.isDue {
                let elapsed = (clock.now - start).seconds
                let made = run.done - first
                let remaining =
                    made > 0 ? elapsed / Double(made) * Double(run.total - run.done) : nil
                post(
                    .progress(
                        .resample,
                        Progress(
                            label: "resampling sentence \(run.sentence.number)", done: run.done,
                            total: run.total, remaining: remaining)))
            }
            await Task.yield()
        }
        let report = run.report
        let branches = await library.keep(report.branches(of: opened, tokenizer: tokenizer))
        post(.resampled(report, branches: branches))
    }

    /// False once all is done, or after a cancellation.
    private func step(_ run: ResampleRun, _ cancellation: Cancellation) throws -> Bool {
        guard !cancellation.isCancelled else { return false }
        do {
            return try run.step(cancellation: cancellation)
        } catch  where error.isCancellation {
            return false
        }
    }

    private func request(_ work: ResampleWork, encoder: GramEmbedder?) -> ResampleRequest {
        let options = work.options
        return ResampleRequest(
            sentence: work.sentence.number, continuations: work.wanted,
            settings: ResampleSettings(
                // The decimal number that was typed, not its nearest float in 64 bits.
                temperature: Double("\(options.temperature)") ?? 0,
                seed: options.seed & UInt64(Int.max),
                maxTokens: options.maxTokens, similarity: SentenceSimilarity(measure: .words)),
            encoder: encoder)
    }

    /// The shipped sentence encoder; nil, and says so, where it cannot be used.
    private func encoder(_ resources: String) -> GramEmbedder? {
        do throws(ExperimentError) {
            return try GramEmbedder(
                path: resources + "/Samples/models/minilm/minilm-q8_0.gguf", pool: pool)
        } catch {
            post(
                .message(
                    Message(
                        .warning, "Sentences are compared by their words: \(error.description)")))
            return nil
        }
    }
}

/// Continuations of an earlier resampling that were drawn as those of a request are.
private final class EarlierContinuations: ResampleStore {
    let continuations: [ResampledContinuation]

    init(_ earlier: ResampleReport?, _ request: ResampleRequest, _ model: LoadedModel) {
        let isAlike =
            earlier?.settings == request.settings
            && earlier?.model.name == model.model.name
            && earlier?.model.arithmetic == model.model.dotProducts
        continuations = isAlike ? earlier?.continuations ?? [] : []
    }

    func store(_ continuation: ResampledContinuation) {}
}
