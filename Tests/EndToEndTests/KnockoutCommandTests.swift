import HeddleAnalysis
import Testing

/// Knock-outs and receiver heads of a bundled trace.
@Suite struct KnockoutCommandTests {
    private let folder: CommandRun.Folder

    init() throws { folder = try CommandRun.Folder() }

    @Test func aSpanIsHiddenFromAnother() throws {
        let arguments = ["knockout", CommandRun.traces, "--from", "60-65", "--to", "66-72"]
        let all = try CommandRun.json(arguments, schema: "heddle.knockout/1", in: folder)
        #expect(all["heads"]?.isNull == true && all["queries"] == [65, 71])
        let tokens = try #require(all["tokens"]?.array)
        #expect(tokens.map { $0["target"]?.int } == Array(66...72))
        // The copied digit cannot be read any more.
        #expect(tokens[0]["kl"]?.double ?? 0 > 5 && tokens[0]["change"]?.double ?? 0 < -5)
        let last = try CommandRun.json(
            arguments + ["--layers", "5"], schema: "heddle.knockout/1", in: folder)
        #expect(last["heads"]?.array?.count == 8)
        #expect(last["later"]?.array?.allSatisfy { $0["kl"]?.double ?? 1 < 1e-7 } == true)
        let shown = try CommandRun(arguments + ["--heads", "0.2"], in: folder)
        #expect(shown.status == 0 && shown.output.contains("1 heads") == false)
        #expect(shown.output.contains("head 0.2"))
    }

    @Test(arguments: [
        (["--from", "5-3", "--to", "6-9"], "ends before it begins"),
        (["--from", "3-6", "--to", "6-9"], "must end before"),
        (["--from", "3-4", "--to", "6-9999"], "outside the text"),
        (["--from", "x", "--to", "6-9"], "no span of tokens"),
        (["--from", "0-0", "--to", "1-2", "--heads", "9.0"], "outside the model"),
        (["--from", "0-0"], "--to C-D"),
        (["--matrix", "moves", "--from", "0-0"], "--matrix takes no"),
    ]) func badSpansAreRefused(_ arguments: [String], _ message: String) throws {
        let run = try CommandRun(["knockout", CommandRun.traces] + arguments, in: folder)
        #expect(run.status == 2 || run.status == 64)
        #expect(run.errors.contains(message), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func movesDependOnEarlierOnes() throws {
        let json = try CommandRun.json(
            ["knockout", CommandRun.traces, "--matrix", "moves"], schema: "heddle.knockout/1",
            in: folder)
        let matrix = try #require(json["matrix"])
        let count = try #require(matrix["parts"]?.array?.count)
        #expect(count > 2 && matrix["partial"] == false && matrix["done"]?.int == count - 1)
        #expect(matrix["meanLogKL"]?[0]?[1]?.double != nil)
        #expect(matrix["meanLogKL"]?[1]?[0]?.isNull == true)
    }

    @Test func receiverHeadsAreRanked() throws {
        let json = try CommandRun.json(
            ["receivers", CommandRun.traces, "--top", "3"], schema: "heddle.receivers/1",
            in: folder)
        let heads = try #require(json["heads"]?.array)
        #expect(heads.count == 48 && json["top"] == 3 && json["distance"] == 4)
        let kurtoses = heads.compactMap { $0["kurtosis"]?.double }
        #expect(kurtoses == kurtoses.sorted(by: >))
        let sentences = try #require(json["sentences"]?.array)
        #expect(heads[0]["scores"]?.array?.count == sentences.count)
        #expect(sentences.last?["score"]?.isNull == true)
        let refused = try CommandRun(
            ["receivers", CommandRun.traces, "--top", "0"], in: folder)
        #expect(refused.status != 0 && refused.errors.contains("--top"))
    }
}
