import ArgumentParser
import HeddleAnalysis

/// Positions of a trace as arguments: `0-9,14`, `planning`, `execution`, `last`, `all`.
enum PositionList {
    /// The positions, ascending, each once; a token's position is where the model reads it.
    static func parse(
        _ text: String, labelling: Labelling, tokens: Int
    ) throws -> [Int] {
        switch text {
        case "all": return Array(0..<tokens)
        case "last": return tokens > 0 ? [tokens - 1] : []
        case "planning", "execution":
            let wanted = text == "planning"
            let found = labelling.intents.indices.filter { labelling.isPlanning($0) == wanted }
            guard !found.isEmpty else {
                throw ValidationError("--positions: the trace has no \(text) tokens")
            }
            return found
        default: return try numbers(text, tokens: tokens)
        }
    }

    private static func numbers(_ text: String, tokens: Int) throws -> [Int] {
        var found: Set<Int> = []
        for item in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            let ends = item.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2 else {
                throw ValidationError(
                    "--positions: '\(item)' is no position; write 0-9,14, planning, execution, "
                        + "last or all")
            }
            guard first <= last, last < tokens else {
                throw ValidationError(
                    "--positions: \(item) is outside the text, which has positions "
                        + "0-\(tokens - 1)")
            }
            found.formUnion(first...last)
        }
        guard !found.isEmpty else { throw ValidationError("--positions names no position") }
        return found.sorted()
    }
}
