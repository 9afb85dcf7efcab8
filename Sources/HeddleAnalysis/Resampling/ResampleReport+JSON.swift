extension ResampleReport {
    public static let schema = "heddle.resample/1"

    /// The result as `heddle resample --json` prints it; shares are 0...1, the divergence is in
    /// nats, tokens count from the start of the prompt.
    public var json: JSONValue {
        .fields([
            ("schema", .string(Self.schema)),
            ("trace", .string(traceID)), ("traceCorrect", JSONValue(traceIsRight)),
            ("model", model.json),
            (
                "sentence",
                [
                    "number": .integer(sentence.number), "text": .string(sentence.text),
                    "start": .integer(sentence.tokens.lowerBound),
                    "end": .integer(sentence.tokens.upperBound),
                ]
            ),
            ("settings", settings.json), ("wanted", .integer(wanted)), ("tries", .integer(tries)),
            ("partial", .bool(isPartial)), ("finished", .bool(isFinished)),
            ("kept", json(of: .kept)), ("without", json(of: .without)),
            ("tried", .integer(tried)), ("refused", .integer(refused)),
            (
                "difference",
                [
                    "accuracy": JSONValue(difference),
                    "interval": JSONValue(interval: differenceInterval),
                ]
            ),
            ("kl", JSONValue(divergence)), ("klSmoothing", .number(AnswerDistribution.smoothing)),
            ("notes", .array(notes.map(JSONValue.string))),
            ("continuations", .array(continuations.map(\.json))),
        ])
    }

    private func json(of arm: ResampleArm) -> JSONValue {
        let accuracy = accuracy(arm)
        let answers = answers(arm)
        return .fields([
            ("count", .integer(accuracy.count)), ("correct", .integer(accuracy.correct)),
            ("accuracy", JSONValue(accuracy.share)),
            ("interval", JSONValue(interval: accuracy.interval)),
            ("withoutAnswer", .integer(answers.missing)),
            (
                "answers",
                .array(
                    answers.entries.map {
                        [
                            "answer": .string($0.answer), "count": .integer($0.count),
                            "correct": .bool($0.correct),
                        ]
                    })
            ),
        ])
    }

    /// Reads a result back; figures are taken from its continuations anew.
    ///
    /// - Throws: `SavedResultError` for a value that is no such result.
    public init(json: JSONValue) throws(SavedResultError) {
        guard json["schema"]?.string == Self.schema, let id = json["trace"]?.string,
            let name = json["model"]?["name"]?.string,
            let number = json["sentence"]?["number"]?.int,
            let text = json["sentence"]?["text"]?.string,
            let start = json["sentence"]?["start"]?.int, let end = json["sentence"]?["end"]?.int,
            start >= 0, start <= end,
            let settings = json["settings"].flatMap(ResampleSettings.init),
            let wanted = json["wanted"]?.int, let tries = json["tries"]?.int, wanted > 0,
            let rows = json["continuations"]?.array
        else {
            throw SavedResultError(
                field: "schema", problem: "is no whole result of \(Self.schema)",
                command: "heddle resample -o")
        }
        self.init(
            traceID: id, traceIsRight: json["traceCorrect"]?.bool,
            model: ModelIdentity(
                name: name, sha256: json["model"]?["sha256"]?.string,
                arithmetic: json["model"]?["arithmetic"]?.string.flatMap(DotProducts.init)),
            sentence: ResampledSentence(number: number, tokens: start..<end, text: text),
            settings: settings, wanted: wanted, tries: tries,
            continuations: rows.compactMap(ResampledContinuation.init))
    }
}
