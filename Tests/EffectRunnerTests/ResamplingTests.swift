import EffectRunner
import Foundation
import HeddleAnalysis
import Storage
import Testing
import Workbench

@Suite(.serialized, .timeLimit(.minutes(10))) struct ResamplingTests {
    private let document = DocumentID(1)

    /// The second sentence of the fixture's trace `prime-0144`, three continuations each.
    private func work(_ recorder: Recorder, earlier: ResampleReport? = nil) async throws
        -> ResampleWork
    {
        let opened = try await recorder.first("document") {
            if case .traceOpened(let opened, _) = $0 { opened } else { nil }
        }
        let sentences = ResampledSentence.all(of: opened.trace, tokens: opened.tokens)
        return ResampleWork(
            document: document, sentence: sentences[1], wanted: 3,
            options: GenerationOptions(temperature: 1, maxTokens: 24, seed: 3), earlier: earlier)
    }

    private func result(
        _ recorder: Recorder, from start: Int
    ) async throws -> (report: ResampleReport, branches: [TraceEntry]) {
        try await recorder.first("resampling", from: start) {
            if case .resampled(let report, let branches) = $0 { (report, branches) } else { nil }
        }
    }

    @Test func continuationsBecomeBranchesThatTheSessionKeeps() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        let work = try await work(recorder)
        recorder.runner.run(.resample(work))
        let (report, branches) = try await result(recorder, from: 0)
        #expect(report.isFinished && report.sentence == work.sentence)
        #expect(report.settings.similarity.measure == .embedding)
        #expect(branches.count == report.continuations.count { $0.outcome != nil })
        let branch = try #require(branches.first)
        #expect(branch.parent == "prime-0144" && branch.id == "prime-0144~s1+0")

        recorder.runner.run(.openTrace(entry: branch, document: DocumentID(5)))
        let opened = try await recorder.first("branch") {
            if case .traceOpened(let opened, _) = $0, opened.id == DocumentID(5) {
                opened
            } else {
                nil
            }
        }
        let outcome = try #require(report.continuations.first?.outcome)
        #expect(Array(opened.tokens.ids.suffix(outcome.ids.count)) == outcome.ids)
        #expect(opened.trace.response.hasSuffix(outcome.text))
        #expect(opened.trace.correct == outcome.correct)
        #expect(opened.tokenSource == .file)

        let path = recorder.home + "/mine.heddle"
        recorder.runner.run(
            .saveSession(
                SessionSnapshot(
                    path: path, annotations: Annotations(), place: Place(), modelPath: nil,
                    files: [Recorder.traces], trace: nil)))
        await recorder.runner.close()
        let store = try SessionStore.open(path, readOnly: true)
        let kept = try #require(try store.load()).traces
        #expect(Set(kept.map(\.id)).isSuperset(of: branches.map(\.id)))
        try store.close()
    }

    @Test func cancelledWorkGoesOnWhereItWas() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        let work = try await work(recorder)
        recorder.runner.run(.resample(work))
        _ = try await recorder.first("progress") {
            if case .progress(.resample, let progress) = $0 { progress } else { nil }
        }
        recorder.runner.run(.cancel(.resample))
        let (partial, _) = try await result(recorder, from: 0)
        try await recorder.finished(.resample)
        let start = recorder.all.count
        recorder.runner.run(.resample(try await self.work(recorder, earlier: partial)))
        let (whole, _) = try await result(recorder, from: start)
        #expect(whole.isFinished)
        let other = try Recorder()
        try await other.open()
        other.runner.run(.resample(work))
        #expect(try await result(other, from: 0).report == whole)
        await other.runner.close()
        await recorder.runner.close()
    }
}
