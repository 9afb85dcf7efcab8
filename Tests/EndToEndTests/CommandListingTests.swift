import Foundation
import HeddleAnalysis
import Testing

/// Commands about files, the machine and the program itself.
@Suite struct CommandListingTests {
    private let folder: CommandRun.Folder

    init() throws { folder = try CommandRun.Folder() }

    @Test func tracesListTracesAndThenWhatWasSkipped() throws {
        let file = try folder.write(
            """
            {"schema":"heddle.trace/1","id":"a","prompt":"p","response":"<think>\\nr\\n</think>\\nf"}
            {"schema":"heddle.trace/1","id":"b","prompt":
            [1,2]

            {"prompt":"q","completion":"c"}
            """, to: "broken.jsonl")
        let lines = try CommandRun.jsonLines(
            ["traces", file], schema: "heddle.traces/1", in: folder)
        let listed = try #require(lines.first)
        #expect(
            listed.names.isSuperset(of: [
                "id", "format", "file", "line", "prompt", "reasoning", "final", "answer",
                "correct", "tokens", "hasLogprobs", "steps",
            ]))
        #expect(listed["id"] == "a")
        #expect(listed["line"] == 1)
        #expect(listed["final"] == "f")
        let summary = try #require(lines.last)
        #expect(summary["traces"]?.int == lines.count - 1)
        let skipped = try #require(summary["skipped"]?.array)
        #expect(skipped.prefix(2).map { $0["line"]?.int } == [2, 3])
        #expect(skipped.allSatisfy { $0["reason"]?.string?.isEmpty == false })

