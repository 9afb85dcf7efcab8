import HeddleEngine
import Testing

@Suite struct InterventionTests {
    private let shape = HeadShape(layers: 6, heads: 8, keyValueHeads: 4)

    private func last(_ tokens: [Int32], _ interventions: [Intervention]) throws -> [Float] {
        let context = try SampleModel.context()
        let result = try context.append(
            tokens, request: ForwardRequest(logits: .last), interventions: interventions)
        return try #require(result.logits.first).values
    }

    /// The outputs of all heads, as an observer sees them.
    private func outputs(
        _ tokens: [Int32], interventions: [Intervention] = []
    ) throws -> [Int: [Float]] {
        let context = try SampleModel.context()
        var outputs: [Int: [Float]] = [:]
        _ = try context.append(
            tokens, request: ForwardRequest(hooks: Set((0..<6).map { .headOutput(layer: $0) })),
            interventions: interventions,
            observer: { hook, _, tensor in outputs[hook.layer ?? -1, default: []] += tensor.values }
        )
        return outputs
    }

    @Test func replacingOutputsByThemselvesChangesNothing() throws {
        let tokens = try CacheTests.text(40)
        let plain = try last(tokens, [])
        let own = try outputs(tokens)
        var values = HeadValues(headDimension: 32)
        for head in shape.all {
            let flat = try #require(own[head.layer])
            try values.set(
                head,
                flat: tokens.indices.flatMap { position in
                    flat[(position * 8 + head.head) * 32..<(position * 8 + head.head + 1) * 32]
                }, positions: tokens.count)
        }
        #expect(try last(tokens, [.replace(shape.all, with: values)]) == plain)
        let scaled = Intervention(heads: shape.all, operation: .scale(1))
        #expect(try last(tokens, [scaled]) == plain)
    }

    /// Another text's outputs, put in place of a head's own, are what the layer then reads.
    @Test func anotherRunsOutputsAreTakenOver() throws {
        let model = try SampleModel.load()
        let tokens = try CacheTests.text(40)
        let other = Array(tokens[20...])
        let heads = [HeadID(layer: 1, head: 3), HeadID(layer: 4, head: 0)]
        var recorder = HeadOutputRecorder(heads: heads, model.configuration)
        let context = try SampleModel.context()
        for part in [other[..<5], other[5...]] {
            _ = try context.append(
                Array(part), request: ForwardRequest(hooks: recorder.hooks),
                observer: { recorder.add($0, positions: $1, tensor: $2) })
        }
        let values = recorder.values()
        #expect(values.heads == heads)
        #expect(values.positionCount(of: heads[0]) == 20)
        let own = try outputs(other)
        let patched = try outputs(tokens, interventions: [.replace(heads, with: values)])
        let source = try #require(own[1])
        let target = try #require(patched[1])
        for position in tokens.indices {
            let row = min(position, 19)
            #expect(
                largestDifference(
                    Array(target[(position * 8 + 3) * 32..<(position * 8 + 4) * 32]),
                    Array(source[(row * 8 + 3) * 32..<(row * 8 + 4) * 32])) < 1e-5)
        }
    }

    @Test func ablatingAQueryHeadLeavesItsSiblingAlone() throws {
        let tokens = try CacheTests.text(30)
        let before = try #require(try outputs(tokens)[2])
        let after = try #require(
            try outputs(tokens, interventions: [.zero([HeadID(layer: 2, head: 4)])])[2])
        #expect(shape.keyValueHead(of: HeadID(layer: 2, head: 4)) == 2)
        #expect(shape.keyValueHead(of: HeadID(layer: 2, head: 5)) == 2)
        for index in before.indices {
            let head = index / 32 % 8
            #expect(after[index] == (head == 4 ? 0 : before[index]))
        }
    }

    @Test func listedPositionsAloneAreTouched() throws {
        let tokens = try CacheTests.text(30)
        let before = try #require(try outputs(tokens)[0])
        let intervention = Intervention(
            heads: [HeadID(layer: 0, head: 1)], positions: .at([3, 29, 7, 99]),
            operation: .scale(-2))
        let after = try #require(try outputs(tokens, interventions: [intervention])[0])
        for index in before.indices {
            let isTouched = [3, 7, 29].contains(index / 256) && index / 32 % 8 == 1
            #expect(after[index] == (isTouched ? -2 * before[index] : before[index]))
        }
    }

    @Test func meansLeavePositionZeroOut() throws {
        let tokens = try CacheTests.text(30)
        let model = try SampleModel.load()
        var accumulator = HeadMeanAccumulator(model.configuration)
        #expect(accumulator.means() == nil)
        let context = try SampleModel.context()
        for part in [tokens[..<12], tokens[12...]] {
            context.truncate(to: 0)
            _ = try context.append(
                Array(part), request: ForwardRequest(hooks: accumulator.hooks),
                observer: { accumulator.add($0, positions: $1, tensor: $2) })
        }
        #expect(accumulator.tokenCount == 28)
        let means = try #require(accumulator.means())
        let first = try outputs(Array(tokens[..<12]))
        let second = try outputs(Array(tokens[12...]))
        for head in [HeadID(layer: 0, head: 0), HeadID(layer: 5, head: 7)] {
            let mean = try #require(means.vector(of: head, at: 17))
            for (element, value) in mean.enumerated() {
                let column = head.head * 32 + element
                var sum = 0.0
                for (values, count) in [(first, 12), (second, 18)] {
                    let flat = try #require(values[head.layer])
                    for position in 1..<count { sum += Double(flat[position * 256 + column]) }
                }
                #expect(abs(Double(value) - sum / 28) < 1e-6)
            }
        }
        let after = try #require(
            try outputs(
                tokens, interventions: [.replace([HeadID(layer: 5, head: 7)], with: means)])[5])
        let mean = try #require(means.vector(of: HeadID(layer: 5, head: 7), at: 0))
        #expect(Array(after[(4 * 8 + 7) * 32..<(4 * 8 + 8) * 32]) == Array(mean))
    }

    @Test func shorterTracesAreClampedOrWrapped() throws {
        var values = HeadValues(headDimension: 2)
        let head = HeadID(layer: 0, head: 0)
        try values.set(head, flat: [1, 2, 3, 4, 5, 6], positions: 3)
        #expect(values.vector(of: head, at: 1).map(Array.init) == [3, 4])
        #expect(values.vector(of: head, at: 7).map(Array.init) == [5, 6])
        values.beyond = .wrap
        #expect(values.vector(of: head, at: 7).map(Array.init) == [3, 4])
        #expect(values.vector(of: HeadID(layer: 0, head: 1), at: 0) == nil)
    }

    @Test func impossibleInterventionsAreRefused() throws {
        let narrow = HeadValues(headDimension: 16)
        let empty = HeadValues(headDimension: 32)
        let head = HeadID(layer: 0, head: 0)
        #expect(throws: EngineError.headOutsideModel(head: HeadID(layer: 6, head: 0), shape: shape))
        {
            try last([1], [.zero([HeadID(layer: 6, head: 0)])])
        }
        for intervention in [
            Intervention.replace([head], with: narrow), .replace([head], with: empty),
            Intervention(heads: [head], operation: .scale(.nan)),
        ] {
            #expect(throws: EngineError.self) { try last([1], [intervention]) }
        }
        var values = HeadValues(headDimension: 2)
        #expect(throws: EngineError.self) { try values.set(head, vector: [1, 2, 3]) }
    }
}
