import HeddleAnalysis
import HeddleEngine

/// A task of examples that each end in a label, for function vectors: inputs and labels apart, so
/// that labels can be shuffled among the examples.
struct LabelledTask: Sendable {
    struct Line: Sendable {
        var input: String
        var label: String
    }

    var name: String
    /// Draws the lines of a prompt, the query's last.
    var lines: @Sendable (inout SeededGenerator) -> [Line]

    /// - Parameter shuffled: whether every example's label goes to another example.
    static func text(_ lines: [Line], shuffled: Bool) -> AnsweredPrompt {
        let examples = lines.dropLast()
        var labels = examples.map(\.label)
        // A rotation leaves no label in its place as long as neighbouring ones differ.
        if shuffled, let first = labels.first { labels = labels.dropFirst() + [first] }
        let shown = zip(examples, labels).map { $0.input + $1 } + lines.suffix(1).map(\.input)
        return AnsweredPrompt(
            prompt: shown.joined(separator: "\n"), answer: lines.last?.label ?? "")
    }
}

extension LabelledTask {
    /// Identity rules: the third item is the label.
    static func identity(_ rule: IdentityRule, words: [String], shots: Int) -> LabelledTask {
        LabelledTask(name: rule.rawValue) { generator in
            let drawn = words.shuffled(using: &generator).prefix(2 * (shots + 1))
            return stride(from: 0, to: drawn.count - 1, by: 2).map { index in
                let items = rule.items(drawn[index], drawn[index + 1])
                return Line(input: "\(items[0])^\(items[1])^", label: items[2])
            }
        }
    }

    /// Letters with the one `step` further in the alphabet.
    static func letters(_ name: String, step: Int, shots: Int) -> LabelledTask {
        LabelledTask(name: name) { generator in
            let places = step > 0 ? Array(0..<26 - step) : Array(-step..<26)
            return places.shuffled(using: &generator).prefix(shots + 1).map { place in
                Line(input: "\(letter(place)):", label: letter(place + step))
            }
        }
    }

    /// A word that stands for itself.
    static func copy(words: [String], shots: Int) -> LabelledTask {
        LabelledTask(name: "copy") { generator in
            words.shuffled(using: &generator).prefix(shots + 1).map {
                Line(input: "\($0):", label: $0)
            }
        }
    }

    private static func letter(_ place: Int) -> String {
        String(Unicode.Scalar(UInt8(ascii: "a") + UInt8(place)))
    }
}

/// Function-vector scores of heads (Todd et al. 2024, 2310.15213, section 2.3): a head's mean output
/// at the last position over right prompts of a task is put into prompts of that task whose labels
/// are shuffled; the score is how much the probability of the right answer rises, the mean over
/// prompts and tasks (average indirect effect).
///
/// Departures: a label here is what follows the last sign of an example, rotated by one example; a
/// task counts when the intact model answers half of its right prompts; tasks are small ones that
/// need no knowledge of the world.
struct FunctionVectors {
    let bench: SymbolicBench
    let seed: UInt64
    /// Right prompts that a task's means are over, and shuffled prompts that they are put into.
    var prompts = 40
    var shuffledPrompts = 20

    struct Scores {
        var grid: [[Double]]
        var tasks: [FunctionVectorTask] = []
        var skipped: [String] = []
    }

