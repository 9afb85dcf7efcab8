import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct MovementTests {
    @Test func opensOnTheFirstTokenOfTheResponse() {
        let bench = Bench.reading()
        #expect(bench.cursorText == "Let")
        #expect(bench.state.place.focus == .text)
        #expect(bench.state.place.selectedHead == HeadID(layer: 0, head: 0))
    }

    @Test(arguments: [
        ("l", " me"), ("3l", " about"), ("<right>.", " think"), ("3ll", " this."),
        ("5lh", " this."), ("5l,", " this."), ("5l3,", " think"), ("w", " me"), ("2w", " think"),
        ("4wb", " about"), (")", " First,"), ("2)", " That"), ("2)(", " First,"),
        ("p", " First,"), ("2p", " dead"), ("9p", " Let"), ("2pP", " First,"),
        ("<alt-j>", " First,"), ("p<alt-k>", " First,"),
    ])
    func tokensWordsSentencesAndMoves(keys: String, text: String) {
        var bench = Bench.reading()
        bench.press(keys)
        #expect(bench.cursorText == text, "\(keys)")
    }

    @Test func endsSayThatThereIsNoMore() {
        var bench = Bench.reading()
        bench.press("9pp")
        #expect(bench.message == "No planning move after this one")
        bench.press("g(")
        #expect(bench.message == "No sentence before this one")
    }

    @Test func startAndEndAreTheFirstAndLastShownTokens() {
        var bench = Bench.reading()
        bench.press("G")
        #expect(bench.cursorText == " 56")
        bench.press("g")
        #expect(bench.cursorText == "Use")
        bench.press("<end><home>")
        #expect(bench.cursorText == "Use")
    }

    @Test func foldedTokensAreSteppedOver() {
        var bench = Bench.reading()
        let document = bench.state.document
        bench.press("G")
        for _ in 0..<60 {
            bench.press("h")
            let isTag = document?.outline.tags.contains { $0.contains(bench.cursor) } ?? true
            #expect(!isTag)
        }
        #expect(bench.cursorText == "Use")
    }

    @Test func linesKeepTheColumn() throws {
        var bench = Bench.reading(width: 80, height: 24)
        let layout = try #require(bench.state.layout)
        bench.press("2l")
        let start = try #require(layout.position(of: bench.cursor))
        bench.press("j")
        let below = try #require(layout.position(of: bench.cursor))
        #expect(below.line == start.line + 1)
        bench.press("k")
        #expect(layout.position(of: bench.cursor)?.line == start.line)
        bench.press("<down><up>")
        #expect(layout.position(of: bench.cursor)?.column == start.column)
    }

    @Test func forksAreTheTopFifthOfTheEntropies() {
        var bench = Bench.reading()
        bench.press("e")
        let first = bench.cursor
        #expect(first % 10 >= 8)
        bench.press("e")
        #expect(bench.cursor > first && bench.cursor % 10 >= 8)
        bench.press("E")
        #expect(bench.cursor == first)
    }

    @Test func mostChangedTokensAreGoneThroughInTheirOrder() throws {
        var bench = Bench.reading()
        let document = try #require(bench.state.document)
        bench.press("<space>")
        let mask = bench.state.annotations.mask
        let changed = document.response.lowerBound + 5
        let effects = (0..<document.tokens.count).map { token in
            TokenEffect(
                logprob: -1, ablatedLogprob: token >= changed && token < changed + 20 ? -3 : -1,
                kl: 0)
        }
        bench.send(
            .result(
                .effects(
                    document: document.id, mask: mask, first: 0, effects: effects, ablated: [],
                    complete: true)))
        bench.press("d")
        #expect(bench.cursor == changed)
        bench.press("2d")
        #expect(bench.cursor == changed + 2)
        bench.press("D")
        #expect(bench.cursor == changed + 1)
    }

    @Test func changesNeedAMask() {
        var bench = Bench.reading()
        bench.press("d")
        #expect(bench.message.contains("All heads are on"))
    }

    @Test func pagesMoveByTheHeightOfTheText() throws {
        var bench = Bench.reading(SampleDocuments.long(tokens: 3000))
        let layout = try #require(bench.state.layout)
        bench.press("<pgdn>")
        let line = try #require(layout.position(of: bench.cursor)?.line)
        #expect(line >= bench.state.textHeight - 2)
        bench.press("<ctrl-d>")
        let further = try #require(layout.position(of: bench.cursor)?.line)
        #expect(further - line == bench.state.textHeight / 2)
        bench.press("<ctrl-u><pgup><pgup>")
        #expect(bench.cursorText == "Use" || bench.cursor <= 3)
    }

    @Test func goToTokenByNumberCountAndCommand() {
        var bench = Bench.reading()
        bench.press("t12<enter>")
        #expect(bench.cursor == 12)
        bench.press("15t")
        #expect(bench.cursor == 15)
        bench.press("t9999<enter>")
        #expect(bench.cursor == 15)
        #expect(bench.message.contains("9999"))
        bench.press("tx<esc>")
        #expect(bench.cursor == 15 && bench.state.overlay == nil)
        bench.press(":go-to-token 20<enter>")
        #expect(bench.cursor == 20)
    }

    @Test func aCountIsForgottenByEsc() {
        var bench = Bench.reading()
        let start = bench.cursor
        bench.press("12<esc>l")
        #expect(bench.cursor == start + 1)
    }

    @Test func keysWithoutMeaningSayWhereHelpIs() {
        var bench = Bench.reading()
        bench.press("Q")
        #expect(bench.message == "Q does nothing here: ? shows keys")
    }
}

