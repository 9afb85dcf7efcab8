import OrderedCollections

extension PlanningSweep {
    public static let schema = "heddle.sweep/1"

    /// `heddle.sweep/1` with `by` `planning`: `heads[]` has one entry a head that was measured
    /// alone, `sets[]` one a set of heads; null where there is no figure.
    public var json: JSONValue {
        let alone = effects.filter { $0.heads.count == 1 }
        let together = effects.filter { $0.heads.count != 1 }
        return [
            "schema": .string(Self.schema), "by": "planning", "model": .string(model),
            "lexicon": .string(lexicon), "traces": .integer(traces),
            "problems": .integer(problems), "ablation": .string(mode.rawValue),
            "effectIs": "change of negative log-likelihood with the heads off, nats a token",
            "notes": .array(notes.map(JSONValue.string)),
            "note": JSONValue(notes.first),
            "settings": settings.json,
            "baseline": .byGroup { baseline[$0]?.json },
            "matching": .byGroup(TokenGroup.compared) { matching[$0]?.json },
            "heads": .array(alone.map(\.json)), "sets": .array(together.map(\.json)),
        ]
    }

    /// Reads what `json` wrote.
    ///
    /// - Throws: `PlanningSweepError` naming the field that is missing or wrong.
    public init(json: JSONValue) throws(PlanningSweepError) {
        guard json["schema"]?.string == Self.schema, json["by"]?.string == "planning" else {
            throw PlanningSweepError(
                field: "schema", problem: "this is no result of heddle sweep --by planning --json")
        }
        guard let mode = json["ablation"]?.string.flatMap(AblationMode.init(rawValue:)) else {
            throw PlanningSweepError(field: "ablation", problem: "names no mode of ablation")
        }
        var effects: [PlanningEffect] = []
        for list in ["heads", "sets"] {
            for (index, entry) in (json[list]?.array ?? []).enumerated() {
                guard let effect = PlanningEffect(json: entry) else {
                    throw PlanningSweepError(
                        field: "\(list)[\(index)]", problem: "is no effect of heads")
                }
                effects.append(effect)
            }
        }
        self.init(
            model: json["model"]?.string ?? "", lexicon: json["lexicon"]?.string ?? "",
            mode: mode, traces: json["traces"]?.int ?? 0, problems: json["problems"]?.int ?? 0,
            settings: PlanningSweepSettings(json: json["settings"] ?? .null),
            baseline: TokenGroup.values { GroupBaseline(json: json["baseline"]?[$0.rawValue]) },
            matching: TokenGroup.values { MatchQuality(json: json["matching"]?[$0.rawValue]) },
            effects: effects,
            notes: json["notes"]?.array?.compactMap(\.string) ?? Self.standardNotes)
    }
}

/// Why a file cannot be read: what it lacks, by field.
public struct PlanningSweepError: Error, Equatable, CustomStringConvertible {
    public var field: String
    public var problem: String

    public var description: String {
        "\(field): \(problem)"
    }
}

extension JSONValue {
    /// An object with one field a group, null where there is no value.
    static func byGroup(
        _ groups: [TokenGroup] = TokenGroup.allCases, _ value: (TokenGroup) -> JSONValue?
    ) -> JSONValue {
        .object(
            OrderedDictionary(
                uniqueKeysWithValues: groups.map { ($0.rawValue, value($0) ?? .null) }))
    }
}

extension TokenGroup {
    /// The groups that have a value.
    static func values<Value>(_ value: (TokenGroup) -> Value?) -> [TokenGroup: Value] {
        var values: [TokenGroup: Value] = [:]
        for group in allCases { values[group] = value(group) }
        return values
    }
}

// MARK: - Parts

extension PlanningSweepSettings {
    var json: JSONValue {
        [
            "bins": .integer(bins), "draws": .integer(draws), "flips": .integer(flips),
            "familyWiseError": .number(familyWiseError), "randomSets": .integer(randomSets),
            "seed": .string(String(seed)), "correction": .string(Self.correction),
        ]
    }

    init(json: JSONValue) {
        self.init()
        bins = json["bins"]?.int ?? bins
        draws = json["draws"]?.int ?? draws
        flips = json["flips"]?.int ?? flips
        familyWiseError = json["familyWiseError"]?.double ?? familyWiseError
        randomSets = json["randomSets"]?.int ?? randomSets
        seed = json["seed"]?.string.flatMap { UInt64($0) } ?? seed
    }
}

extension GroupBaseline {
    var json: JSONValue { ["tokens": .integer(tokens), "meanNLL": JSONValue(meanNLL)] }

    init?(json: JSONValue?) {
        guard let tokens = json?["tokens"]?.int else { return nil }
        self.init(tokens: tokens, meanNLL: json?["meanNLL"]?.double)
    }
}

extension MatchQuality {
    var json: JSONValue {
        [
            "matchedShare": .number(matchedShare), "startNLL": JSONValue(startNLL),
            "groupNLL": JSONValue(groupNLL), "effectiveTokens": JSONValue(effectiveTokens),
        ]
    }

    init?(json: JSONValue?) {
        guard let share = json?["matchedShare"]?.double else { return nil }
        self.init(
            matchedShare: share, startNLL: json?["startNLL"]?.double,
            groupNLL: json?["groupNLL"]?.double,
            effectiveTokens: json?["effectiveTokens"]?.double)
    }
}

