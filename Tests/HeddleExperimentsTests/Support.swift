import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

/// The sample model, loaded once, and numbers of independent implementations.
enum Sample {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let loaded = Result {
        try LoadedModel.load(root.appending(path: "Samples/models/bobbin").path)
    }

    static let pool = WorkerPool(threads: 1)

    static func model() throws -> LoadedModel { try loaded.get() }

    static func json(_ path: String) throws -> JSONValue {
        try JSONValue(json: [UInt8](Data(contentsOf: root.appending(path: path))))
    }

    /// PyTorch float32: logits, ablations, greedy continuations.
    static func reference() throws -> JSONValue {
        try json("Samples/models/bobbin/reference.json")
    }

    /// Written by Fixtures/make_effects.py.
    static func effects() throws -> JSONValue {
        try json("Tests/HeddleExperimentsTests/Fixtures/effects.json")
    }

    static func labeller() throws -> Labeller {
        Labeller(try Lexicon(json: json("Samples/lexicons/starter.json")))
    }

    static func opening() throws -> TraceOpening {
        TraceOpening(model: try model(), labeller: try labeller())
    }

    static func heads(_ text: String) throws -> [HeadID] {
        try HeadSelection.parse(text, shape: model().model.configuration.headShape)
    }
}

extension JSONValue {
    var numbers: [Double] { array?.compactMap(\.double) ?? [] }
    var ids: [Int32] { array?.compactMap { $0.int.flatMap(Int32.init(exactly:)) } ?? [] }
}

/// A text of the fixture with its labels.
struct FixtureText {
    let tokens: [Int32]
    let promptLength: Int
    let planning: [Bool]
    let labelling: Labelling

    init(_ json: JSONValue) throws {
        tokens = try #require(json["ids"]).ids
        promptLength = try #require(json["promptLength"]?.int)
        planning = try #require(json["planning"]?.array).compactMap(\.bool)
        labelling = Labelling(
            spans: [], moves: [], intents: planning.map { $0 ? .open : nil }, lexicon: "by hand")
    }

    static func all() throws -> [FixtureText] {
        try #require(Sample.effects()["texts"]?.array).map { try FixtureText($0) }
    }

    static func first() throws -> FixtureText { try #require(all().first) }
}

/// The largest distance of two columns; infinite when their lengths differ or a number is missing.
func largestDifference(_ found: [Double?], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).reduce(0) { worst, pair in
        guard let value = pair.0, value.isFinite else { return .infinity }
        return max(worst, abs(value - pair.1))
    }
}

func expectEqual(
    _ totals: EffectTotals?, _ expected: JSONValue?, within tolerance: Double = 1e-4
) throws {
    let totals = try #require(totals)
    let expected = try #require(expected)
    #expect(totals.tokens == expected["tokens"]?.int)
    let found = [totals.deltaNLL, totals.standardError, totals.total]
    let numbers = ["deltaNLL", "standardError", "total"].compactMap { expected[$0]?.double }
    #expect(largestDifference(found, numbers) < tolerance)
}
