extension MediationResult {
    public static let schema = "heddle.mediation/1"

    /// Everything, so that the value can be read back and the analysis run again.
    ///
    /// `accuracy.{ABA,ABB}` are shares; `types.{abstraction,induction,retrieval}` hold
    /// `scores[layer][head]` (logits), `threshold`, `significant[]` and `significantStudentized[]`
    /// (`{layer,head,score}`).
    public var json: JSONValue {
        [
            "schema": .string(Self.schema),
            "model": model.json,
            "shape": shape.json, "settings": settings.json,
            "accuracy": .fields(accuracy.map { ($0.rule, JSONValue($0.share)) }),
            "accuracyCounts": .fields(accuracy.map { ($0.rule, $0.json) }),
            "acceptance": .array(acceptance.map(\.json)),
            "types": .fields(
                SymbolicHeadKind.allCases.compactMap { kind in
                    kinds[kind].map { (kind.rawValue, $0.json) }
                }),
            "pairs": .array(pairs.map(\.json)),
            "maps": .array(maps.map(\.json)),
            "otherReadings": .array(otherReadings.map(\.json)),
            "notes": .array(notes.map(JSONValue.string)),
        ]
    }

    /// Reads what `json` writes.
    ///
    /// - Throws: `SavedResultError` naming the field that is missing or wrong.
    public init(json: JSONValue) throws(SavedResultError) {
        let source = FieldReader(json, command: "heddle mediate --json")
        let schema = try source.text("schema")
        guard schema == Self.schema else {
            throw source.wrong("schema", "'\(schema)' is not \(Self.schema)")
        }
        let model = try source.object("model")
        self.init(
            model: ModelIdentity(
                name: try model.text("name"), sha256: model["sha256"]?.string,
                arithmetic: model["arithmetic"]?.string.flatMap(DotProducts.init)),
            shape: try HeadShape(source.object("shape")),
            settings: try MediationSettings(source.object("settings")))
        let counts = try source.object("accuracyCounts")
        for rule in counts.keys {
            accuracy.append(try RuleAccuracy(rule: rule, counts.object(rule)))
        }
        for entry in try source.entries("acceptance") {
            acceptance.append(try PairAcceptance(entry))
        }
        let types = try source.object("types")
        for kind in SymbolicHeadKind.allCases where types[kind.rawValue] != nil {
            kinds[kind] = try HeadKindResult(types.object(kind.rawValue), shape: shape)
        }
        for (index, entry) in try source.entries("pairs").enumerated() {
            do throws(ContextPairError) {
                pairs.append(try ContextPair(json: entry.value))
            } catch {
                throw source.wrong("pairs[\(index)]", error.description)
            }
        }
        for entry in try source.entries("maps") { maps.append(try LayerPositionMap(entry)) }
        for entry in try source.entries("otherReadings") {
            otherReadings.append(try MediationReading(entry, shape: shape))
        }
        notes = try source.texts("notes")
    }
}

extension HeadShape {
    var json: JSONValue {
        [
            "layers": .integer(layers), "heads": .integer(heads),
            "keyValueHeads": .integer(keyValueHeads),
        ]
    }

    init(_ source: FieldReader) throws(SavedResultError) {
        self.init(
            layers: try source.count("layers"), heads: try source.count("heads"),
            keyValueHeads: try source.count("keyValueHeads"))
    }
}

extension MediationSettings {
    /// The fields that tell an analysis from another.
    public var json: JSONValue {
        [
            "task": .string(task), "shots": JSONValue(shots),
            "pairsPerRule": .integer(pairsPerRule), "seed": .string(String(seed)),
            "flips": .integer(flips), "familyWiseError": .number(familyWiseError),
            "beginsText": .bool(beginsText), "filtersPairs": .bool(filtersPairs),
            "pairsHash": JSONValue(pairsHash),
        ]
    }

    init(_ source: FieldReader) throws(SavedResultError) {
        self.init(
            task: try source.text("task"), shots: source["shots"]?.int,
            pairsPerRule: try source.count("pairsPerRule"),
            seed: try source.seed("seed"), flips: try source.count("flips"),
            familyWiseError: try source.number("familyWiseError"),
            beginsText: try source.truth("beginsText"),
            filtersPairs: try source.truth("filtersPairs"),
            pairsHash: source["pairsHash"]?.string)
    }
}

extension RuleAccuracy {
    var json: JSONValue {
        [
            "correct": .integer(correct), "prompts": .integer(prompts),
            "interval": interval.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null,
        ]
    }

    init(rule: String, _ source: FieldReader) throws(SavedResultError) {
        self.init(
            rule: rule, correct: try source.count("correct"), prompts: try source.count("prompts"))
    }
}

