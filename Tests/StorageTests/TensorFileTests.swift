import Foundation
import HeddleAnalysis
import Testing

@testable import Storage

struct TensorFileTests {
    private static let entries = [
        TensorFile.Entry(name: "a", shape: [1, 2, 2]), TensorFile.Entry(name: "b", shape: [1, 3]),
        TensorFile.Entry(name: "c", shape: [2]),
    ]

    /// The header and the numbers of a file, read by the format's rules: eight bytes with the
    /// length of a JSON header, the header, then the numbers.
    private static func read(_ path: String) throws -> (header: JSONValue, numbers: [Float]) {
        let bytes = try Files.read(path)
        let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try JSONValue(json: Array(bytes[8..<8 + length]))
        let data = Array(bytes[(8 + length)...])
        let numbers = stride(from: 0, to: data.count, by: 4).map { start in
            Float(
                bitPattern: data[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
        return (header, numbers)
    }

    @Test func piecesInAnyOrderMakeAFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.safetensors"
        let file = try TensorFile(path: path, entries: Self.entries, metadata: ["model": "m"])
        try file.write([6, 7], tensor: 1, element: 1)
        try file.write([8, 9], tensor: 2, element: 0)
        try file.write([1, 2], tensor: 0, element: 0)
        try file.write([5], tensor: 1, element: 0)
        try file.write([3, 4], tensor: 0, element: 2)
        #expect(!Files.exists(path))
        try file.commit()
        let (header, numbers) = try Self.read(path)
        #expect(numbers == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(header["b"]?["shape"] == [1, 3])
        #expect(header["b"]?["data_offsets"] == [16, 28])
        #expect(header["b"]?["dtype"] == "F32")
        #expect(header["__metadata__"]?["model"] == "m")
        #expect(try Files.read(path).count == file.byteCount)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.safetensors"])
    }

    @Test func aFullDiskLeavesWhatIsWholeMarkedAsPartial() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.safetensors"
        var written = 0
        let file = try TensorFile(path: path, entries: Self.entries, metadata: [:]) {
            file, bytes, place throws(StorageError) in
            written += 1
            // The header and two pieces find room, then nothing; a shorter header does again.
            if written == 4 { throw .diskFull(path: file.path) }
            try file.write(bytes, at: place)
        }
        try file.write([1, 2, 3, 4], tensor: 0, element: 0)
        try file.write([5], tensor: 1, element: 0)
        #expect(throws: StorageError.diskFull(path: path)) {
            try file.write([6, 7], tensor: 1, element: 1)
        }
        let kept = try file.keepPartial(1, reason: "the disk is full")
        #expect(kept == path + ".partial")
        let (header, numbers) = try Self.read(path + ".partial")
        #expect(numbers == [1, 2, 3, 4])
        #expect(header["b"] == nil)
        #expect(header["__metadata__"]?["partial"] == "true")
        #expect(header["__metadata__"]?["partial_tensors"] == "1 of 3")
        #expect(header["__metadata__"]?["partial_reason"] == "the disk is full")
        #expect(!Files.exists(path))
    }

    /// A header that outgrew its place would run into the numbers.
    @Test func aReasonThatIsTooLongKeepsItsEnd() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.safetensors"
        let file = try TensorFile(path: path, entries: Self.entries, metadata: [:])
        try file.write([1, 2, 3, 4], tensor: 0, element: 0)
        let reason = String(repeating: "\u{6F22}", count: 300) + ": the disk is full"
        _ = try file.keepPartial(1, reason: reason)
        let (header, numbers) = try Self.read(path + ".partial")
        #expect(numbers == [1, 2, 3, 4])
        let told = try #require(header["__metadata__"]?["partial_reason"]?.string)
        #expect(reason.hasSuffix(told) && told.count > 100)
    }

    @Test func nothingWholeLeavesNothing() throws {
        let folder = try TemporaryFolder()
        do {
            let file = try TensorFile(
                path: folder.path + "/x.safetensors", entries: Self.entries, metadata: [:])
            try file.write([1], tensor: 0, element: 0)
            #expect(try file.keepPartial(0, reason: "cancelled") == nil)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func placesThatHoldNoPlainFileAreRefused() throws {
        let folder = try TemporaryFolder()
        #expect(throws: StorageError.isDirectory(path: folder.path)) {
            try TensorFile(path: folder.path, entries: Self.entries, metadata: [:])
        }
        #expect(throws: StorageError.self) {
            try TensorFile(path: "/dev/null", entries: Self.entries, metadata: [:])
        }
        #expect(throws: StorageError.notFound(path: folder.path + "/no/x")) {
            try TensorFile(path: folder.path + "/no/x", entries: Self.entries, metadata: [:])
        }
    }
}
