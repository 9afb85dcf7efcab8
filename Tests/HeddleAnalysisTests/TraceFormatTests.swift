import HeddleAnalysis
import Testing

@Suite struct TraceFormatTests {
    /// Prompt `ab`, response `cde` in two tokens.
    static let record: JSONValue = [
        "schema": "heddle.trace/1", "id": "t-1", "task": "add", "prompt": "ab", "response": "cde",
        "answer": "3", "correct": true, "tags": ["x"],
        "model": ["name": "bobbin", "sha256": "00ff", "revision": "main"],
        "sampling": ["temperature": 0.7, "seed": 7], "ids": [5, 6, 7], "offsets": [0, 2, 4],
        "promptLength": 1, "logprobs": [-0.5, .null], "entropies": [1.25, 0.5],
        "top": [[[6, -0.5], [9, -1.5]], []], "gold": [["start": 0, "end": 2]],
    ]

    static func with(_ changes: JSONValue) -> JSONValue {
        guard let fields = record.object, let new = changes.object else { return record }
        return .object(fields.merging(new) { $1 })
    }

    @Test func everyFieldOfARecordIsRead() throws {
        let trace = try Trace(json: Self.record)
        #expect(trace.id == "t-1")
        #expect(trace.text == "abcde")
        #expect(trace.model == ModelIdentity(name: "bobbin", sha256: "00ff"))
        #expect(trace.sampling["seed"] == 7)
        #expect(
            trace.tokens == TokenTable(ids: [5, 6, 7], offsets: [0, 2, 4, 5], promptLength: 1))
        #expect(trace.tokens?.response == 1..<3)
        #expect(trace.scores.logprobs == [-0.5, nil])
        #expect(trace.scores.top.first?.last == Alternative(id: 9, logprob: -1.5))
        #expect(trace.tags == ["x"])
        #expect(trace.correct == true)
    }

    @Test func aRecordIsWrittenBackWithItsUnknownFields() throws {
        let trace = try Trace(json: Self.record)
        let written = try JSONValue(json: trace.json.compactBytes)
        let original = try JSONValue(json: Self.record.compactBytes)
        #expect(written.object?.count == original.object?.count)
        for (field, value) in original.object ?? [:] {
            #expect(written[field] == value, "\(field)")
        }
        #expect(try Trace(json: written) == trace)
    }

    @Test func theModelsArithmeticIsReadAndOneThatIsNotKnownIsKept() throws {
        let known = Self.with(["model": ["name": "bobbin", "arithmetic": "bfloat16"]])
        let trace = try Trace(json: known)
        #expect(trace.model == ModelIdentity(name: "bobbin", arithmetic: .bfloat16))
        #expect(trace.json["model"] == known["model"])
        let other = Self.with(["model": ["name": "bobbin", "arithmetic": "posit8"]])
        #expect(try Trace(json: other).model == ModelIdentity(name: "bobbin"))
        #expect(try Trace(json: other).json["model"] == other["model"])
    }

    @Test func onlyFourFieldsAreRequired() throws {
        let minimal: JSONValue = [
            "schema": "heddle.trace/1", "id": 12, "prompt": "p", "response": "",
        ]
        let trace = try Trace(json: minimal)
        #expect(trace.id == "12")
        #expect(trace.context == "p")
        #expect(trace.tokens == nil && trace.scores.isEmpty)
        for field in ["schema", "id", "prompt", "response"] {
            var fields = try #require(minimal.object)
            fields[field] = nil
            #expect(throws: TraceFormatError.missing(field: field)) {
                try Trace(json: .object(fields))
            }
        }
    }

    @Test func offsetsMayCarryTheLengthOfTheText() throws {
        let trace = try Trace(json: Self.with(["offsets": [0, 2, 4, 5]]))
        #expect(trace.tokens?.offsets == [0, 2, 4, 5])
    }

    @Test func tokensCountInTheFramedPromptWhenTheFileHasIt() throws {
        let trace = try Trace(json: Self.with(["context": "<u>ab", "offsets": [0, 5, 7]]))
        #expect(trace.tokens?.bytes(of: 2) == 7..<8)
        #expect(trace.contextLength == 5)
        #expect(trace.json["context"] == "<u>ab")
    }

    @Test func tokensOfAnUnknownChatFrameAreLeftOutWithANoteAndWrittenBack() throws {
        let json = Self.with(["offsets": [0, 30, 32]])
        let decoded = try Trace.decode(json)
        #expect(decoded.trace.tokens == nil)
        #expect(decoded.notes.count == 1)
        #expect(decoded.notes.first?.contains("byte 30") == true)
        #expect(decoded.trace.json["offsets"] == [0, 30, 32])
        #expect(decoded.trace.scores.logprobs.count == 2)
    }

    @Test func idsWithoutPlacesAreLeftOutWithANote() throws {
        for field in ["offsets", "promptLength"] {
            let decoded = try Trace.decode(Self.with(.object([field: .null])))
            #expect(decoded.trace.tokens == nil)
            #expect(decoded.notes.first?.contains(field) == true)
            #expect(decoded.trace.json["ids"] == [5, 6, 7])
        }
    }

    @Test(
        arguments: [
            ("offsets", [0, 2]), ("offsets", [0, 3, 1]), ("offsets", [-1, 2, 4]),
            ("offsets", [0, 2, 6]), ("offsets", [0, 2, 4, 6]), ("offsets", "x"),
            ("promptLength", 4),
            ("promptLength", -1), ("promptLength", 0.5), ("ids", [5, 6]), ("ids", [5, 6, -7]),
            ("ids", [5, 6, 5_000_000_000]), ("logprobs", [-0.5]), ("entropies", [1, 2, 3]),
            ("entropies", [1, .number(.infinity)]), ("logprobs", [-0.5, 1e300]),
            ("top", [[], [[1]]]),
            ("top", [[], [[1, "x"]]]), ("top", [[]]), ("tags", [1]), ("model", 3), ("sampling", []),
            ("correct", "yes"), ("context", [:]), ("response", []), ("schema", "heddle.trace/9"),
        ] as [(String, JSONValue)])
    func whatCannotBeRightIsRefusedByName(_ field: String, _ value: JSONValue) {
        let error = #expect(throws: TraceFormatError.self) {
            try Trace(json: Self.with(.object([field: value])))
        }
        // Wrong ids make the offsets or the scores disagree, which is what is reported.
        let named = field == "ids" ? ["ids", "offsets", "logprobs"] : [field]
        #expect(named.contains { error?.description.contains($0) == true })
    }

    @Test func aTraceThatIsNoObjectIsRefused() {
        #expect(throws: TraceFormatError.notAnObject(found: "an array")) { try Trace(json: []) }
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
