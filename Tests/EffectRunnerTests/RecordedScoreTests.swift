import EffectRunner
import Foundation
import HeddleAnalysis
import Testing
import Workbench

@Suite(.serialized, .timeLimit(.minutes(10))) struct RecordedScoreTests {
    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "HeddleExperimentsTests/Fixtures/recorded-scores.jsonl").path

    private func open(_ id: String, _ recorder: Recorder) async throws -> (Document, [Prediction?])
    {
        recorder.runner.run(.openFiles(paths: [Self.file], select: id))
        let entry = try await recorder.first("list") { result -> TraceEntry? in
            if case .filesOpened(let entries, _, _) = result {
                entries.first { $0.id == id }
            } else {
                nil
            }
        }
        recorder.runner.run(.openTrace(entry: entry, document: DocumentID(20)))
        return try await recorder.first("document") { result -> (Document, [Prediction?])? in
            if case .traceOpened(let document, let scores) = result, document.id == DocumentID(20) {
                (document, scores)
            } else {
                nil
            }
        }
    }

    @Test func aFileOfAnotherProgramIsOpenedWithItsOwnTokensAndNumbers() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        let (document, scores) = try await open("cooled", recorder)
        #expect(document.tokenSource == .file)
        #expect(!document.fitsModel)
        #expect(document.response.count == 198)
        #expect(scores.count == document.tokens.count)
        #expect(scores[..<document.tokens.promptLength].allSatisfy { $0 == nil })
        let first = try #require(scores[document.tokens.promptLength])
        #expect(first.top.count == 4)
        let best = try #require(first.top.first)
        #expect(document.trace.spellings[best.id] != nil)
    }

    @Test func cutAnewItIsScoredAndChecked() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        _ = try await open("cooled", recorder)
        recorder.runner.run(.retokenize(document: DocumentID(20), new: DocumentID(21)))
        let cut = try await recorder.first("cut") { result -> Document? in
            if case .traceOpened(let document, _) = result, document.id == DocumentID(21) {
                document
            } else {
                nil
            }
        }
        #expect(cut.tokenSource == .tokenizer(model: "bobbin"))
        #expect(cut.fitsModel)
        #expect(cut.trace.context.hasPrefix("<|im_start|>user\n"))
        recorder.runner.run(.score(document: DocumentID(21)))
        let check = try await recorder.first("check") { result -> RecordedScoreCheck? in
            if case .checked(DocumentID(21), let check) = result { check } else { nil }
        }
        #expect(check.causes.map(\.name) == ["temperature"])
        #expect(abs(try #require(check.temperature) - 0.6) < 1e-3)
    }

    @Test func tokensThatDoNotFitAreNotScored() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        _ = try await open("raw", recorder)
        recorder.runner.run(.score(document: DocumentID(20)))
        try await recorder.finished(.score)
        #expect(
            !recorder.all.contains {
                if case .scored(DocumentID(20), _, _, _) = $0 { true } else { false }
            })
    }
}
