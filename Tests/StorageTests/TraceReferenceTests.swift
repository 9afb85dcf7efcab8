import HeddleAnalysis
import Testing

@testable import Storage

@Suite("TRACE arguments")
struct TraceReferenceTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        let ids = ["x", "2", "third"]
        let rows = ids.map {
            #"{"schema": "heddle.trace/1", "id": "\#($0)", "prompt": "p", "response": "r"}"#
        }
        path = try folder.write("broken\n" + rows.joined(separator: "\n"), to: "t.jsonl")
    }

    private func id(_ argument: String) throws -> String {
        try TraceReference(argument).resolve().trace.id
    }

    @Test func aFileAloneIsItsFirstTrace() throws { #expect(try id(path) == "x") }

    @Test func anIdWinsOverANumber() throws {
        #expect(try id(path + "#third") == "third")
        // "2" is the id of the second trace, "3" is no id: the third one is meant.
        #expect(try id(path + "#2") == "2")
        #expect(try id(path + "#3") == "third")
        #expect(try id(path + "#1") == "x")
    }

    @Test func saysHowManyTracesThereAre() {
        #expect(
            storageError { () throws(StorageError) in
                _ = try TraceReference(path + "#9").resolve()
            } == .noSuchTrace(path: path, selector: "9", traces: 3))
    }

    @Test func saysWhyAFileHoldsNoTrace() throws {
        let path = try folder.write("nothing\n", to: "n.jsonl")
        let error = storageError { () throws(StorageError) in
            _ = try TraceReference(path).resolve()
        }
        #expect(error?.description.contains("line 1: not JSON") == true)
    }

    @Test func findsAFileWhoseNameHasTheMark() throws {
        let odd = try folder.write(
            #"{"schema": "heddle.trace/1", "id": "odd", "prompt": "p", "response": "r"}"#,
            to: "a#b.jsonl")
        #expect(try id(odd) == "odd")
        #expect(try id(odd + "#1") == "odd")
    }

    @Test func readsTheFirstTraceOfAFolder() throws { #expect(try id(folder.path) == "x") }

    @Test func namesTheLineOfABrokenTrace() throws {
        let path = try folder.write(
            #"{"schema":"heddle.trace/1","id":"c","prompt":"p","response":"r","correct":7}"#,
            to: "b.jsonl")
        let error = storageError { () throws(StorageError) in
            _ = try TraceReference(path + "#c").resolve()
        }
        guard case .badTrace(path, 1, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("correct"))
    }
}
