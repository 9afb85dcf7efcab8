import Foundation

extension TraceFile.Layout {
    /// Told by the first byte that is not blank, and by the name where that leaves a choice.
    init(of source: ByteSource, path: String) throws(StorageError) {
        let suffix = URL(fileURLWithPath: path).pathExtension.lowercased()
        if ["txt", "md", "markdown"].contains(suffix) {
            self = .text
            return
        }
        let head = try source.read(0..<min(source.size, 1 << 16))
        let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let first = head[start...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let namesLines = ["jsonl", "ndjson"].contains(suffix)
        switch first {
        case UInt8(ascii: "[") where !namesLines: self = .elements
        case UInt8(ascii: "{") where !namesLines:
            self = try Self.isOneObject(source, suffix: suffix) ? .object : .lines
        case UInt8(ascii: "{"), UInt8(ascii: "["), nil: self = .lines
        default: self = namesLines || suffix == "json" ? .lines : .text
        }
    }

    /// Objects on lines of their own are JSON Lines whatever the file is called; one object over
    /// several lines is not.
    private static func isOneObject(
        _ source: ByteSource, suffix: String
    ) throws(StorageError) -> Bool {
        guard let first = try RecordIndex.lines(of: source).first,
            first.length <= TraceFile.recordLimit
        else { return false }
        if RowScanner.fields(of: try source.read(first.range)) != nil { return false }
        return suffix == "json"
    }
}
