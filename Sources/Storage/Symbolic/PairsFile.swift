import HeddleAnalysis

/// Files of context pairs, `heddle.pairs/1`, one a line.
public enum PairsFile {
    /// - Throws: `StorageError` when the file cannot be read, or with the line of a record that is
    ///   no pair.
    public static func read(_ path: String) throws(StorageError) -> [ContextPair] {
        var pairs: [ContextPair] = []
        try JSONLines.forEach(path) { json, _ throws(ContextPairError) in
            pairs.append(try ContextPair(json: json))
        }
        return pairs
    }

    /// Replaces the file as a whole.
    public static func write(_ pairs: [ContextPair], to path: String) throws(StorageError) {
        try Files.write(pairs.flatMap { $0.json.compactBytes + [0x0A] }, to: path)
    }
}

/// Results of `heddle mediate --json`.
public enum MediationFile {
    /// - Throws: `StorageError` when the file cannot be read or is no such result.
    public static func read(_ path: String) throws(StorageError) -> MediationResult {
        let json = try JSONFile.read(path)
        do {
            return try MediationResult(json: json)
        } catch {
            throw .malformed(path: path, line: nil, problem: error.description)
        }
    }
}
