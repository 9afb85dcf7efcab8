import HeddleAnalysis
import Testing

@testable import Storage

@Suite("Broken trace files")
struct BrokenTraceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let lines = [
        SessionSamples.trace.json,
        ["schema": "heddle.trace/1", "id": "b", "prompt": "ü\n?", "response": "<think>\nx\n"],
        ["question": "q", "completion": "c", "is_correct": 1, "tags": ["x", ["y"], [:]]],
    ]

    @Test(arguments: ["t.jsonl", "t.json", "t", "t.md"])
    func everyRecordIsATraceOrHasAReason(name: String) throws {
        let rows = Self.lines.map(\.compactText)
        let wholes = [
            rows.joined(separator: "\n") + "\n", "[" + rows.joined(separator: ",\n ") + "]\n",
            Self.lines[0].prettyText,
        ].map { Array($0.utf8) }
        var generator = SeededGenerator(seed: 6)
        for round in 0..<150 {
            let broken = damaged(wholes[round % wholes.count], using: &generator)
            let path = try folder.write(broken, to: name)
            let file = try TraceFile.open(path)
            let listing = file.listing()
            #expect(listing.traces.count + listing.skipped.count == file.count)
            for skipped in listing.skipped { #expect(!skipped.reason.isEmpty && skipped.line > 0) }
            for record in 0..<file.count { _ = try? file.read(record) }
            for selector in ["1", "b", "99"] {
                _ = storageError { () throws(StorageError) in
                    _ = try TraceReference(path: path, selector: selector).resolve()
                }
            }
        }
    }

    @Test func damageToOneLineLeavesTheOthers() throws {
        let rows = (0..<20).map {
            #"{"schema": "heddle.trace/1", "id": "\#($0)", "prompt": "p", "response": "r"}"#
        }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<60 {
            let victim = Int.random(in: 0..<20, using: &generator)
            var broken = rows
            broken[victim] = String(
                rows[victim].dropLast(Int.random(in: 1...60, using: &generator)))
            let path = try folder.write(broken.joined(separator: "\n"), to: "t.jsonl")
            let listing = try TraceFile.open(path).listing()
            #expect(listing.skipped.map(\.line) == [victim + 1])
            #expect(listing.traces.map(\.id) == (0..<20).filter { $0 != victim }.map(String.init))
        }
    }

    @Test func refusesBottomlessNesting() throws {
        let deep = "{\"a\":" + String(repeating: "[", count: 1 << 20)
        let path = try folder.write(deep + "\n" + deep, to: "deep.jsonl")
        let listing = try TraceFile.open(path).listing()
        #expect(listing.skipped.count == 2)
    }
}