extension PlanningEffect {
    var json: JSONValue {
        var value: JSONValue =
            heads.count == 1
            ? ["layer": .integer(heads[0].layer), "head": .integer(heads[0].head)]
            : [
                "heads": .array(
                    heads.map { ["layer": .integer($0.layer), "head": .integer($0.head)] })
            ]
        var fields = summary.json
        for group in TokenGroup.allCases {
            fields.setField(group.rawValue, groups[group]?.json ?? .null)
        }
        value.setField("groups", fields)
        value.setField(
            "startMinus", .byGroup(TokenGroup.compared) { differences[$0]?.json })
        value.setField("significance", significance?.json ?? .null)
        value.setField("random", random?.json ?? .null)
        value.setField(
            "symbolic",
            .array(
                SymbolicHeadKind.allCases.filter(kinds.contains).map { .string($0.rawValue) }))
        return value
    }

    init?(json: JSONValue) {
        let places = json["heads"]?.array ?? [json]
        let heads = places.compactMap { place -> HeadID? in
            guard let layer = place["layer"]?.int, let head = place["head"]?.int else { return nil }
            return HeadID(layer: layer, head: head)
        }
        guard heads.count == places.count, let groups = json["groups"] else { return nil }
        self.init(
            heads: heads, summary: EffectSummary(json: groups),
            groups: TokenGroup.values { GroupEffect(json: groups[$0.rawValue]) },
            differences: TokenGroup.values {
                MatchedDifference(json: json["startMinus"]?[$0.rawValue])
            },
            significance: EffectSignificance(json: json["significance"]),
            random: RandomHeadSets(json: json["random"]),
            kinds: Set(
                (json["symbolic"]?.array ?? []).compactMap {
                    $0.string.flatMap(SymbolicHeadKind.init(rawValue:))
                }))
    }
}

extension EffectSummary {
    init(json: JSONValue) {
        self.init(
            planning: EffectTotals(json: json["planning"]),
            execution: EffectTotals(json: json["execution"]),
            decisions: EffectTotals(json: json["decisions"]))
    }
}

extension EffectTotals {
    init?(json: JSONValue?) {
        guard let json, let delta = json["deltaNLL"]?.double, let tokens = json["tokens"]?.int,
            let total = json["total"]?.double
        else { return nil }
        self.init(
            deltaNLL: delta, standardError: json["standardError"]?.double, tokens: tokens,
            total: total)
    }
}

extension GroupEffect {
    var json: JSONValue {
        [
            "deltaNLL": .number(deltaNLL), "standardError": JSONValue(spread?.standardError),
            "interval": spread?.intervalJSON ?? .null, "tokens": .integer(tokens),
        ]
    }

    init?(json: JSONValue?) {
        guard let json, let delta = json["deltaNLL"]?.double, let tokens = json["tokens"]?.int
        else { return nil }
        self.init(deltaNLL: delta, spread: BootstrapSpread(json: json), tokens: tokens)
    }
}

extension MatchedDifference {
    var json: JSONValue {
        [
            "deltaNLL": .number(value), "standardError": JSONValue(spread?.standardError),
            "interval": spread?.intervalJSON ?? .null,
            "start": .number(start), "group": .number(group),
        ]
    }

    init?(json: JSONValue?) {
        guard let json, let start = json["start"]?.double, let group = json["group"]?.double
        else { return nil }
        self.init(start: start, group: group, spread: BootstrapSpread(json: json))
    }
}

extension BootstrapSpread {
    var intervalJSON: JSONValue {
        [.number(interval.lowerBound), .number(interval.upperBound)]
    }

    /// Reads `standardError` and `interval`; nil where one of them is missing.
    init?(json: JSONValue) {
        guard let error = json["standardError"]?.double,
            let low = json["interval"]?[0]?.double, let high = json["interval"]?[1]?.double,
            low <= high
        else { return nil }
        self.init(standardError: error, interval: low...high)
    }
}

extension EffectSignificance {
    var json: JSONValue {
        [
            "t": .number(t), "p": .number(p), "familyWiseP": .number(familyWiseP),
            "q": .number(q),
        ]
    }

    init?(json: JSONValue?) {
        guard let json, let t = json["t"]?.double, let p = json["p"]?.double,
            let familyWiseP = json["familyWiseP"]?.double, let q = json["q"]?.double
        else { return nil }
        self.init(t: t, p: p, familyWiseP: familyWiseP, q: q)
    }
}

extension RandomHeadSets {
    var json: JSONValue {
        [
            "sets": .integer(sets), "start": start?.json ?? .null,
            "difference": difference?.json ?? .null,
        ]
    }

    init?(json: JSONValue?) {
        guard let json, let sets = json["sets"]?.int else { return nil }
        self.init(
            sets: sets, start: RandomPlace(json: json["start"]),
            difference: RandomPlace(json: json["difference"]))
    }
}

extension RandomPlace {
    var json: JSONValue {
        ["percentile": .number(percentile), "p": .number(p), "mean": .number(mean)]
    }

    init?(json: JSONValue?) {
        guard let json, let percentile = json["percentile"]?.double, let p = json["p"]?.double,
            let mean = json["mean"]?.double
        else { return nil }
        self.init(percentile: percentile, p: p, mean: mean)
    }
}
