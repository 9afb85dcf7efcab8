extension LexiconEvaluation {
    /// The report of `heddle grams evaluate`. What cannot be computed is null, with a `reason`
    /// beside it. Resamples the traces, so that it costs some hundred passes over their counts.
    public var json: JSONValue {
        var fields = main.gold.json.object ?? [:]
        fields["traces"] = .integer(main.traces)
        fields["goldTraces"] = .integer(main.gold.traces)
        fields["lexicon"] = lexiconJSON
        fields["seed"] = .integer(Int(clamping: settings.seed))
        fields["coverage"] = JSONValue(main.coverage)
        let spreads = main.gold.spreads(bootstrap)
        fields["token"] = explained(main.gold.tokens.json, spreads.token)
        fields["span"] = explained(main.gold.spans.json, spreads.span)
        if main.gold.traces == 0 {
            for name in ["character", "intents"] {
                fields[name]?.setField("reason", .string(Self.noGold))
            }
            fields["confusion"] = .null
        }
        fields["sentence"] = sentenceJSON
        fields["baselines"] = baselinesJSON
        return .object(fields)
    }

    static let noGold = "no trace carries gold spans (gold[].{start,end})"
    private static let noMark = "the lexicon marks nothing, so that there is no coverage to equal"

    var bootstrap: Bootstrap { Bootstrap(draws: settings.resamplings, seed: settings.seed) }

    /// How a sentence came to be called planning.
    var sentenceDefinition: String {
        let tags = settings.planningTags.sorted().joined(separator: ", ")
        let definitions: [(JudgedTrace.SentenceSource, String)] = [
            (.labelledSteps, "a labelled step with one of the tags \(tags)"),
            (.goldSpans, "a sentence with at least half of its characters in gold spans"),
        ]
        return definitions.filter { sources[$0.0] != nil }.map(\.1).joined(separator: "; or ")
    }

    private var lexiconJSON: JSONValue {
        [
            "name": .string(labeller.lexicon.name),
            "grams": .integer(labeller.lexicon.grams.count),
        ]
    }

    private func explained(_ score: JSONValue, _ spreads: DetectionSpreads) -> JSONValue {
        var score = score
        score.setField("spread", spreads.json)
        if main.gold.traces == 0 { score.setField("reason", .string(Self.noGold)) }
        return score
    }

    private var sentenceJSON: JSONValue {
        var json = main.shares.score.json
        let spreads = main.shares.spreads(bootstrap).map { $0?.json ?? .null }
        let names = ["base", "precision", "lift", "recall", "auroc"]
        json.setField(
            "spread", .object(JSONValue.Fields(uniqueKeysWithValues: zip(names, spreads))))
        json.setField("measure", "share of a sentence's characters inside planning spans")
        json.setField("planning", .string(sentenceDefinition))
        json.setField("score", scoreJSON)
        if main.shares.score.auroc == nil {
            json.setField("reason", "there are no sentences of both kinds")
        }
        return json
    }

    private var scoreJSON: JSONValue {
        [
            "name": .string(settings.scorer.name), "auroc": JSONValue(scored.score.auroc),
            "spread": ["auroc": scored.spreads(bootstrap).last??.json ?? .null],
        ]
    }

    private var baselinesJSON: JSONValue {
        [
            "random": randomJSON, "highEntropy": entropyJSON,
            "published": published.map { baseline(of: $0, publishedLabeller) }
                ?? without("no published list was given"),
        ]
    }

    private var randomJSON: JSONValue {
        guard !random.isEmpty else {
            return without(settings.randomLexicons > 0 ? Self.noMark : "no draws were asked for")
        }
        let summary = Figures.summary(of: random.map(\.figures))
        var fields = summary.mean.json
        let grams = randomLexicons.map { Double($0.lexicon.grams.count) }
        fields["draws"] = .integer(random.count)
        fields["grams"] = JSONValue(Statistics.mean(grams))
        fields["standardDeviation"] = .object(summary.deviation.json)
        return .object(fields)
    }

    private var entropyJSON: JSONValue {
        guard let entropy else { return without(entropies.reason ?? Self.noMark) }
        var fields = entropy.figures.json
        fields["entropiesAreLowerBounds"] = .bool(entropies.areLowerBounds)
        return .object(fields)
    }

    private func baseline(of evaluation: PlanningEvaluation, _ labeller: Labeller?) -> JSONValue {
        var fields = evaluation.figures.json
        fields["name"] = JSONValue(labeller?.lexicon.name)
        fields["grams"] = JSONValue(labeller?.lexicon.grams.count)
        return .object(fields)
    }

    private func without(_ reason: String) -> JSONValue {
        var fields = Figures().json
        fields["reason"] = .string(reason)
        return .object(fields)
    }
}
