import Foundation
import HeddleAnalysis
import HeddleExperiments
import HeddleTerms
import Testing

@testable import HeddleEngine

/// Fixtures/tensors holds TransformerLens's caches, made by Tests/References/tensors.py.
struct TensorDumpTests {
    private static let pool = WorkerPool(threads: 2)

    private static func cache(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(
            path: Sample.root.appending(
                path: "Tests/HeddleExperimentsTests/Fixtures/tensors/\(name).safetensors"
            ).path)
    }

    private static func model(_ name: String) throws -> Model {
        let folder =
            name == "bobbin"
            ? "Samples/models/bobbin"
            : "Tests/HeddleEngineTests/Fixtures/architectures/\(name)"
        return try Model.load(Sample.root.appending(path: folder).path)
    }

    private static func floats(_ tensor: StoredTensor) -> [Float] {
        (0..<tensor.bytes.count / 4).map {
            tensor.bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self)
        }
    }

    /// Runs a dump into memory.
    private static func run(
        _ dump: TensorDump, _ model: Model, mask: HeadMask = HeadMask()
    ) throws -> [[Float]] {
        var tensors = dump.tensors.map { [Float](repeating: .nan, count: $0.count) }
        let outcome = try dump.run(model, pool: pool, mask: mask) { values, tensor, element in
            tensors[tensor].replaceSubrange(element..<element + values.count, with: values)
            return true
        }
        #expect(outcome == TensorDump.Outcome(wholeTensors: dump.tensors.count, isWhole: true))
        return tensors
    }

    /// The largest difference of two numbers over the largest of them; infinities must agree.
    private static func difference(_ left: [Float], _ right: [Float]) -> Float {
        guard left.count == right.count else { return .infinity }
        var (most, size): (Float, Float) = (0, 1e-6)
        for (a, b) in zip(left, right) where a != b {
            most = max(most, a.isFinite && b.isFinite ? abs(a - b) : .infinity)
        }
        for number in right where number.isFinite { size = max(size, abs(number)) }
        return most / size
    }

    @Test(arguments: [
        ("gpt2", [Int32]([1, 5, 9, 10, 3]), 49), ("gpt-neox", [1, 5, 9, 10, 3], 45),
        ("gemma2", [1, 5, 9, 10, 3], 71), ("qwen3", [1, 5, 9, 10, 3], 54),
        ("bobbin", [3, 5, 9, 100], 20),
    ])
    func namesShapesAndNumbersAreTransformerLenss(
        name: String, tokens: [Int32], count: Int
    ) throws {
        let model = try Self.model(name)
        let heads: [HeadID] =
            name == "bobbin" ? [HeadID(layer: 1, head: 0), HeadID(layer: 2, head: 3)] : []
        let dump = try TensorDump(
            model.configuration, tokens: tokens, hooks: model.configuration.hooks)
        let found = try Self.run(dump, model, mask: HeadMask(heads: Set(heads)))
        var compared = 0
        for tensor in try Self.cache(name).tensors.values {
            let place = try #require(
                dump.tensors.firstIndex { $0.name == tensor.name }, "\(tensor.name)")
            #expect(dump.tensors[place].shape == tensor.shape, "\(tensor.name)")
            let distance = Self.difference(found[place], Self.floats(tensor))
            #expect(distance < 2e-5, "\(name) \(tensor.name) \(distance)")
            compared += 1
        }
        #expect(compared == count)
    }

    /// Pieces of a long text land where a single piece does, and rows of some positions are those
    /// rows of all.
    @Test func somePositionsOfALongTextAreRowsOfAll() throws {
        let loaded = try Sample.model()
        let tokens = (0..<300).map { Int32(($0 * 37 + 11) % 2000) }
        let hooks: [HookPoint] = [
            .residualPre(layer: 0), .headOutput(layer: 1), .pattern(layer: 1),
            .attentionScores(layer: 0), .residualPost(layer: 1),
        ]
        let c = loaded.model.configuration
        let all = try TensorDump(c, tokens: tokens, hooks: hooks)
        let picked = [0, 7, 8, 9, 255, 256, 280]
        let some = try TensorDump(c, tokens: tokens, hooks: hooks, positions: picked)
        #expect(some.tokens.count == 281)
        let (whole, part) = (try Self.run(all, loaded.model), try Self.run(some, loaded.model))
        for (place, tensor) in some.tensors.enumerated() {
            #expect(tensor.name == all.tensors[place].name)
            let blocks = tensor.shape.count == 4 && tensor.shape[2] == picked.count ? 8 : 1
            let (width, full) = (
                part[place].count / blocks / picked.count, whole[place].count / blocks / 300
            )
            for block in 0..<blocks {
                for (row, position) in picked.enumerated() {
                    let left = part[place][((block * picked.count + row) * width)...].prefix(width)
                    let right = whole[place][((block * 300 + position) * full)...].prefix(width)
                    #expect(Self.difference(Array(left), Array(right)) < 1e-5)
                }
            }
        }
    }

    @Test func aRunThatIsStoppedSaysWhatIsWhole() throws {
        let model = try Sample.model().model
        let tokens: [Int32] = [1, 2, 3]
        let hooks = try HookSelection.parse(
            "hook_embed,blocks.*.hook_resid_post", model.configuration)
        let dump = try TensorDump(model.configuration, tokens: tokens, hooks: hooks)
        let stopped = try dump.run(model, pool: Self.pool) { _, tensor, _ in tensor < 3 }
        #expect(stopped == TensorDump.Outcome(wholeTensors: 3, isWhole: false))
        let cancellation = Cancellation()
        let cancelled = try dump.run(
            model, pool: Self.pool, cancellation: cancellation,
            progress: { done, _ in if done == 2 { cancellation.cancel() } },
            write: { _, _, _ in true })
        #expect(cancelled == TensorDump.Outcome(wholeTensors: 3, isWhole: false))
    }

    @Test func layersBehindTheLastHookAreNotRun() throws {
        let model = try Sample.model().model
        var layers: [Int] = []
        let dump = try TensorDump(
            model.configuration, tokens: [1, 2], hooks: [.headOutput(layer: 1)])
        _ = try dump.run(
            model, pool: Self.pool, progress: { _, count in layers.append(count) },
            write: { _, _, _ in true })
        #expect(layers == [2, 2])
    }

    @Test func positionsOutsideTheTextAreRefused() throws {
        let c = try Sample.model().model.configuration
        for positions in [[3], [-1], []] {
            #expect(throws: ExperimentError.self) {
                try TensorDump(c, tokens: [1, 2, 3], hooks: [.embedding], positions: positions)
            }
        }
    }

    @Test func patternsOfNamesSelectHooks() throws {
        let c = try Sample.model().model.configuration
        let found = try HookSelection.parse("ln_final.*, blocks.*.attn.hook_z hook_embed", c)
        #expect(
            found == [.embedding] + (0..<6).map { .headOutput(layer: $0) } + [.finalNormalized])
    }

    @Test(arguments: [
        ("bobbin", "hook_pos_embed", "hook_embed"),
        ("bobbin", "blocks.3.attn.hook_zz", "blocks.3.attn.hook_z"),
        ("gpt-neox", "blocks.0.hook_resid_mid", "blocks.0.hook_resid_pre"),
        ("gpt2", "blocks.0.attn.hook_rot_q", "blocks.0.attn.hook_q"),
        ("bobbin", "blocks.6.attn.hook_q", "blocks.0.attn.hook_q"),
    ])
    func hooksThatAModelHasNotAreRefusedWithNamesNearThem(
        model: String, name: String, near: String
    ) throws {
        let c = try Self.model(model).configuration
        #expect {
            try HookSelection.parse(name, c)
        } throws: { error in
            guard case .noSuchHook(name, _, let names) = error as? EngineError else { return false }
            return names.contains(near)
        }
    }
}
