/// Accuracy on a task and on the same task with its symbols replaced: Γ before and after, and the
/// loss Δ = Γ before − Γ after (after Ma et al. 2025, 2505.23833, whose own formula is not known to
/// us). A model that follows the rule itself loses nothing.
public struct RemapComparison: Hashable, Sendable {
    public struct Outcome: Hashable, Sendable {
        public var isRightBefore: Bool
        public var isRightAfter: Bool
        /// Whether the answer after remapping is written with the signs that were replaced: wrong.
        public var usesOldSigns: Bool

        public init(isRightBefore: Bool, isRightAfter: Bool, usesOldSigns: Bool = false) {
            self.isRightBefore = isRightBefore
            self.isRightAfter = isRightAfter
            self.usesOldSigns = usesOldSigns
        }
    }

    /// The rule or kind of problem.
    public var group: String
    /// One for each problem.
    public var outcomes: [Outcome]

    public init(group: String, outcomes: [Outcome] = []) {
        self.group = group
        self.outcomes = outcomes
    }

    /// Γ before remapping.
    public var before: RuleAccuracy { accuracy(\.isRightBefore) }
    /// Γ after remapping.
    public var after: RuleAccuracy { accuracy(\.isRightAfter) }

    private func accuracy(_ isRight: KeyPath<Outcome, Bool>) -> RuleAccuracy {
        RuleAccuracy(
            rule: group, correct: outcomes.count { $0[keyPath: isRight] }, prompts: outcomes.count)
    }

    /// Δ, between −1 and 1; nil for no problem.
    public var loss: Double? {
        guard let before = before.share, let after = after.share else { return nil }
        return before - after
    }

    /// Δ as a share of Γ before; nil where nothing was right before.
    public var relativeLoss: Double? {
        guard let loss, let before = before.share, before > 0 else { return nil }
        return loss / before
    }

    /// How uncertain both losses are, by drawing problems anew with both their answers.
    ///
    /// Time is proportional to problems times draws.
    public func spreads(
        _ bootstrap: Bootstrap
    ) -> (loss: BootstrapSpread?, relative: BootstrapSpread?) {
        let found = bootstrap.spreads(traces: outcomes.count) { weights in
            var (before, after, count) = (0, 0, 0)
            for (outcome, weight) in zip(outcomes, weights) {
                count += weight
                before += outcome.isRightBefore ? weight : 0
                after += outcome.isRightAfter ? weight : 0
            }
            let lost = Double(before - after)
            return [
                count > 0 ? lost / Double(count) : nil, before > 0 ? lost / Double(before) : nil,
            ]
        }
        return (found.first ?? nil, found.last ?? nil)
    }

    /// Fields `group`, `problems`, `gammaBefore` and `gammaAfter` (with Wilson's 95 % intervals),
    /// `delta` and `relativeDelta` (with bootstrap intervals), `oldSigns`.
    public func json(_ bootstrap: Bootstrap) -> JSONValue {
        let spreads = spreads(bootstrap)
        func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
        func range(_ value: ClosedRange<Double>?) -> JSONValue {
            value.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null
        }
        return [
            "group": .string(group), "problems": .integer(outcomes.count),
            "gammaBefore": number(before.share), "gammaBeforeInterval": range(before.interval),
            "gammaAfter": number(after.share), "gammaAfterInterval": range(after.interval),
            "delta": number(loss), "deltaInterval": range(spreads.loss?.interval),
            "relativeDelta": number(relativeLoss),
            "relativeDeltaInterval": range(spreads.relative?.interval),
            "oldSigns": .integer(outcomes.count { $0.usesOldSigns }),
        ]
    }
}
