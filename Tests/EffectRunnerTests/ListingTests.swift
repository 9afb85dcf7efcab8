import EffectRunner
import Foundation
import HeddleAnalysis
import Storage
import Testing
import Workbench

@Suite(.serialized, .timeLimit(.minutes(10))) struct ListingTests {
    /// Rows of about ten thousand bytes each.
    private static func rows(_ numbers: Range<Int>) -> String {
        numbers.map { number in
            let text = String(repeating: "Let me try another way. ", count: 400)
            return #"{"id":"r\#(number)","prompt":"\#(number)?","response":"\#(text)"}"# + "\n"
        }.joined()
    }

    private static func entries(_ results: [EffectResult]) -> [TraceEntry] {
        results.flatMap { result -> [TraceEntry] in
            switch result {
            case .filesOpened(let entries, _, _), .tracesListed(let entries, _),
                .sessionOpened(_, let entries):
                entries
            default: []
            }
        }
    }

    private func write(_ recorder: Recorder, _ numbers: Range<Int>) throws -> String {
        try FileManager.default.createDirectory(
            atPath: recorder.home, withIntermediateDirectories: true)
        let path = recorder.home + "/run.jsonl"
        try Data(Self.rows(numbers).utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func firstRowsComeBeforeTheOthers() async throws {
        let recorder = try Recorder()
        let path = try write(recorder, 0..<1500)
        recorder.runner.run(.openFiles(paths: [path], select: nil))
        try await recorder.finished(.openFiles)
        let first = try await recorder.first("files") { result -> [TraceEntry]? in
            if case .filesOpened(let entries, _, nil) = result { entries } else { nil }
        }
        #expect((200..<1500).contains(first.count))
        #expect(Self.entries(recorder.all).map(\.id) == (0..<1500).map { "r\($0)" })
        await recorder.runner.close()
    }

    @Test func traceOpensWhileOthersAreListed() async throws {
        let recorder = try Recorder()
        let path = try write(recorder, 0..<6000)
        recorder.runner.run(.openFiles(paths: [path], select: nil))
        let first = try await recorder.first("files") { result -> TraceEntry? in
            if case .filesOpened(let entries, _, _) = result { entries.first } else { nil }
        }
        recorder.runner.run(.openTrace(entry: first, document: DocumentID(1)))
        let opened = try await recorder.first("trace") { result in
            if case .traceOpened(let document, _) = result { document } else { nil }
        }
        #expect(opened.trace.id == "r0")
        recorder.runner.run(.cancel(.openFiles))
        try await recorder.finished(.openFiles)
        let listed = Self.entries(recorder.all)
        #expect(listed.map(\.id) == listed.indices.map { "r\($0)" })
        await recorder.runner.close()
    }

    @Test func sessionShowsTheFirstRowsAtOnce() async throws {
        let home = NSTemporaryDirectory() + "heddle-listing-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: home) }
        let recorder = try Recorder(home: home)
        let path = try write(recorder, 0..<1500)
        let session = home + "/s.heddle"
        recorder.runner.run(
            .saveSession(
                SessionSnapshot(
                    path: session, annotations: Annotations(), place: Place(), modelPath: nil,
                    files: [path], trace: nil)))
        recorder.runner.run(.openSession(path: session))
        try await recorder.finished(.openFiles)
        let first = try await recorder.first("session") { result -> [TraceEntry]? in
            if case .sessionOpened(_, let entries) = result { entries } else { nil }
        }
        #expect((200..<1500).contains(first.count))
        #expect(Self.entries(recorder.all).count == 1500)
        await recorder.runner.close()
    }

    @Test func appendedLinesAreListed() async throws {
        let recorder = try Recorder()
        let path = try write(recorder, 0..<3)
        recorder.runner.run(.openFiles(paths: [path], select: nil))
        try await recorder.finished(.openFiles)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(Self.rows(3..<5).utf8))
        try file.close()
        let message = try await recorder.first("growth") { result -> String? in
            if case .message(let message) = result { message.text } else { nil }
        }
        #expect(message == "+2 traces")
        #expect(Self.entries(recorder.all).map(\.id) == (0..<5).map { "r\($0)" })
        await recorder.runner.close()
    }

    @Test func replacedFileIsListedAnew() async throws {
        let recorder = try Recorder()
        let path = try write(recorder, 0..<3)
        recorder.runner.run(.openFiles(paths: [path], select: nil))
        try await recorder.finished(.openFiles)
        try Files.write(Array(Self.rows(1..<2).utf8), to: path)
        let gone = try await recorder.first("loss") { result -> String? in
            if case .tracesGone(let file) = result { file } else { nil }
        }
        #expect(gone == path)
        let place = recorder.all.firstIndex {
            if case .tracesGone = $0 { true } else { false }
        }
        let again = try await recorder.first("rows", from: try #require(place)) { result in
            if case .tracesListed(let entries, _) = result { entries.map(\.id) } else { nil }
        }
        #expect(again == ["r1"])
        await recorder.runner.close()
    }
}