@Suite struct SearchTests {
    @Test func searchesWhileTypingAndCountsHits() {
        var bench = Bench.reading()
        bench.press("/try")
        #expect(bench.cursorText == " try")
        #expect(bench.state.search.hits.count == 2)
        bench.press("<enter>")
        #expect(bench.message == "'try' 1 of 2")
        let first = bench.cursor
        bench.press("n")
        #expect(bench.cursor > first && bench.message == "'try' 2 of 2")
        bench.press("n")
        #expect(bench.cursor == first && bench.message.hasSuffix("wrapped to the start"))
        bench.press("N")
        #expect(bench.message.hasSuffix("wrapped to the end"))
    }

    @Test func escGoesBackToWhereTheSearchBegan() {
        var bench = Bench.reading()
        bench.press("3l")
        let start = bench.cursor
        bench.press("/dead<esc>")
        #expect(bench.cursor == start)
        #expect(bench.state.search.hits.isEmpty)
    }

    @Test func capitalsTellCaseApart() {
        var bench = Bench.reading()
        bench.press("/let<enter>")
        #expect(bench.state.search.hits.count == 4)
        bench.press("/Let<enter>")
        #expect(bench.state.search.hits.count == 2)
    }

    @Test func severalHitsInOneTokenAreEachGoneTo() {
        var bench = Bench.reading()
        bench.press("/e<enter>")
        let count = bench.state.search.hits.count
        var seen: Set<Int> = []
        for _ in 0..<count {
            if let current = bench.state.search.current { seen.insert(current) }
            bench.press("n")
        }
        #expect(seen.count == count)
    }

    @Test func whatIsNotThereIsSaid() {
        var bench = Bench.reading()
        bench.press("/zebra<enter>")
        #expect(bench.message == "'zebra' is not in this trace")
        bench.press("<esc><esc>n")
        #expect(bench.message.contains("Nothing is searched for"))
    }

    @Test func hitsAreAListToo() {
        var bench = Bench.reading()
        bench.press("/try<enter>F")
        #expect(bench.state.screen == .searchResults && bench.state.rowCount == 2)
        bench.press("j<enter>")
        #expect(bench.state.screen == .reading)
        #expect(bench.message == "'try' 2 of 2")
    }
}
