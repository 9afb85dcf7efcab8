import HeddleAnalysis

/// Problem files: JSON Lines with `id`, `prompt` and what a checker needs.
public enum ProblemFile {
    /// Reads all problems of a file.
    ///
    /// - Throws: `StorageError` when it cannot be read, or with the line of a record that is none.
    public static func read(_ path: String) throws(StorageError) -> [Problem] {
        var problems: [Problem] = []
        try JSONLines.forEach(path) { json, _ throws(TraceFormatError) in
            problems.append(try Problem(json: json))
        }
        return problems
    }
}
