import Foundation
import HeddleEngine

/// The bundled model and the numbers that an independent PyTorch implementation computed from it.
enum SampleModel {
    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Samples/models/bobbin").path()

    static func load() throws -> Model { try Model.load(directory) }

    static func context(threads: Int = 2, capacity: Int = 700) throws -> InferenceContext {
        try InferenceContext(model: load(), pool: WorkerPool(threads: threads), capacity: capacity)
    }
}

struct Reference: Decodable, Sendable {
    struct Ablation: Decodable, Sendable {
        var heads: [String]
        var logitsLast: [Float]
    }
    struct Forward: Decodable, Sendable {
        var text: String
        var ids: [Int32]
        var logits: [String: [Float]]
        var attentionLastRow: [[[Float]]]
        var zeroAblation: [Ablation]
    }
    struct Greedy: Decodable, Sendable {
        var ids: [Int32]
        var continuation: [Int32]
    }
    var forward: [Forward]
    var greedy: [Greedy]

    private static let cached = Result { try decode() }

    static func read() throws -> Reference { try cached.get() }

    private static func decode() throws -> Reference {
        let url = URL(filePath: SampleModel.directory + "/reference.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Reference.self, from: Data(contentsOf: url))
    }
}

/// The largest absolute difference of two rows; infinite where their lengths differ.
func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).map { abs($0 - $1) }.max() ?? 0
}

/// A small generator with a fixed start, so that tests drawn at random can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
