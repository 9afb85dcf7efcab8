import HeddleEngine
import Testing

@testable import HeddleAnalysis
@testable import HeddleExperiments

@Suite struct VerificationTests {
    private func sampleReference() throws -> ReferenceNumbers {
        try ReferenceNumbers(json: Sample.reference())
    }

    @Test func theSampleMatchesItsReference() throws {
        let numbers = try sampleReference()
        let verification = try Verification(
            numbers, model: Sample.model().model, pool: Sample.pool)
        #expect(verification.rows == 9)
        #expect(verification.maxAbsoluteDifference < 1e-3)
        #expect(verification.attention.rows == 3 * 6 * 8)
        #expect(verification.attention.largest < 1e-4)
        #expect(verification.ablations.rows == 15)
        #expect(verification.ablations.largest < 1e-3)
        #expect(verification.disagreements(tolerance: 1e-3).isEmpty)
        #expect(numbers.source.hasPrefix("PyTorch"))
    }

    /// The same weights in bfloat16 dot products: another verdict, another noise floor.
    @Test func eachArithmeticHasItsOwnDistance() throws {
        let numbers = try sampleReference()
        let path = try Sample.model().model.path
        let model = try Model.load(path, dotProducts: .bfloat16)
        let verification = try Verification(numbers, model: model, pool: Sample.pool)
        #expect(verification.arithmetic == .bfloat16)
        #expect(verification.maxAbsoluteDifference > 1e-3)
        #expect(verification.logits.relative < 0.01)
        #expect(verification.unusualDifferences.isEmpty)
        #expect(!verification.disagreements(tolerance: Verification.usualTolerance).isEmpty)
    }

    /// Two bfloat16 a number are within what is stated for them, far below that of one.
    @Test func twoPartsAreNearerThanOne() throws {
        let path = try Sample.model().model.path
        let model = try Model.load(path, dotProducts: .bfloat16x2)
        let verification = try Verification(
            try sampleReference(), model: model, pool: Sample.pool)
        #expect(verification.unusualDifferences.isEmpty)
        #expect(verification.logits.relative < 1e-4)
    }

    @Test func aChangedLogitIsFound() throws {
        var numbers = try sampleReference()
        numbers.passes = [numbers.passes[2]]
        let position = try #require(numbers.passes[0].logits.keys.min())
        numbers.passes[0].logits[position]?[77] += 0.5
        let verification = try Verification(
            numbers, model: Sample.model().model, pool: Sample.pool)
        #expect(abs(verification.maxAbsoluteDifference - 0.5) < 1e-3)
        #expect(verification.disagreements(tolerance: 1e-3).count == 1)
    }

    @Test func changedAttentionAndHeadOutputsAreFound() throws {
        var numbers = try sampleReference()
        numbers.passes = [numbers.passes[0]]
        numbers.passes[0].attention[3].weights[1] += 0.25
        let configuration = try Sample.model().model.configuration
        let width = configuration.heads * configuration.headDimension
        numbers.passes[0].headOutputs = [
            .init(layer: 2, position: 4, values: Array(repeating: 1000, count: width))
        ]
        let verification = try Verification(
            numbers, model: Sample.model().model, pool: Sample.pool)
        #expect(abs(verification.attention.largest - 0.25) < 1e-4)
        #expect(verification.headOutputs.rows == 1)
        #expect(verification.headOutputs.largest > 900)
        #expect(verification.disagreements(tolerance: 1e-3).count == 2)
    }

    @Test func rowsOfAnotherVocabularyAreRefused() throws {
        let numbers = ReferenceNumbers(
            passes: [.init(ids: [1, 2], logits: [1: [0, 0, 0]])], source: "by hand")
        #expect(throws: ExperimentError.self) {
            try Verification(numbers, model: Sample.model().model, pool: Sample.pool)
        }
    }

    @Test(arguments: [
        (#"{}"#, "forward"), (#"{"forward":[]}"#, "forward"),
        (#"{"forward":[{"ids":[1,2],"logits":{"7":[0]}}]}"#, "logits.7"),
        (#"{"forward":[{"ids":[1,"x"],"logits":{"0":[0]}}]}"#, "ids"),
        (#"{"forward":[{"ids":[1],"logits":{"0":[0,"a"]}}]}"#, "logits.0"),
        (
            #"{"forward":[{"ids":[1],"logits":{"0":[0]},"z":[{"layer":0,"position":1}]}]}"#,
            "z[].position"
        ),
        (
            #"{"forward":[{"ids":[1],"logits":{"0":[0]},"attention":[{"head":"1"}]}]}"#,
            "attention[].head"
        ),
    ]) func whatIsNoReferenceIsNamed(_ text: String, _ field: String) throws {
        let json = try JSONValue(json: text)
        let problem = #expect(throws: ReferenceProblem.self) { try ReferenceNumbers(json: json) }
        #expect(try #require(problem).description.contains(field))
    }

    @Test func differencesCountLargestMeanAndRelative() {
        var difference = Difference()
        difference.add([1, 2, -.infinity], [1, 4, -.infinity])
        difference.add([3], [0])
        #expect(difference.largest == 3)
        #expect(difference.rows == 2)
        #expect(difference.mean == 5.0 / 4)
        #expect(abs(difference.relative - (13.0 / 17).squareRoot()) < 1e-12)
        difference.add([.nan], [0])
        #expect(difference.largest == .infinity)
    }

    @Test func theTokenizerIsComparedWithTheReference() throws {
        var numbers = try sampleReference()
        let loaded = try Sample.model()
        numbers.vocabularyHash = loaded.tokenizer?.vocabularyHash
        #expect(TextVerification(numbers, loaded).problems.isEmpty)
        #expect(TextVerification(numbers, loaded).equalTexts == 8)
        numbers.texts[0].ids[0] += 1
        numbers.vocabularyHash = "another"
        #expect(TextVerification(numbers, loaded).problems.count == 2)
        #expect(TextVerification(numbers, loaded).equalTexts == 7)
    }
}
