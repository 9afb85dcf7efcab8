import Foundation
import HeddleAnalysis
import Testing

@Suite struct KnockoutSpanTests {
    @Test func bothEndsCountAndQueriesStandOneBefore() throws {
        let spans = try KnockoutSpans(source: "3-5", destination: "6-9", tokens: 10)
        #expect(spans.source == 3..<6)
        #expect(spans.destination == 6..<10)
        #expect(spans.queries == 5..<9)
        #expect(try KnockoutSpans(source: "0", destination: "1", tokens: 2).queries == 0..<1)
    }

    @Test(arguments: [
        ("5-3", "6-9", KnockoutSpanError.reversed(place: "source", first: 5, last: 3)),
        ("1-2", "9-6", .reversed(place: "destination", first: 9, last: 6)),
        ("3-6", "6-9", .overlapping(sourceLast: 6, destinationFirst: 6)),
        ("7-8", "2-3", .overlapping(sourceLast: 8, destinationFirst: 2)),
        ("1-2", "6-10", .outside(place: "destination", first: 6, last: 10, tokens: 10)),
        ("10-10", "11-12", .outside(place: "source", first: 10, last: 10, tokens: 10)),
        ("0-1", "0-3", .noQuery),
        ("a-3", "4-5", .malformed("a-3")),
        ("", "4-5", .malformed("")),
        ("-3", "4-5", .malformed("-3")),
        ("1-2-3", "4-5", .malformed("1-2-3")),
        ("0-9223372036854775807", "4-5", .malformed("0-9223372036854775807")),
    ]) func badSpansSayWhatIsWrong(
        _ source: String, _ destination: String, _ expected: KnockoutSpanError
    ) {
        #expect(throws: expected) {
            try KnockoutSpans(source: source, destination: destination, tokens: 10)
        }
        #expect(!expected.description.isEmpty)
    }

    @Test func emptySpansAreRefused() {
        #expect(throws: KnockoutSpanError.empty(place: "source")) {
            try KnockoutSpans(source: 3..<3, destination: 4..<5, tokens: 10)
        }
        #expect(throws: KnockoutSpanError.empty(place: "destination")) {
            try KnockoutSpans(source: 3..<4, destination: 4..<4, tokens: 10)
        }
    }
}

@Suite struct KnockoutMatrixTests {
    private func parts() -> [TracePart] {
        [0..<2, 3..<5, 6..<7].map { TracePart(tokens: $0, text: "part") }
    }

    /// ln(1 + 1e-9) = 1e-9, ln(e² + 1e-9) = 2, ln(0 + 1e-9) = -20.723265837.
    @Test func cellsAreMeansOfLogarithms() throws {
        let e2 = Float(2.0.exponential)
        var matrix = KnockoutMatrix(kind: .moves, parts: parts())
        matrix.add([nil, 5, 5, 1, e2, 5, 0])
        #expect(matrix.isPartial && matrix.done == 1)
        #expect(abs((matrix.meanLogKL[0][1] ?? .nan) - 1) < 1e-6)
        #expect(abs((matrix.meanLogKL[0][2] ?? .nan) + 20.723265837) < 1e-6)
        #expect(matrix.meanLogKL[1][2] == nil && matrix.meanLogKL[0][0] == nil)
        matrix.add([nil, 0, 0, 0, 0, 0, 1])
        #expect(!matrix.isPartial && matrix.done == 2)
        // Less the mean over the sources of the same reader.
        let mean = -20.723265837 / 2
        #expect(abs((matrix.dependence[0][1] ?? .nan)) < 1e-6)
        #expect(abs((matrix.dependence[0][2] ?? .nan) - mean) < 1e-5)
        #expect(abs((matrix.dependence[1][2] ?? .nan) + mean) < 1e-5)
        #expect(matrix.strongestSource(of: 2) == 1 && matrix.strongestSource(of: 0) == nil)
        let before = matrix
        matrix.add([nil, 1, 1, 1, 1, 1, 1])
        #expect(matrix == before, "nothing stands behind the last part")
    }

