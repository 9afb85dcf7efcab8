import Foundation
import HeddleAnalysis
import Testing

/// `heddle snippet` from the command line, with the sample model. `Tests/Peers/snippets.py` runs
/// such programs; here is what they say, and that Python reads them.
@Suite struct SnippetCommandTests {
    private let folder: CommandRun.Folder

    init() throws { folder = try CommandRun.Folder() }

    private static let hasPython =
        (try? ChildProcess.run(["python3", "--version"], environment: [:]).status == 0) ?? false

    /// The first sample trace: its line, and its token ids.
    private static func sample() throws -> (line: String, ids: [Int]) {
        let text = try String(contentsOfFile: CommandRun.traces, encoding: .utf8)
        let line = String(try #require(text.split(separator: "\n").first))
        return (line, try #require(try JSONValue(json: line)["ids"]?.array).compactMap(\.int))
    }

    private func snippet(_ arguments: [String], _ trace: String = CommandRun.traces) throws
        -> String
    {
        let run = try CommandRun(["snippet", trace] + arguments, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        return run.output
    }

    @Test func tokensMaskAndPolicyStandInTheProgram() throws {
        let lines = try snippet(["--ablate", "3.5,0.2,3.1"]).split(
            separator: "\n", omittingEmptySubsequences: false)
        let ids = try Self.sample().ids.map(String.init).joined(separator: ", ")
        #expect(lines.first?.hasPrefix("# \"countdown-0001\" with heads off: ") == true)
        #expect(lines.contains("MODEL = \"\(CommandRun.model)\""))
        #expect(lines.contains("TOKENS = torch.tensor([[\(ids)]])"))
        #expect(lines.contains("HEADS = {0: [2], 3: [1, 5]}  # layer: heads that are off"))
        #expect(lines.contains("POSITIONS = slice(None)  # every position"))
        #expect(
            lines.contains(
                "# All tokens; nothing is put in front of them (prepend_bos=False), "
                    + "the first is not the one that begins texts."))
        #expect(lines.contains { $0.contains("TOKENS, prepend_bos=False, return_type=\"logits\"") })
        #expect(lines.contains { $0.contains("(MODEL, device=\"cpu\", dtype=torch.float32)") })
        #expect(lines.contains { $0.hasSuffix("z[:, POSITIONS, head] = 0") })
        #expect(!lines.contains { $0.contains("load_file") })
    }

    @Test func tokensArePredictedByTheQueriesBeforeThem() throws {
        let text = try snippet(["--ablate", "1.0", "--at-positions", "40,31"])
        #expect(text.contains("\nPOSITIONS = [30, 39]  # queries\n"))
        let json = try CommandRun.json(
            ["snippet", CommandRun.traces, "--ablate", "1.0", "--at-positions", "40,31"],
            schema: "heddle.snippet/1", in: folder)
        #expect(json["text"]?.string == text)
        #expect(json["tool"] == "transformerlens" && json["trace"] == "countdown-0001")
        #expect(json["mask"]?["heads"] == ["1.0"])
        #expect(json["mask"]?["scope"]?["targets"]?.rows.compactMap(\.int).sorted() == [31, 40])
    }

    @Test func nnsightChangesTheInputOfTheOutputProjection() throws {
        let text = try snippet(["--ablate", "1.0", "--tool", "nnsight"])
        #expect(text.contains("torch_dtype=torch.float32"))
        #expect(text.contains("WIDTH = 32  # of one head\n"))
        #expect(text.contains("z = model.model.layers[layer].self_attn.o_proj.input\n"))
    }

    /// The vector in the program is the mean of what `heddle dump` writes of the same trace, the
    /// first position left out.
    @Test func meansAreThoseOfTheReference() throws {
        let trace = try folder.write(try Self.sample().line + "\n", to: "one.jsonl")
        let text = try snippet(
            ["--ablate", "2.3", "--ablation", "mean", "--reference", trace], trace)
        let entry = try #require(
            text.firstMatch(of: /\(2, 3\): torch\.tensor\(\[(.*)\]\),/)?.output.1)
        let numbers = entry.split(separator: ",").compactMap {
            Float($0.trimmingCharacters(in: .whitespaces))
        }
        let out = folder.url.appending(path: "z.safetensors").path
        let dump = try CommandRun(
            ["dump", trace, "--hooks", "blocks.2.attn.hook_z", "-o", out], in: folder)
        #expect(dump.status == 0, "\(dump.errors)")
        let values = try TensorListing(out).floats("blocks.2.attn.hook_z")
        try #require(numbers.count == 32 && values.count == 218 * 8 * 32)
        for (column, number) in numbers.enumerated() {
            let column = (1..<218).map { Double(values[($0 * 8 + 3) * 32 + column]) }
            #expect(abs(column.reduce(0, +) / 217 - Double(number)) < 1e-5)
        }
    }

    @Test func otherValuesComeFromAFileOfDump() throws {
        let text = try snippet(["--ablate", "1.0,2.3", "--ablation", "resample"])
        #expect(text.contains("VALUES = load_file(\"values.safetensors\")\n"))
        #expect(
            text.contains(
                "written by heddle dump TRACE --hooks blocks.1.attn.hook_z,blocks.2.attn.hook_z\n"))
        #expect(text.contains("#   --ablate 1.0,2.3 --ablation resample -o FILE\n"))
        let named = try snippet(
            ["--ablate", "1.0", "--ablation", "mean", "--values", "other.safetensors"])
        #expect(named.contains("VALUES = load_file(\"other.safetensors\")\n"))
        #expect(!named.contains("(1, 0): torch"))
    }

