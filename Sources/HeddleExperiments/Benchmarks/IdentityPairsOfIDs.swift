import HeddleAnalysis

/// Context pairs of identity rules whose items are token ids drawn at random, for models without a
/// tokenizer: `a^b^a` or `a^b^b` a line, the last line without its third item.
struct IdentityPairsOfIDs {
    let shots: Int
    /// Stands between items.
    let separator: Int32
    let lineEnd: Int32

    /// Pairs of both kinds and both rules, `count` each, items all different within a pair.
    static func pairs(
        _ setting: BenchmarkSetting, shots: Int, count: Int
    ) -> [(kind: ContextPair.Kind, tokens: PairTokens)] {
        var generator = SeededGenerator(seed: setting.seed, stream: 1)
        let signs = distinct(2, setting, &generator)
        let maker = IdentityPairsOfIDs(shots: shots, separator: signs[0], lineEnd: signs[1])
        return ContextPair.Kind.allCases.flatMap { kind in
            IdentityRule.solvable.flatMap { rule in
                (0..<count).map { _ in
                    let items = distinct(2 * shots + 2, setting, &generator, without: signs)
                    return (kind, maker.pair(kind, rule, items))
                }
            }
        }
    }

    /// - Parameter items: first and second item of each line.
    private func pair(
        _ kind: ContextPair.Kind, _ rule: IdentityRule, _ items: [Int32]
    ) -> PairTokens {
        let base = prompt(rule, items)
        let query = Array(items.suffix(2))
        let swappedQuery = Array(items.dropLast(2)) + query.reversed()
        switch kind {
        case .token:
            let exp = prompt(rule, swappedQuery)
            return PairTokens(
                rule: rule.rawValue, base: base.prompt, exp: exp.prompt, baseAnswer: base.answer,
                expAnswer: exp.answer, target: base.answer)
        case .abstract:
            // With first and second item exchanged the other rule has the same third items.
            let other: IdentityRule = rule == .aba ? .abb : .aba
            let exchanged = stride(from: 0, to: items.count, by: 2).flatMap {
                [items[$0 + 1], items[$0]]
            }
            let exp = prompt(other, exchanged)
            let target = query.first { $0 != exp.answer } ?? base.answer
            return PairTokens(
                rule: rule.rawValue, base: base.prompt, exp: exp.prompt, baseAnswer: base.answer,
                expAnswer: exp.answer, target: target)
        }
    }

    private func prompt(
        _ rule: IdentityRule, _ items: [Int32]
    ) -> (prompt: PromptTokens, answer: Int32) {
        var ids: [Int32] = []
        var answer = separator
        for line in stride(from: 0, to: items.count, by: 2) {
            let shown = rule.items(items[line], items[line + 1])
            answer = shown[2]
            ids += [shown[0], separator, shown[1], separator, shown[2], lineEnd]
        }
        ids.removeLast(2)
        return (
            PromptTokens(
                ids: ids, thirdItems: IdentityItems.thirdItems(shots: shots),
                items: ids.indices.filter { $0.isMultiple(of: 2) }), answer
        )
    }

    private static func distinct(
        _ count: Int, _ setting: BenchmarkSetting, _ generator: inout SeededGenerator,
        without others: [Int32] = []
    ) -> [Int32] {
        var found: [Int32] = []
        while found.count < count {
            let id = setting.randomID(using: &generator)
            if !found.contains(id), !others.contains(id) { found.append(id) }
        }
        return found
    }
}
