import EffectRunner
import Foundation
import HeddleAnalysis
import Storage
import Testing
import Workbench

@Suite(.serialized, .timeLimit(.minutes(10))) struct CorpusSearchTests {
    /// The entries of the test traces, in their order.
    private func entries() throws -> [TraceEntry] {
        try TraceFiles.list([Recorder.traces]).traces.map { TraceEntry($0.facts, at: $0.place) }
    }

    private func end(_ recorder: Recorder, number: Int) async throws -> CorpusHits {
        try await recorder.first("end of the search") {
            if case .corpusHits(let hits) = $0, hits.isFinished, hits.number == number {
                hits
            } else {
                nil
            }
        }
    }

    @Test func hitsAreThoseOfEveryTraceByItself() async throws {
        let recorder = try Recorder()
        let entries = try entries()
        let search = TextSearch("so")
        recorder.runner.run(.searchAll(search, entries: entries, number: 3))
        let end = try await end(recorder, number: 3)
        var expected: [String: Int] = [:]
        try TraceFiles.forEach([Recorder.traces]) { result in
            if case .success(let record) = result {
                expected[record.trace.id] = search.hits(in: record.trace).count
            }
            return true
        }
        var found: [String: Int] = [:]
        for case .corpusHits(let batch) in recorder.all {
            for find in batch.finds { found[find.entry.id] = find.count }
        }
        #expect(found == expected.filter { $0.value > 0 })
        #expect(end.count == expected.values.reduce(0, +) && end.searched == entries.count)
        #expect(end.failed == 0)
    }

    @Test func whatIsNotThereAnyMoreIsToldNotFatal() async throws {
        let recorder = try Recorder()
        var entries = try entries()
        entries.insert(
            TraceEntry(TraceFacts(id: "gone"), at: TracePlace(file: "/no/such", line: 1)), at: 0)
        recorder.runner.run(.searchAll(TextSearch("so"), entries: entries, number: 1))
        let end = try await end(recorder, number: 1)
        #expect(end.failed == 1 && end.searched == entries.count && end.count > 0)
        #expect(end.problem?.contains("/no/such") == true)
    }

    @Test func twoTracesAreComparedWithoutAModel() async throws {
        let recorder = try Recorder()
        let entries = try entries()
        let document = DocumentID(1)
        recorder.runner.run(.openTrace(entry: entries[0], document: document))
        _ = try await recorder.first("trace") { if case .traceOpened = $0 { true } else { nil } }
        recorder.runner.run(.compare(document: document, other: entries[1]))
        let result = try await recorder.first("comparison") { result -> TraceComparison? in
            if case .compared(let value, document, entries[1].id) = result { value } else { nil }
        }
        #expect(result.left.trace.id == entries[0].id && result.right.trace.id == entries[1].id)
        #expect(result.firstDifference != nil)
    }
}
