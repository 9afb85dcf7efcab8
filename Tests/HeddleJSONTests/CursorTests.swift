import HeddleJSON
import Testing

@Suite struct CursorTests {
    @Test func aTableOfNumbersGoesStraightIntoBytes() throws {
        var cursor = JSONCursor(Array(#" {"a": 1, "\u00e9": 20} "#.utf8)[...])
        var keys: [UInt8] = []
        var places: [Range<Int>] = []
        var numbers: [Int] = []
        try cursor.integerMembers(keys: &keys) { key, number in
            places.append(key)
            numbers.append(number)
        }
        try cursor.end()
        #expect(places == [0..<1, 1..<3])
        #expect(numbers == [1, 20])
        #expect(keys == Array("aé".utf8))
    }

    @Test func aValueThatIsNoIntegerIsNamedByItsByte() {
        var cursor = JSONCursor(Array(#"{"a": 1, "b": "x"}"#.utf8)[...])
        var keys: [UInt8] = []
        let error = #expect(throws: JSONError.self) {
            try cursor.integerMembers(keys: &keys) { _, _ in }
        }
        #expect(error?.offset == 14)
    }

    @Test func offsetsCountFromTheStartOfTheSlice() throws {
        let bytes = Array("xx[1, {\"k\": [2]}]".utf8)
        var cursor = JSONCursor(bytes[2...])
        var starts: [Int] = []
        try cursor.array { cursor throws(JSONError) in
            _ = try cursor.peek()
            starts.append(cursor.offset)
            _ = try cursor.value()
        }
        #expect(starts == [1, 4])
        #expect(cursor.offset == bytes.count - 2)
    }

    @Test func anErrorHasALineAndAColumn() {
        let text = Array("{\n  \"a\": x}".utf8)
        let error = #expect(throws: JSONError.self) { try JSONValue(json: text) }
        #expect(error?.location(in: text).line == 2)
        #expect(error?.location(in: text).column == 8)
        #expect(error?.reason == "'x' where a value is needed")
    }

    @Test func summariesAreShort() {
        #expect(JSONValue.string("a").summary == #""a""#)
        #expect(JSONValue.array([1, 2]).summary == "an array")
    }
}
