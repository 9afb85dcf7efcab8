/// A step of a solution that the trace's source has labelled.
public struct LabelledStep: Hashable, Sendable {
    /// Unicode scalars of the response, end exclusive, as in the file.
    public var start: Int
    public var end: Int
    public var labels: [String]
    /// How much the step matters by the source's own measure.
    public var importance: Double?

    public init(start: Int, end: Int, labels: [String], importance: Double? = nil) {
        self.start = start
        self.end = end
        self.labels = labels
        self.importance = importance
    }

    /// Fields `start`, `end`, `labels`, `importance`.
    public var json: JSONValue {
        [
            "start": .integer(start), "end": .integer(end),
            "labels": .array(labels.map(JSONValue.string)), "importance": JSONValue(importance),
        ]
    }
}

extension Trace {
    /// The labelled steps of the field `steps` (`[{start, end, labels, importance}]`); entries that
    /// are none are passed over. Importers that find labels in other layouts write them here.
    public var steps: [LabelledStep] {
        get {
            (extra["steps"]?.array ?? []).compactMap { value in
                guard let start = value["start"]?.int, let end = value["end"]?.int else {
                    return nil
                }
                return LabelledStep(
                    start: start, end: end,
                    labels: value["labels"]?.array?.compactMap(\.string) ?? [],
                    importance: value["importance"]?.double)
            }
        }
        set { extra["steps"] = newValue.isEmpty ? nil : .array(newValue.map(\.json)) }
    }

    /// The reasoning without think tags; see `TraceRegions`. Linear in the text.
    public var reasoningText: String {
        let text = Array(response.utf8)
        return text.text(TraceRegions(text: text, contextLength: 0).reasoning)
    }

    /// What stands behind the reasoning; empty without tags. Linear in the text.
    public var finalText: String {
        let text = Array(response.utf8)
        return text.text(TraceRegions(text: text, contextLength: 0).final)
    }

    /// What a list of traces says of this one; `tokens` are those of the response.
    public func listingJSON(format: String, file: String, line: Int) -> JSONValue {
        let text = Array(response.utf8)
        let regions = TraceRegions(text: text, contextLength: 0)
        return [
            "id": .string(id), "format": .string(format), "file": .string(file),
            "line": .integer(line), "task": JSONValue(task), "prompt": .string(prompt),
            "reasoning": .string(text.text(regions.reasoning)),
            "final": .string(text.text(regions.final)), "answer": JSONValue(answer),
            "correct": JSONValue(correct), "tokens": JSONValue(tokens?.response.count),
            "hasLogprobs": .bool(!scores.logprobs.isEmpty), "steps": .integer(steps.count),
        ]
    }
}
