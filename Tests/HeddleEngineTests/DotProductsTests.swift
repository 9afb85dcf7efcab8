import Foundation
import HeddleEngine
import Testing

@Suite struct DotProductsTests {
    private static let pool = WorkerPool(threads: 2)

    private static func quantised(_ name: String) -> String {
        "\(TextFixtures.fixtures)/gguf-types/\(name).gguf"
    }

    private func bfloat16() throws -> Model {
        try Model.load(SampleModel.directory, dotProducts: .bfloat16)
    }

    private func logits(
        _ model: Model, _ tokens: [Int32], _ interventions: [Intervention] = []
    ) throws -> [LogitRow] {
        let context = try InferenceContext(model: model, pool: Self.pool, capacity: 100)
        return try context.append(
            tokens, request: ForwardRequest(logits: .all), interventions: interventions
        ).logits
    }

    @Test func floatFilesAreComputedInFloat32UnlessToldOtherwise() throws {
        #expect(try SampleModel.load().dotProducts == .float32)
        #expect(try bfloat16().dotProducts == .bfloat16)
        #expect(try SampleModel.load().possibleDotProducts == [.float32, .bfloat16x2, .bfloat16])
    }

    @Test func quantisedFilesAreComputedInInt8UnlessToldOtherwise() throws {
        let path = Self.quantised("Q4_K_M")
        #expect(try Model.load(path).dotProducts == .int8)
        #expect(try Model.load(path, dotProducts: .float32).dotProducts == .float32)
        #expect(try Model.load(path).possibleDotProducts == [.int8, .float32])
    }

    @Test func whatWeightsDoNotAllowIsRefusedWithWhatTheyAllow() throws {
        let quantised = Self.quantised("Q8_0")
        #expect(
            throws: EngineError.arithmetic(
                path: quantised, types: ["Q8_0"], wanted: .bfloat16, possible: [.int8, .float32])
        ) { try Model.load(quantised, dotProducts: .bfloat16) }
        let error = #expect(throws: EngineError.self) {
            try Model.load(SampleModel.directory, dotProducts: .int8)
        }
        #expect(
            error?.description.hasSuffix("in int8; choose float32, bfloat16x2, bfloat16") == true)
    }

    @Test func cachesAreKeptApartForEachArithmetic() throws {
        let hash = try SampleModel.load().sha256()
        #expect(try SampleModel.load().numbersKey() == hash)
        #expect(try bfloat16().numbersKey() == hash + "-bfloat16")
    }

    /// PyTorch's float32 logits of the sample: bfloat16 keeps eight bits of every product's sides.
    @Test func bfloat16LogitsAreNearTheReference() throws {
        for pass in try Reference.read().forward {
            let rows = try logits(bfloat16(), pass.ids)
            for (position, expected) in pass.logits {
                let found = rows[try #require(Int(position))].values
                let difference = zip(found, expected).reduce(0) {
                    $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
                }
                let length = expected.reduce(0) { $0 + $1 * $1 }
                let relative = (difference / length).squareRoot()
                #expect(relative < 0.02 && relative > 1e-6)
            }
        }
    }

    @Test func aTextInPiecesHasTheBitsOfTheWholeInBFloat16() throws {
        let tokens = try CacheTests.text(60)
        let model = try bfloat16()
        let whole = try logits(model, tokens)
        let context = try InferenceContext(model: model, pool: Self.pool, capacity: 100)
        var rows: [LogitRow] = []
        for part in [tokens[..<37], tokens[37..<40], tokens[40..<41], tokens[41...]] {
            rows += try context.append(Array(part), request: ForwardRequest(logits: .all)).logits
        }
        #expect(rows == whole)
    }

    @Test func anInterventionThatChangesNothingHasNoEffectInBFloat16() throws {
        let tokens = try CacheTests.text(40)
        let model = try bfloat16()
        let heads = model.configuration.headShape.all
        let scaled = Intervention(heads: heads, operation: .scale(1))
        #expect(try logits(model, tokens, [scaled]) == logits(model, tokens))
    }

    @Test func rerunsUnderAMaskEqualFullRunsInBFloat16() throws {
        let tokens = try CacheTests.text(46)
        let model = try bfloat16()
        let mask = [Intervention.zero([HeadID(layer: 3, head: 5)], at: .from(20))]
        let run = try BaselineRun(
            model: model, pool: Self.pool, tokens: tokens, memoryLimit: 1 << 30)
        let result = try run.rerun(mask, request: ForwardRequest(logits: .all), effects: false)
        #expect(try result.logits == logits(model, tokens, mask))
    }
}
