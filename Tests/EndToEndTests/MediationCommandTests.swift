import Foundation
import HeddleAnalysis
import Testing

/// `heddle mediate` from the command line, with the sample model.
@Suite struct MediationCommandTests {
    private let folder: CommandRun.Folder

    init() throws { folder = try CommandRun.Folder() }

    @Test func measuresWritesAndIsReadAgain() throws {
        let out = folder.url.appending(path: "heads.json").path
        let csv = folder.url.appending(path: "heads.csv").path
        let result = try CommandRun.json(
            ["mediate", "--pairs", "2", "--flips", "20", "-o", out, "--csv", csv],
            schema: "heddle.mediation/1", in: folder)
        #expect(result["accuracy"]?["ABA"]?.double == 1)
        let types = try #require(result["types"]?.object)
        #expect(Array(types.keys) == ["abstraction", "induction", "retrieval"])
        let scores = try #require(types["abstraction"]?["scores"]?.array)
        #expect(scores.count == 6 && scores.allSatisfy { $0.array?.count == 8 })
        #expect(types["retrieval"]?["threshold"]?.double ?? 0 > 0)
        let kept = try JSONValue(json: String(contentsOfFile: out, encoding: .utf8))
        #expect(try MediationResult(json: kept) == MediationResult(json: result))
        #expect(!FileManager.default.fileExists(atPath: out + ".rows"))
        let table = try String(contentsOfFile: csv, encoding: .utf8)
        #expect(table.split(separator: "\n").count == 1 + 3 * 48)
    }

    @Test func takesPairsFromAFile() throws {
        let good = ContextPair(
            kind: .token, rule: "ABA",
            base: AnsweredPrompt(prompt: "cat^sun^cat\nlip^map^", answer: "lip"),
            exp: AnsweredPrompt(prompt: "cat^sun^cat\nmap^lip^", answer: "map"), target: "lip")
        let line = good.json.compactText + "\n"
        let path = try folder.write(line, to: "pairs.jsonl")
        let result = try CommandRun.json(
            ["mediate", "--pairs-file", path, "--type", "retrieval", "--flips", "20"],
            schema: "heddle.mediation/1", in: folder)
        #expect(result["pairs"]?.array?.count == 1)
        #expect(Array(try #require(result["types"]?.object?.keys)) == ["retrieval"])
        let bad = try folder.write(line + "{\"kind\": \"other\"}\n", to: "bad.jsonl")
        let refused = try CommandRun(["mediate", "--pairs-file", bad], in: folder)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("bad.jsonl"))
        #expect(refused.errors.contains("kind: 'other' is neither abstract nor token"))
    }
}
