import HeddleAnalysis

/// JSON Lines files of any schema.
public enum JSONLines {
    /// Hands over each value with its line, from 1, one in memory at a time.
    ///
    /// - Throws: `StorageError` when the file cannot be read, `.malformed` with the line of what is
    ///   no JSON or is refused by `body`.
    public static func forEach<Refusal: Error>(
        _ path: String, _ body: (JSONValue, Int) throws(Refusal) -> Void
    ) throws(StorageError) {
        let source = try ByteSource(path: path)
        for place in try RecordIndex.lines(of: source) {
            let bytes = try source.read(place.range)
            do {
                try body(try JSONValue(json: bytes), place.line)
            } catch {
                throw .malformed(path: path, line: place.line, problem: "\(error)")
            }
        }
    }
}

/// Files that hold one JSON value.
public enum JSONFile {
    /// - Throws: `StorageError` when the file cannot be read, `.malformed` with the line where it
    ///   stops being JSON.
    public static func read(_ path: String) throws(StorageError) -> JSONValue {
        let bytes = try Files.read(path)
        do {
            return try JSONValue(json: bytes)
        } catch {
            let line = 1 + bytes.prefix(error.offset).count { $0 == 0x0A }
            throw .malformed(path: path, line: line, problem: "\(error)")
        }
    }
}
