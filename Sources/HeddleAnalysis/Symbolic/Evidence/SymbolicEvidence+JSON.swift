extension SymbolicEvidence {
    public static let schema = "heddle.evidence/1"

    /// Everything, as `init(json:)` reads it.
    public var json: JSONValue {
        [
            "schema": .string(Self.schema),
            "model": model.json,
            "shape": [
                "layers": .integer(shape.layers), "heads": .integer(shape.heads),
                "keyValueHeads": .integer(shape.keyValueHeads),
            ],
            "settings": [
                "shots": .integer(settings.shots), "seed": .string(String(settings.seed)),
                "beginsText": .bool(settings.beginsText),
                "pairsHash": JSONValue(settings.pairsHash),
            ],
            "heads": .object(
                JSONValue.Fields(
                    uniqueKeysWithValues: SymbolicHeadKind.allCases.compactMap { kind in
                        heads[kind].map { (kind.rawValue, .array($0.map(\.json))) }
                    })),
            "attention": .array(attention.map(\.json)),
            "similarity": .array(similarity.map(\.json)),
            "decoding": .array(decoding.map(\.json)),
            "ablation": .array(ablation.map(\.json)),
            "knownHeads": knownHeads?.json ?? .null,
            "notes": .array(notes.map(JSONValue.string)),
        ]
    }

    /// Reads what `json` writes; parts that are missing stay empty.
    ///
    /// - Throws: `SymbolicEvidenceError` naming the field that is missing or wrong.
    public init(json: JSONValue) throws(SymbolicEvidenceError) {
        let fields = EvidenceFields(json)
        if let schema = fields["schema"]?.string, schema != Self.schema {
            throw fields.wrong("schema", "'\(schema)' is not \(Self.schema)")
        }
        let model = try fields.object("model")
        let shape = try fields.object("shape")
        self.init(
            model: ModelIdentity(
                name: try model.text("name"), sha256: model["sha256"]?.string,
                arithmetic: DotProducts(model["arithmetic"])),
            shape: HeadShape(
                layers: try shape.count("layers"), heads: try shape.count("heads"),
                keyValueHeads: try shape.count("keyValueHeads")),
            settings: try EvidenceSettings(fields.object("settings")))
        if fields["heads"] != nil {
            let named = try fields.object("heads")
            for kind in SymbolicHeadKind.allCases where named[kind.rawValue] != nil {
                heads[kind] = try named.list(kind.rawValue, ScoredHead.init)
            }
        }
        attention = try fields.list("attention", AttentionEvidence.init)
        similarity = try fields.list("similarity", SimilarityEvidence.init)
        decoding = try fields.list("decoding", DecodingEvidence.init)
        ablation = try fields.list("ablation", AblationEvidence.init)
        if fields["knownHeads"] != nil {
            knownHeads = try KnownHeadsEvidence(fields.object("knownHeads"))
        }
        notes = fields["notes"]?.array?.compactMap(\.string) ?? []
    }
}

extension EvidenceSettings {
    fileprivate init(_ fields: EvidenceFields) throws(SymbolicEvidenceError) {
        guard let seed = UInt64(try fields.text("seed")) else {
            throw fields.wrong("seed", "a whole number as text is expected")
        }
        self.init(
            shots: try fields.count("shots"), seed: seed,
            beginsText: fields["beginsText"]?.bool ?? false,
            pairsHash: fields["pairsHash"]?.string)
    }
}

extension ScoredHead {
    fileprivate var json: JSONValue {
        ["head": .string(head.description), "score": .number(score)]
    }

    fileprivate init(_ fields: EvidenceFields) throws(SymbolicEvidenceError) {
        self.init(head: try fields.head("head"), score: try fields.number("score"))
    }
}

extension AttentionEvidence {
    fileprivate var json: JSONValue {
        [
            "link": .string(link.rawValue), "kind": .string(kind.rawValue),
            "rule": .string(rule), "prompts": .integer(prompts),
            "weights": JSONValue(grid: weights), "chance": .number(chance),
            "weighted": JSONValue(weighted),
            "byExample": .array(
                byExample.map {
                    [
                        "head": .string($0.head.description),
                        "values": .array($0.values.map(JSONValue.number)),
                    ]
                }),
        ]
    }

