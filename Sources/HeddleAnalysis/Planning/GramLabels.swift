/// The planning spans of a trace and how much each sentence plans, as `heddle grams label` prints
/// them: offsets in the response in Unicode scalars, end exclusive.
public struct GramLabels: Sendable {
    private let trace: Trace
    private let labelling: Labelling
    private let lexicon: Lexicon

    public init(_ trace: Trace, labeller: Labeller) {
        self.trace = trace
        labelling = labeller.label(trace)
        lexicon = labeller.lexicon
    }

    /// One line of `heddle.grams/1`.
    public var json: JSONValue {
        let text = trace.textBytes
        let range = trace.contextLength..<text.count
        let offsets = ScalarOffsets(text, range: range)
        func place(_ bytes: Range<Int>) -> (JSONValue, JSONValue) {
            (
                .integer(offsets.scalar(atByte: bytes.lowerBound)),
                .integer(offsets.scalar(atByte: bytes.upperBound))
            )
        }
        let spans = labelling.spans.map { span -> JSONValue in
            let (start, end) = place(span.bytes)
            let gram = lexicon.grams[span.gram]
            return [
                "start": start, "end": end, "gram": .string(gram.text),
                "cluster": JSONValue(gram.cluster), "intent": .string(span.intent.rawValue),
            ]
        }
        let sentences = Segmentation(text: text, range: range).sentenceRanges(in: text)
            .map { sentence -> JSONValue in
                let (start, end) = place(sentence)
                let score = labelling.planningShare(ofBytes: sentence)
                return ["start": start, "end": end, "score": .number(score)]
            }
        return [
            "schema": "heddle.grams/1", "id": .string(trace.id),
            "lexicon": .string(lexicon.name), "spans": .array(spans),
            "sentences": .array(sentences),
        ]
    }

    /// A line a span: trace, intent, gram.
    public var lines: [String] {
        labelling.spans.map {
            "\(trace.id)\t\($0.intent.rawValue)\t\(lexicon.grams[$0.gram].text)"
        }
    }
}
