import HeddleJSON
import Testing

@Suite struct JSONTests {
    @Test func everyKindOfValueIsReadInTheOrderOfItsKeys() throws {
        let value = try JSONValue(
            json: #" {"b": [1, -2.5, 1e3, true, false, null], "a": {"z": "", "y": {}}, "c": []} "#)
        #expect(value.object?.keys.elements == ["b", "a", "c"])
        #expect(value["b"] == [1, -2.5, 1000.0, true, false, .null])
        #expect(value["a"]?.object?.keys.elements == ["z", "y"])
        #expect(value["b"]?[2]?.int == 1000)
        #expect(value["b"]?[1]?.int == nil)
        #expect(value["missing"] == nil)
        #expect(value[0] == nil)
    }

    @Test func writingIsTheInverseOfReading() throws {
        let text = #"{"b":[1,-2.5,[],{}],"a":"é\n\t\"\\ \u0007 𝄞","n":null,"t":true}"#
        let value = try JSONValue(json: text)
        #expect(value.compactText == text)
        #expect(try JSONValue(json: value.prettyText) == value)
        #expect(!value.compactText.contains("\n"))
    }

    @Test func prettyTextKeepsPlainListsOnOneLine() {
        let value: JSONValue = ["ids": [1, 2], "rows": [[1], [2]], "none": [:]]
        #expect(
            value.prettyText == """
                {
                  "ids": [1, 2],
                  "rows": [
                    [1],
                    [2]
                  ],
                  "none": {}
                }
                """)
    }

    @Test func escapesAndSurrogatesAreDecoded() throws {
        #expect(try JSONValue(json: #""\u00e9\ud834\udd1e\/\b""#) == "é𝄞/\u{8}")
        #expect(try JSONValue(json: #""\ud834x\udd1e""#) == "\u{FFFD}x\u{FFFD}")
        #expect(try JSONValue(json: [0x22, 0xFF, 0x41, 0x22]) == "\u{FFFD}A")
    }

    @Test(arguments: [
        "0.1", "2.5e-8", "1e22", "123456789.123", "9007199254740993.5", "1.7976931348623157e308",
        "4.9e-324", "-0.3333333333333333", "8.41e21", "1e-22", "123456789012345678901234567890",
    ])
    func numbersAreRoundedCorrectly(_ text: String) throws {
        #expect(try JSONValue(json: text).double == Double(text))
    }

    @Test func numbersAreWrittenWithTheFewestDigits() throws {
        let values: JSONValue = [
            .float(0.1), .number(0.1), 3, .float(-1.5e-7), 9_223_372_036_854_775_807,
        ]
        #expect(values.compactText == "[0.1,0.1,3,-1.5e-07,9223372036854775807]")
        #expect(JSONValue.array([.number(.nan), .float(.infinity)]).compactText == "[null,null]")
        #expect(try JSONValue(json: "-9223372036854775808") == .integer(.min))
        #expect(try JSONValue(json: "[NaN,-Infinity]")[1]?.double == -.infinity)
    }

    @Test(arguments: [
        ("", 0), ("{\"a\": [1, 2", 11), ("\"abc", 4), ("[1,", 3), ("\"\\u12", 5), ("-", 1),
    ])
    func aHalfWrittenTextSaysWhereItEnds(_ text: String, _ offset: Int) {
        #expect(throws: JSONError.truncated(offset: offset)) { try JSONValue(json: text) }
    }

    @Test(arguments: [
        ("[1,]", 3), ("{a:1}", 1), ("[1 2]", 3), ("tru", 3), ("01", 0), ("1.e3", 0), ("1 2", 2),
        ("\"\\x\"", 1), ("{\"a\" 1}", 5), ("\"a\nb\"", 2), ("+1", 0), ("nul1", 3),
    ])
    func whatIsNotJSONIsRefusedWithItsByte(_ text: String, _ offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(json: text) }
        #expect(error?.offset == offset)
        #expect(error?.description.contains("\(offset)") == true)
    }

    @Test func deepNestingIsRefusedInsteadOfOverflowingTheStack() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.tooDeep(limit: 256, offset: 256)) { try JSONValue(json: text) }
    }

    @Test func anyPrefixOrDamagedCopyOfAValidTextIsReadOrRefused() throws {
        let text = Array(#"{"a":[1,2.5e3,"x\u0041"],"b":{"c":null,"d":[true,false]}}"#.utf8)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONValue(json: Array(text.prefix(length))) }
        }
        for position in text.indices {
            for byte: UInt8 in [0, 0x22, 0x5C, 0x7B, 0xFF, 0x2C] {
                var damaged = text
                damaged[position] = byte
                if let value = try? JSONValue(json: damaged) {
                    #expect(try JSONValue(json: value.compactBytes) == value)
                }
            }
        }
    }
}
