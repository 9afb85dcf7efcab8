import HeddleAnalysis
import HeddleEngine
import Storage
import Workbench

/// Measures corpora on a thread of its own that gives way to every other.
struct DynamicsRun: Sendable {
    let request: DynamicsRequest
    let labeller: Labeller
    let columns: ColumnMap
    let post: Post

    /// Returns at once; `ended` is called on the work's thread when it is over.
    func start(_ cancellation: Cancellation, ended: @escaping @Sendable () -> Void) {
        BackgroundThread.start("heddle-measure") {
            run(cancellation)
            ended()
        }
    }

    private func run(_ cancellation: Cancellation) {
        let design = DynamicsDesign(labeller: labeller)
        var pacer = Pacer()
        func tell(_ label: String, _ done: Int, _ total: Int) -> Bool {
            if pacer.isDue {
                post(.progress(.dynamics, Progress(label: label, done: done, total: total)))
            }
            return !cancellation.isCancelled
        }
        do throws(StorageError) {
            let paths = request.paths.map { TraceReference($0).path }
            let measured = try CorpusReader.measure(
                CorpusReader.corpora(paths), design: design, columns: columns
            ) { progress in
                tell(
                    (progress.isSecond ? "forks of " : "measuring ") + progress.corpus,
                    progress.record, progress.records)
            }
            guard let measured, !cancellation.isCancelled else { return }
            guard measured.contains(where: { $0.traces > 0 }) else {
                return post(.failed(.dynamics, message: "There are no traces to measure"))
            }
            let report = DynamicsAnalysis(measured, design: design).report { done, total in
                tell("bands", done, total)
            }
            guard let report, !cancellation.isCancelled else { return }
            post(.dynamics(report, number: request.number))
        } catch {
            post(.failed(.dynamics, message: error.description))
        }
    }
}