        let mapped = try CommandRun.jsonLines(
            ["traces", file, "--map", "response=completion"], schema: "heddle.traces/1",
            in: folder)
        #expect(mapped.last?["traces"] == 2)
        #expect(mapped.dropLast().last?["reasoning"] == "c")
    }

    @Test func cutPackedFilesAreToldOf() throws {
        let file = folder.url.appending(path: "packed.jsonl.gz")
        try Data([0x1F, 0x8B, 0x08, 0x00, 0x00]).write(to: file)
        let named = try CommandRun(["traces", file.path], in: folder)
        #expect(named.status == 0)
        #expect(named.errors.contains("the gzip data ends early"))
        let lines = try CommandRun.jsonLines(
            ["traces", folder.url.path], schema: "heddle.traces/1", in: folder)
        #expect(lines.last?["traces"] == 0)
        #expect(lines.last?["skipped"]?[0]?["file"]?.string?.hasSuffix("packed.jsonl.gz") == true)
    }

    @Test func withoutAScreenTheNamedTraceIsPrinted() throws {
        let second = try CommandRun(["open", CommandRun.traces + "#2"], in: folder)
        #expect(second.status == 0)
        #expect(second.errors.hasPrefix("no screen: "))
        let listed = try CommandRun.jsonLines(
            ["traces", CommandRun.traces], schema: "heddle.traces/1", in: folder)
        let prompt = try #require(listed[1]["prompt"]?.string)
        #expect(second.output.contains(prompt))
    }

    @Test func theBundledTracesAreAllThere() throws {
        let lines = try CommandRun.jsonLines(
            ["traces", CommandRun.traces], schema: "heddle.traces/1", in: folder)
        #expect(lines.last?["traces"] == 120)
        #expect(lines.last?["skipped"] == [])
    }

    @Test func labelsSearchOutlineAndComparisonHaveTheirFields() throws {
        let first = CommandRun.traces + "#1"
        let sample = try String(contentsOfFile: CommandRun.traces, encoding: .utf8)
        let few = try folder.write(
            sample.split(separator: "\n").prefix(3).joined(separator: "\n"), to: "few.jsonl")
        let labels = try CommandRun.jsonLines(
            ["grams", "label", few], schema: "heddle.grams/1", in: folder)
        #expect(labels.count == 3)
        #expect(
            labels.first?["spans"]?[0]?.names.isSuperset(of: [
                "start", "end", "gram", "cluster", "intent",
            ]) == true)
        #expect(labels.first?["sentences"]?[0]?.names == ["start", "end", "score"])
        let hits = try CommandRun.jsonLines(
            ["search", "plan", CommandRun.traces], schema: "heddle.search/1", in: folder)
        #expect(!hits.isEmpty)
        #expect(
            hits.allSatisfy { hit in
                hit.names.isSuperset(of: ["id", "file", "line", "start", "end", "context"])
                    && hit["context"]?.string?.lowercased().contains("plan") == true
            })
        let outline = try CommandRun.json(
            ["outline", first], schema: "heddle.outline/1", in: folder)
        #expect(
            outline["moves"]?[0]?.names.isSuperset(of: [
                "start", "end", "token", "text", "intent", "execution",
            ]) == true)
        #expect(outline["steps"] != nil)
        let comparison = try CommandRun.json(
            ["compare", first, CommandRun.traces + "#2"], schema: "heddle.compare/1", in: folder)
        #expect(comparison.names.isSuperset(of: ["firstDifference", "moves", "answers"]))
    }

    @Test func modelAndVerification() throws {
        let model = try CommandRun.json(["model"], schema: "heddle.model/1", in: folder)
        #expect(model["parameters"] == 4_656_384)
        #expect(model["layers"] == 6)
        let verification = try CommandRun.json(
            ["verify", CommandRun.model, CommandRun.model + "/reference.json"],
            schema: "heddle.verify/1", in: folder)
        #expect(try #require(verification["maxAbsoluteDifference"]?.double) < 1e-3)
        let failed = try CommandRun(
            ["verify", CommandRun.model, "--tolerance", "0", "--json"], in: folder)
        #expect(failed.status == 1)
        #expect(try JSONValue(json: failed.output)["passed"] == false)
    }

    @Test(arguments: [
        ("paths", "heddle.paths/1", "resources"), ("keys", "heddle.keys/1", "commands"),
        ("themes", "heddle.themes/1", "themes"), ("doctor", "heddle.doctor/1", "findings"),
        ("session", "heddle.sessions/1", "sessions"),
    ]) func theProgramDescribesItself(_ name: String, _ schema: String, _ field: String) throws {
        let value = try CommandRun.json([name], schema: schema, in: folder)
        let described = try #require(value[field])
        #expect(!described.isNull)
        let text = try CommandRun([name], in: folder)
        #expect(text.status == 0)
    }

    @Test func benchMeasuresTheEngineFromAnyDirectory() throws {
        let value = try CommandRun.json(
            ["bench", "--engine-only", "--tokens", "20", "--repetitions", "1"],
            schema: "heddle.bench/1", in: folder)
        #expect(value["prefill"]?["tokens"] == 20)
        for path in [("prefill", "tokensPerSecond"), ("decode", "tokensPerSecond")] {
            #expect((value[path.0]?[path.1]?.double ?? 0) > 0)
        }
        #expect((value["toggle"]?["medianMilliseconds"]?.double ?? 0) > 0)
    }

    @Test(arguments: [
        ("prefill", ["--tokens", "9"], "prefill"),
        ("decode", ["--prompt", "3", "--tokens", "4"], "summaries"),
        ("sweep", ["--tokens", "5"], "sweep"), ("mediate", ["--pairs", "1"], "mediate"),
        ("toggle", ["--tokens", "9", "--layer", "2"], "screenRows"),
        ("summaries", ["--tokens", "9"], "plain"),
    ]) func benchMeasuresOneKindOfWork(
        _ name: String, _ options: [String], _ part: String
    ) throws {
        let value = try CommandRun.json(
            ["bench", name] + options + ["--repetitions", "2", "--warm-up", "0", "--threads", "1"],
            schema: "heddle.bench/2", in: folder)
        #expect(value["measurement"]?.string == name && value["threads"] == 1)
        #expect(value[part]?["seconds"]?.array?.count == 2)
    }

    @Test func benchMeasuresMemory() throws {
        let value = try CommandRun.json(
            ["bench", "memory", "--tokens", "9"], schema: "heddle.bench/2", in: folder)
        #expect((value["fileBytes"]?.int ?? 0) > (value["modelFacts"]?["weightBytes"]?.int ?? 0))
    }
}

/// Wrong arguments and broken files: one message, the right status, nothing on standard output.
@Suite struct CommandErrorTests {
    private let folder: CommandRun.Folder

    init() throws { folder = try CommandRun.Folder() }

