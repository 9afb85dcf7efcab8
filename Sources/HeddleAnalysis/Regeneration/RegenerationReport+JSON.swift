import OrderedCollections

extension RegenerationReport {
    public static let schema = "heddle.regeneration/1"

    /// All figures; null where there is none. Intervals are `[low, high]`.
    public var json: JSONValue {
        [
            "schema": .string(Self.schema), "model": .string(model), "lexicon": .string(lexicon),
            "heads": .array(
                heads.map { ["layer": .integer($0.layer), "head": .integer($0.head)] }),
            "ablation": .string(mode.rawValue), "problems": .integer(problems),
            "continuations": .integer(continuations), "temperature": .number(temperature),
            "maxTokens": .integer(maxTokens), "seed": .string(String(seed)),
            "draws": .integer(draws), "intervals": "95 %, problems drawn with replacement",
            "arms": .object(
                OrderedDictionary(
                    uniqueKeysWithValues: RegenerationArm.allCases.map {
                        ($0.rawValue, arms[$0]?.json ?? .null)
                    })),
            "minusIntact": .object(
                OrderedDictionary(
                    uniqueKeysWithValues: RegenerationArm.compared.map {
                        ($0.rawValue, comparisons[$0]?.json ?? .null)
                    })),
            "notes": .array(notes.map(JSONValue.string)),
        ]
    }

    /// Reads what `json` wrote.
    ///
    /// - Throws: `PlanningSweepError` naming the field that is missing or wrong.
    public init(json: JSONValue) throws(PlanningSweepError) {
        guard json["schema"]?.string == Self.schema else {
            throw PlanningSweepError(
                field: "schema", problem: "this is no result of heddle regenerate --json")
        }
        guard let mode = json["ablation"]?.string.flatMap(AblationMode.init(rawValue:)) else {
            throw PlanningSweepError(field: "ablation", problem: "names no mode of ablation")
        }
        let heads = (json["heads"]?.array ?? []).compactMap { entry -> HeadID? in
            guard let layer = entry["layer"]?.int, let head = entry["head"]?.int else { return nil }
            return HeadID(layer: layer, head: head)
        }
        self.init(
            model: json["model"]?.string ?? "", lexicon: json["lexicon"]?.string ?? "",
            heads: heads, mode: mode, problems: json["problems"]?.int ?? 0,
            continuations: json["continuations"]?.int ?? 0,
            temperature: json["temperature"]?.double ?? 0,
            maxTokens: json["maxTokens"]?.int ?? 0,
            seed: json["seed"]?.string.flatMap { UInt64($0) } ?? 0,
            draws: json["draws"]?.int ?? 0)
        for arm in RegenerationArm.allCases {
            arms[arm] = RegenerationFigures(json: json["arms"]?[arm.rawValue])
            comparisons[arm] = RegenerationComparison(json: json["minusIntact"]?[arm.rawValue])
        }
    }

    /// What a reader must know, a sentence each.
    public var notes: [String] {
        var notes = [
            "Intervals hold 95 % of \(draws) samples in which the problems are drawn anew; "
                + "the responses to one problem stay together.",
            "The ablated model draws with the noise of the intact one, so that a text differs "
                + "because the distributions differ. The other seed shows what other noise does to "
                + "the intact model.",
        ]
        if temperature == 0 {
            notes.append("At temperature 0 there is no noise: the other seed writes the same text.")
        }
        return notes
    }
}

extension RegenerationFigure {
    var json: JSONValue {
        [
            "value": .number(value), "standardError": JSONValue(spread?.standardError),
            "interval": spread?.intervalJSON ?? .null,
        ]
    }

    init?(json: JSONValue?) {
        guard let json, let value = json["value"]?.double else { return nil }
        self.init(value: value, spread: BootstrapSpread(json: json))
    }
}

extension RegenerationFigures {
    var json: JSONValue {
        [
            "responses": .integer(responses), "checked": .integer(checked),
            "right": .integer(right),
            "wilson": wilson.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null,
            "figures": .byMeasure(figures),
        ]
    }

    init?(json: JSONValue?) {
        guard let json, let responses = json["responses"]?.int else { return nil }
        self.init(
            responses: responses, checked: json["checked"]?.int ?? 0,
            right: json["right"]?.int ?? 0,
            figures: RegenerationMeasure.figures(json["figures"]))
    }
}

extension RegenerationComparison {
    var json: JSONValue {
        [
            "pairs": .integer(pairs), "figures": .byMeasure(differences),
            "differing": differing?.json ?? .null,
            "firstDivergence": firstDivergence?.json ?? .null,
            "firstDivergenceQuartiles": divergenceQuartiles.map {
                .array($0.map(JSONValue.number))
            } ?? .null,
        ]
    }

    init?(json: JSONValue?) {
        guard let json, let pairs = json["pairs"]?.int else { return nil }
        self.init(
            pairs: pairs, differences: RegenerationMeasure.figures(json["figures"]),
            differing: RegenerationFigure(json: json["differing"]),
            firstDivergence: RegenerationFigure(json: json["firstDivergence"]),
            divergenceQuartiles: json["firstDivergenceQuartiles"]?.array?.compactMap(\.double))
    }
}

extension JSONValue {
    fileprivate static func byMeasure(
        _ figures: [RegenerationMeasure: RegenerationFigure]
    ) -> JSONValue {
        .object(
            OrderedDictionary(
                uniqueKeysWithValues: RegenerationMeasure.allCases.map {
                    ($0.key, figures[$0]?.json ?? .null)
                }))
    }
}

extension RegenerationMeasure {
    fileprivate static func figures(
        _ json: JSONValue?
    ) -> [RegenerationMeasure: RegenerationFigure] {
        var figures: [RegenerationMeasure: RegenerationFigure] = [:]
        for measure in allCases { figures[measure] = RegenerationFigure(json: json?[measure.key]) }
        return figures
    }
}
