/// The planning spans of one trace and how much each of its sentences plans, as
/// `heddle grams label --json` prints them.
public struct LabelReport: Hashable, Sendable {
    public var trace: Trace
    public var labelling: Labelling
    public var lexicon: Lexicon

    public init(trace: Trace, labelling: Labelling, lexicon: Lexicon) {
        self.trace = trace
        self.labelling = labelling
        self.lexicon = lexicon
    }

    /// `id`, `spans[].{start,end,gram,cluster,intent}` and `sentences[].{start,end,score}`: offsets
    /// in Unicode scalars of the response, end exclusive; the score is the `PlanningScore` of a
    /// sentence (a labelled step where the trace has those). Linear in the text.
    public var json: JSONValue {
        let text = trace.textBytes
        let response = trace.contextLength..<text.count
        let offsets = ScalarOffsets(text, range: response)
        let sentences = trace.planningSentences
        let scores = PlanningScore().scores(
            text: text, labelling: labelling, sentences: sentences)
        return [
            "id": .string(trace.id), "lexicon": .string(labelling.lexicon),
            "spans": .array(labelling.spans.map { json($0, offsets) }),
            "sentences": .array(
                zip(sentences, scores).map { sentence, score in
                    [
                        "start": .integer(offsets.scalar(atByte: sentence.lowerBound)),
                        "end": .integer(offsets.scalar(atByte: sentence.upperBound)),
                        "score": .number(score),
                    ]
                }),
        ]
    }

    private func json(_ span: PlanningSpan, _ offsets: ScalarOffsets) -> JSONValue {
        let gram = lexicon.grams.indices.contains(span.gram) ? lexicon.grams[span.gram] : nil
        return [
            "start": .integer(offsets.scalar(atByte: span.bytes.lowerBound)),
            "end": .integer(offsets.scalar(atByte: span.bytes.upperBound)),
            "gram": JSONValue(gram?.text), "cluster": JSONValue(gram?.cluster),
            "intent": .string(span.intent.rawValue),
        ]
    }
}
