import Foundation
import HeddleAnalysis
import Testing

extension EndToEnd {
    /// Lexicons mined by the command line, held against labels that the miner never sees.
    @Suite struct Mining {
        /// Files that are not part of the repository.
        private static let shared = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/samples").standardizedFileURL

        private static let gold = shared.appending(path: "gold/train.jsonl").path
        private static let anchors = shared.appending(path: "real/anchors").path
        private static let others = shared.appending(path: "real/r1").path

        private static func exists(_ path: String) -> Bool {
            FileManager.default.fileExists(atPath: path)
        }

        private let folder: CommandRun.Folder

        init() throws { folder = try CommandRun.Folder() }

        private func run(_ arguments: String...) throws -> CommandRun {
            let run = try CommandRun(arguments, in: folder)
            try #require(run.status == 0, "\(arguments): \(run.errors)")
            return run
        }

        private func path(_ name: String) -> String { folder.url.appending(path: name).path }

        /// Lines of a file, from one on.
        private func lines(_ path: String, _ range: Range<Int>) throws -> Data {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let lines = text.split(separator: "\n").dropFirst(range.lowerBound).prefix(range.count)
            return Data((lines.joined(separator: "\n") + "\n").utf8)
        }

        @Test(.enabled(if: exists(gold)))
        func plansAreFoundInSolutionsThatWereNotMined() throws {
            try lines(Self.gold, 0..<900).write(to: URL(filePath: path("mine.jsonl")))
            try lines(Self.gold, 2500..<2700).write(to: URL(filePath: path("judge.jsonl")))
            _ = try run("grams", "mine", path("mine.jsonl"), "-o", path("a.json"))
            _ = try run("grams", "mine", path("mine.jsonl"), "-o", path("b.json"), "--name", "a")
            #expect(
                try Data(contentsOf: URL(filePath: path("a.json")))
                    == Data(contentsOf: URL(filePath: path("b.json"))))
            let evaluation = try CommandRun.json(
                [
                    "grams", "evaluate", path("judge.jsonl"), "--lexicon", path("a.json"),
                    "--draws", "1",
                ], schema: "heddle.evaluation/1", in: folder)
            let f1 = try #require(evaluation["token"]?["f1"]?.double)
            let random = try #require(
                evaluation["baselines"]?["random"]?["token"]?["f1"]?.double)
            #expect(f1 >= 0.85, "token F1 \(f1)")
            #expect(f1 - random >= 0.3, "random n-grams have \(random)")
        }

        /// The yardstick of the published sentence labels; the published list has an AUROC of 0.753.
        @Test(.enabled(if: exists(anchors)))
        func publishedTracesAreMinedAsWell() throws {
            _ = try run("grams", "mine", Self.anchors, Self.others, "-o", path("r1.json"))
            let evaluation = try CommandRun.json(
                [
                    "grams", "evaluate", Self.anchors, "--lexicon", path("r1.json"), "--draws", "1",
                ], schema: "heddle.evaluation/1", in: folder)
            let sentence = try #require(evaluation["sentence"])
            #expect(try #require(sentence["auroc"]?.double) >= 0.76)
            #expect(try #require(sentence["lift"]?.double) >= 1.9)
            #expect(try #require(sentence["recall"]?.double) >= 0.65)
            #expect(try #require(sentence["score"]?["auroc"]?.double) >= 0.85)
        }

        @Test func anEmptyCorpusIsToldOf() throws {
            try Data("\n".utf8).write(to: URL(filePath: path("empty.jsonl")))
            let run = try CommandRun(
                ["grams", "mine", path("empty.jsonl"), "-o", path("l.json")], in: folder)
            #expect(run.status == 1)
            #expect(run.errors.contains("no solution is left to be counted"))
            #expect(!Self.exists(path("l.json")))
        }
    }
}