    @Test func divergencesThatAreMissingAreLeftOut() {
        var matrix = KnockoutMatrix(kind: .sentences, parts: parts())
        matrix.add([nil, nil, nil, nil, 1])
        #expect(abs((matrix.meanLogKL[0][1] ?? .nan)) < 1e-6)
        #expect(matrix.meanLogKL[0][2] == nil)
    }

    @Test func jsonTellsWhatIsMeasured() throws {
        var matrix = KnockoutMatrix(kind: .moves, parts: parts())
        matrix.add([nil, 1, 1, 1, 1, 1, 1])
        let json = matrix.json(trace: "t", model: "m")
        #expect(json["schema"] == "heddle.knockout/1")
        let fields = try #require(json["matrix"])
        #expect(fields["partial"] == true && fields["done"] == 1 && fields["total"] == 2)
        #expect(fields["by"] == "moves")
        #expect(fields["parts"]?[1]?["start"] == 3 && fields["parts"]?[1]?["end"] == 4)
        #expect(fields["meanLogKL"]?[1]?[2]?.isNull == true)
    }
}

@Suite struct KnockoutReportTests {
    @Test func rowsAreThoseOfTheDestinationAndWhatFollows() throws {
        let effects: [TokenEffect?] =
            [nil] + (1..<6).map { TokenEffect(logprob: -1, ablatedLogprob: -3, kl: Float($0)) }
        let report = KnockoutReport(
            trace: "t", model: "m",
            spans: try KnockoutSpans(source: 0..<2, destination: 2..<4, tokens: 6),
            heads: [HeadID(layer: 1, head: 0)], areAllHeads: false, effects: effects,
            tokens: TokenTable(
                ids: [9, 8, 7, 6, 5, 4], offsets: [0, 1, 2, 3, 4, 5, 6], promptLength: 1))
        #expect(report.meanKL == 2.5 && report.meanChange == -2)
        let json = report.json
        #expect(json["schema"] == "heddle.knockout/1")
        #expect(json["from"] == [0, 1] && json["to"] == [2, 3] && json["queries"] == [1, 2])
        #expect(json["heads"] == ["1.0"])
        #expect(json["tokens"]?.array?.map { $0["target"]?.int } == [2, 3])
        #expect(json["tokens"]?[0]?["query"] == 1 && json["tokens"]?[0]?["id"] == 7)
        #expect(json["tokens"]?[1]?["kl"]?.double == 3)
        #expect(json["later"]?.array?.map { $0["target"]?.int } == [4, 5])
    }
}

@Suite struct ReceiverHeadTests {
    private func parts(_ count: Int) -> [TracePart] {
        (0..<count).map { TracePart(tokens: $0..<$0 + 1, text: "s\($0)") }
    }

    /// SciPy's `stats.kurtosis(x, fisher=True, bias=True)`: for [0, 0, 0, 1] the mean is 1/4, the
    /// variance 3/16, the fourth moment 21/256, so that it is 21/9 - 3.
    @Test func kurtosisIsExcessAndBiased() {
        #expect(abs((Statistics.excessKurtosis([0, 0, 0, 1]) ?? .nan) + 2.0 / 3) < 1e-12)
        // Two values as often: 1 - 3.
        #expect(Statistics.excessKurtosis([1, 3]) == -2)
        #expect(abs((Statistics.excessKurtosis([1, 2, 3, 4, 100]) ?? .nan) - 0.2467165) < 1e-6)
        #expect(Statistics.excessKurtosis([0.1, 0.1, 0.1]) == nil)
        #expect(Statistics.excessKurtosis([1]) == nil && Statistics.excessKurtosis([]) == nil)
    }

