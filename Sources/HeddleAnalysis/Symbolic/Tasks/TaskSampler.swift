/// Draws prompts of one rule, none twice. Equal seeds give equal prompts.
public struct TaskSampler {
    /// What prompts are made of.
    public struct Materials {
        /// Words of identity rules.
        public var words: [String]
        /// Whether an identity prompt with so many examples and that sign between its items falls
        /// into tokens as it must.
        public var isSeparated: (_ prompt: String, _ shots: Int, _ separator: String) -> Bool
        public var quadruples: [WordQuadruple]
        public var alphabet: LetterAlphabet

        public init(
            words: [String] = [],
            isSeparated: @escaping (_ prompt: String, _ shots: Int, _ separator: String) -> Bool = {
                _, _, _ in true
            },
            quadruples: [WordQuadruple] = [], alphabet: LetterAlphabet = .latin
        ) {
            self.words = words
            self.isSeparated = isSeparated
            self.quadruples = quadruples
            self.alphabet = alphabet
        }
    }

    public let task: SymbolicTask
    public let shots: Int
    /// What a prompt is made of; nil for a prompt that does not fall into tokens as it must.
    private let propose: (inout SeededGenerator) -> TaskDraw?
    private let alphabet: LetterAlphabet
    private var draws: FreshDraws

    /// - Throws: `SymbolicTaskError.noExample`, and `.tooFewWords` or `.tooFewLines` where the
    ///   materials do not give one prompt.
    public init(
        _ task: SymbolicTask, shots: Int, seed: UInt64, materials: Materials
    ) throws(SymbolicTaskError) {
        guard shots > 0 else { throw .noExample(shots: shots) }
        self.task = task
        self.shots = shots
        alphabet = materials.alphabet
        draws = FreshDraws(
            SeededGenerator(seed: seed, stream: task.number << 32 | UInt64(shots)))
        switch task {
        case .identity(let rule):
            let needed = IdentityItems.wordCount(shots: shots)
            guard materials.words.count >= needed else {
                throw .tooFewWords(needed: needed, found: materials.words.count)
            }
            propose = Self.identity(rule, shots: shots, materials)
        case .letters:
            let starts = materials.alphabet.starts
            try Self.check(starts.count, shots: shots)
            propose = { generator in
                let places = generator.distinct(shots + 1, of: starts.count)
                return .letters(starts: places.map { starts.lowerBound + $0 })
            }
        case .verbal:
            let quadruples = materials.quadruples
            try Self.check(quadruples.count, shots: shots)
            propose = { generator in
                let places = generator.distinct(shots + 1, of: quadruples.count)
                return .verbal(
                    places.map {
                        AnalogyLine(quadruples[$0], startsPositive: Bool.random(using: &generator))
                    })
            }
        }
    }

    private static func check(_ lines: Int, shots: Int) throws(SymbolicTaskError) {
        guard lines > shots else { throw .tooFewLines(needed: shots + 1, found: lines) }
    }

    private static func identity(
        _ rule: IdentityRule, shots: Int, _ materials: Materials
    ) -> (inout SeededGenerator) -> TaskDraw? {
        { generator in
            let places = generator.distinct(
                IdentityItems.wordCount(shots: shots), of: materials.words.count)
            guard let items = try? IdentityItems(words: places.map { materials.words[$0] }),
                materials.isSeparated(items.prompt(rule).prompt, shots, IdentityItems.separator)
            else { return nil }
            return .identity(items)
        }
    }

    /// The next prompt.
    ///
    /// - Throws: `SymbolicTaskError.noPrompt` where nothing new is left.
    public mutating func next() throws(SymbolicTaskError) -> TaskPrompt {
        try draw { _ in true }.prompt
    }

    /// What the next prompt is made of, and the prompt.
    ///
    /// - Parameter isWanted: what else must hold of it.
    /// - Throws: `SymbolicTaskError.noPrompt` where nothing new is left.
    public mutating func draw(
        where isWanted: (TaskDraw) -> Bool
    ) throws(SymbolicTaskError) -> (draw: TaskDraw, prompt: TaskPrompt) {
        try draws.next { generator in
            guard let draw = propose(&generator), isWanted(draw),
                let prompt = draw.prompt(task, alphabet: alphabet)
            else { return nil }
            return ((draw, prompt), prompt.prompt.prompt)
        }
    }
}

/// What a prompt is made of, whatever its rule.
public enum TaskDraw: Hashable, Sendable {
    case identity(IdentityItems)
    /// Places in the alphabet at which the strings start.
    case letters(starts: [Int])
    case verbal([AnalogyLine])

    /// The prompt under a rule; nil for a rule of another task.
    public func prompt(_ task: SymbolicTask, alphabet: LetterAlphabet) -> TaskPrompt? {
        switch (self, task) {
        case (.identity(let items), .identity(let rule)): items.task(rule)
        case (.letters(let starts), .letters(let rule)): alphabet.task(rule, starts: starts)
        case (.verbal(let lines), .verbal(let relation)): AnalogyLine.task(relation, lines: lines)
        default: nil
        }
    }
}
