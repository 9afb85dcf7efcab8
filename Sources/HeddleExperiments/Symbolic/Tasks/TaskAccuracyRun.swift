import HeddleAnalysis
import HeddleEngine

/// How often a model follows rules, by rule and number of examples.
public struct TaskAccuracyRun {
    public var tasks: [SymbolicTask]
    /// Numbers of examples.
    public var shots: [Int]
    /// Prompts for each rule and number of examples.
    public var prompts: Int
    public var seed: UInt64

    public init(
        tasks: [SymbolicTask], shots: [Int] = Array(1...10), prompts: Int = 500, seed: UInt64 = 0
    ) {
        self.tasks = tasks
        self.shots = shots
        self.prompts = prompts
        self.seed = seed
    }

    /// Number of prompts that are answered in all.
    public var total: Int { tasks.count * shots.count * prompts }

    /// Answers all prompts; one entry for each rule and number of examples, in their order.
    ///
    /// - Parameter progress: is told how many prompts are answered.
    /// - Throws: `ExperimentError.symbolicTask` where prompts cannot be made, and what
    ///   `AnsweringModel` throws.
    public func run(
        _ answering: AnsweringModel, materials: TaskSampler.Materials,
        cancellation: Cancellation? = nil, progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> [TaskAccuracy] {
        var found: [TaskAccuracy] = []
        var done = 0
        for task in tasks {
            for shots in shots {
                var accuracy = TaskAccuracy(task, shots: shots)
                for prompt in try drawn(task, shots: shots, materials: materials) {
                    let choice = try answering.choice(
                        prompt.prompt.prompt, among: TaskAccuracy.candidates(of: prompt),
                        cancellation: cancellation)
                    accuracy.add(prompt, choice: choice)
                    done += 1
                    progress(done)
                }
                found.append(accuracy)
            }
        }
        return found
    }

    /// The prompts of a rule.
    ///
    /// - Throws: `ExperimentError.symbolicTask` where there are not so many.
    public func drawn(
        _ task: SymbolicTask, shots: Int, materials: TaskSampler.Materials
    ) throws(ExperimentError) -> [TaskPrompt] {
        try ExperimentError.attemptTask { () throws(SymbolicTaskError) in
            var sampler = try TaskSampler(task, shots: shots, seed: seed, materials: materials)
            var drawn: [TaskPrompt] = []
            while drawn.count < prompts { drawn.append(try sampler.next()) }
            return drawn
        }
    }
}

extension TaskTokenizer {
    /// What symbolic tasks are made of, with identity prompts checked by this tokenizer.
    ///
    /// - Parameter words: nil for all words that are one token.
    public func materials(
        words: [String]? = nil, quadruples: [WordQuadruple] = [],
        alphabet: LetterAlphabet = .latin
    ) -> TaskSampler.Materials {
        TaskSampler.Materials(
            words: words ?? self.words(),
            isSeparated: { isSeparated($0, shots: $1, separator: $2) },
            quadruples: quadruples, alphabet: alphabet)
    }
}
