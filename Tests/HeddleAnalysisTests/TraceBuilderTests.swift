import HeddleAnalysis
import Testing

@Suite struct TraceBuilderTests {
    private func build(_ pieces: [[UInt8]]) -> Trace {
        let template = Trace(id: "t", prompt: "Q", response: "", context: "<u>Q")
        let prompt = TokenTable(ids: [1, 2], offsets: [0, 3, 4], promptLength: 2)
        var builder = TraceBuilder(template, prompt: prompt)
        for (index, piece) in pieces.enumerated() {
            let prediction = Prediction(
                logprob: -Float(index), entropy: 0.5, rank: 1,
                top: [Alternative(id: 7, logprob: -1)])
            builder.append(
                id: Int32(10 + index), bytes: piece, prediction: index == 1 ? nil : prediction)
        }
        return builder.trace
    }

    @Test func tokensBecomeATrace() throws {
        let trace = build([Array("so ".utf8), [0xC3], [0xA9], Array("!".utf8)])
        #expect(trace.response == "so é!")
        #expect(trace.tokens?.ids == [1, 2, 10, 11, 12, 13])
        #expect(trace.tokens?.offsets == [0, 3, 4, 7, 8, 9, 10])
        #expect(trace.tokens?.promptLength == 2)
        #expect(trace.scores.logprobs == [0, nil, -2, -3])
        #expect(trace.scores.top[1].isEmpty && trace.scores.entropies[2] == 0.5)
        #expect(try Trace(json: JSONValue(json: trace.json.compactBytes)) == trace)
    }

    @Test func bytesThatAreNoTextAreRepairedAndTheOffsetsFollow() throws {
        let trace = build([[0xFF], Array("a".utf8), [0xC3], [0xA9, 0xF0], [0x9F], []])
        #expect(trace.response == "\u{FFFD}aé\u{FFFD}")
        #expect(
            trace.response == String(decoding: [0xFF, 0x61, 0xC3, 0xA9, 0xF0, 0x9F], as: UTF8.self))
        // The cut-off character counts where its last byte came.
        #expect(trace.tokens?.offsets.last == trace.textLength)
        #expect(trace.tokens?.offsets.dropFirst(2).first == 4)
        let offsets = try #require(trace.tokens?.offsets)
        #expect(offsets == [0, 3, 4, 7, 8, 9, 13, 13, 13])
        #expect(try Trace(json: JSONValue(json: trace.json.compactBytes)).tokens == trace.tokens)
    }

    @Test func anEmptyResponseIsATraceToo() {
        #expect(build([]).tokens?.response.isEmpty == true)
    }

    @Test func aLabelReportCountsAsPythonDoes() {
        let trace = Trace(id: "t", prompt: "é", response: "ö. So 4 is it? 𝄞 so.")
        let lexicon = Lexicon(
            name: "mine", source: "", grams: [Gram(text: "so", intent: .deduce, cluster: 2)])
        let report = LabelReport(
            trace: trace, labelling: Labeller(lexicon).label(trace), lexicon: lexicon)
        #expect(
            report.json == [
                "id": "t", "lexicon": "mine",
                "spans": [
                    ["start": 3, "end": 5, "gram": "so", "cluster": 2, "intent": "deduce"],
                    ["start": 17, "end": 19, "gram": "so", "cluster": 2, "intent": "deduce"],
                ],
                "sentences": [
                    ["start": 0, "end": 2, "score": 0.0],
                    ["start": 3, "end": 14, "score": .number(2.0 / 11)],
                    ["start": 15, "end": 20, "score": .number(2.0 / 8)],
                ],
            ])
    }

    @Test func damagedRecordsNeverCrash() throws {
        let fields = try #require(TraceFormatTests.record.object)
        let values: [JSONValue] = [
            .null, true, -1, 0, 3, 99, 0.5, .number(.nan), "", "x", [], [0], [-1], [0, 2, 4, 5, 6],
            [[]], [[[1]]], [[[1, 2], .null]], [.null], [:], ["name": 3], ["start": 4, "end": 2],
            .integer(.max), .integer(.min), [.integer(.max)],
        ]
        var readable = 0
        for first in fields.keys {
            for value in values {
                for second in fields.keys {
                    var damaged = fields
                    damaged[first] = value
                    damaged[second] = values[(readable + second.count) % values.count]
                    guard let trace = try? Trace(json: .object(damaged)) else { continue }
                    readable += 1
                    let labelling = Labeller(LabellerTests.lexicon).label(trace)
                    _ = trace.goldSpans
                    _ = TraceReport(trace: trace, labelling: labelling).markdown
                    _ = Outline(trace, labelling: labelling).json
                    // Compared as text: not-a-number in an unknown field equals nothing.
                    let again = try Trace(json: trace.json)
                    #expect(again.json.compactText == trace.json.compactText)
                }
            }
        }
        #expect(readable > 100)
    }
}
