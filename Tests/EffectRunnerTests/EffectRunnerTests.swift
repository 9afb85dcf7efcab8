import EffectRunner
import Foundation
import HeddleAnalysis
import Storage
import Testing
import Workbench

@Suite(.serialized, .timeLimit(.minutes(10))) struct EffectRunnerTests {
    private let document = DocumentID(1)
    private let options = GenerationOptions(temperature: 0.7, maxTokens: 6, seed: 7)

    @Test func scoresNameTheirDocumentAndTellTheSpeed() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        recorder.runner.run(.score(document: document))
        let count = try await recorder.first("scores") {
            if case .scored(document, 1, let predictions, "bobbin") = $0 {
                predictions.count
            } else {
                nil
            }
        }
        #expect(count == 69)
        let seconds = try await recorder.first("speed") { result -> Double? in
            if case .modelLoaded(let info) = result { info.secondsPerToken } else { nil }
        }
        #expect(seconds > 0)
    }

    @Test func effectsNameTheirMaskAndCoverEveryToken() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        let mask = HeadMask(heads: [HeadID(layer: 0, head: 2)])
        recorder.runner.run(.effects(document: document, mask: mask, visible: 20..<30))
        try await recorder.finished(.effects)
        var seen: Set<Int> = []
        for case .effects(let id, let named, let first, let rows, _, _) in recorder.all {
            #expect(id == document)
            #expect(named == mask)
            seen.formUnion(first..<first + rows.count)
        }
        #expect(seen == Set(1..<70))
    }

    @Test func newerWorkReplacesOlder() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        recorder.runner.run(.score(document: document))
        try await recorder.finished(.score)
        let masks = (0..<6).map { HeadMask(heads: [HeadID(layer: 0, head: $0)]) }
        let start = recorder.all.count
        for mask in masks {
            recorder.runner.run(.effects(document: document, mask: mask, visible: 0..<10))
        }
        try await recorder.finished(.effects, from: start)
        let complete = recorder.all[start...].compactMap { result -> HeadMask? in
            if case .effects(_, let mask, _, _, _, complete: true) = result { mask } else { nil }
        }
        #expect(complete.last == masks.last)
        let ends = recorder.all[start...].count {
            if case .finished(.effects) = $0 { true } else { false }
        }
        #expect(ends == 1)
    }

    @Test func cancelledSweepPostsNothingMoreButItsEnd() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        recorder.runner.run(
            .sweep(document: document, target: 60, metric: .difference, mode: .zero))
        _ = try await recorder.first("first heads") {
            if case .sweep = $0 { true } else { nil }
        }
        recorder.runner.run(.cancel(.sweep))
        try await recorder.finished(.sweep)
        let end = recorder.all.firstIndex {
            if case .finished(.sweep) = $0 { true } else { false }
        }
        let last = recorder.all.lastIndex { if case .sweep = $0 { true } else { false } }
        #expect(try #require(last) < #require(end))
    }

    @Test func newDocumentsHaveTheIdsThatWereAskedFor() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        recorder.runner.run(
            .ask(prompt: "Is 7 prime?", mask: HeadMask(), options: options, new: DocumentID(8)))
        let asked = try await recorder.first("answer") { Self.finished($0, DocumentID(8)) }
        #expect(asked.trace.prompt == "Is 7 prime?")
        #expect(asked.response.count == 6)

        recorder.runner.run(
            .branch(
                document: document, target: 30, alternative: 332, mask: HeadMask(),
                options: options, new: DocumentID(9)))
        let branch = try await recorder.first("branch") { Self.finished($0, DocumentID(9)) }
        #expect(branch.tokens.ids[30] == 332)
        #expect(branch.trace.extra["parent"] == .string("prime-0144"))
        #expect(branch.trace.extra["branchToken"] == .integer(30))

        recorder.runner.run(
            .regenerate(document: document, target: 30, mask: HeadMask(), options: options))
        let sides = try await recorder.first("both ways") { result -> SideBySide? in
            if case .continuations(let both) = result, both.left.finished { both } else { nil }
        }
        #expect(sides.document == document)
        #expect(sides.start == 30)
        // One seed and no mask: both sides are the same text.
        #expect(sides.left.ids == sides.right.ids)
        #expect(sides.firstDifference == nil)
    }

    @Test func referenceMeansAreKeptAndUsedAgain() async throws {
        let folder = NSTemporaryDirectory() + "heddle-reference-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let text = try String(contentsOfFile: Recorder.traces, encoding: .utf8)
        let line = try #require(text.split(separator: "\n").dropFirst().first)
        try Data("\(line)\n".utf8).write(to: URL(fileURLWithPath: folder + "/one.jsonl"))

        let mask = HeadMask(heads: [HeadID(layer: 1, head: 1)], mode: .mean)
        var progress: [Int] = []
        var blobs: [String] = []
        for _ in 0..<2 {
            let recorder = try Recorder(home: folder, references: [folder + "/one.jsonl"])
            try await recorder.open()
            recorder.runner.run(.effects(document: document, mask: mask, visible: 0..<10))
            try await recorder.finished(.effects)
            progress.append(
                recorder.all.count {
                    if case .progress(.effects, let progress) = $0 {
                        progress.done > 0
                    } else {
                        false
                    }
                })
            blobs = try FileManager.default.contentsOfDirectory(atPath: folder + "/blobs")
        }
        #expect(progress[0] > 0)
        #expect(progress[1] == 0)
        #expect(blobs.count == 1)
    }

    static func finished(_ result: EffectResult, _ id: DocumentID) -> Document? {
        if case .generated(let document, _, finished: true) = result, document.id == id {
            document
        } else {
            nil
        }
    }
}
