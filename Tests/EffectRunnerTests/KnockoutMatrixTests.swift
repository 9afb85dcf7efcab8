import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing
import Workbench

@Suite(.serialized, .timeLimit(.minutes(10))) struct KnockoutMatrixTests {
    private let document = DocumentID(1)

    /// The sentences of a trace of the fixture, nothing measured yet.
    private func sentences(_ opened: Document) -> KnockoutMatrix {
        KnockoutMatrix(
            kind: .sentences,
            parts: Outline(opened.trace, labelling: opened.labelling).parts(
                .sentences, tokens: opened.tokens, limit: opened.tokens.count))
    }

    /// A runner with `chain-0011` open, a matrix of its six sentences, and what a run without a
    /// runner measures of it.
    private func bench() async throws -> (Recorder, KnockoutMatrix, measured: KnockoutMatrix) {
        let recorder = try Recorder()
        try await recorder.open("chain-0011")
        let opened = try await recorder.first("document") {
            if case .traceOpened(let opened, _) = $0 { opened } else { nil }
        }
        let empty = sentences(opened)
        let model = try LoadedModel.load(Recorder.model)
        let run = try KnockoutMatrixRun(
            kind: .sentences, parts: empty.parts,
            in: ScoredText(
                model: model.model, pool: WorkerPool(threads: 1), tokens: opened.tokens.ids,
                planning: [], summaries: false))
        while try run.step() != nil {}
        return (recorder, empty, run.matrix)
    }

    private func matrices(_ recorder: Recorder, number: Int) -> [KnockoutMatrix] {
        recorder.all.compactMap {
            if case .knockoutMatrix(document, let matrix, number: number) = $0 {
                matrix
            } else {
                nil
            }
        }
    }

    @Test func theNumbersAreThoseOfTheCommand() async throws {
        let (recorder, empty, measured) = try await bench()
        #expect(measured.parts.count == 6)
        recorder.runner.run(
            .knockoutMatrix(
                KnockoutMatrixWork(document: document, matrix: empty, number: 1)))
        try await recorder.finished(.knockoutMatrix)
        let found = matrices(recorder, number: 1)
        let last = try #require(found.last)
        #expect(last.parts == measured.parts && last.done == 5)
        #expect(last.meanLogKL == measured.meanLogKL)
        #expect(found.map(\.done) == found.map(\.done).sorted())
        let progress = try await recorder.first("progress") {
            if case .progress(.knockoutMatrix, let progress) = $0 { progress } else { nil }
        }
        #expect(progress.label == "matrix of sentences" && progress.total == 5)
        await recorder.runner.close()
    }

    @Test func whatIsMeasuredIsNotMeasuredAgain() async throws {
        let (recorder, empty, measured) = try await bench()
        // No divergence is this large: what is kept can be told from what is measured.
        var partial = empty
        let kept: [Float?] = Array(repeating: 1000, count: 200)
        partial.add(kept)
        partial.add(kept)
        recorder.runner.run(
            .knockoutMatrix(
                KnockoutMatrixWork(document: document, matrix: partial, number: 7)))
        try await recorder.finished(.knockoutMatrix)
        let found = try #require(matrices(recorder, number: 7).last)
        #expect(Array(found.meanLogKL[..<2]) == Array(partial.meanLogKL[..<2]))
        #expect(found.meanLogKL[2...] == measured.meanLogKL[2...])
        #expect(matrices(recorder, number: 7).allSatisfy { $0.done > 2 })
        await recorder.runner.close()
    }

    @Test func cancelledWorkKeepsWhatItHas() async throws {
        let (recorder, empty, measured) = try await bench()
        recorder.runner.run(
            .knockoutMatrix(
                KnockoutMatrixWork(document: document, matrix: empty, number: 1)))
        _ = try await recorder.first("sources") {
            if case .knockoutMatrix(_, let matrix, _) = $0 { matrix } else { nil }
        }
        recorder.runner.run(.cancel(.knockoutMatrix))
        try await recorder.finished(.knockoutMatrix)
        let partial = try #require(matrices(recorder, number: 1).last)
        #expect(partial.done > 0)
        #expect(partial.meanLogKL[..<partial.done] == measured.meanLogKL[..<partial.done])
        #expect(partial.meanLogKL[partial.done...].allSatisfy { $0.allSatisfy { $0 == nil } })
        let start = recorder.all.count
        recorder.runner.run(
            .knockoutMatrix(
                KnockoutMatrixWork(document: document, matrix: partial, number: 2)))
        try await recorder.finished(.knockoutMatrix, from: start)
        let whole = try #require(matrices(recorder, number: 2).last)
        #expect(whole.done == 5 && whole.meanLogKL == measured.meanLogKL)
        #expect(whole.meanLogKL[..<partial.done] == partial.meanLogKL[..<partial.done])
        await recorder.runner.close()
    }

    @Test func partsBeyondTheTextAreRefused() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        let parts = [1..<4, 400..<410].map { TracePart(tokens: $0, text: "part") }
        recorder.runner.run(
            .knockoutMatrix(
                KnockoutMatrixWork(
                    document: document, matrix: KnockoutMatrix(kind: .moves, parts: parts),
                    number: 1)))
        let message = try await recorder.first("refusal") { result -> String? in
            if case .failed(.knockoutMatrix, let message) = result { message } else { nil }
        }
        #expect(message.contains("410 tokens and the model sees 70"))
        await recorder.runner.close()
    }
}
