import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Workbench

extension EngineWorker {
    /// Hides one part of a document after the other from what follows it and gives way between
    /// them; cancelling keeps what is measured.
    func measureMatrix(
        _ work: KnockoutMatrixWork, _ cancellation: Cancellation
    ) async throws {
        guard let text = try scored(work.document, cancellation) else { return }
        let run = try KnockoutMatrixRun(continuing: work.matrix, in: text)
        let clock = ContinuousClock()
        let start = clock.now
        let all = run.matrix.positionsLeft(of: text.tokens.count)
        // What is measured before an error is kept as well.
        defer { tell(run.matrix, work) }
        var pacer = Pacer()
        while try step(run, cancellation) {
            if pacer.isDue {
                let left = run.matrix.positionsLeft(of: text.tokens.count)
                let elapsed = (clock.now - start).seconds
                tell(run.matrix, work)
                post(
                    .progress(
                        .knockoutMatrix,
                        Progress(
                            label: work.label, done: run.matrix.done, total: run.matrix.total,
                            remaining: elapsed / Double(max(1, all - left)) * Double(left))))
            }
            await Task.yield()
        }
    }

    private func tell(_ matrix: KnockoutMatrix, _ work: KnockoutMatrixWork) {
        post(.knockoutMatrix(document: work.document, matrix, number: work.number))
    }

    /// False once all is measured, or after a cancellation.
    private func step(
        _ run: KnockoutMatrixRun, _ cancellation: Cancellation
    ) throws(ExperimentError) -> Bool {
        guard !cancellation.isCancelled else { return false }
        do {
            return try run.step(cancellation: cancellation) != nil
        } catch {
            guard error.isCancellation else { throw error }
            return false
        }
    }
}
