import HeddleTerms
import Testing

@Suite struct HeadSelectionTests {
    let shape = HeadShape(layers: 6, heads: 8, keyValueHeads: 4)

    func parse(_ text: String) throws -> String {
        HeadSelection.format(try HeadSelection.parse(text, shape: shape))
    }

    @Test func readsEveryWayOfWritingHeads() throws {
        #expect(try parse("3.5,0.2") == "0.2 3.5")
        #expect(try parse("L3H1") == "3.1")
        #expect(try parse("3:1") == "3.1")
        #expect(try parse("2-4.1") == "2.1 3.1 4.1")
        #expect(try parse("5.*") == "5.0 5.1 5.2 5.3 5.4 5.5 5.6 5.7")
        #expect(try parse("0.2,0.2, 0.2") == "0.2")
    }

    @Test(arguments: ["", "3", "3.", ".3", "a.b", "3.1.2", "4-2.1", "-1.0", "3.1x", "L3"])
    func refusesWhatNamesNoHead(_ text: String) {
        #expect(throws: HeadSelectionError.self) { try parse(text) }
    }

    @Test func refusesHeadsOutsideTheModel() {
        #expect(throws: HeadSelectionError.outside(item: "6.0", shape: shape)) { try parse("6.0") }
        #expect(throws: HeadSelectionError.outside(item: "0.8", shape: shape)) { try parse("0.8") }
    }

    @Test func groupsQueryHeadsByKeyValueHead() {
        #expect(
            (0..<8).map { shape.keyValueHead(of: HeadID(layer: 0, head: $0)) } == [
                0, 0, 1, 1, 2, 2, 3, 3,
            ])
    }
}
