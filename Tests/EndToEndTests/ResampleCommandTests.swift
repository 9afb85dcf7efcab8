import Foundation
import HeddleAnalysis
import Testing

/// `heddle resample` from the command line, with the sample model.
@Suite struct ResampleCommandTests {
    private let folder: CommandRun.Folder

    init() throws { folder = try CommandRun.Folder() }

    @Test func drawsWritesAndIsReadAgain() throws {
        let out = folder.url.appending(path: "worth.json").path
        let arguments = [
            "resample", CommandRun.traces, "--at", "3", "-n", "4", "--max-tokens", "30",
        ]
        let result = try CommandRun.json(
            arguments + ["-o", out], schema: "heddle.resample/1", in: folder)
        #expect(result["trace"] == "countdown-0001")
        #expect(result["sentence"]?["text"] == "None of these works, so we need a different idea.")
        #expect(result["kept"]?["count"] == 4)
        #expect(result["settings"]?["similarity"]?["measure"] == "embedding")
        let kept = try JSONValue(json: String(contentsOfFile: out, encoding: .utf8))
        #expect(kept == result)
        #expect(!FileManager.default.fileExists(atPath: out + ".rows"))
        let again = try CommandRun(arguments + ["--json", "--threads", "1"], in: folder)
        #expect(try JSONValue(json: again.output) == result)
        let words = try CommandRun(arguments, in: folder)
        #expect(words.status == 0)
        #expect(words.output.contains("sentence kept"))
        #expect(words.output.contains("KL of the answers: –"))
    }

    @Test func listsTheSentences() throws {
        let list = try CommandRun.json(
            ["resample", CommandRun.traces], schema: "heddle.sentences/1", in: folder)
        #expect(list["sentences"]?.array?.count == 8)
        let words = try CommandRun(["resample", CommandRun.traces], in: folder)
        #expect(words.output.contains("3\ttokens "))
    }

    @Test func refusesWhatCannotBe() throws {
        func run(_ arguments: String...) throws -> CommandRun {
            try CommandRun(["resample"] + arguments, in: folder)
        }
        let none = try run(CommandRun.traces, "--at", "3", "-n", "0")
        #expect(none.status == 64 && none.errors.contains("-n is 1 or more"))
        let outside = try run(CommandRun.traces, "--at", "8")
        #expect(outside.status == 1)
        #expect(outside.errors.contains("no sentence 8: its sentences are 0-7"))
        let line = #"{"schema":"heddle.trace/1","id":"t","prompt":"Say.","response":"I say so."}"#
        let unchecked = try run(folder.write(line + "\n", to: "t.jsonl"), "--at", "0")
        #expect(unchecked.status == 1)
        #expect(unchecked.errors.contains("t has nothing to check an answer with"))
        let other =
            #"{"schema":"heddle.trace/1","id":"o","prompt":"Say.","response":"I say so.","#
            + #""answer":"so","model":{"name":"other"}}"#
        let foreign = try run(folder.write(other + "\n", to: "o.jsonl"), "--at", "0")
        #expect(foreign.status == 1)
        #expect(foreign.errors.contains("o was written by other"))
    }
}
