extension KnownHeadsEvidence {
    var json: JSONValue {
        [
            "scores": .object(
                JSONValue.Fields(
                    uniqueKeysWithValues: KnownHeadScore.allCases.compactMap { known in
                        scores[known].map { (known.rawValue, JSONValue(grid: $0)) }
                    })),
            "correlations": .array(correlations.map(\.json)),
            "sequences": .integer(sequences), "randomLength": .integer(randomLength),
            "tasks": .array(tasks.map(\.json)),
        ]
    }

    init(_ fields: FieldReader) throws(SavedResultError) {
        let named = try fields.object("scores")
        var scores: [KnownHeadScore: [[Double]]] = [:]
        for known in KnownHeadScore.allCases where named[known.rawValue] != nil {
            scores[known] = try named.grid(known.rawValue)
        }
        self.init(
            scores: scores, correlations: try fields.list("correlations", HeadCorrelation.init),
            sequences: try fields.count("sequences"),
            randomLength: try fields.count("randomLength"),
            tasks: try fields.list("tasks", FunctionVectorTask.init))
    }
}

extension HeadCorrelation {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "known": .string(known.rawValue),
            "heads": .integer(heads), "pearson": JSONValue(pearson),
            "pearsonInterval": JSONValue(interval: pearsonInterval),
            "pearsonP": JSONValue(pearsonP), "spearman": JSONValue(spearman),
            "spearmanP": JSONValue(spearmanP),
        ]
    }

    fileprivate init(_ fields: FieldReader) throws(SavedResultError) {
        self.init(
            kind: try fields.name("kind"), known: try fields.name("known"),
            heads: try fields.count("heads"), pearson: fields["pearson"]?.double,
            pearsonInterval: try fields.interval("pearsonInterval"),
            pearsonP: fields["pearsonP"]?.double, spearman: fields["spearman"]?.double,
            spearmanP: fields["spearmanP"]?.double)
    }
}

extension FunctionVectorTask {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "prompts": .integer(prompts),
            "shuffledPrompts": .integer(shuffledPrompts),
            "cleanProbability": .number(cleanProbability),
            "shuffledProbability": .number(shuffledProbability),
        ]
    }

    fileprivate init(_ fields: FieldReader) throws(SavedResultError) {
        self.init(
            name: try fields.text("name"), prompts: try fields.count("prompts"),
            shuffledPrompts: try fields.count("shuffledPrompts"),
            cleanProbability: try fields.number("cleanProbability"),
            shuffledProbability: try fields.number("shuffledProbability"))
    }
}