    static let wrongArguments: [[String]] = [
        ["attention", "--text", "hi there", "--heads", "9.9"],
        ["attention", "--text", "hi there", "--heads", "x"],
        ["attention", "--text", "hi there", "--heads", "0.0", "--query", "99"],
        ["logits"], ["logits", "--text", ""], ["logits", "--tokens", "1,x"],
        ["logits", "--text", "a", "--at-positions", "1"],
        ["logits", "--text", "a", "--ablate", "0.0", "--at-positions", "planning"],
        ["logits", "--text", "a", "--ablate", "0.0", "--at-positions", "7"],
        ["heads", CommandRun.traces, "--at", "0"], ["heads", CommandRun.traces, "--at", "99999"],
        ["ablate", CommandRun.traces], ["ablate", CommandRun.traces, "--heads", "6.0"],
        ["ablate", CommandRun.traces, "--heads", "0.0", "--from", "99999"],
        ["ablate", CommandRun.traces, "--heads", "0.0", "--from=-1"],
        ["ablate", CommandRun.traces, "--heads", "0.0", "--at-positions", ""],
        ["ablate", CommandRun.traces, "--heads", "0.0", "--at-positions", "99999"],
        ["ablate", CommandRun.traces, "--heads", "0.0", "--from", "3", "--at-positions", "4"],
        ["sweep", CommandRun.traces], ["sweep", CommandRun.traces, "--at", "0"],
        ["sweep", CommandRun.traces, "--at", "99999"],
        ["sweep", CommandRun.traces, "--at", "9", "--svg", "a.svg"],
        ["sweep", CommandRun.traces, "--by", "planning", "--heads", "9.9"],
        ["attribute", CommandRun.traces], ["lens", CommandRun.traces, "--half-steps"],
        ["attribute", CommandRun.traces, "--at", "9", "--sort", "size"],
        ["attribute", CommandRun.traces, "--at", "0"],
        ["attribute", CommandRun.traces, "--at", "99999"],
        ["attribute", CommandRun.traces, "--at", "9", "--against", "several words of it"],
        ["lens", CommandRun.traces, "--at", "0"], ["lens", CommandRun.traces, "--at", "99999"],
        ["mediate", "--flips", "0"], ["mediate", "--pairs-file", "a", "--shots", "3"],
        ["report", "symbolic", "--mediation", "a", "--shots", "3"],
        ["regenerate"], ["regenerate", "--problems", "a.jsonl", "--ablate", "0.0", "--resume"],
        ["generate"], ["generate", "--prompt", "a", "--temperature", "nan"],
        ["generate", "--prompt", "a", "--top-p", "0"],
        ["tokenize"], ["tokenize", "--decode", "99999"], ["search", "", CommandRun.traces],
        ["search", "[", CommandRun.traces, "--regex"],
        ["bench", "--tokens=-5"], ["bench", "--repetitions", "0"],
        ["bench", "prefill", "--tokens", "0"], ["bench", "mediate", "--ids", "a"],
        ["bench", "toggle", "--warm-up=-1"], ["no-such-command"],
        ["session", "show", "none"],
    ]

    @Test(arguments: wrongArguments) func wrongArgumentsAreNamed(_ arguments: [String]) throws {
        let run = try CommandRun(arguments, in: folder)
        #expect(run.status == 64, "\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("Error: "))
    }

    static let failures: [[String]] = [
        ["heads", "missing.jsonl"], ["heads", CommandRun.traces + "#none"],
        ["heads", CommandRun.traces + "#121"], ["traces", "missing.jsonl"],
        ["logits", "--tokens", "99999"], ["logits", "--text", "a", "--model", "missing"],
        ["logits", "--text", String(repeating: "word ", count: 1100)],
        ["generate", "--prompt", "", "--raw"], ["generate", "--problems", "missing.jsonl"],
        ["verify", CommandRun.model, "missing.json"], ["model", "missing"],
        ["themes", "no-such-theme"],
        ["session", "import", CommandRun.traces],
    ]

    @Test(arguments: failures) func failuresSayWhatAndWhere(_ arguments: [String]) throws {
        let run = try CommandRun(arguments, in: folder)
        #expect(run.status == 1, "\(run.errors)")
        #expect(run.output.isEmpty)
        let lines = run.errors.split(separator: "\n")
        #expect(lines.count == 1)
        #expect(run.errors.hasPrefix("Error: "))
    }

    @Test(arguments: [
        (
            """
            {"schema":"heddle.trace/1","id":"foreign","prompt":"p","response":"r s t",\
            "model":{"name":"other"}}
            """, "written by other"
        ),
        (
            """
            {"messages":[{"role":"user","content":"p"},{"role":"assistant","content":"r s t"}]}
            """, "written by an unnamed model"
        ),
    ])
    func anotherModelsTraceNeedsANamedModel(_ line: String, _ writer: String) throws {
        let file = try folder.write(line, to: "foreign.jsonl")
        for command in [["heads"], ["ablate", "--heads", "0.0"], ["sweep", "--at", "3"]] {
            let refused = try CommandRun(command + [file], in: folder)
            #expect(refused.status == 1)
            #expect(refused.errors.contains(writer))
            let named = try CommandRun(
                command + [file, "--model", CommandRun.model], in: folder)
            #expect(named.status == 0, "\(named.errors)")
        }
    }
}
