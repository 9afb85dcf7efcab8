import Foundation
import HeddleAnalysis
import Testing

/// What `heddle dump` does where it cannot do what was asked: one message, and no file that looks
/// whole.
@Suite struct DumpFailureTests {
    private let folder: CommandRun.Folder
    private let files: URL

    init() throws {
        folder = try CommandRun.Folder()
        files = folder.url.appending(path: "files")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    }

    private var target: String { files.appending(path: "values.safetensors").path }

    /// The names of all files beside the target, hidden ones too.
    private func written() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: files.path).sorted()
    }

    @Test(arguments: [
        (["--hooks", "blocks.9.attn.hook_z"], "'blocks.9.attn.hook_z': the model has layers 0-5"),
        (["--hooks", "blocks.9.attn.hook_z"], "near it: blocks.0.attn.hook_z"),
        (["--hooks", "blocks.2.attn.hook_zz"], "no hook has this name; near it: blocks.2.attn."),
        (["--hooks", "hook_pos_embed"], "rotates queries and keys and adds no positions"),
        (["--hooks", "blocks.*.hook_zz"], "the pattern fits none of the 105 of this model"),
        (["--hooks", " , "], "no hook is named"),
        (["--hooks", "hook_embed", "--positions", "7-3"], "7-3 is outside the text"),
        (["--hooks", "hook_embed", "--positions", "218"], "which has positions 0-217"),
        (["--hooks", "hook_embed", "--positions", "3-x"], "'3-x' is no position"),
        (["--hooks", "hook_embed", "--positions=-1"], "'-1' is no position"),
        (["--hooks", "hook_embed", "--positions", ""], "names no position"),
        (["--hooks", "hook_embed", "--ablate", "6.0"], "layers 0-5 and heads 0-7"),
        ([], "give --hooks NAMES and -o FILE, or --list"),
    ])
    func wrongArgumentsAreNamed(_ arguments: [String], _ message: String) throws {
        let run = try CommandRun(
            ["dump", CommandRun.traces, "-o", target] + arguments, in: folder)
        #expect(run.status == 64, "\(run.errors)")
        #expect(run.errors.hasPrefix("Error: ") && run.errors.contains(message), "\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(try written().isEmpty)
    }

    @Test(arguments: [
        ("missing/values.safetensors", "no such file"), ("", "is a folder"),
        ("plain.txt/values.safetensors", "no such file"), ("/dev/full", "need a plain file"),
    ])
    func placesThatCannotBeWrittenAreNamed(_ name: String, _ reason: String) throws {
        try Data("mine".utf8).write(to: files.appending(path: "plain.txt"))
        let path = name.hasPrefix("/") ? name : files.path + "/" + name
        let run = try CommandRun(
            ["dump", CommandRun.traces, "--hooks", "hook_embed", "-o", path], in: folder)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("Error: \(path): "), "\(run.errors)")
        #expect(run.errors.contains(reason), "\(run.errors)")
        #expect(try written() == ["plain.txt"])
    }

    /// Files of at most so many blocks of 512 bytes: what is behind them is refused as by a full
    /// disk, in the middle of a tensor.
    private func limited(_ blocks: Int) -> [String] {
        ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f \(blocks); exec \"$@\"", "sh"]
    }

    /// Seven tensors of 218 × 256 numbers, 223,232 bytes each.
    private var seven: [String] {
        ["dump", CommandRun.traces, "--hooks", "hook_embed,blocks.*.hook_resid_post", "-o", target]
    }

    @Test func aDiskThatFillsUpLeavesWhatIsWholeMarked() throws {
        try Data("old".utf8).write(to: URL(fileURLWithPath: target))
        let run = try CommandRun(seven, through: limited(1100), in: folder)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("\(target): cannot write it ("), "\(run.errors)")
        #expect(
            run.errors.contains(
                "2 of 7 tensors are whole and were kept in \(target).partial, marked as partial"))
        #expect(try written() == ["values.safetensors", "values.safetensors.partial"])
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "old")

        let partial = try TensorListing(target + ".partial")
        #expect(partial.isSound && partial.byteCount == 2 * 218 * 256 * 4)
        #expect(partial.tensors.map(\.name) == ["hook_embed", "blocks.0.hook_resid_post"])
        #expect(partial.metadata["partial"] == "true")
        #expect(partial.metadata["partial_tensors"] == "2 of 7")
        #expect(partial.metadata["partial_reason"]?.isEmpty == false)

        let whole = try CommandRun(seven, in: folder)
        #expect(whole.status == 0, "\(whole.errors)")
        let file = try TensorListing(target)
        #expect(file.isSound && file.tensors.count == 7 && file.metadata["partial"] == "false")
        for tensor in partial.tensors {
            #expect(try file.floats(tensor.name) == partial.floats(tensor.name))
        }
    }

    @Test func aDiskWithoutRoomForOneTensorIsLeftAsItWas() throws {
        let run = try CommandRun(seven, through: limited(100), in: folder)
        #expect(run.status == 1)
        #expect(
            run.errors.contains("no tensor was whole yet; nothing was written to \(target)"),
            "\(run.errors)")
        #expect(try written().isEmpty)
    }
}

/// Results that standard output does not take.
@Suite struct FullOutputTests {
    private let folder: CommandRun.Folder

    init() throws { folder = try CommandRun.Folder() }

    @Test(arguments: [
        ["paths"], ["paths", "--json"], ["tokenize", "--decode", "5,9"],
        ["search", "plan", CommandRun.traces], ["snippet", CommandRun.traces],
    ])
    func aFullDiskBehindStandardOutputIsAFailure(_ arguments: [String]) throws {
        let run = try CommandRun(
            arguments, through: ["/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh"], in: folder)
        #expect(run.status == 1)
        #expect(
            run.errors.hasPrefix("Error: standard output: the disk is full"), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1)
    }
}
