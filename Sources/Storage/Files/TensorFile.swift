import Foundation
import HeddleAnalysis
import OrderedCollections

/// A safetensors file of float32 tensors that is written piece by piece and takes its place as a
/// whole. What was written before the work stopped can be kept, as a sound file beside it.
///
/// The places of all tensors are fixed at the start, in the order given, so that pieces may come in
/// any order and nothing is held in memory.
public final class TensorFile {
    public struct Entry: Hashable, Sendable {
        public var name: String
        /// Extents, outermost first.
        public var shape: [Int]

        public init(name: String, shape: [Int]) {
            self.name = name
            self.shape = shape
        }

        var byteCount: Int { shape.reduce(4, *) }
    }

    /// Writes bytes at a place of the file.
    typealias Writing = (
        _ file: OpenFile, _ bytes: [UInt8], _ place: Int
    ) throws(StorageError) -> Void

    /// As the user named it.
    public let path: String
    private let entries: [Entry]
    private let metadata: OrderedDictionary<String, String>
    private let target: String
    private let temporary: String
    private let file: OpenFile
    private let writing: Writing
    /// Bytes before the first number.
    private let headerBytes: Int
    private var hasPlace = false

    /// Bytes kept free in the header for what is said of a file that is not whole.
    private static let spareHeaderBytes = 512

    /// - Parameter metadata: texts that readers find beside the tensors.
    /// - Throws: `StorageError` naming `path` when it cannot be written, is a folder or no plain
    ///   file.
    public convenience init(
        path: String, entries: [Entry], metadata: OrderedDictionary<String, String>
    ) throws(StorageError) {
        try self.init(path: path, entries: entries, metadata: metadata) {
            file, bytes, place throws(StorageError) in try file.write(bytes, at: place)
        }
    }

    init(
        path: String, entries: [Entry], metadata: OrderedDictionary<String, String>,
        writing: @escaping Writing
    ) throws(StorageError) {
        self.path = path
        self.entries = entries
        self.metadata = metadata
        self.writing = writing
        target = Files.resolvingLinks(path)
        if Files.isDirectory(target) { throw .isDirectory(path: path) }
        var status = stat()
        if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw .system(
                path: path, .write, reason: "tensors need a plain file; name one with -o")
        }
        let shortest = Self.header(entries, metadata).count + Self.spareHeaderBytes
        headerBytes = (8 + shortest + 7) / 8 * 8
        temporary = ReplacingFile.temporaryName(beside: target)
        do throws(StorageError) {
            file = try OpenFile(creating: temporary, permissions: 0o644)
        } catch {
            throw error.naming(path, insteadOf: temporary)
        }
        do throws(StorageError) {
            try writeHeader(entries, metadata)
        } catch {
            unlink(temporary)
            throw error.naming(path, insteadOf: temporary)
        }
    }

    deinit {
        if !hasPlace { unlink(temporary) }
    }

    /// Bytes of the whole file.
    public var byteCount: Int { headerBytes + entries.reduce(0) { $0 + $1.byteCount } }

    /// Writes numbers of a tensor from one of its elements on.
    ///
    /// - Throws: `StorageError` naming the file, when the disk is full or it cannot be written.
    public func write(
        _ values: [Float], tensor: Int, element: Int
    ) throws(StorageError) {
        precondition(4 * (element + values.count) <= entries[tensor].byteCount)
        let place = start(of: tensor) + 4 * element
        let bytes = values.withUnsafeBytes { Array($0) }
        try naming { () throws(StorageError) in try writing(file, bytes, place) }
    }

    /// Puts the file in its place. Nothing is written after it.
    public func commit() throws(StorageError) { try put(at: target) }

    /// Keeps the first `count` tensors, which must be whole, in `FILE.partial`, a sound file whose
    /// metadata has `partial` = `true` and the reason. Nothing is written after it.
    ///
    /// - Returns: where they are; nil where `count` is 0 and nothing is kept.
    public func keepPartial(_ count: Int, reason: String) throws(StorageError) -> String? {
        guard count > 0 else { return nil }
        var marked = metadata
        marked["partial"] = "true"
        marked["partial_tensors"] = "\(count) of \(entries.count)"
        let kept = Array(entries[..<count])
        // The cause stands at the end; the path before it may need more bytes than are kept free.
        var told = reason.suffix(200)
        repeat {
            marked["partial_reason"] = String(told)
            told = told.dropFirst()
        } while Self.header(kept, marked).count > headerBytes - 8
        try naming { () throws(StorageError) in
            try file.cut(to: start(of: count))
            try writeHeader(kept, marked)
        }
        try put(at: target + ".partial")
        return path + ".partial"
    }

    private func put(at place: String) throws(StorageError) {
        try naming { () throws(StorageError) in
            try file.synchronize()
            guard rename(temporary, place) == 0 else {
                throw StorageError(path: path, .write, code: errno)
            }
        }
        hasPlace = true
    }

    private func start(of tensor: Int) -> Int {
        headerBytes + entries[..<tensor].reduce(0) { $0 + $1.byteCount }
    }

    /// Writes the length and the header, blanks behind it up to the first number.
    private func writeHeader(
        _ entries: [Entry], _ metadata: OrderedDictionary<String, String>
    ) throws(StorageError) {
        let text = Self.header(entries, metadata)
        let length = headerBytes - 8
        let blanks = [UInt8](repeating: UInt8(ascii: " "), count: max(0, length - text.count))
        let prefix = withUnsafeBytes(of: UInt64(length).littleEndian) { Array($0) }
        try writing(file, prefix + text + blanks, 0)
    }

    private static func header(
        _ entries: [Entry], _ metadata: OrderedDictionary<String, String>
    ) -> [UInt8] {
        var fields: JSONValue = [
            "__metadata__": .object(metadata.mapValues(JSONValue.string))
        ]
        var offset = 0
        for entry in entries {
            let end = offset + entry.byteCount
            fields.setField(
                entry.name,
                [
                    "dtype": "F32", "shape": .array(entry.shape.map { .integer($0) }),
                    "data_offsets": [.integer(offset), .integer(end)],
                ])
            offset = end
        }
        return fields.compactBytes
    }

    private func naming(_ work: () throws(StorageError) -> Void) throws(StorageError) {
        do throws(StorageError) { try work() } catch {
            throw error.naming(path, insteadOf: temporary)
        }
    }
}
