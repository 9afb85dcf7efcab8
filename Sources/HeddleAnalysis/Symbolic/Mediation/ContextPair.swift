/// A prompt with the text whose first token is its right answer.
public struct AnsweredPrompt: Hashable, Sendable {
    public var prompt: String
    public var answer: String

    public init(prompt: String, answer: String) {
        self.prompt = prompt
        self.answer = answer
    }
}

/// Two contexts of a causal mediation analysis: activations of `base` are put into the run of
/// `exp`, and the answer should move to `target` (`heddle.pairs/1`).
public struct ContextPair: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// Other rule, same third items and same answer: the abstract variable alone differs.
        case abstract
        /// Same rule and examples, the query's items swapped: the answer's token alone differs.
        case token
    }

    public var kind: Kind
    /// The rule of the base context, such as `ABA`.
    public var rule: String
    public var base: AnsweredPrompt
    public var exp: AnsweredPrompt
    /// The answer expected in `exp` once the right activations are put in place.
    public var target: String

    public init(
        kind: Kind, rule: String, base: AnsweredPrompt, exp: AnsweredPrompt, target: String
    ) {
        self.kind = kind
        self.rule = rule
        self.base = base
        self.exp = exp
        self.target = target
    }
}

/// Why a record is no context pair.
public struct ContextPairError: Error, Equatable, CustomStringConvertible {
    public var field: String
    public var problem: String

    public var description: String {
        "\(field): \(problem); a pair has kind (abstract or token), rule, base.prompt, base.answer, "
            + "exp.prompt, exp.answer and target"
    }
}

extension ContextPair {
    public static let schema = "heddle.pairs/1"

    public var json: JSONValue {
        [
            "schema": .string(Self.schema), "kind": .string(kind.rawValue), "rule": .string(rule),
            "base": ["prompt": .string(base.prompt), "answer": .string(base.answer)],
            "exp": ["prompt": .string(exp.prompt), "answer": .string(exp.answer)],
            "target": .string(target),
        ]
    }

    /// Reads one record.
    ///
    /// - Throws: `ContextPairError` naming the field that is missing or wrong.
    public init(json: JSONValue) throws(ContextPairError) {
        if let schema = json["schema"]?.string, schema != Self.schema {
            throw ContextPairError(field: "schema", problem: "'\(schema)' is not \(Self.schema)")
        }
        let kindText = try Self.text(json, "kind")
        guard let kind = Kind(rawValue: kindText) else {
            throw ContextPairError(
                field: "kind", problem: "'\(kindText)' is neither abstract nor token")
        }
        self.init(
            kind: kind, rule: try Self.text(json, "rule"),
            base: try Self.prompt(json, "base"), exp: try Self.prompt(json, "exp"),
            target: try Self.text(json, "target"))
    }

    private static func prompt(
        _ json: JSONValue, _ side: String
    ) throws(ContextPairError) -> AnsweredPrompt {
        AnsweredPrompt(
            prompt: try text(json, side, "prompt"), answer: try text(json, side, "answer"))
    }

    private static func text(
        _ json: JSONValue, _ path: String...
    ) throws(ContextPairError) -> String {
        let found = path.reduce(Optional(json)) { value, key in value?[key] }
        guard let text = found?.string, !text.isEmpty else {
            throw ContextPairError(
                field: path.joined(separator: "."), problem: "no text is given there")
        }
        return text
    }
}
