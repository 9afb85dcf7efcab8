/// A sweep by planning as rows of words: what a person reads in a terminal.
public struct PlanningTable: Hashable, Sendable {
    public var header: [String]
    /// `[row][column]`, the largest difference first.
    public var rows: [[String]]
    /// What stands above and below the table, a sentence each.
    public var lead: [String]
    public var notes: [String]

    public init(_ sweep: PlanningSweep) {
        let hasKinds = sweep.effects.contains { !$0.kinds.isEmpty }
        let hasSets = sweep.effects.contains { $0.heads.count > 1 }
        header =
            [hasSets ? "heads" : "head", "starts", "rest", "prose", "mathematics"]
            + ["starts − mathematics (95 %)", "t", "p (max-t)", "q", "place"]
            + (hasKinds ? ["symbolic"] : [])
        rows = sweep.ranked.map { effect in
            [effect.name] + TokenGroup.allCases.map { Self.number(effect.groups[$0]?.deltaNLL) }
                + [Self.difference(effect, isSignificant: sweep.isSignificant(effect))]
                + Self.chance(effect.significance) + [Self.place(effect.random)]
                + (hasKinds ? [Self.kinds(effect)] : [])
        }
        lead = Self.lead(sweep)
        notes = Self.notes(sweep)
    }

    private static func number(_ value: Double?) -> String {
        value.map { NumberText.fixed($0, decimals: 3) } ?? "–"
    }

    private static func difference(_ effect: PlanningEffect, isSignificant: Bool) -> String {
        guard let difference = effect.differences[.mathematics] else { return "–" }
        var text = number(difference.value)
        if let interval = difference.spread?.interval {
            text += " (\(number(interval.lowerBound)) to \(number(interval.upperBound)))"
        }
        return isSignificant ? text + " *" : text + "  "
    }

    private static func chance(_ significance: EffectSignificance?) -> [String] {
        guard let significance else { return ["–", "–", "–"] }
        return [
            NumberText.fixed(significance.t, decimals: 1),
            NumberText.fixed(significance.familyWiseP, decimals: 3),
            NumberText.fixed(significance.q, decimals: 3),
        ]
    }

    private static func place(_ random: RandomHeadSets?) -> String {
        guard let random, let place = random.difference ?? random.start else { return "–" }
        let below = Int((place.percentile * Double(random.sets)).rounded())
        return "\(below)/\(random.sets)"
    }

    private static func kinds(_ effect: PlanningEffect) -> String {
        SymbolicHeadKind.allCases.filter(effect.kinds.contains).map(\.badge)
            .joined(separator: "; ")
    }

    private static func lead(_ sweep: PlanningSweep) -> [String] {
        let groups = TokenGroup.allCases.compactMap { group in
            sweep.baseline[group].map { baseline in
                let mean = baseline.meanNLL.map { ", \(number($0)) nats" } ?? ""
                return "\(group.label) \(baseline.tokens) tokens\(mean)"
            }
        }
        return [
            "\(sweep.model), \(sweep.mode.rawValue) ablation, \(sweep.traces) traces of "
                + "\(sweep.problems) problems, lexicon \(sweep.lexicon)",
            "Change of negative log-likelihood with the heads off, nats a token.",
            "With all heads on: " + groups.joined(separator: "; ") + ".",
        ]
    }

    private static func notes(_ sweep: PlanningSweep) -> [String] {
        let rate = NumberText.percent(sweep.settings.familyWiseError)
        var notes = [
            "* move starts are hurt more than mathematics at equal baseline, family-wise error "
                + "\(rate): \(PlanningSweepSettings.correction)."
        ]
        if let match = sweep.matching[.mathematics] {
            notes.append(matchNote(match, bins: sweep.settings.bins))
        }
        notes.append(
            "place: how many other sets of heads of the same layers have a smaller difference.")
        return notes + sweep.notes
    }

    private static func matchNote(_ match: MatchQuality, bins: Int) -> String {
        let means =
            match.startNLL.flatMap { start in
                match.groupNLL.map {
                    "; mean baseline of starts \(number(start)), of mathematics \(number($0)) nats"
                }
            } ?? ""
        return "starts − mathematics compares within \(bins) bins of equal numbers of move starts "
            + "by baseline; without a match: \(NumberText.percent(1 - match.matchedShare)) of "
            + "move starts\(means)"
            + (match.effectiveTokens.map {
                "; mathematics counts like \(NumberText.fixed($0, decimals: 0)) tokens"
            } ?? "") + "."
    }
}

extension PlanningSweep {
    /// All figures, a row a head or set, as comma-separated values.
    public var csv: String {
        let spread = { (name: String) in [name, name + "_low", name + "_high"] }
        var text = TraceTable.line(
            ["heads", "symbolic"] + TokenGroup.allCases.flatMap { spread($0.rawValue) }
                + TokenGroup.compared.flatMap { spread("start_minus_" + $0.rawValue) }
                + ["t", "p", "family_wise_p", "q", "other_sets"]
                + ["start_percentile", "start_p", "difference_percentile", "difference_p"])
        for effect in effects { text += TraceTable.line(Self.cells(effect)) }
        return text
    }

    private static func cells(_ effect: PlanningEffect) -> [String] {
        let kinds = SymbolicHeadKind.allCases.filter(effect.kinds.contains).map(\.rawValue)
        var cells = [effect.name, kinds.joined(separator: " ")]
        for group in TokenGroup.allCases {
            let found = effect.groups[group]
            cells += Self.cells(found?.deltaNLL, found?.spread)
        }
        for group in TokenGroup.compared {
            let found = effect.differences[group]
            cells += Self.cells(found?.value, found?.spread)
        }
        let chance = effect.significance
        cells += [chance?.t, chance?.p, chance?.familyWiseP, chance?.q].map(cell)
        cells.append(effect.random.map { "\($0.sets)" } ?? "")
        let (start, difference) = (effect.random?.start, effect.random?.difference)
        return cells
            + [start?.percentile, start?.p, difference?.percentile, difference?.p].map(cell)
    }

    private static func cells(_ value: Double?, _ spread: BootstrapSpread?) -> [String] {
        [value, spread?.interval.lowerBound, spread?.interval.upperBound].map(cell)
    }

    private static func cell(_ value: Double?) -> String {
        value.map { NumberText.fixed($0, decimals: 6) } ?? ""
    }
}
