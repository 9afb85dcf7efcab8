/// Draws prompts of one rule, none twice. Equal seeds give equal prompts.
public struct TaskSampler {
    /// What prompts are made of.
    public struct Materials {
        /// Words of identity rules.
        public var words: [String]
        /// Whether an identity prompt with so many examples falls into tokens as it must.
        public var isSeparated: (_ prompt: String, _ shots: Int) -> Bool
        public var quadruples: [WordQuadruple]
        public var alphabet: LetterAlphabet

        public init(
            words: [String] = [],
            isSeparated: @escaping (_ prompt: String, _ shots: Int) -> Bool = { _, _ in true },
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
    /// A prompt from random numbers; nil for one that does not fall into tokens as it must.
    private let propose: (inout SeededGenerator) -> TaskPrompt?
    private var generator: SeededGenerator
    private var seen: Set<String> = []

    private static let patience = 20_000

    /// - Throws: `SymbolicTaskError.noExample`, and `.tooFewWords` or `.tooFewLines` where the
    ///   materials do not give one prompt.
    public init(
        _ task: SymbolicTask, shots: Int, seed: UInt64, materials: Materials
    ) throws(SymbolicTaskError) {
        guard shots > 0 else { throw .noExample(shots: shots) }
        self.task = task
        self.shots = shots
        generator = SeededGenerator(seed: seed, stream: task.number << 32 | UInt64(shots))
        switch task {
        case .identity(let rule):
            let needed = IdentityItems.wordCount(shots: shots)
            guard materials.words.count >= needed else {
                throw .tooFewWords(needed: needed, found: materials.words.count)
            }
            propose = Self.identity(rule, shots: shots, materials)
        case .letters(let rule):
            let (alphabet, starts) = (materials.alphabet, materials.alphabet.starts)
            try Self.check(starts.count, shots: shots)
            propose = { generator in
                let places = generator.distinct(shots + 1, of: starts.count)
                return alphabet.task(rule, starts: places.map { starts.lowerBound + $0 })
            }
        case .verbal(let relation):
            let quadruples = materials.quadruples
            try Self.check(quadruples.count, shots: shots)
            propose = { generator in
                let places = generator.distinct(shots + 1, of: quadruples.count)
                let lines = places.map {
                    AnalogyLine(quadruples[$0], startsPositive: Bool.random(using: &generator))
                }
                return AnalogyLine.task(relation, lines: lines)
            }
        }
    }

    private static func check(_ lines: Int, shots: Int) throws(SymbolicTaskError) {
        guard lines > shots else { throw .tooFewLines(needed: shots + 1, found: lines) }
    }

    private static func identity(
        _ rule: IdentityRule, shots: Int, _ materials: Materials
    ) -> (inout SeededGenerator) -> TaskPrompt? {
        { generator in
            let places = generator.distinct(
                IdentityItems.wordCount(shots: shots), of: materials.words.count)
            guard let items = try? IdentityItems(words: places.map { materials.words[$0] }) else {
                return nil
            }
            let task = items.task(rule)
            return materials.isSeparated(task.prompt.prompt, shots) ? task : nil
        }
    }

    /// The next prompt.
    ///
    /// - Throws: `SymbolicTaskError.noPrompt` where nothing new is left.
    public mutating func next() throws(SymbolicTaskError) -> TaskPrompt {
        for _ in 0..<Self.patience {
            if let prompt = propose(&generator), seen.insert(prompt.prompt.prompt).inserted {
                return prompt
            }
        }
        throw .noPrompt(draws: Self.patience, found: seen.count)
    }
}

extension SeededGenerator {
    /// So many different numbers from 0 up to below `limit`, in the order drawn; all of them where
    /// there are no more.
    mutating func distinct(_ count: Int, of limit: Int) -> [Int] {
        var drawn: Set<Int> = []
        var numbers: [Int] = []
        while numbers.count < min(count, limit) {
            let number = Int.random(in: 0..<limit, using: &self)
            if drawn.insert(number).inserted { numbers.append(number) }
        }
        return numbers
    }
}