extension PairAcceptance {
    var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "rule": .string(rule), "kept": .integer(kept),
            "tried": .integer(tried),
        ]
    }

    init(_ source: FieldReader) throws(SavedResultError) {
        self.init(
            kind: try source.name("kind"), rule: try source.text("rule"),
            kept: try source.count("kept"), tried: try source.count("tried"))
    }
}

extension HeadKindResult {
    var json: JSONValue {
        [
            "pairs": .integer(pairs), "scores": JSONValue(grid: scores),
            "standardErrors": JSONValue(grid: standardErrors),
            "scoresByRule": .fields(
                scoresByRule.sorted { $0.key < $1.key }.map { ($0.key, JSONValue(grid: $0.value)) }),
            "threshold": .number(threshold),
            "studentizedThreshold": .number(studentizedThreshold),
            "significant": heads(significant),
            "significantStudentized": heads(significantStudentized),
            "pValues": JSONValue(grid: pValues),
            "studentizedPValues": JSONValue(grid: studentizedPValues),
            "cleanGap": .number(cleanGap),
            "pairPlaces": .array(pairPlaces.map(JSONValue.integer)),
            "pairScores": .array(
                pairScores.sorted { $0.key < $1.key }.map { head, scores in
                    [
                        "layer": .integer(head.layer), "head": .integer(head.head),
                        "scores": .array(scores.map(JSONValue.number)),
                    ]
                }),
            "controls": .fields(
                MediationControl.allCases.compactMap { control in
                    controls[control].map { (control.rawValue, $0.json) }
                }),
        ]
    }

    private func heads(_ heads: [HeadID]) -> JSONValue {
        .array(
            heads.map {
                [
                    "layer": .integer($0.layer), "head": .integer($0.head),
                    "score": JSONValue(score(of: $0)),
                ]
            })
    }

    init(_ source: FieldReader, shape: HeadShape) throws(SavedResultError) {
        var byRule: [String: [[Double]]] = [:]
        let rules = try source.object("scoresByRule")
        for rule in rules.keys { byRule[rule] = try rules.grid(rule, shape) }
        self.init(
            pairs: try source.count("pairs"), scores: try source.grid("scores", shape),
            standardErrors: source["standardErrors"] == nil
                ? [] : try source.sparseGrid("standardErrors"), scoresByRule: byRule,
            threshold: try source.number("threshold"),
            studentizedThreshold: try source.number("studentizedThreshold"),
            significant: try source.heads("significant"),
            significantStudentized: try source.heads("significantStudentized"),
            pValues: try source.grid("pValues", shape),
            studentizedPValues: try source.grid("studentizedPValues", shape),
            cleanGap: try source.number("cleanGap"))
        pairPlaces = try source.counts("pairPlaces")
        for (head, entry) in zip(
            try source.heads("pairScores"), try source.entries("pairScores"))
        {
            pairScores[head] = try entry.numbers("scores")
        }
        let found = try source.object("controls")
        for control in MediationControl.allCases where found[control.rawValue] != nil {
            controls[control] = try ControlScores(found.object(control.rawValue), shape: shape)
        }
    }
}

extension ControlScores {
    var json: JSONValue {
        [
            "pairs": .integer(pairs), "scores": JSONValue(grid: scores),
            "threshold": .number(threshold),
            "significant": .array(
                significant.map { ["layer": .integer($0.layer), "head": .integer($0.head)] }),
        ]
    }

    init(_ source: FieldReader, shape: HeadShape) throws(SavedResultError) {
        self.init(
            scores: try source.grid("scores", shape), pairs: try source.count("pairs"),
            threshold: try source.number("threshold"),
            significant: try source.heads("significant"))
    }
}

extension LayerPositionMap {
    var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "part": .string(part.rawValue),
            "tokens": .array(tokens.map(JSONValue.string)), "scores": JSONValue(grid: scores),
        ]
    }

    init(_ source: FieldReader) throws(SavedResultError) {
        self.init(
            kind: try source.name("kind"), part: try source.name("part"),
            tokens: try source.texts("tokens"),
            scores: try source.grid("scores"))
    }
}

extension MediationReading {
    var json: JSONValue {
        [
            "reading": .string(reading.rawValue), "type": .string(kind.rawValue),
            "result": result.json,
        ]
    }

    init(_ source: FieldReader, shape: HeadShape) throws(SavedResultError) {
        self.init(
            reading: try source.name("reading"), kind: try source.name("type"),
            result: try HeadKindResult(source.object("result"), shape: shape))
    }
}
