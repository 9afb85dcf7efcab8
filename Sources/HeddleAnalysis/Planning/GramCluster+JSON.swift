import OrderedCollections

extension GramCluster {
    /// Fields `id`, `name`, `intent`, `documents`, `documentsAtLeast` where that is true,
    /// `occurrences`, `kept` and `examples`.
    var json: JSONValue {
        var fields: OrderedDictionary<String, JSONValue> = [
            "id": .integer(id), "name": .string(name), "intent": .string(intent.rawValue),
            "documents": .integer(documents),
        ]
        if documentsAreAtLeast { fields["documentsAtLeast"] = .bool(true) }
        fields["occurrences"] = .integer(occurrences)
        fields["kept"] = .bool(isKept)
        fields["examples"] = .array(examples.map(\.json))
        return .object(fields)
    }

    /// Nil without a number or with an intent that is not known.
    init?(json: JSONValue) {
        guard let id = json["id"]?.int, (0...Lexicon.largestCount).contains(id),
            let intent = json["intent"]?.string.flatMap(Intent.init(rawValue:))
        else { return nil }
        self.init(
            id: id, name: json["name"]?.string ?? "", intent: intent,
            documents: Lexicon.count(json["documents"]) ?? 0,
            occurrences: Lexicon.count(json["occurrences"]) ?? 0,
            documentsAreAtLeast: json["documentsAtLeast"]?.bool ?? false,
            isKept: json["kept"]?.bool ?? true,
            examples: (json["examples"]?.array ?? []).compactMap(GramExample.init(json:)))
    }
}

extension GramExample {
    /// Fields `file`, `trace`, `start`, `end` and `context`.
    var json: JSONValue {
        [
            "file": .string(file), "trace": .string(trace), "start": .integer(start),
            "end": .integer(end), "context": .string(context),
        ]
    }

    init?(json: JSONValue) {
        guard let trace = json["trace"]?.string, let start = json["start"]?.int,
            let end = json["end"]?.int, start >= 0, start <= end
        else { return nil }
        self.init(
            file: json["file"]?.string ?? "", trace: trace, start: start, end: end,
            context: json["context"]?.string ?? "")
    }
}

extension LexiconOrigin {
    /// Fields `corpusHash`, `solutions`, `words` and `parameters`.
    var json: JSONValue {
        [
            "corpusHash": .string(corpusHash), "solutions": .integer(solutions),
            "words": .integer(words), "parameters": parameters,
        ]
    }

    init?(json: JSONValue) {
        guard let hash = json["corpusHash"]?.string else { return nil }
        self.init(
            corpusHash: hash, solutions: Lexicon.count(json["solutions"]) ?? 0,
            words: Lexicon.count(json["words"]) ?? 0, parameters: json["parameters"] ?? .null)
    }
}

extension Lexicon {
    /// Counts beyond it are errors of the file; sums of smaller ones do not overflow.
    static let largestCount = 1 << 40

    /// A count of a file; nil for what is none.
    static func count(_ json: JSONValue?) -> Int? {
        json?.int.map { max(0, min($0, largestCount)) }
    }
}
