import OrderedCollections

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
    /// - Throws: `MediationFormatError` naming the field that is missing or wrong.
    public init(json: JSONValue) throws(MediationFormatError) {
        let source = FieldReader(json)
        guard try source.text("schema") == Self.schema else {
            throw MediationFormatError(path: "schema", expected: "\"\(Self.schema)\"")
        }
        let model = try source.object("model")
        self.init(
            model: ModelIdentity(
                name: try model.text("name"), sha256: model.optionalText("sha256"),
                arithmetic: model.optionalText("arithmetic").flatMap(DotProducts.init)),
            shape: try HeadShape(source.object("shape")),
            settings: try MediationSettings(source.object("settings")))
        for (rule, counts) in try source.object("accuracyCounts").fields {
            accuracy.append(try RuleAccuracy(rule: rule, counts))
        }
        for entry in try source.array("acceptance") {
            acceptance.append(try PairAcceptance(entry))
        }
        for (name, fields) in try source.object("types").fields {
            guard let kind = SymbolicHeadKind(rawValue: name) else { continue }
            kinds[kind] = try HeadKindResult(fields, shape: shape)
        }
        for entry in try source.array("pairs") {
            do throws(ContextPairError) {
                pairs.append(try ContextPair(json: entry.value))
            } catch {
                throw MediationFormatError(path: "pairs", expected: error.description)
            }
        }
        for entry in try source.array("maps") { maps.append(try LayerPositionMap(entry)) }
        for entry in try source.array("otherReadings") {
            otherReadings.append(try MediationReading(entry, shape: shape))
        }
        notes = try source.array("notes").compactMap(\.value.string)
    }
}

/// Why a value is no saved mediation analysis.
public struct MediationFormatError: Error, Equatable, CustomStringConvertible {
    /// Where, such as `types.induction.scores`.
    public var path: String
    public var expected: String

    public var description: String {
        "\(path): expected \(expected); 'heddle mediate --json' writes such files"
    }
}

extension HeadShape {
    var json: JSONValue {
        [
            "layers": .integer(layers), "heads": .integer(heads),
            "keyValueHeads": .integer(keyValueHeads),
        ]
    }

    init(_ source: FieldReader) throws(MediationFormatError) {
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

    init(_ source: FieldReader) throws(MediationFormatError) {
        self.init(
            task: try source.text("task"), shots: source.value["shots"]?.int,
            pairsPerRule: try source.count("pairsPerRule"),
            seed: UInt64(try source.text("seed")) ?? 0, flips: try source.count("flips"),
            familyWiseError: try source.number("familyWiseError"),
            beginsText: try source.truth("beginsText"),
            filtersPairs: try source.truth("filtersPairs"),
            pairsHash: source.optionalText("pairsHash"))
    }
}

extension RuleAccuracy {
    var json: JSONValue {
        [
            "correct": .integer(correct), "prompts": .integer(prompts),
            "interval": interval.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null,
        ]
    }

    init(rule: String, _ source: FieldReader) throws(MediationFormatError) {
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

    init(_ source: FieldReader) throws(MediationFormatError) {
        self.init(
            kind: try source.name("kind"), rule: try source.text("rule"),
            kept: try source.count("kept"), tried: try source.count("tried"))
    }
}

extension HeadKindResult {
    var json: JSONValue {
        [
            "pairs": .integer(pairs), "scores": .grid(scores),
            "standardErrors": .array(
                standardErrors.map { .array($0.map { JSONValue($0) }) }),
            "scoresByRule": .fields(
                scoresByRule.sorted { $0.key < $1.key }.map { ($0.key, .grid($0.value)) }),
            "threshold": .number(threshold),
            "studentizedThreshold": .number(studentizedThreshold),
            "significant": heads(significant),
            "significantStudentized": heads(significantStudentized),
            "pValues": .grid(pValues), "studentizedPValues": .grid(studentizedPValues),
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

    init(_ source: FieldReader, shape: HeadShape) throws(MediationFormatError) {
        let rows = source.value["standardErrors"]?.array ?? []
        var byRule: [String: [[Double]]] = [:]
        for (rule, grid) in try source.object("scoresByRule").fields {
            byRule[rule] = try grid.grid(shape)
        }
        self.init(
            pairs: try source.count("pairs"), scores: try source.child("scores").grid(shape),
            standardErrors: rows.map { ($0.array ?? []).map(\.double) }, scoresByRule: byRule,
            threshold: try source.number("threshold"),
            studentizedThreshold: try source.number("studentizedThreshold"),
            significant: try source.heads("significant"),
            significantStudentized: try source.heads("significantStudentized"),
            pValues: try source.child("pValues").grid(shape),
            studentizedPValues: try source.child("studentizedPValues").grid(shape),
            cleanGap: try source.number("cleanGap"))
        pairPlaces = try source.array("pairPlaces").compactMap(\.value.int)
        for (head, entry) in zip(
            try source.heads("pairScores"), try source.array("pairScores"))
        {
            pairScores[head] = try entry.array("scores").compactMap(\.value.double)
        }
        for (name, fields) in try source.object("controls").fields {
            guard let control = MediationControl(rawValue: name) else { continue }
            controls[control] = try ControlScores(fields, shape: shape)
        }
    }
}

extension ControlScores {
    var json: JSONValue {
        [
            "pairs": .integer(pairs), "scores": .grid(scores), "threshold": .number(threshold),
            "significant": .array(
                significant.map { ["layer": .integer($0.layer), "head": .integer($0.head)] }),
        ]
    }

    init(_ source: FieldReader, shape: HeadShape) throws(MediationFormatError) {
        self.init(
            scores: try source.child("scores").grid(shape), pairs: try source.count("pairs"),
            threshold: try source.number("threshold"),
            significant: try source.heads("significant"))
    }
}

extension LayerPositionMap {
    var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "part": .string(part.rawValue),
            "tokens": .array(tokens.map(JSONValue.string)), "scores": .grid(scores),
        ]
    }

    init(_ source: FieldReader) throws(MediationFormatError) {
        self.init(
            kind: try source.name("kind"), part: try source.name("part"),
            tokens: try source.array("tokens").compactMap(\.value.string),
            scores: try source.child("scores").grid(nil))
    }
}

extension MediationReading {
    var json: JSONValue {
        [
            "reading": .string(reading.rawValue), "type": .string(kind.rawValue),
            "result": result.json,
        ]
    }

    init(_ source: FieldReader, shape: HeadShape) throws(MediationFormatError) {
        self.init(
            reading: try source.name("reading"), kind: try source.name("type"),
            result: try HeadKindResult(source.object("result"), shape: shape))
    }
}
