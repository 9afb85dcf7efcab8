/// A task with what is needed to check an answer to it.
public struct Problem: Hashable, Sendable, Identifiable {
    public var id: String
    /// `countdown`, `linear`, `chain`, …; nil where the file does not say.
    public var task: String?
    public var prompt: String
    /// How an answer is judged; nil where nothing is known to compare with.
    public var key: Key?

    public enum Key: Hashable, Sendable {
        /// The text of the right answer.
        case text(String)
        /// Use each of the numbers once to reach the target; the answer lists the steps.
        case countdown(numbers: [Int], target: Int)
    }

    public init(id: String, task: String? = nil, prompt: String, key: Key? = nil) {
        self.id = id
        self.task = task
        self.prompt = prompt
        self.key = key
    }

    /// Reads a record of a problem file: `id`, `prompt`, `task`, and `answer` or `numbers` with
    /// `target`.
    ///
    /// - Throws: `TraceFormatError` naming the field that is missing or of the wrong type.
    public init(json: JSONValue) throws(TraceFormatError) {
        var fields = try TraceFields(json)
        self.init(
            id: try fields.requiredText("id"), task: try fields.text("task"),
            prompt: try fields.requiredText("prompt"))
        if let values = try fields.list("numbers") {
            var numbers: [Int] = []
            for (index, value) in values.enumerated() {
                numbers.append(try Self.integer(value, field: "numbers", index: index))
            }
            guard let target = fields.take("target") else { throw .missing(field: "target") }
            key = .countdown(
                numbers: numbers, target: try Self.integer(target, field: "target", index: nil))
        } else if let answer = try fields.text("answer") {
            key = .text(answer)
        }
    }

    private static func integer(
        _ value: JSONValue, field: String, index: Int?
    ) throws(TraceFormatError) -> Int {
        guard let number = value.int else {
            throw .badValue(field: field, index: index, problem: "is no whole number")
        }
        return number
    }
}
