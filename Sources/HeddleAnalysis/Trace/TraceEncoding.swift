import OrderedCollections

extension Trace {
    /// The trace as a `heddle.trace/1` record: known fields that hold something, then the fields
    /// of its file that Heddle does not know, unchanged.
    ///
    /// `offsets` has one entry a token; the text's length is implied.
    public var json: JSONValue {
        var fields: OrderedDictionary<String, JSONValue> = [
            "schema": .string(Self.schema), "id": .string(id),
        ]
        fields["task"] = task.map(JSONValue.string)
        fields["prompt"] = .string(prompt)
        fields["response"] = .string(response)
        if context != prompt { fields["context"] = .string(context) }
        fields["answer"] = answer.map(JSONValue.string)
        fields["correct"] = correct.map(JSONValue.bool)
        if !tags.isEmpty { fields["tags"] = .array(tags.map(JSONValue.string)) }
        fields["model"] = modelJSON
        if !sampling.isEmpty { fields["sampling"] = .object(sampling) }
        addTokens(to: &fields)
        addScores(to: &fields)
        if !steps.isEmpty { fields["steps"] = .array(steps.map(\.json)) }
        if !spellings.isEmpty {
            let spelled = spellings.sorted { $0.key < $1.key }
                .map { ("\($0.key)", JSONValue(spelledBytes: $0.value)) }
            fields["spellings"] = .object(OrderedDictionary(uniqueKeysWithValues: spelled))
        }
        return .object(fields.merging(extra) { known, _ in known })
    }

    private var modelJSON: JSONValue? {
        guard let model else { return nil }
        var fields: OrderedDictionary<String, JSONValue> = ["name": .string(model.name)]
        fields["sha256"] = model.sha256.map(JSONValue.string)
        fields["arithmetic"] = model.arithmetic.map { .string($0.rawValue) }
        return .object(fields.merging(extra["model"]?.object ?? [:]) { known, _ in known })
    }

    private func addTokens(to fields: inout OrderedDictionary<String, JSONValue>) {
        guard let tokens else { return }
        fields["ids"] = .array(tokens.ids.map { .integer(Int($0)) })
        fields["offsets"] = .array(tokens.offsets.prefix(tokens.count).map(JSONValue.integer))
        fields["promptLength"] = .integer(tokens.promptLength)
    }

    private func addScores(to fields: inout OrderedDictionary<String, JSONValue>) {
        if !scores.logprobs.isEmpty {
            fields["logprobs"] = .array(scores.logprobs.map { JSONValue($0) })
        }
        if !scores.entropies.isEmpty {
            fields["entropies"] = .array(scores.entropies.map { JSONValue($0) })
        }
        if scores.entropiesAreLowerBounds { fields["entropiesAreLowerBounds"] = true }
        if !scores.top.isEmpty {
            fields["top"] = .array(
                scores.top.map { alternatives in
                    .array(alternatives.map { [.integer(Int($0.id)), .float($0.logprob)] })
                })
        }
    }
}

extension JSONValue {
    /// Bytes of a token: a string, or an array of numbers where they are no valid UTF-8.
    init(spelledBytes bytes: [UInt8]) {
        self =
            String(validating: bytes, as: UTF8.self).map(JSONValue.string)
            ?? .array(bytes.map { .integer(Int($0)) })
    }

    /// What `init(spelledBytes:)` wrote; nil for any other value.
    var spelledBytes: [UInt8]? {
        if let string { return Array(string.utf8) }
        guard let array else { return nil }
        let bytes = array.compactMap { $0.int.flatMap { UInt8(exactly: $0) } }
        return bytes.count == array.count ? bytes : nil
    }
}
