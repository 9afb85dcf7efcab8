import EffectRunner
import Foundation
import HeddleAnalysis
import Storage
import Testing
import Workbench

@Suite(.serialized, .timeLimit(.minutes(10))) struct SessionTests {
    private let home = NSTemporaryDirectory() + "heddle-session-\(UUID().uuidString)"
    private var path: String { home + "/mine.heddle" }

    private func snapshot(notes count: Int = 1, trace: Trace? = nil) -> SessionSnapshot {
        var annotations = Annotations()
        annotations.notes = (0..<count).map { number in
            Note(
                id: number + 1, target: .tokens(trace: "prime-0144", first: 20, end: 22),
                text: "note \(number)", quote: "prime")
        }
        annotations.pinned = [HeadID(layer: 0, head: 2): "reads"]
        annotations.sets = ["pair": [HeadID(layer: 0, head: 2), HeadID(layer: 3, head: 5)]]
        annotations.mask = HeadMask(heads: [HeadID(layer: 3, head: 5)])
        var place = Place()
        place.traceID = "prime-0144"
        place.cursor = 33
        return SessionSnapshot(
            path: path, annotations: annotations, place: place, modelPath: Recorder.model,
            files: [Recorder.traces], trace: trace)
    }

    @Test func sessionComesBackAsItWas() async throws {
        defer { try? FileManager.default.removeItem(atPath: home) }
        let written = snapshot()
        let writer = try Recorder(home: home)
        writer.runner.run(.saveSession(written))
        await writer.runner.close()

        let reader = try Recorder(home: home)
        reader.runner.run(.openSession(path: path))
        let (read, entries) = try await reader.first("session") { result in
            if case .sessionOpened(let read, let entries) = result { (read, entries) } else { nil }
        }
        #expect(read.annotations == written.annotations)
        #expect(read.place == written.place)
        #expect(read.files == [Recorder.traces])
        #expect(entries.count == 5)
        await reader.runner.close()
    }

    @Test func savesAreWrittenInTheirOrder() async throws {
        defer { try? FileManager.default.removeItem(atPath: home) }
        let recorder = try Recorder(home: home)
        for count in 1...40 { recorder.runner.run(.saveSession(snapshot(notes: count))) }
        await recorder.runner.close()
        let store = try SessionStore.open(path, readOnly: true)
        #expect(try store.load()?.notes.count == 40)
        try store.close()
    }

    @Test func placeIsSavedWithoutAnEdit() async throws {
        defer { try? FileManager.default.removeItem(atPath: home) }
        let recorder = try Recorder(home: home)
        recorder.runner.run(.savePlace(snapshot()))
        _ = try await recorder.first("save") { if case .sessionSaved = $0 { true } else { nil } }
        await recorder.runner.close()
    }

    @Test func readOnlyWritesNothing() async throws {
        defer { try? FileManager.default.removeItem(atPath: home) }
        let recorder = try Recorder(home: home, readOnly: true)
        recorder.runner.run(.saveSession(snapshot()))
        recorder.runner.run(.savePlace(snapshot()))
        await recorder.runner.close()
        #expect(!FileManager.default.fileExists(atPath: home))
    }

    @Test func annotatedTraceOpensWithoutItsFile() async throws {
        defer { try? FileManager.default.removeItem(atPath: home) }
        try FileManager.default.createDirectory(
            atPath: home, withIntermediateDirectories: true)
        let file = home + "/gone.jsonl"
        try FileManager.default.copyItem(atPath: Recorder.traces, toPath: file)
        let trace = try TraceReference(file + "#prime-0144").resolve().trace
        var written = snapshot(trace: trace)
        written.files = [file]
        let writer = try Recorder(home: home)
        writer.runner.run(.saveSession(written))
        await writer.runner.close()
        try FileManager.default.removeItem(atPath: file)

        let reader = try Recorder(home: home)
        reader.runner.run(.openSession(path: path))
        let entries = try await reader.first("session") { result in
            if case .sessionOpened(_, let entries) = result { entries } else { nil }
        }
        #expect(entries.map(\.id) == ["prime-0144"])
        let told = try await reader.first("warning") { result in
            if case .message(let message) = result { message.text } else { nil }
        }
        #expect(told.contains(file))
        let entry = try #require(entries.first)
        reader.runner.run(.openTrace(entry: entry, document: DocumentID(1)))
        let opened = try await reader.first("trace") { result in
            if case .traceOpened(let document, _) = result { document } else { nil }
        }
        #expect(opened.trace == trace)
        await reader.runner.close()
    }

    @Test func generatedTraceCanBeOpenedAgain() async throws {
        defer { try? FileManager.default.removeItem(atPath: home) }
        let trace = Trace(id: "asked-8", prompt: "Is 7 prime?", response: "Let me see.")
        let recorder = try Recorder(home: home)
        recorder.runner.run(.saveSession(snapshot(trace: trace)))
        _ = try await recorder.first("save") { if case .sessionSaved = $0 { true } else { nil } }
        recorder.runner.run(
            .openTrace(entry: TraceEntry(TraceFacts(id: "asked-8")), document: DocumentID(3)))
        let opened = try await recorder.first("trace") { result in
            if case .traceOpened(let document, _) = result { document } else { nil }
        }
        #expect(opened.trace == trace)
        #expect(opened.id == DocumentID(3))
        await recorder.runner.close()
    }

    @Test func traceThatIsMeantIsNamedWithItsFile() async throws {
        let recorder = try Recorder()
        recorder.runner.run(.openFiles(paths: [Recorder.traces + "#2"], select: nil))
        let selected = try await recorder.first("files") { result -> String? in
            if case .filesOpened(_, _, let select) = result { select } else { nil }
        }
        #expect(selected == "2")
    }

    @Test func unreadableFileIsTold() async throws {
        let recorder = try Recorder()
        recorder.runner.run(.openFiles(paths: ["/nowhere/x.jsonl"], select: nil))
        let text = try await recorder.first("failure") { result in
            if case .failed(.openFiles, let message) = result { message } else { nil }
        }
        #expect(text.contains("/nowhere/x.jsonl"))
    }
}
