import HeddleAnalysis
import Testing

@Suite struct LexiconTests {
    private func spans(_ grams: [String], _ text: String) -> [String] {
        let lexicon = Lexicon(
            name: "test", source: "", grams: grams.map { Gram(text: $0, intent: .open) })
        let bytes = Array(text.utf8)
        return LexiconMatcher(lexicon).spans(in: bytes, range: bytes.indices).map {
            String(decoding: bytes[$0.bytes], as: UTF8.self)
        }
    }

    @Test func theLongestGramOfTheLeftmostPlaceWins() {
        #expect(spans(["let me", "let me try", "me try it"], "Let me try it") == ["Let me try"])
        #expect(spans(["a b c d", "b c", "c x"], "a b c x") == ["b c"])
        #expect(spans(["so", "so the"], "so so the so") == ["so", "so the", "so"])
    }

    @Test func gramsBeginAndEndAtWordBoundaries() {
        #expect(spans(["so", "now"], "also know so_ so, (now) 2so nöw now").count == 3)
        #expect(
            spans(["hmm,", "## step", "is it?"], "Hmm, ## Step 1 is it?x") == [
                "Hmm,", "## Step", "is it?",
            ])
        #expect(spans(["et"], "étet") == [])
    }

    @Test func blanksCaseAndApostrophesDoNotMatter() {
        #expect(spans(["let's try"], "LET\u{2019}S \n\t try") == ["LET\u{2019}S \n\t try"])
        #expect(spans(["  Let\u{2019}s   TRY "], "let's\u{00A0}try") == ["let's\u{00A0}try"])
    }

    @Test func rangesAreThoseOfTheOriginalWhereLowerCaseIsLonger() {
        // U+0130 is two bytes, its lower case three.
        #expect(spans(["so"], "\u{130}\u{130} so \u{130}") == ["so"])
        #expect(spans(["i\u{307}"], "x \u{130}.") == ["\u{130}"])
        #expect(spans(["ändern"], "wir ÄNDERN das") == ["ÄNDERN"])
    }

    @Test func onlyTheGivenRangeIsSearched() {
        let lexicon = Lexicon(name: "", source: "", grams: [Gram(text: "so", intent: .deduce)])
        let found = LexiconMatcher(lexicon).spans(in: Array("so so so".utf8), range: 2..<6)
        #expect(found.map(\.bytes) == [3..<5])
        #expect(LexiconMatcher(lexicon).spans(in: [], range: 0..<9).isEmpty)
    }

    @Test func anEmptyLexiconFindsNothing() { #expect(spans([], "so what").isEmpty) }

    @Test func aLexiconFileIsReadAndWrittenBack() throws {
        let json: JSONValue = [
            "schema": "heddle.lexicon/1", "name": "mine", "source": "me",
            "grams": [
                [
                    "text": "Let\u{2019}s  try", "intent": "branch", "cluster": 3,
                    "documentFrequency": 0.5,
                ],
                ["text": "let's try", "intent": "open"], "wait, no",
            ],
        ]
        let lexicon = try Lexicon(json: json)
        #expect(
            lexicon.grams == [
                Gram(text: "let's try", intent: .branch, cluster: 3, documentFrequency: 0.5),
                Gram(text: "wait, no", intent: .backtrack),
            ])
        #expect(try Lexicon(json: JSONValue(json: lexicon.json.prettyText)) == lexicon)
    }

    @Test func whatIsNoLexiconIsRefused() {
        func error(_ json: JSONValue) -> LexiconError? {
            #expect(throws: LexiconError.self) { try Lexicon(json: json) }
        }
        #expect(error(3) == .notALexicon(found: "a number"))
        #expect(error([:]) == .missing(field: "schema"))
        #expect(error(["schema": "x/1"]) == .wrongSchema(found: "x/1"))
        #expect(error(["schema": "heddle.lexicon/1"]) == .missing(field: "grams"))
        #expect(error(["ok", " \n"]) == .badGram(index: 1, problem: "is empty"))
        #expect(error([["text": "a", "intent": "jump"]])?.description.contains("jump") == true)
    }

    @Test(arguments: [
        ("wait, that's not right", Intent.backtrack), ("let's double-check", .verify),
        ("we can conclude that", .conclude), ("let's try a different angle", .branch),
        ("let's break this down", .open), ("this implies that", .deduce), ("but", .backtrack),
    ])
    func phrasesWithoutAnIntentGetOneByTheirWords(_ phrase: String, _ intent: Intent) {
        #expect(Intent(guessedFrom: phrase) == intent)
    }
}
