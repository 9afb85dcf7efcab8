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
        if let compression = Self.compression(of: head) {
            throw .badTrace(
                path: path, line: 1,
                reason: "compressed with \(compression); unpack it and open what comes out")
        }
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

    /// The packer whose magic number a file begins with.
    private static func compression(of head: [UInt8]) -> String? {
        let magic: [(String, [UInt8])] = [
            ("gzip", [0x1F, 0x8B]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
            ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A]),
        ]
        return magic.first { head.starts(with: $0.1) }?.0
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
