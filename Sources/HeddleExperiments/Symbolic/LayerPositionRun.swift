import HeddleAnalysis
import HeddleEngine

final class LayerPositionRun {
    let total = 0
    let done = 0
    let maps: [LayerPositionMap] = []
    init(
        _ model: LoadedModel, pool: WorkerPool, pairs: [ContextPair], text: TaskTokenizer
    ) throws(ExperimentError) {}
    func step(
        cancellation: Cancellation?, progress: (Int) -> Void
    ) throws(ExperimentError) -> Bool { false }
}
