import HeddleAnalysis
import Testing

@Suite struct SegmentationTests {
    private func sentences(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return Segmentation(text: bytes).sentenceRanges(in: bytes).map {
            String(decoding: bytes[$0], as: UTF8.self)
        }
    }

    @Test func sentencesEndAtStopsAndLineEnds() {
        #expect(
            sentences("So 3.5 fits. Does it? Yes!\n\nNext line\nand more")
                == ["So 3.5 fits.", "Does it?", "Yes!", "Next line", "and more"])
        #expect(
            sentences("He said \"wait.\" Then (done.) Ok") == [
                "He said \"wait.\"", "Then (done.)", "Ok",
            ])
    }

    @Test func abbreviationsAndListNumbersDoNotEndASentence() {
        #expect(sentences("Use e.g. 7 or (i.e. 8). Fine") == ["Use e.g. 7 or (i.e. 8).", "Fine"])
        #expect(sentences("1. First\n2. Then 12. Last") == ["1. First", "2. Then 12.", "Last"])
        #expect(sentences("...") == ["..."])
        #expect(sentences(" \n ").isEmpty && sentences("").isEmpty)
    }

    @Test func clausesAlsoEndAtCommas() {
        let bytes = Array("If x = 3, then: 1,000 — ok. Go".utf8)
        let clauses = Segmentation(text: bytes).clauseRanges(in: bytes).map {
            String(decoding: bytes[$0], as: UTF8.self)
        }
        #expect(clauses == ["If x = 3,", "then:", "1,000 —", "ok.", "Go"])
    }

    @Test func wordsKeepTheirApostrophesAndDecimals() {
        let text = "(Let's) try 3.5 + 1,000; re-do it."
        let bytes = Array(text.utf8)
        let starts = Segmentation(text: bytes).words
        #expect(
            starts.map { String(decoding: bytes[$0...].prefix(3), as: UTF8.self) }
                == ["(Le", "Let", "try", "3.5", "+ 1", "1,0", "re-", "it."])
    }

    @Test func bytesAreMappedToTheTokensThatHoldThem() {
        let table = TokenTable(ids: [1, 2, 3, 4], offsets: [0, 2, 4, 4, 9], promptLength: 1)
        #expect(table.stops(atBytes: [0, 3, 3, 8]).positions == [0, 1, 3])
        #expect(table.stops(atBytes: [0, 3], from: 1).positions == [1])
        #expect(table.tokens(overlapping: 1..<5) == 0..<4)
        #expect(table.tokens(overlapping: 3..<3).isEmpty)
        #expect(table.bytes(of: 1..<3) == 2..<4)
    }

    @Test func aTextWithoutTokensIsCutIntoWords() {
        let text = Array("Q one\n<think>\n7 + 8".utf8)
        let table = TokenTable.words(of: text, contextLength: 6)
        #expect(table.offsets == [0, 1, 6, 7, 13, 15, 17, 19])
        #expect(table.promptLength == 2)
        #expect(table.ids.allSatisfy { $0 == -1 })
        #expect(TokenTable.words(of: [], contextLength: 0).count == 0)
    }
}
