import Foundation
import HeddleAnalysis

/// A file of traces, open for reading one record at a time.
///
/// Opening finds where the records begin and reads none of them; a record is read and checked when
/// it is asked for, so a file larger than the memory can be walked through. What is appended later
/// is seen by opening again.
public final class TraceFile: Sendable {
    public enum Layout: Hashable, Sendable {
        /// JSON Lines: a record a line.
        case lines
        /// One JSON array: a record an element.
        case elements
        /// One JSON object.
        case object
        /// Plain text or Markdown: one response.
        case text
    }

    public let path: String
    public let layout: Layout
    let source: ByteSource
    let places: [RecordPlace]
    private let columns: ColumnMap

    /// The longest record that is read, bytes.
    static let recordLimit = 1 << 28

    /// Opens a file of any supported format. Linear in the file's size, at the speed of the disk.
    ///
    /// - Throws: `StorageError` when the file cannot be read.
    public static func open(
        _ path: String, columns: ColumnMap = ColumnMap()
    ) throws(StorageError) -> TraceFile {
        let source = try ByteSource(path: path)
        let layout = try Layout(of: source, path: path)
        let places: [RecordPlace]
        switch layout {
        case .lines: places = try RecordIndex.lines(of: source)
        case .elements: places = try RecordIndex.elements(of: source)
        case .object, .text: places = [RecordPlace(offset: 0, length: source.size, line: 1)]
        }
        return TraceFile(
            path: path, layout: layout, source: source, places: places, columns: columns)
    }

    private init(
        path: String, layout: Layout, source: ByteSource, places: [RecordPlace], columns: ColumnMap
    ) {
        self.path = path
        self.layout = layout
        self.source = source
        self.places = places
        self.columns = columns
    }

    /// Records, whether they are traces or not.
    public var count: Int { places.count }

    /// The line of a record, from 1.
    public func line(of record: Int) -> Int { places[record].line }

    /// The record that begins on a line, nil when none does. Logarithmic.
    public func record(atLine line: Int) -> Int? {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle].line < line { low = middle + 1 } else { high = middle }
        }
        return low < places.count && places[low].line == line ? low : nil
    }

    /// Reads and checks a record. Linear in its length.
    ///
    /// - Precondition: `0..<count` contains `record`.
    /// - Throws: `SkippedRecord` with the reason why it is no trace.
    public func read(_ record: Int) throws(SkippedRecord) -> TraceRecord {
        let bytes = try bytes(of: record)
        let place = places[record]
        if layout == .text {
            return TraceRecord(
                trace: textTrace(bytes), format: .text, file: path, line: place.line)
        }
        let json: JSONValue
        do {
            json = try JSONValue(json: bytes)
        } catch {
            throw skipped(record, "not JSON: \(error)")
        }
        return try decode(json, record: record)
    }

    /// The bytes of a record; empty where it has been cut off since the file was opened.
    func bytes(of record: Int) throws(SkippedRecord) -> [UInt8] {
        let place = places[record]
        guard place.length <= Self.recordLimit else {
            throw skipped(record, "\(place.length) bytes long, more than a trace may have")
        }
        do {
            return try source.read(place.range)
        } catch {
            throw skipped(record, "\(error)")
        }
    }

    private func skipped(_ record: Int, _ reason: String) -> SkippedRecord {
        SkippedRecord(file: path, line: places[record].line, reason: reason)
    }

    private func decode(_ json: JSONValue, record: Int) throws(SkippedRecord) -> TraceRecord {
        let line = places[record].line
        if json["schema"]?.string == Trace.schema {
            do {
                let decoded = try Trace.decode(json)
                return TraceRecord(
                    trace: decoded.trace, format: .heddle, file: path, line: line,
                    notes: decoded.notes)
            } catch {
                throw skipped(record, "\(error)")
            }
        }
        if let reason = Self.foreignSchema(json["schema"]) { throw skipped(record, reason) }
        guard json.object != nil else {
            throw skipped(record, "\(json.kind) where a trace is an object")
        }
        guard let trace = columns.trace(from: json, id: fallbackID(record)) else {
            throw skipped(record, Self.noResponse)
        }
        return TraceRecord(trace: trace, format: .columns, file: path, line: line)
    }

    /// Heddle's other records (lexicons, pairs) are no traces, whatever their columns are called.
    private static func foreignSchema(_ schema: JSONValue?) -> String? {
        guard let schema = schema?.string, schema.hasPrefix("heddle.") else { return nil }
        return "schema '\(schema)' is not \(Trace.schema)"
    }

    private static let noResponse =
        "no column that holds a response; name it with --map response=COLUMN"

    /// The id of a record that has none: the file's name and the record's number from 1.
    func fallbackID(_ record: Int) -> String {
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        return places.count == 1 ? name : "\(name)-\(record + 1)"
    }

    private func textTrace(_ bytes: [UInt8]) -> Trace {
        Trace(id: fallbackID(0), prompt: "", response: String(decoding: bytes, as: UTF8.self))
    }
}
