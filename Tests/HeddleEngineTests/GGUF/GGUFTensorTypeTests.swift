import Foundation
import HeddleEngine
import Testing

/// Models of every tensor type against transformers (PyTorch, float32, eager attention) with the
/// weights as the `gguf` package dequantises them.
///
/// Errors are relative: the length of the difference over the length of the reference. The engine
/// computes in float32 with the values that blocks stand for, so the only difference is the order
/// of sums: below 1e-6 for every type when the bounds were set.
@Suite struct GGUFTensorTypeTests {
    private static let pool = WorkerPool(threads: 2)

    /// Files whose matrices are all of one type.
    private static let types = WeightType.allCases.map(\.rawValue)
    /// Those, and llama.cpp's mixture of Q4_K and Q6_K.
    private static let names = types + ["Q4_K_M"]

    private func context(_ name: String) throws -> InferenceContext {
        let path = TensorTypeReference.path(name, "gguf")
        let model = try Model.load(path, dotProducts: .float32)
        return try InferenceContext(model: model, pool: Self.pool, capacity: 20)
    }

    @Test(arguments: types) func matricesStayAsTheFileHasThem(_ name: String) throws {
        let model = try Model.load(TensorTypeReference.path(name, "gguf"))
        #expect(model.weightTypes.map(\.rawValue) == [name])
    }

    @Test func aMixtureStaysAMixture() throws {
        let model = try Model.load(TensorTypeReference.path("Q4_K_M", "gguf"))
        #expect(model.weightTypes == [.q4k, .q6k])
    }

    @Test(arguments: names) func logitsMatch(_ name: String) throws {
        let reference = try TensorTypeReference.read(name)
        let rows = try context(name).append(reference.ids, request: .init(logits: .all)).logits
        #expect(rows.count == 20 && reference.logits.count == 20)
        let expected = try rows.map { try #require(reference.logits[String($0.query)]) }
        let error = relativeError(rows.flatMap(\.values), expected.flatMap(\.self))
        #expect(error <= 2e-2)
        #expect(error < 5e-6)
    }

    /// A token at a time takes the kernels for one position, not those for many.
    @Test(arguments: names) func logitsMatchTokenByToken(_ name: String) throws {
        let reference = try TensorTypeReference.read(name)
        let context = try context(name)
        var values: [Float] = []
        var expected: [Float] = []
        for (position, id) in reference.ids.enumerated() {
            let rows = try context.append([id], request: .init(logits: .all)).logits
            values += try #require(rows.first).values
            expected += try #require(reference.logits[String(position)])
        }
        #expect(relativeError(values, expected) < 5e-6)
    }

    @Test(arguments: names) func attentionMatches(_ name: String) throws {
        let reference = try TensorTypeReference.read(name)
        let context = try context(name)
        let shape = context.model.configuration.headShape
        let last = reference.ids.count - 1
        let requests = (0..<shape.layers).flatMap { layer in
            (0..<shape.heads).map {
                PatternRequest(head: HeadID(layer: layer, head: $0), queries: [last])
            }
        }
        let result = try context.append(reference.ids, request: .init(patterns: requests))
        let expected = reference.lastRows.flatMap(\.self)
        #expect(result.patterns.count == expected.count)
        for (row, expected) in zip(result.patterns, expected) {
            #expect(largestDifference(row.weights, expected) < 1e-5, "\(row.head)")
        }
    }

    @Test(arguments: names) func headOutputsMatch(_ name: String) throws {
        let reference = try TensorTypeReference.read(name)
        let context = try context(name)
        let layers = context.model.configuration.layers
        var outputs: [HookPoint: [Float]] = [:]
        let request = ForwardRequest(
            hooks: Set((0..<layers).map { HookPoint.headOutput(layer: $0) }))
        _ = try context.append(reference.ids, request: request) { hook, _, tensor in
            outputs[hook] = Array(tensor.values.suffix(tensor.values.count / tensor.shape[0]))
        }
        #expect(reference.z.count == layers)
        for expected in reference.z {
            let values = try #require(outputs[.headOutput(layer: expected.layer)])
            #expect(relativeError(values, expected.values) < 5e-6, "layer \(expected.layer)")
        }
    }

    @Test(arguments: names) func zeroAblationsMatch(_ name: String) throws {
        let reference = try TensorTypeReference.read(name)
        let context = try context(name)
        let shape = context.model.configuration.headShape
        #expect(reference.ablations.count == shape.layers)
        let intact = try #require(reference.logits[String(reference.ids.count - 1)])
        for ablation in reference.ablations {
            let heads = try HeadSelection.parse(
                ablation.heads.joined(separator: ","), shape: shape)
            context.truncate(to: 0)
            let result = try context.append(
                reference.ids, request: .init(logits: .all), interventions: [.zero(heads)])
            let values = try #require(result.logits.last).values
            #expect(relativeError(values, ablation.logits) < 5e-6)
            #expect(relativeError(values, intact) > 1e-2, "the head matters")
        }
    }
}

/// The length of the difference over the length of the reference.
func relativeError(_ values: [Float], _ reference: [Float]) -> Double {
    guard values.count == reference.count else { return .infinity }
    let squares = zip(values, reference).reduce(into: (difference: 0.0, length: 0.0)) { sum, pair in
        sum.difference += pow(Double(pair.0) - Double(pair.1), 2)
        sum.length += pow(Double(pair.1), 2)
    }
    return (squares.difference / squares.length).squareRoot()
}

/// What transformers computes with one of the files, as `heddle verify` reads it.
struct TensorTypeReference: Decodable {
    struct HeadOutputs: Decodable {
        var layer: Int
        var values: [Float]
    }

    struct Ablation: Decodable {
        var heads: [String]
        var logits: [Float]

        enum CodingKeys: String, CodingKey {
            case heads
            case logits = "logits_last"
        }
    }

    enum CodingKeys: String, CodingKey {
        case ids, logits, z
        case lastRows = "attention_last_row"
        case ablations = "zero_ablation"
    }

    var ids: [Int32]
    /// By position.
    var logits: [String: [Float]]
    /// `[layer][head][key]`.
    var lastRows: [[[Float]]]
    var z: [HeadOutputs]
    var ablations: [Ablation]

    static func path(_ name: String, _ suffix: String) -> String {
        "\(TextFixtures.fixtures)/gguf-types/\(name).\(suffix)"
    }

    static func read(_ name: String) throws -> TensorTypeReference {
        struct File: Decodable {
            var forward: [TensorTypeReference]
        }
        let file = try TextFixtures.decode(File.self, path(name, "json"))
        return try #require(file.forward.first)
    }
}
