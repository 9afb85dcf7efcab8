import HeddleEngine
import Testing

/// Changes to what whole blocks add to the residual stream.
@Suite struct BlockInterventionTests {
    private static let pool = WorkerPool(threads: 2)

    private func run(
        _ model: Model, _ tokens: [Int32], _ interventions: [Intervention] = [],
        hooks: Set<HookPoint> = [], observer: Observer? = nil
    ) throws -> ForwardResult {
        let context = try InferenceContext(
            model: model, pool: Self.pool, capacity: tokens.count)
        return try context.append(
            tokens, request: ForwardRequest(logits: .all, hooks: hooks),
            interventions: interventions, observer: observer)
    }

    private func blocks(_ model: Model) -> [BlockID] {
        (0..<model.configuration.layers).flatMap { layer in
            BlockID.Kind.allCases.map { BlockID(layer: layer, kind: $0) }
        }
    }

    private func recorded(
        _ model: Model, _ tokens: [Int32]
    ) throws -> (values: BlockValues, result: ForwardResult) {
        var recorder = BlockOutputRecorder(blocks: blocks(model), model.configuration)
        let result = try run(
            model, tokens, hooks: recorder.hooks,
            observer: { recorder.add($0, positions: $1, tensor: $2) })
        return (recorder.values(), result)
    }

    private func values(
        _ model: Model, _ tokens: [Int32], _ interventions: [Intervention], at hook: HookPoint
    ) throws -> [Float] {
        var values: [Float] = []
        _ = try run(
            model, tokens, interventions, hooks: [hook], observer: { values += $2.values })
        return values
    }

    /// What enters the first layer and what all blocks add is all that the last position's logits
    /// come from: with another text's block outputs there, they are that text's.
    @Test(arguments: ArchitectureFixture.names) func outputsOfAllBlocksMakeTheLogits(
        _ name: String
    ) throws {
        let model = try ArchitectureFixture.model(name)
        let tokens = try #require(try ArchitectureFixture.read(name).texts.last).ids
        var others = Array(tokens.reversed())
        others[others.count - 1] = tokens[tokens.count - 1]
        let donor = try recorded(model, others)
        let last = tokens.count - 1
        let all = Intervention.replace(
            blocks: blocks(model), with: donor.values, at: .at([last]))
        let plain = try run(model, tokens)
        let patched = try run(model, tokens, [all])
        #expect(patched.logits[last] == donor.result.logits[last])
        #expect(patched.logits[last] != plain.logits[last])
        #expect(patched.logits.dropLast() == plain.logits.dropLast())
    }

    @Test(arguments: ArchitectureFixture.names) func outputsPutBackChangeNothing(
        _ name: String
    ) throws {
        let model = try ArchitectureFixture.model(name)
        let tokens = try #require(try ArchitectureFixture.read(name).texts.last).ids
        let own = try recorded(model, tokens)
        #expect(own.values.parts == blocks(model))
        #expect(own.values.positionCount(of: .feedForward(1)) == tokens.count)
        let back = Intervention.replace(blocks: blocks(model), with: own.values)
        #expect(try run(model, tokens, [back]).logits == own.result.logits)
    }

    /// A block that is off adds nothing: the stream leaves as it entered.
    @Test func aBlockThatIsOffAddsNothing() throws {
        let model = try SampleModel.load()
        let tokens = try CacheTests.text(12)
        let noAttention = [Intervention.zero(blocks: [.attention(2)])]
        #expect(
            try values(model, tokens, noAttention, at: .residualMid(layer: 2))
                == values(model, tokens, [], at: .residualPre(layer: 2)))
        let noFeedForward = [Intervention.zero(blocks: [.feedForward(3)], at: .from(5))]
        let entering = try values(model, tokens, noFeedForward, at: .residualMid(layer: 3))
        let leaving = try values(model, tokens, noFeedForward, at: .residualPost(layer: 3))
        let width = model.configuration.width
        #expect(leaving[(5 * width)...] == entering[(5 * width)...])
        #expect(leaving[..<width] != entering[..<width])
    }

    /// Heads are changed before the block that adds them up.
    @Test func allHeadsOffIsTheAttentionBlockOff() throws {
        let model = try SampleModel.load()
        let tokens = try CacheTests.text(12)
        let heads = (0..<8).map { HeadID(layer: 1, head: $0) }
        let expected = try run(model, tokens, [.zero(heads)]).logits
        let block = try run(model, tokens, [.zero(blocks: [.attention(1)])]).logits
        for (left, right) in zip(expected, block) {
            #expect(largestDifference(left.values, right.values) < 1e-5)
        }
    }

    @Test func keysOfTheBlocksOwnLayerStay() throws {
        let model = try SampleModel.load()
        let tokens = try CacheTests.text(12)
        for block in [BlockID.attention(2), .feedForward(2)] {
            let off = [Intervention.zero(blocks: [block])]
            for (layer, isSame) in [(2, true), (3, false)] {
                let hook = HookPoint.rotatedKey(layer: layer)
                let same =
                    try values(model, tokens, off, at: hook)
                    == values(model, tokens, [], at: hook)
                #expect(same == isSame)
            }
        }
    }

    @Test func blocksAreNamedAsTheirHooksAndSorted() {
        #expect(BlockID.attention(3).description == "blocks.3.hook_attn_out")
        #expect(BlockID.feedForward(0).description == "blocks.0.hook_mlp_out")
        let sorted: [BlockID] = [.attention(0), .feedForward(0), .attention(1), .feedForward(1)]
        #expect(sorted.reversed().sorted() == sorted)
    }

    @Test func whatCannotBeDoneIsRefused() throws {
        let model = try SampleModel.load()
        let tokens = try CacheTests.text(4)
        let empty = BlockValues(width: model.configuration.width)
        var narrow = BlockValues(width: 3)
        try narrow.set(.attention(0), vector: [1, 2, 3])
        for intervention in [
            Intervention.zero(blocks: [.attention(6)]), .zero(blocks: [.feedForward(-1)]),
            .replace(blocks: [.attention(0)], with: empty),
            .replace(blocks: [.attention(0)], with: narrow),
            Intervention(blocks: [.attention(0)], operation: .scale(.infinity)),
        ] {
            #expect(throws: EngineError.self) { try run(model, tokens, [intervention]) }
        }
    }
}