    /// - Parameter progress: is told how many tasks are done.
    func measure(
        _ tasks: [LabelledTask], progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> Scores {
        var scores = Scores(grid: bench.grid { _ in 0.0 })
        var mean = RowMean()
        for (index, task) in tasks.enumerated() {
            var generator = SeededGenerator(seed: seed, stream: 0xF0 + UInt64(index))
            if let found = try effects(task, &generator) {
                scores.tasks.append(found.task)
                mean.add(bench.shape.all.map { found.effects[$0] ?? 0 })
            } else {
                scores.skipped.append(task.name)
            }
            progress(index + 1)
        }
        for (head, rise) in zip(bench.shape.all, mean.values) {
            scores.grid[head.layer][head.head] = rise
        }
        return scores
    }

    /// Rises by head; nil for a task that the model cannot do.
    private func effects(
        _ task: LabelledTask, _ generator: inout SeededGenerator
    ) throws(ExperimentError) -> (task: FunctionVectorTask, effects: [HeadID: Double])? {
        var solved: [Prompt] = []
        var probability = RunningStatistics()
        for _ in 0..<prompts {
            let text = LabelledTask.text(task.lines(&generator), shuffled: false)
            guard let prompt = tokens(text) else { return nil }
            let result = try bench.run(prompt.tokens, ForwardRequest(logits: .last))
            let logits = result.logits(at: prompt.tokens.count - 1)
            probability.add(Self.probability(of: prompt.answer, in: logits))
            if SymbolicBench.best(logits) == Int(prompt.answer) { solved.append(prompt) }
        }
        let shuffled = (0..<shuffledPrompts).compactMap { _ in
            tokens(LabelledTask.text(task.lines(&generator), shuffled: true))
        }
        guard solved.count * 2 >= prompts, !shuffled.isEmpty else { return nil }
        let found = try rises(shuffled, try means(of: solved))
        return (
            FunctionVectorTask(
                name: task.name, prompts: solved.count, shuffledPrompts: shuffled.count,
                cleanProbability: probability.mean, shuffledProbability: found.base),
            found.effects
        )
    }

    typealias Prompt = (tokens: [Int32], answer: Int32)

    private func tokens(_ text: AnsweredPrompt) -> Prompt? {
        let prompt = bench.text.ids(text.prompt)
        let whole = bench.text.ids(text.prompt + text.answer)
        guard whole.starts(with: prompt), whole.count > prompt.count else { return nil }
        return (prompt, whole[prompt.count])
    }

    /// The mean output of every head at the last position, `[layer][head][headDimension]` flat.
    func means(of prompts: [Prompt]) throws(ExperimentError) -> [Float] {
        var mean = RowMean()
        for prompt in prompts {
            let rows = try bench.outputs(prompt.tokens, at: [prompt.tokens.count - 1])
            for row in rows { mean.add(row) }
        }
        return mean.values.map(Float.init)
    }

    static func probability(of answer: Int32, in logits: [Float]) -> Double {
        Double(LogitComparison.logprob(of: answer, in: logits)).exponential
    }

    /// How much the probability of the answer rises when one head's mean output is put in at the
    /// last position, the mean over prompts; `base` is the probability before.
    func rises(
        _ prompts: [Prompt], _ means: [Float]
    ) throws(ExperimentError) -> (base: Double, effects: [HeadID: Double]) {
        let heads = bench.shape.all
        var score = FunctionVectorScore()
        for prompt in prompts {
            let last = prompt.tokens.count - 1
            var found = [Double](repeating: 0, count: heads.count + 1)
            try ExperimentError.attempt { () throws(EngineError) in
                let run = try BaselineRun(
                    model: bench.model, pool: bench.pool, tokens: prompt.tokens,
                    request: .nothing, cancellation: bench.cancellation)
                var variants = [RerunVariant(text: 0, interventions: [])]
                for head in heads {
                    var values = HeadValues(headDimension: bench.headDimension)
                    try values.set(head, vector: Array(bench.part(of: head, in: means)))
                    variants.append(
                        RerunVariant(
                            text: 0,
                            interventions: [.replace([head], with: values, at: .at([last]))]))
                }
                try BatchRerun([run]).lastLogits(
                    variants, cancellation: bench.cancellation
                ) { place, row in
                    found[place] = Self.probability(of: prompt.answer, in: row.values)
                }
            }
            score.add(unpatched: found[0], patched: Array(found.dropFirst()))
        }
        return (score.base, Dictionary(uniqueKeysWithValues: zip(heads, score.rises)))
    }
}
