import Foundation
import HeddleAnalysis
import Testing

@testable import Storage

@Suite("Writing files")
struct FileWritingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func appendsOneLineAValue() throws {
        let path = folder.file("out.jsonl")
        let writer = try LineWriter(path: path)
        try writer.append(["a": 1])
        try writer.append(["b": "x\ny"])
        try LineWriter(path: path).append(["c": true])
        #expect(
            String(decoding: try folder.bytes("out.jsonl"), as: UTF8.self)
                == "{\"a\":1}\n{\"b\":\"x\\ny\"}\n{\"c\":true}\n")
    }

    @Test func closesAHalfWrittenLastLine() throws {
        let path = try folder.write("{\"a\":1}\n{\"b\":", to: "out.jsonl")
        try LineWriter(path: path).append(["c": 3])
        #expect(
            String(decoding: try folder.bytes("out.jsonl"), as: UTF8.self)
                == "{\"a\":1}\n{\"b\":\n{\"c\":3}\n")
    }

    @Test func replacesAFileAsAWhole() throws {
        let path = try folder.write("old", to: "out.json")
        chmod(path, 0o600)
        try Files.write(Array("new".utf8), to: path)
        #expect(try folder.bytes("out.json") == Array("new".utf8))
        #expect(try folder.names() == ["out.json"])
        var status = stat()
        stat(path, &status)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func writesThroughALink() throws {
        let path = try folder.write("old", to: "real.json")
        let link = folder.file("link.json")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        try Files.write(Array("new".utf8), to: link)
        #expect(try folder.bytes("real.json") == Array("new".utf8))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
    }

    @Test(.enabled(if: Files.exists("/dev/full"))) func saysThatTheDiskIsFull() {
        #expect(
            storageError { () throws(StorageError) in
                try Files.write([1], to: "/dev/full")
            } == .diskFull(path: "/dev/full"))
        #expect(
            storageError { () throws(StorageError) in
                try LineWriter(path: "/dev/full").append(["a": 1])
            } == .diskFull(path: "/dev/full"))
    }

    @Test func saysThatAFolderIsInTheWay() {
        #expect(
            storageError { () throws(StorageError) in try Files.write([1], to: folder.path) }
                == .isDirectory(path: folder.path))
        #expect(
            storageError { () throws(StorageError) in _ = try LineWriter(path: folder.path) }
                == .isDirectory(path: folder.path))
    }

    @Test(.enabled(if: Files.isDirectory("/proc/self"))) func namesTheFileThatCannotBeMade() {
        let path = "/proc/heddle-test.json"
        let error = storageError { () throws(StorageError) in try Files.write([1], to: path) }
        #expect(error?.description.hasPrefix(path) == true)
    }

    @Test func errorsNameTheFileAndARemedy() {
        #expect(
            StorageError(path: "/x", .write, code: ENOSPC).description
                .contains("free some space"))
        #expect(
            StorageError(path: "/x", .write, code: EROFS) == .noPermission(path: "/x", .write))
        #expect(StorageError(path: "/x", .read, code: ENOENT) == .notFound(path: "/x"))
        #expect(
            StorageError(path: "/x", .read, code: EMFILE).description
                == "/x: cannot read it (Too many open files)")
    }
}
