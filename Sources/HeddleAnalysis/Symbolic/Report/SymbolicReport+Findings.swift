extension SymbolicReport {
    /// Where the numbers depart from what the hypothesis or the published models lead to expect,
    /// and where they agree, a sentence each.
    public var findings: [String] {
        behaviourFindings + mediation.findings + kindsApart + attentionFindings
            + similarityFindings + decodingFindings + ablationFindings + knownHeadFindings
    }

    private var behaviourFindings: [String] {
        guard let shots = mediation.settings.shots ?? Optional(evidence.settings.shots) else {
            return []
        }
        let published = PublishedAccuracy.all.compactMap { $0.byShots[shots] }
        let known = mediation.accuracy.filter { $0.share != nil }
        guard !known.isEmpty else { return [] }
        let own = known.map { "\($0.rule) \(Self.percent($0.share))" }.joined(separator: ", ")
        var text = "Right answers: \(own)"
        if let low = published.min(), let high = published.max(),
            let mean = Statistics.mean(known.compactMap(\.share))
        {
            text +=
                "; the paper's thirteen models have \(Self.percent(low)) to \(Self.percent(high))"
            text += mean > high ? ", all less." : mean < low ? ", all more." : "."
        } else {
            text += "."
        }
        let chance = known.filter { ($0.interval?.lowerBound ?? 0) <= 0.5 }.map(\.rule)
        guard !chance.isEmpty else { return [text] }
        return [
            text,
            "\(chance.joined(separator: " and ")): no better than taking one of the query's two "
                + "items at random, which is right half of the time.",
        ]
    }

    /// Kinds whose scores go together over heads.
    private var kindsApart: [String] {
        Self.kindPairs.compactMap { left, right in
            guard let r = scoreCorrelation(left, right), abs(r) >= 0.5,
                let published = PublishedSymbolic.scoreCorrelation(left, right)
            else { return nil }
            return "Scores of \(left.label) and \(right.label) go together over heads "
                + "(r = \(Self.hundredths(r)); \(NumberText.fixed(published, decimals: 3)) in Llama-3.1 "
                + "70B): this model does not hold the two kinds apart."
        }
    }

    private var attentionFindings: [String] {
        let links: [(AttentionEvidence.Link, AttentionEvidence.Link?)] = [
            (.thirdToMatch, .thirdToOther), (.lastToThirdItems, nil), (.lastToAnswer, .lastToOther),
        ]
        return IdentityRule.solvable.flatMap { rule in
            links.compactMap { attentionFinding(rule.rawValue, $0.0, other: $0.1) }
        }
    }

    private func attentionFinding(
        _ rule: String, _ link: AttentionEvidence.Link, other: AttentionEvidence.Link?
    ) -> String? {
        func found(_ link: AttentionEvidence.Link) -> AttentionEvidence? {
            evidence.attention.first { $0.link == link && $0.rule == rule }
        }
        guard let own = found(link), let weight = own.weighted else { return nil }
        let name = "\(rule): \(link.kind.label) heads"
        if let other, let rival = found(other)?.weighted, rival > weight {
            return
                "\(name) attend more to the other item (\(Self.percent(rival))) than to the one of "
                + "the hypothesis (\(Self.percent(weight)))."
        }
        guard weight < 1.5 * own.chance else { return nil }
        return "\(name) give \(Self.percent(weight)) from the \(link.label), "
            + (weight < own.chance ? "less than" : "hardly more than")
            + " even attention would (\(Self.percent(own.chance)))."
    }

    private var similarityFindings: [String] {
        evidence.similarity.compactMap { entry in
            guard let abstract = entry.weightedAbstract, let token = entry.weightedToken else {
                return nil
            }
            let isTokenExpected = entry.kind == .retrieval
            guard (token > abstract) != isTokenExpected, abs(token - abstract) >= 0.05 else {
                return nil
            }
            let place = Self.place(entry.example)
            return "Outputs of \(entry.kind.label) heads at \(place) are more alike where the "
                + (token > abstract ? "token" : "variable")
                + " is the same (r = \(Self.hundredths(max(token, abstract)))) than where the "
                + (token > abstract ? "variable" : "token")
                + " is (r = \(Self.hundredths(min(token, abstract)))), the other way round than in "
                + "the paper."
        }
    }

    static func place(_ example: Int?) -> String {
        example.map { "the third item of example \($0 + 1)" } ?? "the last position"
    }

    private var decodingFindings: [String] {
        evidence.decoding.compactMap { entry in
            guard let combined = entry.combined, let interval = combined.interval else {
                return nil
            }
            let name =
                "The rule can\(interval.lowerBound > 0.5 ? "" : "not") be read off the outputs "
                + "of \(entry.kind.label) heads at \(Self.place(entry.example))"
            let figures =
                "\(Self.percent(combined.accuracy)) of test prompts with unseen words, "
                + "\(Self.interval(interval, percent: true)); chance is half"
            guard let published = PublishedSymbolic.decoding(entry.kind) else {
                return "\(name) (\(figures))."
            }
            let side =
                interval.contains(published)
                ? "which holds the published \(Self.percent(published))"
                : "the published figure is \(Self.percent(published))"
            return "\(name) (\(figures); \(side))."
        }
    }

    private var ablationFindings: [String] {
        evidence.ablation.compactMap { entry in
            let count = heads(entry.kind).count
            guard count > 0,
                let start = entry.ranked.first(where: { $0.heads == 0 }),
                let place = entry.ranked.firstIndex(where: { $0.heads >= count }),
                entry.lowest.indices.contains(place)
            else { return nil }
            let (own, control) = (entry.ranked[place], entry.lowest[place])
            let drop = start.probability - own.probability
            let controlDrop = start.probability - control.probability
            let text =
                "Without the \(own.heads) highest \(entry.kind.label) heads "
                + "(\(entry.mode.rawValue) ablation) the right answer's probability goes from "
                + "\(Self.hundredths(start.probability)) to \(Self.hundredths(own.probability)); "
                + "without as many of the lowest in the same layers to "
                + "\(Self.hundredths(control.probability))"
            if drop < 0.05 { return text + ": the model hardly needs them." }
            return text
                + (controlDrop > drop / 2
                    ? ": much of the loss is not of these heads in particular." : ".")
        }
    }

    private var knownHeadFindings: [String] {
        guard let known = evidence.knownHeads else { return [] }
        var findings: [String] = []
        let vector = known.correlation(.induction, .functionVector)
        let prefix = known.correlation(.induction, .prefixMatching)
        for entry in [vector, prefix].compactMap(\.self) {
            guard let r = entry.pearson, let p = entry.pearsonP,
                let published = PublishedSymbolic.knownHeads(.induction, entry.known)
            else { continue }
            findings.append(
                "Symbolic induction scores go with \(entry.known.label) scores with r = "
                    + "\(Self.hundredths(r)) over \(entry.heads) heads (p \(p < 0.001 ? "" : "= ")"
                    + "\(Self.p(p)); published \(Self.hundredths(published)))"
                    + (p >= 0.05
                        ? ", which chance pairings of heads reach as well."
                        : r * published < 0 ? ": the other way round than in the paper." : "."))
        }
        if let vector = vector?.pearson, let prefix = prefix?.pearson, prefix > max(vector, 0) {
            findings.append(
                "They are nearer to prefix matching than to function vectors, the other way round "
                    + "than in the paper.")
        }
        return findings
    }
}
