import EffectRunner
import Foundation
import HeddleAnalysis
import Storage
import Testing
import Workbench

/// Labelling everything by another lexicon, and keeping lexicons.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LexiconTests {
    private static let lexicon = Lexicon(
        name: "mine", source: "",
        grams: [Gram(text: "so", intent: .deduce), Gram(text: "let's", intent: .branch)])

    private func opened(_ recorder: Recorder) async throws -> Document {
        try await recorder.first("document") {
            if case .traceOpened(let document, _) = $0 { document } else { nil }
        }
    }

    private func share(_ recorder: Recorder, _ id: String, labels: Int) async throws -> Double {
        try await recorder.first("count of \(id)") { result in
            guard case .tracesCounted(let counts) = result, let facts = counts[id],
                facts.labels == labels
            else { return nil }
            return facts.planningShare
        }
    }

    @Test func theOpenTraceTheListAndTheModelGetTheNewLabels() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        let document = try await opened(recorder)
        #expect(document.labelling.spans.isEmpty)
        #expect(try await share(recorder, document.trace.id, labels: 0) == 0)

        let start = recorder.all.count
        recorder.runner.run(.relabel(Self.lexicon, number: 1, LabelRequest(document)))
        let (labelling, steps) = try await recorder.first("labels", from: start) {
            if case .labelled(document.id, let labelling, let steps, 1) = $0 {
                (labelling, steps)
            } else {
                nil
            }
        }
        #expect(steps.measures.last != document.steps.measures.last)
        #expect(labelling == Labeller(Self.lexicon).label(document.trace))
        #expect(!labelling.spans.isEmpty)
        _ = try await recorder.first("labels in use", from: start) {
            if case .labelsInUse(1) = $0 { true } else { nil }
        }
        let counted = try await share(recorder, document.trace.id, labels: 1)
        #expect(counted == labelling.planningShare(of: document.response))
        await recorder.runner.close()
    }

    /// The planning lift of a head is attention to planning tokens: with the labels it changes.
    @Test func summariesAreOfTheLabelsInUse() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        let document = try await opened(recorder)
        func lifts(from start: Int) async throws -> [Float?] {
            recorder.runner.run(
                .summaries(document: document.id, mask: HeadMask(), firstQuery: 0))
            let block = try await recorder.first("summaries", from: start) {
                if case .summaries(document.id, _, let block) = $0 { block } else { nil }
            }
            return block.rows.flatMap { $0.map { HeadMeasure.planningLift.value(of: $0) } }
        }
        let before = try await lifts(from: 0)
        #expect(before.allSatisfy { $0 == nil })
        let start = recorder.all.count
        recorder.runner.run(.relabel(Self.lexicon, number: 1, LabelRequest(document)))
        _ = try await recorder.first("labels in use", from: start) {
            if case .labelsInUse(1) = $0 { true } else { nil }
        }
        let after = try await lifts(from: start)
        #expect(after.contains { $0 != nil })
        await recorder.runner.close()
    }

    @Test func lexiconsAreSavedListedAndLoaded() async throws {
        let recorder = try Recorder()
        let path = recorder.home + "/heddle/lexicons/mine.json"
        recorder.runner.run(.saveLexicon(Self.lexicon, path: path))
        recorder.runner.run(.listLexicons)
        let names = try await recorder.first("names") {
            if case .lexicons(let names) = $0 { names } else { nil }
        }
        #expect(names == ["mine"])
        recorder.runner.run(.loadLexicon(name: "mine"))
        let loaded = try await recorder.first("lexicon") {
            if case .lexiconLoaded(let lexicon) = $0 { lexicon } else { nil }
        }
        #expect(
            loaded == LexiconInUse(lexicon: Self.lexicon, name: "mine", path: path, isOwned: true))
        recorder.runner.run(.loadLexicon(name: "hers"))
        let problem = try await recorder.first("problem") {
            if case .lexiconFailed(let message) = $0 { message } else { nil }
        }
        #expect(problem.contains("no lexicon 'hers'") && problem.contains("mine"))
        await recorder.runner.close()
    }

    @Test func anExamplesFileIsLookedForBesideTheLexicon() async throws {
        let recorder = try Recorder()
        let folder = URL(fileURLWithPath: Recorder.traces).deletingLastPathComponent().path
        let known = GramExample(
            file: "elsewhere/traces.jsonl", trace: "t", start: 0, end: 2, context: "so")
        recorder.runner.run(.findExample(known, lexicon: folder + "/mined.json"))
        let found = try await recorder.first("file") {
            if case .exampleFound(let path, let example) = $0, example == known {
                path
            } else {
                nil
            }
        }
        #expect(found == Recorder.traces)
        let gone = GramExample(file: "gone.jsonl", trace: "t-9", start: 0, end: 2, context: "so")
        recorder.runner.run(.findExample(gone, lexicon: "/no/mined.json"))
        let message = try await recorder.first("message") {
            if case .message(let message) = $0 { message.text } else { nil }
        }
        #expect(message.contains("t-9 of gone.jsonl is not open"))
        await recorder.runner.close()
    }
}
