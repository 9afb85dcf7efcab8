/// What heads do to the tokens that begin planning moves and to all others, over a corpus: every
/// head alone, or sets of heads.
///
/// An effect is the change of a token's negative log-likelihood with the heads off, in nats;
/// positive is worse.
public struct PlanningSweep: Hashable, Sendable {
    public var model: String
    public var lexicon: String
    public var mode: AblationMode
    public var traces: Int
    /// Different prompts; traces of one prompt are resampled together.
    public var problems: Int
    public var settings: PlanningSweepSettings
    /// Tokens of each group and their negative log-likelihood with all heads on.
    public var baseline: [TokenGroup: GroupBaseline]
    /// How well each compared group matches move starts.
    public var matching: [TokenGroup: MatchQuality]
    /// Heads alone in the model's order, then sets of heads in the order asked for.
    public var effects: [PlanningEffect]
    /// What a reader must know, a sentence each.
    public var notes: [String]

    public init(
        model: String, lexicon: String, mode: AblationMode, traces: Int, problems: Int,
        settings: PlanningSweepSettings, baseline: [TokenGroup: GroupBaseline],
        matching: [TokenGroup: MatchQuality], effects: [PlanningEffect],
        notes: [String] = PlanningSweep.standardNotes
    ) {
        self.model = model
        self.lexicon = lexicon
        self.mode = mode
        self.traces = traces
        self.problems = problems
        self.settings = settings
        self.baseline = baseline
        self.matching = matching
        self.effects = effects
        self.notes = notes
    }

    /// What belongs beside every such figure.
    public static let standardNotes = [
        "On text that the intact model sampled itself, any damage costs likelihood on average: "
            + "compare groups and heads, not an effect with zero."
    ]

    /// The effects, the largest difference of move starts and mathematics first; those without one
    /// by their effect on move starts, last.
    public var ranked: [PlanningEffect] {
        func key(_ effect: PlanningEffect) -> (Double, Double) {
            (
                effect.differences[.mathematics]?.value ?? -.infinity,
                effect.groups[.start]?.deltaNLL ?? -.infinity
            )
        }
        return effects.enumerated().sorted { left, right in
            let (first, second) = (key(left.element), key(right.element))
            return first == second ? left.offset < right.offset : first > second
        }.map(\.element)
    }

    /// Whether heads hurt move starts more than mathematics, corrected over all that were measured.
    public func isSignificant(_ effect: PlanningEffect) -> Bool {
        effect.significance.map { $0.familyWiseP < settings.familyWiseError } ?? false
    }

    /// The effect of exactly these heads together; nil where it was not measured.
    public func effect(of heads: Set<HeadID>) -> PlanningEffect? {
        effects.first { $0.heads.count == heads.count && heads.isSuperset(of: $0.heads) }
    }
}

/// How a sweep by planning was counted: all that is needed to repeat it.
public struct PlanningSweepSettings: Hashable, Sendable {
    /// Bins of equal numbers of move starts by baseline negative log-likelihood.
    public var bins = 10
    /// Samples in which the problems are drawn anew, for the intervals.
    public var draws = 1000
    /// Sign flips of the test over heads.
    public var flips = 5000
    public var familyWiseError = 0.05
    /// Random sets of heads beside each set that was asked for; heads alone are compared with all
    /// others of their layer.
    public var randomSets = 20
    public var seed: UInt64 = 0

    public init() {}

    /// The name of the correction over heads, as results carry it.
    public static let correction =
        "max-t by sign flips of problems (Westfall and Young 1993), one-sided; "
        + "q by Benjamini and Hochberg 1995"
}

/// The tokens of a group with all heads on.
public struct GroupBaseline: Hashable, Sendable {
    public var tokens: Int
    /// Mean negative log-likelihood, nats a token; nil for no tokens.
    public var meanNLL: Double?

    public init(tokens: Int, meanNLL: Double?) {
        self.tokens = tokens
        self.meanNLL = meanNLL
    }
}

/// How a group was matched to move starts by baseline negative log-likelihood.
public struct MatchQuality: Hashable, Sendable {
    /// Share of move starts that have tokens of the group in their bin, 0...1; the others are left
    /// out of the difference.
    public var matchedShare: Double
    /// Mean baseline negative log-likelihood of the move starts that are matched, nats.
    public var startNLL: Double?
    /// The same of the group, weighted as in the difference.
    public var groupNLL: Double?
    /// As how many equally weighted tokens the group's count (Kish 1965): few of them where the
    /// group has hardly a token as hard as most move starts.
    public var effectiveTokens: Double?

