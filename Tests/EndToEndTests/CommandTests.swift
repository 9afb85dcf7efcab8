import Foundation
import HeddleAnalysis
import Testing

/// What every headless command promises of its JSON.
@Suite struct CommandTests {
    private let folder: CommandRun.Folder
    /// A short trace that the sample model wrote, and a second one.
    private let trace: String

    init() throws {
        folder = try CommandRun.Folder()
        let first = """
            {"schema":"heddle.trace/1","id":"one","prompt":"What is 2 + 3?",\
            "response":"<think>\\nLet me first think about a plan. 2 + 3 = 5.\\n</think>\\n5",\
            "answer":"5","correct":true}
            """
        let second = """
            {"schema":"heddle.trace/1","id":"two","prompt":"What is 2 + 4?",\
            "response":"<think>\\n2 + 4 = 7.\\n</think>\\n7","answer":"6","correct":false}
            """
        trace = try folder.write(first + "\n" + second + "\n", to: "traces.jsonl")
    }

    private func json(
        _ arguments: String..., schema: String, input: [UInt8] = []
    ) throws -> JSONValue {
        try CommandRun.json(arguments, schema: schema, input: input, in: folder)
    }

    @Test func logitsGiveARowAPosition() throws {
        let all = try json(
            "logits", "--tokens", "1,344,203", "--positions", "all", schema: "heddle.logits/1")
        #expect(all["tokens"] == [1, 344, 203])
        #expect(all["positions"] == [0, 1, 2])
        #expect(all["logits"]?.rows.map(\.rows.count) == [2048, 2048, 2048])
        let last = try json("logits", "--text", "<|im_start|>user\n", schema: "heddle.logits/1")
        #expect(last["tokens"] == [1, 344, 203])
        #expect(last["positions"] == [2])
        #expect(last["logits"]?.rows.first == all["logits"]?.rows.last)
    }

