import Foundation
import HeddleAnalysis
import Testing

extension EndToEnd {
    /// Evaluation of lexicons and blind judging of phrases.
    @Suite struct JudgingEndToEnd {
        private static let samples = CommandRun.traces

        /// Ten traces whose first words are gold.
        private static let gold: String = (0..<10).map { number in
            let json: JSONValue = [
                "schema": "heddle.trace/1", "id": .string("g\(number)"), "prompt": "p",
                "response": .string("let's try \(number). The sum is \(number + 1)."),
                "gold": [["start": 0, "end": 9, "intent": "branch"]],
            ]
            return json.compactText + "\n"
        }.joined()

        @Test func aPersonJudgesPhrasesOnTheScreen() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let file = home.appending(path: "answers.jsonl")
            let screen = try TerminalSession(["open", Self.samples], home: home)
            try screen.wait("1 of 120")
            try screen.press(":")
            try screen.type("annotate \(file.path)")
            try screen.press("Enter")
            try screen.wait("phrase 1 of")
            try screen.press("y")
            try screen.wait("phrase 2 of")
            try screen.press("n")
            try screen.wait("phrase 3 of")
            try screen.press("b")
            try screen.wait("answered before: does not")
            try screen.press("u")
            try screen.wait("phrase 3 of")
            try screen.press("q")
            try screen.wait("1 of 120")
            try screen.press("q")
            try screen.waitForEnd()
            let records = AnnotationFile([UInt8](try Data(contentsOf: file))).records
            #expect(records.map(\.number) == [1, 2, 2])
            #expect(records.map(\.answer) == [.guides, .doesNot, .unsure])

            // What was answered is there again.
            let second = try TerminalSession(["open", Self.samples], home: home)
            try second.wait("1 of 120")
            try second.press(":")
            try second.type("annotate \(file.path)")
            try second.press("Enter")
            try second.wait("phrase 3 of")
            try second.wait("2 of 100 answered")
        }

        @Test func answersAreReadLineByLineAndCounted() throws {
            let folder = try CommandRun.Folder()
            for (name, answers) in [("ann", "y\nx\nn\nq\n"), ("bob", "y\ny\n")] {
                let run = try CommandRun(
                    [
                        "grams", "annotate", Self.samples, "-o", "answers.jsonl", "--items", "8",
                        "--seed", "2", "--annotator", name,
                    ], input: Array(answers.utf8), in: folder)
                #expect(run.status == 0, "\(run.errors)")
                #expect(run.output.contains("1 of 8") && run.output.contains("‹"))
                #expect(run.errors.contains("2 of 8 answered and saved"))
            }
            let report = try CommandRun.json(
                ["grams", "agreement", "answers.jsonl"], schema: "heddle.agreement/1", in: folder)
            #expect(report["annotators"]?.array?.count == 2)
            #expect(report["pairs"]?[0]?["kappa"]?["items"] == 2)
            let other = try CommandRun(
                [
                    "grams", "annotate", Self.samples, "-o", "answers.jsonl", "--items", "6",
                    "--annotator", "ann",
                ], in: folder)
            #expect(other.status == 1 && other.errors.contains("8 other phrases"))
        }

        @Test func aLexiconIsComparedWithBaselines() throws {
            let folder = try CommandRun.Folder()
            let file = try folder.write(Self.gold, to: "gold.jsonl")
            let report = try CommandRun.json(
                ["grams", "evaluate", file, "--draws", "2"], schema: "heddle.evaluation/1",
                in: folder)
            #expect(report["traces"] == 10)
            #expect(report["token"]?["f1"]?.double ?? 0 > 0.9)
            #expect(report["intents"]?["branch"]?["recall"] == 1.0)
            #expect(report["sentence"]?["auroc"] == 1.0)
            #expect(report["baselines"]?["random"]?["draws"] == 2)
            #expect(report["baselines"]?["highEntropy"]?["reason"]?.string != nil)
            #expect(report["baselines"]?["published"]?["token"]?["recall"]?.double != nil)
            let table = try CommandRun(["grams", "evaluate", file], in: folder)
            #expect(table.output.contains("token F1"))
            let none = try CommandRun(["grams", "evaluate", Self.samples], in: folder)
            #expect(none.status == 64 && none.errors.contains("gold"))
        }
    }
}
