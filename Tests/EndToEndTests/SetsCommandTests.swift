import Foundation
import HeddleAnalysis
import Testing

/// `heddle sets` from the command line: expressions, files of other commands, sessions.
@Suite struct SetsCommandTests {
    private let folder: CommandRun.Folder

    init() throws {
        folder = try CommandRun.Folder()
        _ = try folder.write(
            """
            {"heads":[{"layer":0,"head":1,"effect":-2.5},{"layer":3,"head":5,"effect":0.5},
            {"layer":4,"head":0,"effect":2,"groups":{"start":{"deltaNLL":9}}},
            {"layer":5,"head":7,"effect":1}]}
            """, to: "effects.json")
        _ = try folder.write(
            """
            {"types":{"abstraction":{"scores":[],"significant":[{"layer":1,"head":2,"score":3}],
            "significantStudentized":[{"layer":2,"head":2,"score":1}]},"retrieval":{"scores":[],
            "significant":[{"layer":4,"head":3,"score":2},{"layer":0,"head":6,"score":1}]}}}
            """, to: "my heads.json")
        _ = try folder.write(
            #"{"heads":[{"layer":9,"head":0,"effect":1}]}"#, to: "other.json")
        _ = try folder.write("not JSON", to: "broken.json")
    }

    private func run(_ arguments: String...) throws -> CommandRun {
        try CommandRun(["sets"] + arguments, in: folder)
    }

    private static func pairs(_ value: JSONValue?) -> [[Int?]]? {
        value?["heads"]?.array?.map { [$0["layer"]?.int, $0["head"]?.int] }
    }

    @Test(arguments: [
        ("3.5,0.2", "0.2 3.5"), ("L3H1 3:0", "3.0 3.1"), ("0.2 + 0.1", "0.1 0.2"),
        ("3.* - 3.0,3.1,3.2,3.3,3.4", "3.5 3.6 3.7"), ("3-4.1 & 4.*", "4.1"),
        ("!0-4.*", "5.0 5.1 5.2 5.3 5.4 5.5 5.6 5.7"), ("(0.1 + 0.2) - 0.1", "0.2"),
        ("top(2, effect, effects.json)", "4.0 5.7"),
        ("top(1, |effect|, effects.json)", "0.1"), ("top(1, -effect, effects.json)", "0.1"),
        ("top(9, groups.start.deltaNLL, effects.json)", "4.0"),
        ("significant(\"my heads.json\")", "0.6 1.2 4.3"),
        ("significant(\"my heads.json\", retrieval)", "0.6 4.3"),
        ("significant(\"my heads.json\", retrieval) - 0.*", "4.3"),
        ("studentized(\"my heads.json\")", "2.2"),
        ("top(1, effect, effects.json) + significant(\"my heads.json\", abstraction)", "1.2 4.0"),
    ])
    func expressionsNameHeads(_ expression: String, _ expected: String) throws {
        let shown = try run("show", expression)
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(shown.output == expected + "\n")
    }

    @Test(arguments: [
        ("@nope", "no head set '@nope'; define one"), ("0.2 +", "character 6: heads, @NAME or ("),
        ("(0.2", "character 5: ')' is expected"), ("0.2 & & 0.3", "character 7: "),
        ("3.9", "heads 0-7"), ("6.0 + 0.0", "layers 0-5"), ("x", "'x' names no head"),
        ("0.2 - 0.2", "'0.2 - 0.2' names no head"),
        ("top(0, effect, effects.json)", "'0' is no number of heads"),
        ("top(3, effect)", "needs a file that heddle wrote with --json"),
        ("top(1, kl, effects.json)", "no measure 'kl' of heads; it has effect"),
        ("top(1, effect, other.json)", "head 9.0, which is outside the model"),
        ("top(1, effect, missing.json)", "missing.json: no such file"),
        ("top(1, effect, broken.json)", "broken.json: is no JSON"),
        ("significant(effects.json)", "effects.json is no result of heddle mediate --json"),
        (
            "significant(\"my heads.json\", planning)",
            "'planning' is none of abstraction, induction, retrieval"
        ),
    ])
    func badExpressionsAreWrongArguments(_ expression: String, _ message: String) throws {
        for command in [["show", expression], ["define", "name", expression]] {
            let refused = try CommandRun(["sets"] + command, in: folder)
            #expect(refused.status == 64, "\(refused.errors)")
            #expect(refused.errors.hasPrefix("Error: "))
            #expect(refused.errors.contains(message), "\(refused.errors)")
            #expect(refused.output.isEmpty)
        }
        let sessions = try CommandRun.json(
            ["session"], schema: "heddle.sessions/1", in: folder)
        #expect(sessions["sessions"] == [])
    }

    /// The five largest effects by the command's own JSON, ranked here.
    @Test func aSweepIsRankedBySize() throws {
        let sweep = try CommandRun(
            ["sweep", CommandRun.traces, "--at", "40", "--json"], in: folder)
        let file = try folder.write(sweep.output, to: "sweep.json")
        let effects = try #require(try JSONValue(json: sweep.output)["heads"]?.array)
        #expect(effects.count == 48)
        let best = effects.sorted {
            abs($0["effect"]?.double ?? 0) > abs($1["effect"]?.double ?? 0)
        }.prefix(5).map { [$0["layer"]?.int ?? -1, $0["head"]?.int ?? -1] }
        let shown = try CommandRun.json(
            ["sets", "show", "top(5, |effect|, \(file))"], schema: "heddle.set/1", in: folder)
        #expect(Self.pairs(shown) == best.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) })
    }

    @Test func setsAreKeptUsedAndForgotten() throws {
        let empty = try run()
        #expect(empty.status == 0 && empty.output.isEmpty)
        #expect(empty.errors.hasPrefix("no head sets yet"))
        let defined = try CommandRun.json(
            ["sets", "define", "carriers", "3.5,0.2"], schema: "heddle.set/1", in: folder)
        #expect(Self.pairs(defined) == [[0, 2], [3, 5]])
        let session = try #require(defined["session"]?.string)
        #expect(FileManager.default.fileExists(atPath: session))
        let second = try run("define", "late_2", "@carriers + top(1, effect, effects.json)")
        #expect(second.output == "@late_2\t0.2 3.5 4.0\t\(session)\n")

        let list = try CommandRun.json(["sets", "list"], schema: "heddle.sets/1", in: folder)
        #expect(list["sets"]?.rows.map { $0["name"]?.string } == ["carriers", "late_2"])
        #expect(Self.pairs(list["sets"]?[0]) == [[0, 2], [3, 5]])
        #expect(try run().output == "@carriers\t0.2 3.5\n@late_2\t0.2 3.5 4.0\n")
        #expect(try run("show", "@late_2 - @carriers").output == "4.0\n")
        let unknown = try run("show", "@late")
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("'@late'; there are @carriers, @late_2"))
        let ablation = try CommandRun.json(
            ["ablate", CommandRun.traces, "--heads", "@carriers - 3.*"],
            schema: "heddle.ablate/1", in: folder)
        #expect(ablation["mask"]?["heads"] == ["0.2"])

        // The heads are kept, not the expression: late_2 does not follow carriers.
        #expect(try run("define", "carriers", "1.1").status == 0)
        #expect(try run("show", "@carriers").output == "1.1\n")
        #expect(try run("show", "@late_2").output == "0.2 3.5 4.0\n")
        #expect(try run("forget", "carriers").status == 0)
        let gone = try run("forget", "carriers")
        #expect(gone.status == 64)
        #expect(gone.errors.contains("no head set '@carriers'; there are @late_2"))
        #expect(try run("list").output == "@late_2\t0.2 3.5 4.0\n")
    }

    @Test func aSessionIsNamed() throws {
        let first = try CommandRun.json(
            ["sets", "define", "a", "0.0"], schema: "heddle.set/1", in: folder)
        let path = try #require(first["session"]?.string)
        let copy = folder.url.appending(path: "copy.heddle").path
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        #expect(try run("define", "a", "5.5", "--session", copy).status == 0)
        #expect(try run("show", "@a", "--session", copy).output == "5.5\n")
        #expect(try run("show", "@a", "--session", path).output == "0.0\n")
        let missing = try run("list", "--session", "none")
        #expect(missing.status == 64)
        #expect(missing.errors.contains("there is no session 'none'"))
    }

    @Test(arguments: ["2x", "a b", "a.b", "", "-"])
    func badNamesAreRefused(_ name: String) throws {
        let refused = try run("define", "--", name, "0.0")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("cannot name a set"), "\(refused.errors)")
    }
}
