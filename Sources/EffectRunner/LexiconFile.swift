import HeddleAnalysis
import Storage

/// Lexicon files: `heddle.lexicon/1`, or a bare JSON list of phrases.
public enum LexiconFile {
    /// - Throws: `StorageError` when the file cannot be read or is no lexicon.
    public static func read(_ path: String) throws(StorageError) -> Lexicon {
        let bytes = try Files.read(path)
        do {
            return try Lexicon(json: JSONValue(json: bytes), name: path)
        } catch {
            throw .malformed(path: path, line: nil, problem: "\(error)")
        }
    }
}
