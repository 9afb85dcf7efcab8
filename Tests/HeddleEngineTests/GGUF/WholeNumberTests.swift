import HeddleEngine
import Testing

/// The usual arithmetic of quantised files: activations rounded to 8 bits. Reference: transformers
/// in float32 with the weights as the `gguf` package dequantises them.
@Suite struct WholeNumberTests {
    private static let pool = WorkerPool(threads: 2)
    private static let names =
        WeightType.allCases.filter { $0.rowByteCount(columns: 1) == nil }.map(\.rawValue)
        + ["Q4_K_M"]

    private func logits(
        _ name: String, _ arithmetic: DotProducts? = nil, by length: Int = 20,
        _ interventions: [Intervention] = []
    ) throws -> [Float] {
        let model = try Model.load(
            TensorTypeReference.path(name, "gguf"), dotProducts: arithmetic)
        let ids = try TensorTypeReference.read(name).ids
        let context = try InferenceContext(model: model, pool: Self.pool, capacity: 20)
        return try stride(from: 0, to: ids.count, by: length).flatMap { start in
            try context.append(
                Array(ids[start..<min(start + length, ids.count)]),
                request: .init(logits: .all), interventions: interventions
            ).logits.flatMap(\.values)
        }
    }

    @Test(arguments: names) func isTheRuleForQuantisedFiles(_ name: String) throws {
        let model = try Model.load(TensorTypeReference.path(name, "gguf"))
        #expect(model.dotProducts == .int8)
    }

    /// A rounding to 8 bits in blocks of 32 is an error of half a percent in each of the products
    /// that follow each other; when the bound was set, logits were 1 to 2.8 % away.
    @Test(arguments: names) func staysNearTheReference(_ name: String) throws {
        let reference = try TensorTypeReference.read(name)
        let expected = try (0..<20).flatMap { try #require(reference.logits[String($0)]) }
        let error = relativeError(try logits(name), expected)
        #expect(error < 4e-2)
        #expect(error > 1e-5, "another arithmetic was used")
    }

    /// Kernels for few rows, for many, and caches give the same bits.
    @Test(arguments: names) func piecesGiveTheBitsOfTheWhole(_ name: String) throws {
        let whole = try logits(name).map(\.bitPattern)
        for length in [1, 2, 3, 7] {
            #expect(try logits(name, by: length).map(\.bitPattern) == whole, "\(length)")
        }
    }

    @Test func aScalingByOneChangesNothing() throws {
        let model = try Model.load(TensorTypeReference.path("Q8_0", "gguf"))
        let heads = try HeadSelection.parse("0.0", shape: model.configuration.headShape)
        let intact = try logits("Q8_0")
        let unchanged = Intervention(heads: heads, operation: .scale(1))
        #expect(try logits("Q8_0", nil, by: 20, [unchanged]) == intact)
        #expect(try logits("Q8_0", nil, by: 20, [.zero(heads)]) != intact)
    }
}