    @Test(arguments: [
        (["--values", "v.safetensors"], "--values is for --ablation mean or resample"),
        (["--ablate", "1.0", "--values", "v"], "--values is for --ablation mean or resample"),
        (["--ablate", "9.0"], "layers 0-5 and heads 0-7"),
        (["--ablate", "1.0", "--at-positions", "218"], "token 218 is outside the text"),
        (["--ablation", "mean"], "need heads: --ablate HEADS"),
        (["--tool", "other"], "other"),
    ])
    func wrongArgumentsAreNamed(_ arguments: [String], _ message: String) throws {
        let run = try CommandRun(["snippet", CommandRun.traces] + arguments, in: folder)
        #expect(run.status == 64)
        #expect(run.errors.hasPrefix("Error: ") && run.errors.contains(message), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test(
        .enabled(if: SnippetCommandTests.hasPython, "python3 is not there"),
        arguments: ["transformerlens", "nnsight"],
        [
            [], ["--ablate", "0.2,3.5"], ["--ablate", "3.*", "--at-positions", "planning"],
            ["--ablate", "1.0", "--ablation", "mean", "--reference", "one.jsonl"],
            ["--ablate", "1.0,5.7", "--ablation", "resample", "--at-positions", "40,41"],
        ])
    func pythonReadsTheProgram(_ tool: String, _ arguments: [String]) throws {
        // What an id holds cannot become a statement.
        let line = try Self.sample().line.replacing(
            "\"id\":\"countdown-0001\"", with: #""id":"a\nimport none\r\"\\""#)
        let trace = try folder.write(line + "\n", to: "one.jsonl")
        let text = try snippet(["--tool", tool] + arguments, trace)
        #expect(!text.contains("\nimport none"))
        let program = try folder.write(text, to: "program.py")
        let compiled = try ChildProcess.run(
            ["python3", "-m", "py_compile", program], environment: [:], mergesErrors: true)
        #expect(compiled.status == 0, "\(compiled.output)")
        let broken = try folder.write(text + "def\n", to: "broken.py")
        let refused = try ChildProcess.run(
            ["python3", "-m", "py_compile", broken], environment: [:], mergesErrors: true)
        #expect(refused.status == 1)
    }
}
