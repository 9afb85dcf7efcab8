import OrderedCollections

/// A trace with what had to be left out of it when it was read.
public struct DecodedTrace: Hashable, Sendable {
    public var trace: Trace
    /// Sentences for the user: which part of the record could not be used, and why.
    public var notes: [String]

    public init(trace: Trace, notes: [String] = []) {
        self.trace = trace
        self.notes = notes
    }
}

extension Trace {
    /// The schema of trace files.
    public static let schema = "heddle.trace/1"

    /// Reads a `heddle.trace/1` record and drops the notes; see `decode(_:)`.
    public init(json: JSONValue) throws(TraceFormatError) {
        self = try Self.decode(json).trace
    }

    /// Reads a `heddle.trace/1` record.
    ///
    /// `context` is Heddle's own field: the framed prompt as the model saw it. Without it the
    /// tokens are taken to cover prompt and response; where they do not (the prompt's tokens
    /// include a chat frame that the file does not hold), the token table is left out, its columns
    /// stay in `extra`, and a note says so. `offsets` may carry the text's length as a last entry.
    ///
    /// - Throws: `TraceFormatError` naming the field: a required one is missing, columns are of
    ///   unequal length, offsets are negative, descending or beyond the text, `promptLength` is
    ///   out of range, a number is not finite, a value has the wrong type.
    public static func decode(_ json: JSONValue) throws(TraceFormatError) -> DecodedTrace {
        var fields = try TraceFields(json)
        let schema = try fields.requiredText("schema")
        guard schema == Self.schema else { throw .wrongSchema(found: schema) }
        let id = try fields.requiredText("id")
        let prompt = try fields.requiredText("prompt")
        let response = try fields.requiredText("response")
        var trace = Trace(id: id, prompt: prompt, response: response)
        let context = try fields.text("context")
        trace.context = context ?? prompt
        trace.task = try fields.text("task")
        trace.model = try readModel(&fields)
        trace.sampling = try fields.fields("sampling") ?? [:]
        trace.answer = try fields.text("answer")
        trace.correct = try fields.truth("correct")
        trace.tags = try readTags(&fields)
        trace.steps = readSteps(&fields)
        trace.spellings = try readSpellings(&fields)
        trace.scores = try readScores(&fields, spellings: trace.spellings)
        var notes: [String] = []
        let columns = try TokenColumns(&fields, spellings: trace.spellings)
        switch try columns?.table(
            contextLength: trace.contextLength, textLength: trace.textLength,
            contextIsGiven: context != nil)
        {
        case .table(let table): trace.tokens = table
        case .unusable(let reason):
            notes.append("the token table is left out: " + reason)
            columns?.keep(in: &fields)
        case nil: break
        }
        try checkScores(trace.scores, responseTokens: columns?.responseTokens)
        trace.extra = fields.unread
        return DecodedTrace(trace: trace, notes: notes)
    }

    /// The name and hash; what else the file says of the model stays in `extra`.
    private static func readModel(
        _ fields: inout TraceFields
    ) throws(TraceFormatError) -> ModelIdentity? {
        guard let value = fields.take("model") else { return nil }
        if let name = value.string { return ModelIdentity(name: name) }
        guard value.object != nil else {
            throw .wrongType(field: "model", expected: "an object", found: value.kind)
        }
        var model = try TraceFields(value)
        guard let name = try model.text("name") else {
            fields.keep("model", value)
            return nil
        }
        let hash = try model.text("sha256")
        let named = model.take("arithmetic")
        let arithmetic = DotProducts(named)
        if let named, arithmetic == nil { model.keep("arithmetic", named) }
        if !model.unread.isEmpty { fields.keep("model", .object(model.unread)) }
        return ModelIdentity(name: name, sha256: hash, arithmetic: arithmetic)
    }

    private static func readTags(_ fields: inout TraceFields) throws(TraceFormatError) -> [String] {
        var tags: [String] = []
        for (index, value) in (try fields.list("tags") ?? []).enumerated() {
            guard let tag = value.string else {
                throw .badValue(field: "tags", index: index, problem: "is \(value.kind), no string")
            }
            tags.append(tag)
        }
        return tags
    }
}

// MARK: - Steps and spellings

extension Trace {
    /// Steps of another shape than ours stay where they are.
    private static func readSteps(_ fields: inout TraceFields) -> [LabelledStep] {
        guard let value = fields.take("steps") else { return [] }
        let steps = (value.array ?? []).map(LabelledStep.init(json:))
        if steps.isEmpty || steps.contains(nil) {
            fields.keep("steps", value)
            return []
        }
        return steps.compactMap(\.self)
    }

    private static func readSpellings(
        _ fields: inout TraceFields
    ) throws(TraceFormatError) -> [Int32: [UInt8]] {
        var spellings: [Int32: [UInt8]] = [:]
        for (key, value) in try fields.fields("spellings") ?? [:] {
            guard let id = Int32(key), let bytes = value.spelledBytes else {
                throw .badValue(
                    field: "spellings", index: nil, problem: "'\(key)' is no token with its text")
            }
            spellings[id] = bytes
        }
        return spellings
    }
}

// MARK: - Scores

extension Trace {
    private static func readScores(
        _ fields: inout TraceFields, spellings: [Int32: [UInt8]]
    ) throws(TraceFormatError) -> TokenScores {
        var scores = TokenScores(
            logprobs: try fields.floats("logprobs"), entropies: try fields.floats("entropies"))
        for (index, value) in (try fields.list("top") ?? []).enumerated() {
            scores.top.append(
                try readAlternatives(value, index: index, spellings: spellings))
        }
        scores.entropiesAreLowerBounds = try fields.truth("entropiesAreLowerBounds") ?? false
        return scores
    }

    private static func readAlternatives(
        _ value: JSONValue, index: Int, spellings: [Int32: [UInt8]]
    ) throws(TraceFormatError) -> [Alternative] {
        if value.isNull { return [] }
        guard let pairs = value.array else {
            throw .badValue(
                field: "top", index: index, problem: "is \(value.kind), no list of [id, logprob]")
        }
        var alternatives: [Alternative] = []
        alternatives.reserveCapacity(pairs.count)
        for pair in pairs {
            guard case .array(let parts) = pair, parts.count == 2 else {
                throw .badValue(
                    field: "top", index: index, problem: "holds something that is no [id, logprob]")
            }
            alternatives.append(
                Alternative(
                    id: try TraceFields.tokenID(
                        parts[0], field: "top", index: index, spellings: spellings),
                    logprob: try TraceFields.finite(parts[1], field: "top", index: index)))
        }
        return alternatives
    }

    private static func checkScores(
        _ scores: TokenScores, responseTokens: Int?
    ) throws(TraceFormatError) {
        let columns = [
            ("logprobs", scores.logprobs.count), ("entropies", scores.entropies.count),
            ("top", scores.top.count),
        ]
        let present = columns.filter { $0.1 > 0 }
        guard let expected = responseTokens ?? present.first?.1 else { return }
        for (field, count) in present where count != expected {
            throw .unequalColumns(field: field, count: count, expected: expected)
        }
    }
}
