import HeddleAnalysis
import Storage

/// Problem files: JSON Lines with `id`, `prompt`, `task`, and what an answer is checked against.
public enum ProblemFile {
    /// - Throws: `StorageError` when the file cannot be read, or with the line of a record that is
    ///   no problem.
    public static func read(_ path: String) throws(StorageError) -> [Problem] {
        let lines = try Files.read(path).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var problems: [Problem] = []
        for (index, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 0x20 }) {
            do {
                problems.append(try Problem(json: JSONValue(json: Array(line))))
            } catch {
                throw .malformed(path: path, line: index + 1, problem: "\(error)")
            }
        }
        return problems
    }
}