    public init(
        matchedShare: Double, startNLL: Double?, groupNLL: Double?, effectiveTokens: Double? = nil
    ) {
        self.matchedShare = matchedShare
        self.startNLL = startNLL
        self.groupNLL = groupNLL
        self.effectiveTokens = effectiveTokens
    }
}

/// The effect of one head, or of a set of heads together.
public struct PlanningEffect: Hashable, Sendable {
    /// Ascending; one for a head alone.
    public var heads: [HeadID]
    /// Planning, execution and decision tokens, standard errors over tokens.
    public var summary: EffectSummary
    /// Nil entries for groups without tokens.
    public var groups: [TokenGroup: GroupEffect]
    /// Effect on move starts minus that on the group named, at equal baseline; see
    /// `MatchedDifference`. Without an entry where nothing matches.
    public var differences: [TokenGroup: MatchedDifference]
    /// Whether move starts are hurt more than mathematics, corrected over all effects measured.
    public var significance: EffectSignificance?
    /// Its place among other sets of heads of the same layers.
    public var random: RandomHeadSets?
    /// What a causal mediation analysis says these heads are; empty where none was given.
    public var kinds: Set<SymbolicHeadKind>

    public init(
        heads: [HeadID], summary: EffectSummary, groups: [TokenGroup: GroupEffect],
        differences: [TokenGroup: MatchedDifference], significance: EffectSignificance? = nil,
        random: RandomHeadSets? = nil, kinds: Set<SymbolicHeadKind> = []
    ) {
        self.heads = heads
        self.summary = summary
        self.groups = groups
        self.differences = differences
        self.significance = significance
        self.random = random
        self.kinds = kinds
    }

    /// `5.0 5.7`
    public var name: String { HeadSelection.format(heads) }
}

/// Mean change of the negative log-likelihood of a group's tokens.
public struct GroupEffect: Hashable, Sendable {
    /// Nats a token.
    public var deltaNLL: Double
    /// From resampling problems; nil with fewer than two.
    public var spread: BootstrapSpread?
    public var tokens: Int

    public init(deltaNLL: Double, spread: BootstrapSpread?, tokens: Int) {
        self.deltaNLL = deltaNLL
        self.spread = spread
        self.tokens = tokens
    }
}

/// Effect on move starts minus effect on another group at equal baseline negative log-likelihood,
/// nats a token: the mean over move starts of their own effect less the mean effect of the group's
/// tokens in the same bin.
public struct MatchedDifference: Hashable, Sendable {
    /// `start - group`
    public var value: Double
    /// From resampling problems, bins held fixed; nil with fewer than two.
    public var spread: BootstrapSpread?
    /// Mean effect on the move starts that are matched.
    public var start: Double
    /// Mean effect on the group at the baseline of those move starts.
    public var group: Double

    public init(start: Double, group: Double, spread: BootstrapSpread?) {
        value = start - group
        self.spread = spread
        self.start = start
        self.group = group
    }
}

/// What chance makes of "move starts are hurt more than mathematics".
public struct EffectSignificance: Hashable, Sendable {
    /// The difference over its standard error across problems.
    public var t: Double
    /// One-sided, this effect alone.
    public var p: Double
    /// Corrected by the largest t of all effects (family-wise).
    public var familyWiseP: Double
    /// False discovery rate at which it would be reported.
    public var q: Double

    public init(t: Double, p: Double, familyWiseP: Double, q: Double) {
        self.t = t
        self.p = p
        self.familyWiseP = familyWiseP
        self.q = q
    }
}

/// Where an effect stands among other sets with as many heads in each of the same layers.
public struct RandomHeadSets: Hashable, Sendable {
    public var sets: Int
    /// Of the effect on move starts.
    public var start: RandomPlace?
    /// Of the matched difference of move starts and mathematics.
    public var difference: RandomPlace?

    public init(sets: Int, start: RandomPlace?, difference: RandomPlace?) {
        self.sets = sets
        self.start = start
        self.difference = difference
    }
}

/// The place of a figure among the same figure of random sets.
public struct RandomPlace: Hashable, Sendable {
    /// Share of random sets with a smaller figure, 0...1.
    public var percentile: Double
    /// (1 + random sets with at least this figure) / (1 + random sets).
    public var p: Double
    /// Mean figure of the random sets, nats a token.
    public var mean: Double

    public init(percentile: Double, p: Double, mean: Double) {
        self.percentile = percentile
        self.p = p
        self.mean = mean
    }

    /// - Parameter others: the figures of the random sets; nil for none.
    public init?(of value: Double, among others: [Double]) {
        guard let mean = Statistics.mean(others) else { return nil }
        let atLeast = others.count { $0 >= value }
        self.init(
            percentile: Double(others.count { $0 < value }) / Double(others.count),
            p: Double(1 + atLeast) / Double(1 + others.count), mean: mean)
    }
}
