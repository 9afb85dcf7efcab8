import HeddleAnalysis
import OrderedCollections

/// Which column of a foreign record holds what: guessed from the names in use, or said by the user
/// (`--map FIELD=COLUMN,…`).
public struct ColumnMap: Hashable, Sendable {
    public enum Field: String, CaseIterable, Hashable, Sendable {
        case id, prompt, response, reasoning, answer, correct, model, tags, logprobs
    }

    /// What the user said; a path into nested objects and arrays is written with dots
    /// (`choices.0.message.content`).
    public var columns: [Field: String] = [:]

    public init() {}

    /// Reads `FIELD=COLUMN,FIELD=COLUMN`.
    ///
    /// - Throws: `StorageError.unknown` for a field that is none, `.malformed` for an item that is
    ///   no pair.
    public init(parsing text: String) throws(StorageError) {
        for item in text.split(separator: ",") {
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let name = parts.first, let column = parts.last else {
                throw .malformed(
                    path: "--map", line: nil, problem: "'\(item)' is not FIELD=COLUMN")
            }
            guard let field = Field(rawValue: name) else {
                throw .unknown(
                    path: "--map", line: 1, what: "field", word: name,
                    nearest: NearestName.of(name, in: Field.allCases.map(\.rawValue)))
            }
            columns[field] = column
        }
    }

    /// Names in use for each field, the surest first.
    static func usualNames(of field: Field) -> [String] {
        switch field {
        case .id: ["id", "custom_id", "unique_id", "problem_id", "idx"]
        case .prompt: ["prompt", "question", "problem", "query", "instruction", "input"]
        case .response:
            ["response", "full_response", "completion", "generation", "output", "text", "solution"]
        case .reasoning: ["reasoning", "reasoning_content", "thinking"]
        case .answer: ["ground_truth", "gt_answer", "expected_answer", "gold_answer", "answer"]
        case .correct: ["correct", "is_correct"]
        case .model: ["model", "model_name"]
        case .tags: ["tags"]
        case .logprobs: ["logprobs"]
        }
    }

    /// The value of a field in a record, nil where there is none.
    func value(of field: Field, in record: JSONValue) -> JSONValue? {
        let names = columns[field].map { [$0] } ?? Self.usualNames(of: field)
        for name in names {
            if let value = Self.follow(name, in: record), !value.isNull { return value }
        }
        return nil
    }

    private static func follow(_ path: String, in record: JSONValue) -> JSONValue? {
        if let value = record[path] { return value }
        var value = record
        for step in path.split(separator: ".") {
            let next = value[String(step)] ?? Int(step).flatMap { value[$0] }
            guard let next else { return nil }
            value = next
        }
        return value
    }
}

extension ColumnMap {
    /// The columns that any field may be read from.
    var topLevelNames: Set<String> {
        Set(Field.allCases.flatMap { columns[$0].map { [$0] } ?? Self.usualNames(of: $0) })
    }

    /// Reads a record of prompt and response columns.
    ///
    /// - Returns: nil when no column holds a response or a reasoning.
    func trace(from record: JSONValue, id fallback: String) -> Trace? {
        let response = value(of: .response, in: record)?.string
        let reasoning = value(of: .reasoning, in: record)?.string
        guard let text = Self.joined(reasoning: reasoning, response: response) else { return nil }
        var trace = Trace(
            id: value(of: .id, in: record).flatMap(Self.text) ?? fallback,
            prompt: value(of: .prompt, in: record)?.string ?? "", response: text)
        trace.answer = value(of: .answer, in: record).flatMap(Self.text)
        trace.correct = value(of: .correct, in: record).flatMap(Self.truth)
        trace.model = value(of: .model, in: record)?.string.map { ModelIdentity(name: $0) }
        trace.tags = value(of: .tags, in: record)?.array?.compactMap(\.string) ?? []
        let logprobs = value(of: .logprobs, in: record)?.array?.map { $0.double.map { Float($0) } }
        trace.scores.logprobs = logprobs ?? []
        return trace
    }

    private static func joined(reasoning: String?, response: String?) -> String? {
        guard let reasoning, !reasoning.isEmpty else { return response }
        return "<think>\n\(reasoning)\n</think>\n\(response ?? "")"
    }

    private static func text(_ value: JSONValue) -> String? {
        value.string ?? value.int.map { "\($0)" } ?? value.double.map { "\($0)" }
    }

    private static func truth(_ value: JSONValue) -> Bool? {
        value.bool ?? value.double.flatMap { $0 == 1 ? true : $0 == 0 ? false : nil }
    }
}