    fileprivate init(_ fields: EvidenceFields) throws(SymbolicEvidenceError) {
        self.init(
            link: try fields.named("link"), rule: try fields.text("rule"),
            prompts: try fields.count("prompts"), weights: try fields.grid("weights"),
            chance: try fields.number("chance"), weighted: fields["weighted"]?.double,
            byExample: try fields.list("byExample") { entry throws(SymbolicEvidenceError) in
                HeadSeries(head: try entry.head("head"), values: try entry.numbers("values"))
            })
    }
}

extension DecodingEvidence {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "example": JSONValue(example),
            "prompts": prompts.json, "tokens": tokens.json,
            "accuracy": JSONValue(grid: accuracy), "shuffled": JSONValue(grid: shuffled),
            "combined": combined?.json ?? .null,
        ]
    }

    fileprivate init(_ fields: EvidenceFields) throws(SymbolicEvidenceError) {
        self.init(
            kind: try fields.named("kind"), example: fields["example"]?.int,
            prompts: try DecodingSplit(fields.object("prompts")),
            tokens: try DecodingSplit(fields.object("tokens")),
            accuracy: try fields.grid("accuracy"), shuffled: try fields.grid("shuffled"))
        if fields["combined"] != nil {
            combined = try CombinedDecoding(fields.object("combined"))
        }
    }
}

extension DecodingSplit {
    fileprivate var json: JSONValue {
        [
            "train": .integer(train), "validation": .integer(validation), "test": .integer(test),
        ]
    }

    fileprivate init(_ fields: EvidenceFields) throws(SymbolicEvidenceError) {
        self.init(
            train: try fields.count("train"), validation: try fields.count("validation"),
            test: try fields.count("test"))
    }
}

extension CombinedDecoding {
    fileprivate var json: JSONValue {
        [
            "heads": JSONValue(heads: heads), "width": .integer(width),
            "correct": .integer(correct), "shuffledCorrect": .integer(shuffledCorrect),
            "trials": .integer(trials), "accuracy": JSONValue(accuracy),
            "interval": JSONValue(interval: interval), "penalty": .number(penalty),
        ]
    }

    fileprivate init(_ fields: EvidenceFields) throws(SymbolicEvidenceError) {
        self.init(
            heads: try fields.heads("heads"), width: try fields.count("width"),
            correct: try fields.count("correct"),
            shuffledCorrect: try fields.count("shuffledCorrect"),
            trials: try fields.count("trials"), penalty: try fields.number("penalty"))
    }
}

extension AblationEvidence {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "mode": .string(mode.rawValue),
            "prompts": .integer(prompts), "ranked": .array(ranked.map(\.json)),
            "lowest": .array(lowest.map(\.json)), "random": .array(random.map(\.json)),
            "draws": .integer(draws),
        ]
    }

    fileprivate init(_ fields: EvidenceFields) throws(SymbolicEvidenceError) {
        self.init(
            kind: try fields.named("kind"), mode: try fields.named("mode"),
            prompts: try fields.count("prompts"),
            ranked: try fields.list("ranked", AblationPoint.init),
            lowest: try fields.list("lowest", AblationPoint.init),
            random: try fields.list("random", AblationPoint.init),
            draws: try fields.count("draws"))
    }
}

extension AblationPoint {
    fileprivate var json: JSONValue {
        [
            "heads": .integer(heads), "probability": .number(probability),
            "accuracy": .number(accuracy), "spread": JSONValue(spread),
        ]
    }

    fileprivate init(_ fields: EvidenceFields) throws(SymbolicEvidenceError) {
        self.init(
            heads: try fields.count("heads"), probability: try fields.number("probability"),
            accuracy: try fields.number("accuracy"), spread: fields["spread"]?.double)
    }
}
