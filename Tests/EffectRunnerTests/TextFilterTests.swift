import HeddleAnalysis
import Storage
import Testing
import Workbench

@testable import EffectRunner

@Suite(.timeLimit(.minutes(10))) struct TextFilterTests {
    /// All traces of the fixture, as a filter that needs every text asks for them.
    private func request(
        _ filter: String, _ recorder: Recorder
    ) async throws -> TextFilterRequest {
        recorder.runner.run(.openFiles(paths: [Recorder.traces], select: nil))
        let entries = try await recorder.first("entries") {
            if case .filesOpened(let entries, _, _) = $0 { entries } else { nil }
        }
        return TextFilterRequest(
            number: 3, filter: try TraceFilter(parsing: filter),
            candidates: entries.enumerated().map {
                TextCandidate(index: $0, entry: $1, marks: TraceMarks())
            })
    }

    /// Indexes of the traces that pass and how many were read.
    private func answer(_ recorder: Recorder) async throws -> (matches: [Int], read: Int) {
        try await recorder.finished(.filterTexts)
        var matches: [Int] = []
        var read = 0
        for case .textsFiltered(3, let some, let count) in recorder.all {
            matches += some
            read += count
        }
        return (matches, read)
    }

    @Test func whatPassesIsWhatAnotherSearchFinds() async throws {
        let recorder = try Recorder()
        let request = try await request("text:\"dead end\" | text:check -text:check", recorder)
        recorder.runner.run(.filterTexts(request))
        let answer = try await answer(recorder)
        var expected: [Int] = []
        var index = 0
        try TraceFiles.forEach([Recorder.traces]) { result in
            if case .success(let record) = result {
                if record.trace.response.lowercased().contains("dead end") {
                    expected.append(index)
                }
                index += 1
            }
            return true
        }
        #expect(answer.matches == expected && answer.read == request.candidates.count)
    }

    @Test func aTextThatIsGoneDoesNotPass() async throws {
        let recorder = try Recorder()
        var request = try await request("text:a | -text:a", recorder)
        request.candidates[0].entry.place?.file = "/nowhere/at-all.jsonl"
        recorder.runner.run(.filterTexts(request))
        let answer = try await answer(recorder)
        #expect(answer.matches == Array(1..<request.candidates.count))
    }
}
