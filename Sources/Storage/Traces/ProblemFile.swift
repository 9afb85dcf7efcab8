import HeddleAnalysis

/// A problem to be solved, with all fields of its record (`numbers`, `target`, …).
public struct Problem: Hashable, Sendable, Identifiable {
    public var id: String
    public var task: String?
    public var prompt: String
    /// The right answer, where one text is the only one.
    public var answer: String?
    /// The whole record.
    public var record: JSONValue

    public init(
        id: String, task: String? = nil, prompt: String, answer: String? = nil,
        record: JSONValue = .object([:])
    ) {
        self.id = id
        self.task = task
        self.prompt = prompt
        self.answer = answer
        self.record = record
    }
}

/// Problem files: JSON Lines with `prompt` and, where known, `id`, `task`, `answer` and what a
/// checker needs.
public enum ProblemFile {
    /// Reads all problems of a file.
    ///
    /// - Throws: `StorageError` when it cannot be read, or with the line of a record that is none.
    public static func read(_ path: String) throws(StorageError) -> [Problem] {
        let source = try ByteSource(path: path)
        var problems: [Problem] = []
        for place in try RecordIndex.lines(of: source) {
            let json: JSONValue
            do {
                json = try JSONValue(json: try source.read(place.range))
            } catch {
                throw .malformed(path: path, line: place.line, problem: "not JSON: \(error)")
            }
            guard let prompt = (json["prompt"] ?? json["question"])?.string else {
                throw .malformed(
                    path: path, line: place.line, problem: "a problem needs the field 'prompt'")
            }
            problems.append(
                Problem(
                    id: json["id"]?.string ?? "problem-\(problems.count + 1)",
                    task: json["task"]?.string, prompt: prompt, answer: json["answer"]?.string,
                    record: json))
        }
        return problems
    }
}