    @Test func headsAreRankedByKurtosisAndSentencesByMeanScore() throws {
        let even: [Double?] = [1, 3, 1, 3, nil, nil]
        let peaked: [Double?] = [0, 0, 0, 1, nil, nil]
        let flat: [Double?] = [2, 2, 2, 2, nil, nil]
        let receivers = ReceiverHeads(
            sentences: parts(6), scores: [[even, peaked], [flat, peaked]])
        #expect(receivers.kurtosis[1][0] == nil)
        let top = receivers.top(2).map(\.head)
        #expect(top == [HeadID(layer: 0, head: 1), HeadID(layer: 1, head: 1)])
        #expect(receivers.top(9).count == 3)
        #expect(receivers.meanScores(of: top) == [0, 0, 0, 1, nil, nil])
        let both = [HeadID(layer: 0, head: 0), HeadID(layer: 1, head: 0)]
        #expect(receivers.meanScores(of: both) == [1.5, 2.5, 1.5, 2.5, nil, nil])
        #expect(receivers.broadcast(by: both, 3).map(\.sentence) == [1, 3, 0])
        let json = receivers.json(trace: "t", model: "m", top: 2)
        #expect(json["schema"] == "heddle.receivers/1" && json["top"] == 2)
        #expect(json["heads"]?.array?.count == 4)
        #expect(json["heads"]?[3]?["kurtosis"]?.isNull == true)
        #expect(json["sentences"]?[3]?["score"]?.double == 1)
    }

    /// Three heads of kurtosis -2, 2/3 less than 0 and none: all that have one count, since fewer
    /// than twenty are there. Mean scores: (1+0)/2, (3+0)/2, (1+0)/2, (3+1)/2.
    @Test func tokensHaveTheShareOfTheirSentence() {
        let even: [Double?] = [1, 3, 1, 3, nil, nil]
        let peaked: [Double?] = [0, 0, 0, 1, nil, nil]
        let flat: [Double?] = [2, 2, 2, 2, nil, nil]
        let spans = [2..<5, 5..<6, 8..<9, 9..<12, 12..<14, 14..<15]
        let broadcast = BroadcastSentences(
            ReceiverHeads(
                sentences: spans.map { TracePart(tokens: $0, text: "s") },
                scores: [[even, peaked], [flat]]))
        #expect(broadcast.heads == [HeadID(layer: 0, head: 1), HeadID(layer: 0, head: 0)])
        #expect(broadcast.scores == [0.5, 1.5, 0.5, 2, nil, nil] && broadcast.largest == 2)
        let shares = [1, 2, 4, 5, 6, 7, 8, 11, 12, 14, 15].map(broadcast.share(of:))
        #expect(shares == [nil, 0.25, 0.25, 0.75, nil, nil, 0.25, 1, nil, nil, nil])
        #expect(broadcast.received(by: HeadID(layer: 0, head: 0), 2).map(\.sentence) == [1, 3])
        #expect(broadcast.kurtosis(of: HeadID(layer: 0, head: 0)) == -2)
        #expect(broadcast.kurtosis(of: HeadID(layer: 1, head: 0)) == nil)
        #expect(broadcast.kurtosis(of: HeadID(layer: 1, head: 7)) == nil)
    }
}

@Suite struct TracePartTests {
    /// Tokens of four bytes; a token that holds the ends of two sentences belongs to the second.
    @Test func sentencesShareNoTokens() throws {
        let response = "This is one. Then two comes. And a third sentence."
        let trace = Trace(id: "t", prompt: "", response: response)
        let count = (response.utf8.count + 3) / 4
        let tokens = TokenTable(
            ids: (0..<count).map { Int32($0) },
            offsets: (0..<count).map { $0 * 4 } + [response.utf8.count], promptLength: 0)
        let outline = Outline(trace, labelling: .none)
        let parts = outline.parts(.sentences, tokens: tokens, limit: count)
        #expect(parts.map(\.text) == ["This is one.", "Then two comes.", "And a third sentence."])
        #expect(parts.map(\.tokens) == [0..<3, 3..<7, 7..<13])
        let cut = outline.parts(.sentences, tokens: tokens, limit: 5)
        #expect(cut.map(\.tokens) == [0..<3, 3..<5])
        #expect(outline.parts(.moves, tokens: tokens, limit: count).isEmpty)
    }
}
