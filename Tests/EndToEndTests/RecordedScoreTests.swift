import Foundation
import HeddleAnalysis
import Testing

extension EndToEnd {
    /// A file of another program with log-probabilities, from its own numbers to the model's.
    @Suite struct RecordedNumbers {
        private static let files = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()

        private static var openAI: String {
            files.appending(path: "StorageTests/Fixtures/formats/openai-chat/logprobs.json").path
        }

        static var recorded: String {
            files.appending(path: "HeddleExperimentsTests/Fixtures/recorded-scores.jsonl").path
        }

        @Test func aFilesOwnNumbersAndThenTheModels() throws {
            let screen = try TerminalSession(["open", Self.openAI], width: 120, height: 40)
            // One frame may be read while it is being painted: each line is waited for.
            try screen.wait("log-probabilities of toy-reas")
            try screen.wait("entropy ≥ ")
            try screen.wait("no id · p ")
            try screen.wait("≥ entropy ▏")

            try screen.type(":score-anyway")
            try screen.press("Enter")
            try screen.wait("its file differs by")
            try screen.wait(for: "the model's numbers") { !$0.contains("entropy ≥ ") }
            try screen.press("M")
            try screen.wait("likely another tokenizer")
        }

        @Test func stepsFromOneCauseToTheNext() throws {
            let screen = try TerminalSession.reading([Self.recorded])
            try screen.wait("its file agrees ±")
            try screen.press("]")
            try screen.wait("its file differs by 0.17 nats: temperature 0.60")
            for _ in 0..<2 { try screen.press("]") }
            try screen.wait("chat template")
        }
    }
}

@Suite struct ScoreCheckCommandTests {
    @Test func tracesNamesTheCauseOfEachFile() throws {
        let folder = try CommandRun.Folder()
        let lines = try CommandRun.jsonLines(
            ["traces", EndToEnd.RecordedNumbers.recorded, "--check"], schema: "heddle.traces/1",
            in: folder)
        let causes = lines.dropLast().reduce(into: [String: [String]]()) { causes, line in
            causes[line["id"]?.string ?? ""] =
                line["check"]?["causes"]?.array?.compactMap(\.string) ?? ["none"]
        }
        #expect(
            causes == [
                "raw": [], "cooled": ["temperature"], "nucleus": ["renormalised"],
                "bare": ["template"], "begun": ["bos"], "bfloat16": ["dtype"],
                "pruned": ["other model"], "recut": ["tokenizer"],
            ])
        #expect(lines.first?["check"]?["agrees"] == true)
        #expect(lines.first?["entropiesAreLowerBounds"] == true)
    }

    @Test func anotherModelsTraceIsCheckedByTheSampleOnlyWhenItIsNamed() throws {
        let folder = try CommandRun.Folder()
        let file = try folder.write(
            String(
                decoding: Data(
                    contentsOf: URL(fileURLWithPath: EndToEnd.RecordedNumbers.recorded)),
                as: UTF8.self
            ).replacing(#""model":"bobbin""#, with: #""model":"qwen3""#), to: "qwen.jsonl")
        let lines = try CommandRun.jsonLines(
            ["traces", file, "--check"], schema: "heddle.traces/1", in: folder)
        #expect(lines.first?["check"]?["agrees"] == .null)
        #expect(lines.first?["check"]?["reason"]?.string?.contains("--model PATH") == true)
    }
}
