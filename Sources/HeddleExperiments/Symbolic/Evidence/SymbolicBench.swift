import HeddleAnalysis
import HeddleEngine

/// A model set up for measuring prompts of one task: what all parts of the evidence share. Used
/// from one thread.
struct SymbolicBench {
    let model: Model
    let pool: WorkerPool
    let text: TaskTokenizer
    let cancellation: Cancellation?

    var shape: HeadShape { model.configuration.headShape }
    var headDimension: Int { model.configuration.headDimension }

    func run(
        _ tokens: [Int32], _ request: ForwardRequest, observer: Observer? = nil
    ) throws(ExperimentError) -> ForwardResult {
        try SinglePass.run(
            model, pool: pool, tokens: tokens, request: request, cancellation: cancellation,
            observer: observer)
    }

    /// Whether the most probable next token is the right answer.
    func isRight(_ stimulus: IdentityStimulus) throws(ExperimentError) -> Bool {
        let result = try run(stimulus.tokens, ForwardRequest(logits: .last))
        return Self.best(result.logits(at: stimulus.layout.last)) == Int(stimulus.answer)
    }

    /// The place of the largest number, the first of several.
    static func best(_ logits: [Float]) -> Int? {
        logits.indices.max { (logits[$0], $1) < (logits[$1], $0) }
    }

    /// Outputs of all heads at some positions, `[position]` → `[layer][head][headDimension]` flat.
    func outputs(
        _ tokens: [Int32], at positions: [Int]
    ) throws(ExperimentError) -> [[Float]] {
        let width = shape.heads * headDimension
        var found = [[Float]](
            repeating: [Float](repeating: 0, count: shape.layers * width), count: positions.count)
        let hooks = Set((0..<shape.layers).map { HookPoint.headOutput(layer: $0) })
        _ = try run(tokens, ForwardRequest(hooks: hooks)) { hook, queries, tensor in
            guard let layer = hook.layer else { return }
            for (place, position) in positions.enumerated() where queries.contains(position) {
                let row = (position - queries.lowerBound) * width
                found[place].replaceSubrange(
                    layer * width..<(layer + 1) * width, with: tensor.values[row..<row + width])
            }
        }
        return found
    }

    /// The part of one head of what `outputs` gives for a position.
    func part(of head: HeadID, in outputs: [Float]) -> ArraySlice<Float> {
        let start = (head.layer * shape.heads + head.head) * headDimension
        return outputs[start..<start + headDimension]
    }

    /// A grid `[layer][head]` of one value a head.
    func grid<Value>(_ value: (HeadID) -> Value) -> [[Value]] {
        (0..<shape.layers).map { layer in
            (0..<shape.heads).map { value(HeadID(layer: layer, head: $0)) }
        }
    }
}
