import Foundation
import HeddleAnalysis
import Testing

/// `heddle tasks` from the command line, with the sample model.
@Suite struct SymbolicTaskTests {
    private let folder: CommandRun.Folder

    init() throws { folder = try CommandRun.Folder() }

    @Test func accuracyIsGivenByRuleAndShots() throws {
        let found = try CommandRun.json(
            [
                "tasks", "accuracy", "--shots", "2,5", "--prompts", "10", "--rules", "abb,AAB",
                "--ablate", "0.1",
            ], schema: "heddle.accuracy/1", in: folder)
        let rules = try #require(found["rules"]?.array)
        #expect(rules.map { $0["rule"]?.string } == ["ABB", "ABB", "AAB", "AAB"])
        #expect(rules.map { $0["shots"]?.int } == [2, 5, 2, 5])
        #expect(rules.allSatisfy { $0["prompts"] == 10 && $0["interval"]?.array?.count == 2 })
        #expect(rules.map { $0["chance"]?.double == 0.5 } == [true, true, false, false])
        #expect(found["words"]?["count"] == 389)
        #expect(found["mask"] != nil)
        let table = try CommandRun(
            ["tasks", "accuracy", "--shots", "2", "--prompts", "10"], in: folder)
        #expect(table.output.contains("1.000"))
    }

    @Test func writtenPairsAreReadBack() throws {
        let path = folder.url.appending(path: "pairs.jsonl").path
        let run = try CommandRun(
            ["tasks", "pairs", "--pairs", "3", "--rules", "ABB", "-o", path], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("abstract pairs, base ABB: 3 kept of 3 tried"))
        let pairs = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            try ContextPair(json: JSONValue(json: String($0)))
        }
        #expect(pairs.map(\.kind) == [.abstract, .abstract, .abstract, .token, .token, .token])
        #expect(pairs.allSatisfy { $0.rule == "ABB" })
    }

    @Test func promptsAreShown() throws {
        let lines = try CommandRun.jsonLines(
            ["tasks", "show", "--task", "verbal", "--prompts", "2"], schema: "heddle.task/1",
            in: folder)
        #expect(lines.map { $0["rule"]?.string } == ["synonym", "synonym", "antonym", "antonym"])
        #expect(lines.map { $0["answers"]?.array?.count } == [1, 1, 2, 2])
    }

    @Test func remappingReportsTheLoss() throws {
        let found = try CommandRun.json(
            ["tasks", "remap", "--symbols", "operators", "--limit", "5"],
            schema: "heddle.remap/1", in: folder)
        let groups = try #require(found["groups"]?.array)
        #expect(groups.map { $0["group"]?.string } == ["ABA", "ABB", "all"])
        for group in groups {
            let before = try #require(group["gammaBefore"]?.double)
            let after = try #require(group["gammaAfter"]?.double)
            #expect(group["delta"]?.double == before - after)
        }
    }

    @Test(
        arguments: [
            ["accuracy", "--shots", "0"], ["accuracy", "--rules", "ABC"],
            ["accuracy", "--task", "letters", "--shots", "22"], ["pairs", "--rules", "AAB"],
            ["remap", "--task", "verbal"], ["accuracy", "--words", "none.txt"],
        ])
    func whatCannotBeDoneIsSaidAndNothingPrinted(arguments: [String]) throws {
        let output = arguments[0] == "pairs" ? ["-o", "pairs.jsonl"] : []
        let run = try CommandRun(["tasks"] + arguments + output, in: folder)
        #expect(run.status != 0 && run.output.isEmpty)
        #expect(run.errors.contains("Error: "))
    }
}
