/// One answer as a line of a file of annotations (`heddle.annotation/1`).
public struct AnnotationRecord: Hashable, Sendable {
    public static let schema = "heddle.annotation/1"

    public var annotator: String
    /// `AnnotationItems.fingerprint`.
    public var items: String
    /// Number of the item, from 1, and how many there are.
    public var number: Int
    public var count: Int
    public var text: String
    public var kind: AnnotationItem.Kind
    public var documents: Int
    public var trace: String
    public var lexicon: String
    public var answer: AnnotationAnswer

    /// The answer to item `index` of a round.
    ///
    /// - Precondition: the round has that item.
    public init(
        _ answer: AnnotationAnswer, to index: Int, of items: AnnotationItems,
        fingerprint: String, annotator: String, lexicon: String
    ) {
        let item = items.items[index]
        self.annotator = annotator
        self.items = fingerprint
        number = index + 1
        count = items.count
        text = item.text
        kind = item.kind
        documents = item.documents
        trace = item.trace
        self.lexicon = lexicon
        self.answer = answer
    }

    public var json: JSONValue {
        [
            "schema": .string(Self.schema), "annotator": .string(annotator),
            "items": .string(items), "number": .integer(number), "of": .integer(count),
            "text": .string(text), "answer": .string(answer.rawValue), "trace": .string(trace),
            "lexicon": .string(lexicon), "documents": .integer(documents),
            "kind": .string(kind.rawValue),
        ]
    }

    /// Nil for a value that is no such record.
    public init?(json: JSONValue) {
        guard json["schema"]?.string == Self.schema,
            let annotator = json["annotator"]?.string, let items = json["items"]?.string,
            let number = json["number"]?.int, number > 0, let count = json["of"]?.int,
            let text = json["text"]?.string,
            let kind = json["kind"]?.string.flatMap(AnnotationItem.Kind.init(rawValue:)),
            let answer = json["answer"]?.string.flatMap(AnnotationAnswer.init(rawValue:))
        else { return nil }
        self.annotator = annotator
        self.items = items
        self.number = number
        self.count = count
        self.text = text
        self.kind = kind
        self.answer = answer
        documents = json["documents"]?.int ?? 0
        trace = json["trace"]?.string ?? ""
        lexicon = json["lexicon"]?.string ?? ""
    }
}

/// The answers in a file, of one annotator or several.
public struct AnnotationFile: Hashable, Sendable {
    public private(set) var records: [AnnotationRecord] = []
    /// Lines, from 1, that are no answers; a last line that was cut off is not among them.
    public private(set) var badLines: [Int] = []

    /// Reads the lines of a file. Linear.
    public init(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isBlank) {
            if let record = (try? JSONValue(json: Array(line))).flatMap(AnnotationRecord.init) {
                records.append(record)
            } else if index + 1 < lines.count {
                badLines.append(index + 1)
            }
        }
    }

    /// What an annotator answered to a round's items, the last answer to each.
    public func answers(annotator: String, items: String) -> [Int: AnnotationAnswer] {
        var answers: [Int: AnnotationAnswer] = [:]
        for record in records where record.annotator == annotator && record.items == items {
            answers[record.number - 1] = record.answer
        }
        return answers
    }
}
