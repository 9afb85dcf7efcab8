/// A prompt as tokens, with the places that mediation patches.
public struct PromptTokens: Hashable, Sendable {
    public var ids: [Int32]
    /// The last token of each complete line, ascending: the third items of the examples.
    public var thirdItems: [Int]
    /// Tokens that carry an item (they spell a letter or a digit), ascending; separators are others.
    public var items: [Int]

    public init(ids: [Int32], thirdItems: [Int], items: [Int]) {
        self.ids = ids
        self.thirdItems = thirdItems
        self.items = items
    }

    /// Finds the places from what each token spells.
    ///
    /// - Parameters:
    ///   - spellings: bytes of each token, `[token]`.
    ///   - beginning: how many tokens in front belong to no prompt.
    public init(ids: [Int32], spellings: [[UInt8]], beginning: Int = 0) {
        let newline = UInt8(ascii: "\n")
        var thirdItems: [Int] = []
        var items: [Int] = []
        for (place, bytes) in spellings.enumerated() where place >= beginning {
            if bytes.contains(where: { $0.isASCIILetter || $0.isDigit || $0 >= 0x80 }) {
                items.append(place)
            }
            guard let end = bytes.firstIndex(of: newline) else { continue }
            let last = end == 0 ? place - 1 : place
            if last >= beginning, spellings[last].first != newline || last == place {
                thirdItems.append(last)
            }
        }
        self.init(ids: ids, thirdItems: thirdItems, items: items)
    }

    public var last: Int { ids.count - 1 }
}

/// A context pair as tokens.
public struct PairTokens: Hashable, Sendable {
    public var rule: String
    public var base: PromptTokens
    public var exp: PromptTokens
    /// The right answer in `base`.
    public var baseAnswer: Int32
    /// The right answer in `exp`.
    public var expAnswer: Int32
    /// The answer expected in `exp` after patching.
    public var target: Int32

    public init(
        rule: String, base: PromptTokens, exp: PromptTokens, baseAnswer: Int32, expAnswer: Int32,
        target: Int32
    ) {
        self.rule = rule
        self.base = base
        self.exp = exp
        self.baseAnswer = baseAnswer
        self.expAnswer = expAnswer
        self.target = target
    }

    /// Why the two contexts cannot be patched into each other; nil when they can.
    public var problem: String? {
        if base.ids.isEmpty || exp.ids.isEmpty { return "a prompt has no tokens" }
        if base.ids.count != exp.ids.count {
            return "the prompts have \(base.ids.count) and \(exp.ids.count) tokens, and positions "
                + "must agree"
        }
        if base.thirdItems != exp.thirdItems { return "the lines of the prompts do not agree" }
        if target == expAnswer { return "target and answer of exp begin with the same token" }
        return nil
    }

    /// Why a kind of head cannot be measured on this pair; nil when it can.
    public func problem(of kind: SymbolicHeadKind, shift: Int = 0) -> String? {
        guard positions(of: kind, shift: shift).isEmpty else { return nil }
        return "no example of it is complete, so that there is no third item to patch for "
            + "\(kind.label); end each example with a line break, or measure the other kinds alone"
    }

    /// The positions that a kind of head is patched at, moved by `shift`.
    public func positions(of kind: SymbolicHeadKind, shift: Int = 0) -> [Int] {
        guard kind.isPatchedAtThirdItems else { return [exp.last] }
        return exp.thirdItems.map { $0 + shift }.filter { exp.ids.indices.contains($0) }
    }

    /// The context of a control: `exp` with other items in place of some, each item by one other
    /// wherever it stands, so that the rule stays.
    ///
    /// - Parameters:
    ///   - pool: items to take from, such as those of the other pairs.
    /// - Returns: nil where the pool has too few items that this pair does not use.
    public func controlContext(
        _ control: MediationControl, pool: [Int32], using generator: inout SeededGenerator
    ) -> PromptTokens? {
        let used = Set((base.items.map { base.ids[$0] }) + exp.items.map { exp.ids[$0] })
        var replaced: [Int32] = []
        for id in exp.items.map({ exp.ids[$0] })
        where !replaced.contains(id) && isReplaced(id, by: control) { replaced.append(id) }
        let free = pool.filter { !used.contains($0) }
        guard !replaced.isEmpty, free.count >= replaced.count else { return nil }
        var others: [Int32: Int32] = [:]
        var taken: Set<Int32> = []
        for id in replaced {
            var other = free[Int.random(in: 0..<free.count, using: &generator)]
            while taken.contains(other) {
                other = free[Int.random(in: 0..<free.count, using: &generator)]
            }
            taken.insert(other)
            others[id] = other
        }
        var context = exp
        context.ids = exp.ids.map { others[$0] ?? $0 }
        return context
    }

    private func isReplaced(_ id: Int32, by control: MediationControl) -> Bool {
        switch control {
        case .sameRule: true
        case .sameItems:
            !exp.thirdItems.contains { exp.ids[$0] == id }
                && !exp.items.contains { isInQuery($0) && exp.ids[$0] == id }
        }
    }

    private func isInQuery(_ place: Int) -> Bool { place > (exp.thirdItems.last ?? -1) }
}