    @Test func logitsAreTheReferences() throws {
        let file = URL(fileURLWithPath: CommandRun.model).appending(path: "reference.json")
        let reference = try JSONValue(json: [UInt8](Data(contentsOf: file)))
        let forward = try #require(reference["forward"]?[2])
        let ids = try #require(forward["ids"]?.array).compactMap(\.int)
        let ablation = try #require(forward["zero_ablation"]?[3])
        let heads = try #require(ablation["heads"]?.array).compactMap(\.string)
        let expected = try #require(ablation["logits_last"]?.array).compactMap(\.double)
        let found = try json(
            "logits", "--tokens", ids.map(String.init).joined(separator: ","), "--ablate",
            heads.joined(separator: ","), schema: "heddle.logits/1")
        let row = try #require(found["logits"]?[0]?.array).compactMap(\.double)
        #expect(row.count == expected.count)
        #expect(zip(row, expected).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    @Test func attentionGivesWeightsUpToTheQuery() throws {
        let value = try json(
            "attention", "--tokens", "1,344,203,421,279", "--heads", "2-3.1,L0H7,5:2", "--query",
            "3", schema: "heddle.attention/1")
        #expect(value["query"] == 3)
        #expect(value["tokens"]?.rows.count == 5)
        let heads = try #require(value["heads"]?.array)
        #expect(
            heads.map { [$0["layer"]?.int, $0["head"]?.int] } == [
                [0, 7], [2, 1], [3, 1], [5, 2],
            ])
        for head in heads {
            let weights = try #require(head["weights"]?.array).compactMap(\.double)
            #expect(weights.count == 4)
            #expect(abs(weights.reduce(0, +) - 1) < 1e-5)
        }
    }

    @Test func headsBelongToThePredictingQuery() throws {
        let value = try json("heads", trace, "--at", "25", schema: "heddle.heads/1")
        #expect(value["query"] == 24)
        #expect(value["target"] == 25)
        let heads = try #require(value["heads"]?.array)
        #expect(heads.count == 48)
        let fields: Set = [
            "layer", "head", "entropy", "normalizedEntropy", "sink", "previous", "induction",
            "planning", "planningLift", "top",
        ]
        #expect(heads.allSatisfy { $0.names.isSuperset(of: fields) })
        let reading = try json("heads", trace, "--at", "25", "--reading", schema: "heddle.heads/1")
        #expect(reading["query"] == 25)
        #expect(reading["target"] == 26)
    }

    @Test func ablateHasARowATokenAndNoneForTheFirst() throws {
        let value = try json("ablate", trace + "#1", "--heads", "0.*", schema: "heddle.ablate/1")
        let tokens = try #require(value["tokens"]?.array)
        for field in ["logprob", "ablatedLogprob", "kl", "query"] {
            #expect(tokens.first?[field]?.isNull == true)
            #expect(tokens.dropFirst().allSatisfy { $0[field]?.double?.isFinite == true })
        }
        #expect(tokens.map { $0["target"]?.int } == Array(0..<tokens.count))
        try expectTotals(value, tokens)
    }

    /// Mean, standard error and sum of the rows that the command prints.
    private func expectTotals(_ value: JSONValue, _ tokens: [JSONValue]) throws {
        let promptLength = try #require(value["promptLength"]?.int)
        for (name, plans) in [("planning", true), ("execution", false)] {
            let changes = tokens[promptLength...].filter { $0["planning"]?.bool == plans }
                .compactMap { row -> Double? in
                    guard let before = row["logprob"]?.double,
                        let after = row["ablatedLogprob"]?.double
                    else { return nil }
                    return before - after
                }
            let count = Double(changes.count)
            let sum = changes.reduce(0, +)
            let squares = changes.reduce(0) { $0 + ($1 - sum / count) * ($1 - sum / count) }
            let totals = try #require(value["summary"]?[name])
            #expect(changes.count > 1)
            #expect(totals["tokens"]?.int == changes.count)
            let expected = [
                "deltaNLL": sum / count, "total": sum,
                "standardError": (squares / (count - 1) / count).squareRoot(),
            ]
            for (field, number) in expected {
                let found = try #require(totals[field]?.double)
                #expect(abs(found - number) < 1e-4 * max(1, abs(number)), "\(name) \(field)")
            }
        }
    }

    @Test func ablationModesAndPlacesAreNamed() throws {
        for arguments in [
            ["--ablation", "mean", "--reference", trace], ["--from", "30"],
            ["--ablation", "resample", "--reference", trace], ["--at-positions", "planning"],
            ["--at-positions", "execution"], ["--at-positions", "30,31"],
        ] {
            let value = try CommandRun.json(
                ["ablate", trace, "--heads", "1.2"] + arguments, schema: "heddle.ablate/1",
                in: folder)
            #expect(value["mask"].map(\.names) == ["heads", "mode", "scope"])
        }
    }

    @Test func sweepMeasuresEveryHead() throws {
        let value = try json(
            "sweep", trace + "#two", "--at", "24", "--metric", "kl", schema: "heddle.sweep/1")
        #expect(value["query"] == 23)
        #expect(value["target"] == 24)
        #expect(value["metric"] == "kl")
        let effects = try #require(value["heads"]?.array).map { $0["effect"]?.double }
        #expect(effects.count == 48)
        #expect(effects.allSatisfy { ($0 ?? -1) >= 0 })
    }

    @Test func attributionAddsUpToTheDifference() throws {
        let value = try json(
            "attribute", trace + "#two", "--at", "24", "--sort", "gap",
            schema: "heddle.attribution/1")
        #expect(value["query"] == 23)
        #expect(value["target"] == 24)
        let components = try #require(value["components"]?.array)
        // The embedding, 48 heads and 6 feed-forward blocks.
        #expect(components.count == 55)
        let sum = components.reduce(0) { $0 + ($1["direct"]?.double ?? .nan) }
        #expect(abs(sum - (value["difference"]?.double ?? .nan)) < 1e-3)
        let gaps = components.prefix(48).map { abs($0["gap"]?.double ?? .nan) }
        #expect(gaps == gaps.sorted(by: >))
    }

    @Test func theLensReadsEachLayer() throws {
        let value = try json(
            "lens", trace + "#two", "--at", "24", "--half-steps", schema: "heddle.lens/1")
        let steps = try #require(value["steps"]?.array)
        #expect(steps.count == 13)
        #expect(steps.last?["final"]?["rank"] == 1)
        #expect(steps.last?["top"]?.array?.first?["id"] == value["final"]?["id"])
    }

    @Test func sweepOfACorpusKeepsTheGroupsApart() throws {
        let value = try json("sweep", trace, "--by", "planning", schema: "heddle.sweep/1")
        let heads = try #require(value["heads"]?.array)
        #expect(heads.count == 48)
        #expect(value["traces"] == 2)
        for head in heads {
            #expect(
                head["groups"]?["planning"]?.names
                    == ["deltaNLL", "standardError", "tokens", "total"])
            #expect(
                head["groups"]?["start"]?.names
                    == ["deltaNLL", "standardError", "interval", "tokens"])
        }
        #expect(value["note"]?.string?.isEmpty == false)
    }

    @Test func sweepTakesSetsOfHeadsAndWritesATableAndAPicture() throws {
        let csv = folder.url.appending(path: "heads.csv").path
        let svg = folder.url.appending(path: "heads.svg").path
        let run = try CommandRun(
            [
                "sweep", trace, "--by", "planning", "--heads", "0.0,5.0", "--heads", "1.1",
                "--random-sets", "2", "--resamples", "20", "--csv", csv, "--svg", svg,
            ], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("0.0 5.0"))
        #expect(run.output.contains("any damage costs likelihood"))
        #expect(
            try String(contentsOfFile: csv, encoding: .utf8)
                .split(whereSeparator: \.isNewline).count == 3)
        #expect(try String(contentsOfFile: svg, encoding: .utf8).hasPrefix("<svg"))
    }

    @Test func regenerateComparesArmsAndGoesOn() throws {
        let out = folder.url.appending(path: "again.jsonl").path
        let problems = TerminalSession.root.appending(path: "Samples/problems/add.jsonl").path
        let arguments = [
            "regenerate", "--problems", problems, "--limit", "2", "--continuations", "1",
            "--max-tokens", "5", "--ablate", "5.0", "--out", out,
        ]
        let first = try CommandRun.json(
            arguments, schema: "heddle.regeneration/1", in: folder)
        #expect(first["arms"]?["ablated"]?["responses"] == 2)
        #expect(first["minusIntact"]?.names == ["ablated", "otherSeed"])
        let written = try String(contentsOfFile: out, encoding: .utf8)
        #expect(written.split(separator: "\n").count == 6)
        let again = try CommandRun.json(
            arguments + ["--resume"], schema: "heddle.regeneration/1", in: folder)
        #expect(again == first)
        #expect(try String(contentsOfFile: out, encoding: .utf8) == written)
    }

    @Test func generateWritesTraces() throws {
        let value = try json(
            "generate", "--prompt", "What is 2 + 3?", "--max-tokens", "6", "--temperature", "0.7",
            "--seed", "3", schema: "heddle.trace/1")
        let count = value["ids"]?.rows.count ?? 0
        let response = count - (value["promptLength"]?.int ?? 0)
        #expect(response == 6)
        #expect(value["offsets"]?.rows.count == count)
        for column in ["logprobs", "entropies", "top"] {
            #expect(value[column]?.rows.count == response)
        }
        #expect(value["model"]?["name"] == "bobbin")
        let out = folder.url.appending(path: "out.jsonl").path
        let problems = TerminalSession.root.appending(path: "Samples/problems/add.jsonl").path
        let run = try CommandRun(
            [
                "generate", "--problems", problems, "--limit", "1", "--max-tokens", "4", "--out",
                out,
            ], in: folder)
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("1 traces:"))
        let again = try CommandRun.jsonLines(
            ["traces", out], schema: "heddle.traces/1", in: folder)
        #expect(again.first?["task"] == "add")
        #expect(again.first?["tokens"] == 4)
        #expect(again.first?["hasLogprobs"] == true)
    }

    @Test func tokenizeReadsBytes() throws {
        let bytes: [UInt8] = [0xFF, 0xFE, 0x20, 0x61, 0xC3, 0x28, 0x00, 0x0A]
        let value = try json("tokenize", "-", schema: "heddle.tokens/1", input: bytes)
        let ids = try #require(value["ids"]?.array).compactMap(\.int)
        #expect(value["pieces"]?.rows.count == ids.count)
        let file = folder.url.appending(path: ".stdout")
        let run = try CommandRun(
            ["tokenize", "--decode", ids.map(String.init).joined(separator: ",")], in: folder)
        #expect(run.status == 0)
        #expect([UInt8](try Data(contentsOf: file)) == bytes)
        let special = try json("tokenize", "<think>\n</think>", schema: "heddle.tokens/1")
        #expect(special["ids"] == [3, 203, 4])
        let added = try json("tokenize", "a", "--add-special", schema: "heddle.tokens/1")
        #expect(added["ids"] == [69])
    }

    @Test func templateFramesMessages() throws {
        let messages = try folder.write(
            #"[{"role":"user","content":"What is 2 + 3?"}]"#, to: "messages.json")
        let frame = "<|im_start|>user\nWhat is 2 + 3?<|im_end|>\n"
        let value = try json("template", "--messages", messages, schema: "heddle.template/1")
        #expect(value["text"] == .string(frame + "<|im_start|>assistant\n<think>\n"))
        let run = try CommandRun(
            ["template", "--messages", messages, "--no-generation-prompt"], in: folder)
        #expect(run.output == frame)
    }
}
