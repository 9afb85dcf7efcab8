import Foundation
import HeddleAnalysis
import Testing

/// `heddle dump` from the command line, with the sample model; what it writes is read by other code.
@Suite struct DumpCommandTests {
    private let folder: CommandRun.Folder
    private let out: String

    init() throws {
        folder = try CommandRun.Folder()
        let url = folder.url.appending(path: "out")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        out = url.appending(path: "values.safetensors").path
    }

    /// The names of all files beside the target, hidden ones too.
    private var written: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(
                atPath: folder.url.appending(path: "out").path
            ).sorted()
        }
    }

    /// Token ids of the first sample trace, as its file has them.
    private static func sampleIDs() throws -> [Int] {
        let text = try String(contentsOfFile: CommandRun.traces, encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first)
        return try #require(try JSONValue(json: String(line))["ids"]?.array).compactMap(\.int)
    }

    @Test func tensorsHaveNamesShapesAndProvenance() throws {
        let hooks = "unembed.hook_out,blocks.1.attn.hook_*k,blocks.1.attn.hook_z,hook_embed"
        let report = try CommandRun.json(
            [
                "dump", CommandRun.traces, "--hooks", hooks + ",blocks.1.attn.hook_pattern",
                "--positions", "0-2,40", "-o", out,
            ], schema: "heddle.dump/1", in: folder)
        let file = try TensorListing(out)
        #expect(file.isSound)
        let expected: [(String, [Int])] = [
            ("hook_embed", [1, 4, 256]), ("blocks.1.attn.hook_k", [1, 4, 4, 32]),
            ("blocks.1.attn.hook_rot_k", [1, 4, 4, 32]),
            ("blocks.1.attn.hook_pattern", [1, 8, 4, 41]),
            ("blocks.1.attn.hook_z", [1, 4, 8, 32]), ("unembed.hook_out", [1, 4, 2048]),
        ]
        #expect(file.tensors.map(\.name) == expected.map(\.0))
        #expect(file.tensors.map(\.shape) == expected.map(\.1))
        let ids = try Self.sampleIDs()
        #expect(ids.count == 218)
        let written = ids.prefix(41).map(String.init).joined(separator: ",")
        #expect(file.metadata["tokens"] == "[\(written)]")
        #expect(file.metadata["positions"] == "[0,1,2,40]")
        #expect(file.metadata["trace"] == "countdown-0001")
        #expect(file.metadata["model"] == "bobbin")
        #expect(
            file.metadata["sha256"]
                == "5b8d3d7b9176820f2077f55e5445289dd65b12712b14ba2b83ff6de8a729004c")
        #expect(file.metadata["arithmetic"] == "float32")
        // The trace begins with the token of a turn (1), the model's text with token 0.
        #expect(file.metadata["begins_with_bos"] == "false")
        #expect(file.metadata["prepend_bos"] == "false")
        #expect(file.metadata["mask"] == "none" && file.metadata["partial"] == "false")

        let size = try FileManager.default.attributesOfItem(atPath: out)[.size] as? Int
        #expect(report["bytes"]?.int == size)
        #expect(report["positions"] == [0, 1, 2, 40] && report["mask"]?.isNull == true)
        #expect(report["tensors"]?.rows.map { $0["name"]?.string } == expected.map(\.0))
        #expect(try self.written == ["values.safetensors"])
    }

    /// The embedding of a token is a row of the model's file; weights of a pattern sum to one.
    @Test func numbersAreThoseOfTheModelsFile() throws {
        let run = try CommandRun(
            [
                "dump", CommandRun.traces, "--hooks", "hook_embed,blocks.3.attn.hook_pattern",
                "--positions", "2,40", "-o", out,
            ], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("countdown-0001: 2 tensors at 2 positions, "))
        let file = try TensorListing(out)
        let weights = try TensorListing(CommandRun.model + "/model.safetensors")
        let table = try weights.floats("model.embed_tokens.weight")
        let ids = try Self.sampleIDs()
        let rows = [ids[2], ids[40]].flatMap { table[$0 * 256..<($0 + 1) * 256] }
        #expect(try file.floats("hook_embed") == rows)
        let pattern = try file.floats("blocks.3.attn.hook_pattern")
        #expect(pattern.count == 8 * 2 * 41)
        for row in 0..<16 {
            let keys = pattern[row * 41..<(row + 1) * 41]
            #expect(abs(keys.reduce(0, +) - 1) < 1e-5)
            let visible = row % 2 == 0 ? 3 : 41
            #expect(keys.dropFirst(visible).allSatisfy { $0 == 0 })
        }
    }

    /// Tests/References/tensors.py wrote what TransformerLens caches of four tokens with two heads
    /// off; the first three of them are a text.
    @Test func numbersWithHeadsOffAreTransformerLenss() throws {
        let trace = try folder.write(
            """
            {"schema":"heddle.trace/1","id":"three","prompt":"<think>","response":"!%",\
            "ids":[3,5,9],"offsets":[0,7,8],"promptLength":1,"model":{"name":"bobbin"}}
            """, to: "three.jsonl")
        let report = try CommandRun.json(
            [
                "dump", trace, "--ablate", "1.0,2.3", "-o", out, "--hooks",
                "hook_embed,blocks.2.*,ln_final.*,unembed.*",
            ], schema: "heddle.dump/1", in: folder)
        #expect(report["mask"]?["heads"] == ["1.0", "2.3"])
        let file = try TensorListing(out)
        #expect(file.metadata["tokens"] == "[3,5,9]")
        let mask = try JSONValue(json: #require(file.metadata["mask"]))
        #expect(mask["mode"] == "zero" && mask["scope"] == "always")
        let peer = try TensorListing(
            TerminalSession.root.appending(
                path: "Tests/HeddleExperimentsTests/Fixtures/tensors/bobbin.safetensors"
            ).path)
        #expect(peer.tensors.count == 20 && file.tensors.count == 20)
        for tensor in peer.tensors {
            let hasKeys = tensor.shape.count == 4 && tensor.shape[1...] == [8, 4, 4]
            let expected = Self.rows(3, of: try peer.floats(tensor.name), tensor.shape, hasKeys)
            let found = try file.floats(tensor.name)
            try #require(found.count == expected.count, "\(tensor.name)")
            let size = expected.filter(\.isFinite).map(abs).max() ?? 1
            let worst = zip(found, expected).map { $0 == $1 ? 0 : abs($0 - $1) }.max() ?? 0
            #expect(worst / size < 2e-5 && !found.contains(where: \.isNaN), "\(tensor.name)")
        }
    }

    /// What the first positions have of `[1][position]…`, or of `[1][head][position][key]`.
    private static func rows(
        _ count: Int, of values: [Float], _ shape: [Int], _ hasKeys: Bool
    ) -> [Float] {
        guard hasKeys else { return Array(values.prefix(values.count / shape[1] * count)) }
        return (0..<shape[1]).flatMap { head in
            (0..<count).flatMap { row in
                values[((head * shape[2] + row) * shape[3])...].prefix(count)
            }
        }
    }

    @Test(arguments: [
        ("0-2,40", [0, 1, 2, 40]), ("5 3-4 3", [3, 4, 5]), ("last", [217]),
        ("all", Array(0...217)),
    ])
    func positionsAreLists(_ list: String, _ expected: [Int]) throws {
        let report = try CommandRun.json(
            [
                "dump", CommandRun.traces, "--hooks", "hook_embed", "--positions", list, "-o",
                out,
            ], schema: "heddle.dump/1", in: folder)
        #expect(report["positions"]?.rows.map(\.int) == expected)
        #expect(try TensorListing(out).tensors.map(\.shape) == [[1, expected.count, 256]])
    }

    @Test func planningAndExecutionArePositionsToo() throws {
        let effects = try CommandRun.json(
            ["ablate", CommandRun.traces, "--heads", "0.0"], schema: "heddle.ablate/1",
            in: folder)
        let labels = try #require(effects["tokens"]?.array).map { $0["planning"] == true }
        #expect(labels.count == 218 && labels.contains(true))
        for (name, isWanted) in [("planning", true), ("execution", false)] {
            let report = try CommandRun.json(
                [
                    "dump", CommandRun.traces, "--hooks", "hook_embed", "--positions", name,
                    "-o", out,
                ], schema: "heddle.dump/1", in: folder)
            let expected = labels.indices.filter { labels[$0] == isWanted }
            #expect(report["positions"]?.rows.map(\.int) == expected)
        }
    }

    @Test func hooksAreListedWithoutAFile() throws {
        let list = try CommandRun.json(
            ["dump", CommandRun.traces, "--list", "--positions", "0-9"],
            schema: "heddle.hooks/1", in: folder)
        let hooks = try #require(list["hooks"]?.array)
        // Seventeen in each of six layers; embedding, last norm and logits.
        #expect(hooks.count == 6 * 17 + 3)
        #expect(hooks.first?["name"] == "hook_embed" && hooks.first?["shape"] == [1, 10, 256])
        #expect(hooks.last?["name"] == "unembed.hook_out")
        let words = try CommandRun(
            ["dump", CommandRun.traces, "--list", "--hooks", "blocks.*.mlp.hook_post"],
            in: folder)
        #expect(words.status == 0)
        #expect(words.output.split(separator: "\n").count == 6)
        #expect(words.output.hasPrefix("blocks.0.mlp.hook_post  [1, 218, 640]\n"))
        #expect(words.errors.contains("218 positions: \(6 * 218 * 640 * 4) bytes"))
        #expect(try written.isEmpty)
    }
}
