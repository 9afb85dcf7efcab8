/// How often a model answers the prompts of one rule right, and what its other answers show.
public struct TaskAccuracy: Hashable, Sendable {
    public var task: SymbolicTask
    /// Examples before the query.
    public var shots: Int
    /// Answers that are right, of all prompts.
    public var right: RuleAccuracy
    /// Answers that are not right and show something else.
    public var readings: [TaskPrompt.Reading: Int] = [:]

    public init(_ task: SymbolicTask, shots: Int) {
        self.task = task
        self.shots = shots
        right = RuleAccuracy(rule: task.rule, correct: 0, prompts: 0)
    }

    /// Counts a prompt whose answer was the one at `choice` of `candidates(of:)`.
    public mutating func add(_ prompt: TaskPrompt, choice: Int?) {
        right.prompts += 1
        guard let choice else { return }
        if choice < prompt.right.count {
            right.correct += 1
        } else if let reading = Self.readings(of: prompt, choice - prompt.right.count) {
            readings[reading, default: 0] += 1
        }
    }

    /// The answers that mean something: right ones first, then by reading.
    public static func candidates(of prompt: TaskPrompt) -> [String] {
        prompt.right + prompt.otherReadings.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    private static func readings(of prompt: TaskPrompt, _ place: Int) -> TaskPrompt.Reading? {
        let places = prompt.otherReadings.sorted { $0.key < $1.key }.flatMap { reading, answers in
            answers.map { _ in reading }
        }
        return places.indices.contains(place) ? places[place] : nil
    }

    /// The share that chance would get right: of answers with one of the query's two items for a
    /// rule that can be followed, of answers with one of the vocabulary's words for the control;
    /// nil where no chance level is known.
    public func chance(words: Int) -> Double? {
        guard case .identity = task else { return nil }
        return task.isSolvable ? 0.5 : 1 / Double(max(1, words))
    }

    /// Fields `rule`, `shots`, `prompts`, `correct`, `accuracy`, `interval` (Wilson's, 95 %), and
    /// `otherAnswers`, counts of answers that are not right.
    public var json: JSONValue {
        [
            "rule": .string(task.rule), "shots": .integer(shots),
            "prompts": .integer(right.prompts), "correct": .integer(right.correct),
            "accuracy": right.share.map(JSONValue.number) ?? .null,
            "interval": right.interval.map {
                [.number($0.lowerBound), .number($0.upperBound)]
            } ?? .null,
            "otherAnswers": .object(
                .init(
                    uniqueKeysWithValues: readings.sorted { $0.key < $1.key }.map {
                        ($0.key.rawValue, .integer($0.value))
                    })),
        ]
    }
}
