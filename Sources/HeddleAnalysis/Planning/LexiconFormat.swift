import OrderedCollections

/// Why a JSON value is not a lexicon. Whoever reads the file adds its name.
public enum LexiconError: Error, Equatable, CustomStringConvertible {
    case notALexicon(found: String)
    case wrongSchema(found: String)
    case missing(field: String)
    case badGram(index: Int, problem: String)
    case badCluster(index: Int)

    public var description: String {
        switch self {
        case .notALexicon(let found):
            "a lexicon is a heddle.lexicon/1 object or a list of phrases, this is \(found)"
        case .wrongSchema(let found):
            "schema '\(found)' is not heddle.lexicon/1: give a lexicon file or a list of phrases"
        case .missing(let field):
            "field '\(field)' is missing in the lexicon"
        case .badGram(let index, let problem):
            "gram \(index) of the lexicon \(problem)"
        case .badCluster(let index):
            "cluster \(index) of the lexicon needs a number `id` and a known `intent`"
        }
    }
}

extension Lexicon {
    /// The schema of lexicon files.
    public static let schema = "heddle.lexicon/1"

    /// Reads a `heddle.lexicon/1` object, or a bare list of phrases whose intents are then given
    /// by `Intent.init(guessedFrom:)`. Phrases are normalised (`Gram.normalised`) and kept once.
    ///
    /// - Parameter name: the name of a list that has none of its own.
    /// - Throws: `LexiconError` naming the field or the gram, counted from 0.
    public init(json: JSONValue, name: String = "list") throws(LexiconError) {
        if let phrases = json.array {
            self.init(name: name, source: "", grams: try Self.readGrams(phrases))
            return
        }
        guard json.object != nil else { throw .notALexicon(found: json.kind) }
        guard let schema = json["schema"] else { throw .missing(field: "schema") }
        guard schema.string == Self.schema else {
            throw .wrongSchema(found: schema.string ?? schema.compactText)
        }
        guard let grams = json["grams"]?.array else { throw .missing(field: "grams") }
        self.init(
            name: json["name"]?.string ?? name, source: json["source"]?.string ?? "",
            grams: try Self.readGrams(grams),
            matching: json["matching"]?.string.flatMap(Matching.init(rawValue:)) ?? .longest,
            clusters: try Self.readClusters(json["clusters"]?.array ?? []),
            origin: json["origin"].flatMap(LexiconOrigin.init(json:)))
    }

    /// The lexicon as a `heddle.lexicon/1` object.
    public var json: JSONValue {
        let grams = grams.map { gram in
            var fields: OrderedDictionary<String, JSONValue> = [
                "text": .string(gram.text), "intent": .string(gram.intent.rawValue),
            ]
            fields["cluster"] = gram.cluster.map(JSONValue.integer)
            fields["documentFrequency"] = gram.documentFrequency.map(JSONValue.number)
            fields["occurrences"] = gram.occurrences.map(JSONValue.integer)
            if !gram.isKept { fields["kept"] = .bool(false) }
            return JSONValue.object(fields)
        }
        var fields: OrderedDictionary<String, JSONValue> = [
            "schema": .string(Self.schema), "name": .string(name), "source": .string(source),
        ]
        if matching != .longest { fields["matching"] = .string(matching.rawValue) }
        fields["origin"] = origin?.json
        if !clusters.isEmpty { fields["clusters"] = .array(clusters.map(\.json)) }
        fields["grams"] = .array(grams)
        return .object(fields)
    }

    private static func readGrams(_ values: [JSONValue]) throws(LexiconError) -> [Gram] {
        var grams: [Gram] = []
        var known: Set<String> = []
        for (index, value) in values.enumerated() {
            let gram = try readGram(value, index: index)
            if known.insert(gram.text).inserted { grams.append(gram) }
        }
        return grams
    }

    private static func readClusters(
        _ values: [JSONValue]
    ) throws(LexiconError) -> [GramCluster] {
        var clusters: [GramCluster] = []
        for (index, value) in values.enumerated() {
            guard let cluster = GramCluster(json: value) else { throw .badCluster(index: index) }
            clusters.append(cluster)
        }
        return clusters
    }

    /// The intent that is written there; guessing is slow and for phrases without one.
    private static func readIntent(
        _ value: JSONValue, of text: String, index: Int
    ) throws(LexiconError) -> Intent {
        guard let word = value["intent"]?.string else { return Intent(guessedFrom: text) }
        guard let intent = Intent(rawValue: word) else {
            let known = Intent.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badGram(index: index, problem: "has intent '\(word)', not one of \(known)")
        }
        return intent
    }

    private static func readGram(_ value: JSONValue, index: Int) throws(LexiconError) -> Gram {
        guard let phrase = value.string ?? value["text"]?.string else {
            throw .badGram(index: index, problem: "has no text")
        }
        let text = Gram.normalised(phrase)
        guard !text.isEmpty else { throw .badGram(index: index, problem: "is empty") }
        var gram = Gram(text: text, intent: try readIntent(value, of: text, index: index))
        gram.cluster = value["cluster"]?.int
        gram.documentFrequency = value["documentFrequency"]?.double.flatMap {
            (0...1).contains($0) ? $0 : nil
        }
        gram.occurrences = Lexicon.count(value["occurrences"])
        gram.isKept = value["kept"]?.bool ?? true
        return gram
    }
}

extension Gram {
    /// A phrase as texts are matched: lower case, runs of blanks and line ends as one blank,
    /// typographic apostrophes and quotation marks as plain ones, no blanks at its ends.
    public static func normalised(_ phrase: String) -> String {
        var text = NormalisedText()
        text.append(phrase.utf8)
        let bytes = text.bytes
        return bytes.text(bytes.trimmingBlanks(bytes.indices))
    }
}
