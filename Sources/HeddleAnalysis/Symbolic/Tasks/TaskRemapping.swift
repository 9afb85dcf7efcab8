/// Prompts of a symbolic task with the words, letters or signs replaced: the rule stays the same.
public struct TaskRemapping: Sendable {
    /// A prompt and its counterpart.
    public struct Remapped: Hashable, Sendable {
        public var before: TaskPrompt
        public var after: TaskPrompt
    }

    public let symbols: RemappedSymbols
    /// What stands for each word of identity rules.
    public let words: [String: String]
    /// The other order of the letters.
    public let alphabet: LetterAlphabet
    public let signs: SignMapping
    /// Whether a prompt of letter strings says what order they are in.
    public let tellsMapping: Bool

    /// - Parameters:
    ///   - words: those of the prompts.
    ///   - others: those that may take their place. Without enough of them the words change places
    ///     among each other.
    /// - Throws: `RemapError.tooFewWords` for a single word.
    public init(
        _ symbols: RemappedSymbols, words: [String], others: [String], alphabet: LetterAlphabet,
        seed: UInt64, tellsMapping: Bool = true
    ) throws(RemapError) {
        self.symbols = symbols
        self.tellsMapping = tellsMapping
        var generator = SeededGenerator(seed: seed, stream: 0x3A99)
        let own = Set(words)
        let free = others.filter { !own.contains($0) }.shuffled(using: &generator)
        let shuffled = words.shuffled(using: &generator)
        if symbols.hasOperands, free.count >= words.count {
            self.words = Dictionary(zip(words, free)) { first, _ in first }
        } else if symbols.hasOperands {
            guard words.count != 1 else { throw .tooFewWords(needed: 1, found: 0) }
            let moved = shuffled.dropFirst() + shuffled.prefix(1)
            self.words = Dictionary(zip(shuffled, moved)) { first, _ in first }
        } else {
            self.words = [:]
        }
        let letters = alphabet.letters.shuffled(using: &generator)
        self.alphabet =
            symbols.hasOperands
            ? LetterAlphabet(letters, hasInnerBlanks: alphabet.hasInnerBlanks) : alphabet
        signs =
            symbols.hasOperators
            ? SignMapping(["^", "[", "]"], to: ["|", "{", "}"]) : SignMapping([], to: [])
    }

    /// The sign between the items of an identity example after remapping.
    public var separator: String { signs.mapped(IdentityItems.separator) }

    /// The counterpart of a prompt; nil for a verbal analogy, whose words are its meaning.
    public func remapped(_ draw: TaskDraw, _ task: SymbolicTask) -> TaskPrompt? {
        switch draw {
        case .identity(let items):
            let other = items.couples.flatMap { [$0.first, $0.second] }.map { words[$0] ?? $0 }
            guard let items = try? IdentityItems(words: other) else { return nil }
            return TaskDraw.identity(items).prompt(task, alphabet: alphabet).map(signed)
        case .letters:
            guard var prompt = draw.prompt(task, alphabet: alphabet).map(signed) else { return nil }
            if symbols.hasOperands, tellsMapping {
                let order = alphabet.letters.joined(separator: " ")
                prompt.prompt.prompt = "The alphabet here is: \(order)\n" + prompt.prompt.prompt
            }
            return prompt
        case .verbal: return nil
        }
    }

    /// Prompts of a rule with their counterparts, all of which fall into tokens as they must.
    ///
    /// - Throws: `SymbolicTaskError` where so many cannot be made.
    public func prompts(
        _ task: SymbolicTask, shots: Int, count: Int, seed: UInt64,
        materials: TaskSampler.Materials
    ) throws(SymbolicTaskError) -> [Remapped] {
        var sampler = try TaskSampler(task, shots: shots, seed: seed, materials: materials)
        var found: [Remapped] = []
        while found.count < count {
            let (draw, before) = try sampler.draw { draw in
                guard let after = remapped(draw, task) else { return false }
                return task.family != .identity
                    || materials.isSeparated(after.prompt.prompt, shots, separator)
            }
            if let after = remapped(draw, task) {
                found.append(Remapped(before: before, after: after))
            }
        }
        return found
    }

    private func signed(_ task: TaskPrompt) -> TaskPrompt {
        TaskPrompt(
            prompt: AnsweredPrompt(
                prompt: signs.mapped(task.prompt.prompt), answer: signs.mapped(task.prompt.answer)),
            alsoRight: task.alsoRight.map(signs.mapped),
            otherReadings: task.otherReadings.mapValues { $0.map(signs.mapped) })
    }
}
