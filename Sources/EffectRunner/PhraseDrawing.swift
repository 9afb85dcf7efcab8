import HeddleAnalysis
import HeddleEngine
import Storage
import Workbench

/// Draws phrases from files for blind judging, beside everything else that is done.
struct PhraseDrawing: Sendable {
    let request: JudgingRequest
    let lexicon: Lexicon
    let columns: ColumnMap

    /// The round with what its file holds already; nil when it is cancelled.
    func run(_ cancellation: Cancellation) throws(StorageError) -> Judging? {
        var sample = TextSample(seed: request.seed)
        try TraceFiles.forEach(request.files, columns: columns) { result in
            if case .success(let record) = result { sample.offer(record.trace) }
            return !cancellation.isCancelled
        }
        if cancellation.isCancelled { return nil }
        let items = AnnotationItems.draw(
            request.items, from: lexicon, sample: sample, seed: request.seed)
        guard items.count > 0 else { return nil }
        let annotator = AnswerFile.defaultAnnotator
        let file = try AnswerFile(
            path: request.output, items: items, annotator: annotator, lexicon: lexicon.name)
        return Judging(
            round: file.round, output: request.output, annotator: annotator,
            lexicon: lexicon.name, fingerprint: items.fingerprint)
    }
}

extension EffectRunner {
    func draw(_ drawing: PhraseDrawing, jobs: Jobs, post: @escaping Post) {
        let cancellation = jobs.start(.judging)
        WorkerThreads.shared.run(priority: .utility) {
            do throws(StorageError) {
                let judging = try drawing.run(cancellation)
                if cancellation.isCancelled {
                } else if let judging {
                    post(.judgingReady(judging))
                } else {
                    post(
                        .message(
                            Message(
                                .warning,
                                "No gram of the lexicon \(drawing.lexicon.name) occurs in the open "
                                    + "files")))
                }
            } catch {
                post(.failed(.judging, message: error.description))
            }
            if jobs.end(.judging, cancellation) { post(.finished(.judging)) }
        }
    }
}
