/// A rule that a prompt shows by examples and that its last line is to follow.
public enum SymbolicTask: Hashable, Sendable {
    case identity(IdentityRule)
    case letters(LetterRule)
    case verbal(WordRelation)

    /// The three tasks, of which each has several rules.
    public enum Family: String, CaseIterable, Hashable, Sendable {
        case identity, letters, verbal

        /// The rules whose answers follow from the prompt.
        public var solvable: [SymbolicTask] {
            switch self {
            case .identity: IdentityRule.solvable.map(SymbolicTask.identity)
            case .letters: LetterRule.allCases.map(SymbolicTask.letters)
            case .verbal: WordRelation.allCases.map(SymbolicTask.verbal)
            }
        }

        /// Every rule, the control with them.
        public var all: [SymbolicTask] {
            self == .identity ? IdentityRule.allCases.map(SymbolicTask.identity) : solvable
        }
    }

    public var family: Family {
        switch self {
        case .identity: .identity
        case .letters: .letters
        case .verbal: .verbal
        }
    }

    /// The rule's name: `ABA`, `successor`, `antonym`.
    public var rule: String {
        switch self {
        case .identity(let rule): rule.rawValue
        case .letters(let rule): rule.rawValue
        case .verbal(let relation): relation.rawValue
        }
    }

    /// Whether the prompt tells the answer.
    public var isSolvable: Bool { self != .identity(.aab) }

    /// Its place among all rules, for a stream of random numbers of its own.
    var number: UInt64 {
        let all = Family.allCases.flatMap(\.all)
        return UInt64(all.firstIndex(of: self) ?? 0)
    }
}

/// A prompt of a symbolic task with what its answers mean.
public struct TaskPrompt: Hashable, Sendable {
    public var prompt: AnsweredPrompt
    /// Other answers that are right as well.
    public var alsoRight: [String]
    /// Answers that show what else a model may have done; never right ones.
    public var otherReadings: [Reading: [String]]

    /// What an answer that is not right may show.
    public enum Reading: String, CaseIterable, Hashable, Sendable, Comparable {
        /// An item of the query that is not the answer.
        case queryItem
        /// The query's string as it stands.
        case copy
        /// The same change at the other end of the string.
        case otherRule
        /// A word of the opposite meaning where one of the same is asked for, or the other way.
        case otherRelation

        public static func < (left: Reading, right: Reading) -> Bool {
            left.rawValue < right.rawValue
        }

        public var label: String {
            switch self {
            case .queryItem: "the query's other item"
            case .copy: "the string unchanged"
            case .otherRule: "the other rule"
            case .otherRelation: "the other relation"
            }
        }
    }

    public init(
        prompt: AnsweredPrompt, alsoRight: [String] = [],
        otherReadings: [Reading: [String]] = [:]
    ) {
        self.prompt = prompt
        self.alsoRight = alsoRight
        self.otherReadings = otherReadings
    }

    /// All answers that are right.
    public var right: [String] { [prompt.answer] + alsoRight }
}

extension IdentityItems {
    /// The prompt under a rule with what else of the query may be answered: the other item, or for
    /// the control the item that it shows twice.
    public func task(_ rule: IdentityRule) -> TaskPrompt {
        let prompt = prompt(rule)
        let others = Set(query(rule)).subtracting([prompt.answer]).sorted()
        return TaskPrompt(prompt: prompt, otherReadings: [.queryItem: others])
    }
}
