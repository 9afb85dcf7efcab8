import HeddleAnalysis
import Testing

/// Texts are written with a letter below each character: `s` start, `r` rest, `p` prose,
/// `m` mathematics, `.` left out; each character is a token.
@Suite struct TokenGroupTests {
    private func letters(
        _ response: String, moves: [Range<Int>] = [], context: String = "", tags: [Range<Int>] = []
    ) -> String {
        let text = Array((context + response).utf8)
        let start = context.utf8.count
        let tokens = TokenTable(
            ids: text.map(Int32.init), offsets: Array(0...text.count), promptLength: start)
        var intents = [Intent?](repeating: nil, count: text.count)
        let shifted = moves.map { $0.lowerBound + start..<$0.upperBound + start }
        for move in shifted { for token in move { intents[token] = .open } }
        let labelling = Labelling(
            spans: [],
            moves: shifted.map { PlanningMove(tokens: $0, intent: .open, spans: 0..<0) },
            intents: intents, lexicon: "by hand")
        let groups = TokenGroups.groups(
            text: text, tokens: tokens, labelling: labelling, tags: tags)
        return groups.dropFirst(start).map { group in
            switch group {
            case .start: "s"
            case .rest: "r"
            case .prose: "p"
            case .mathematics: "m"
            case nil: "."
            }
        }.joined()
    }

    @Test func movesAreStartsAndRests() {
        // A number inside a move belongs to the move.
        #expect(letters("Try 2 now: 2+2", moves: [0..<5]) == "srrrrpppppmmmm")
        #expect(letters("So so", moves: [0..<2, 3..<5], context: "1 + 1") == "srpsr")
    }

    @Test(
        arguments: [
            ("With 4 left, 4 + 1 = 5.", "ppppmmpppppp" + "mmmmmmmmmm" + "p"),
            ("4 + 1 = 5, 4 - 1 = 3.", "mmmmmmmmmmmmmmmmmmmmp"),
            ("is 3.5 or 1,000?", "ppmmmm" + "ppp" + "mmmmmm" + "p"),
            // A sentence end is no part of what stands around it.
            ("= 4. 20 is", "mmmpmmmppp"),
            ("we know n: v = n * 2", "pppppppmmmmmmmmmmmmm"),
            ("a = 5 is a try", "mmmmm" + "ppppppppp"),
            ("a - b, I see", "mmmmmppppppp"),
            ("- a house", "ppppppppp"),
            ("and/or (so)", "ppppppppppp"),
            ("get (3+4)*x ok", "pppmmmmmmmmppp"),
            ("50% of -5", "mmmpppmmm"),
            ("my_name x_1", "pppppppmmmm"),
        ])
    func numbersOperatorsAndVariablesAreMathematics(_ text: String, _ expected: String) {
        #expect(letters(text) == expected)
    }

    @Test(
        arguments: [
            (#"so $a+b$ is"#, "ppmmmmmmppp"),
            (#"so \(x\) is"#, "ppmmmmmmppp"),
            (#"by \[a \le b\]"#, "ppmmmmmmmmmmmm"),
            (#"is \frac{1}{2}."#, "ppmmmmmmmmmmmmp"),
            (#"\boxed{42}"#, "mmmmmmmmmm"),
        ])
    func formulasAreMathematics(_ text: String, _ expected: String) {
        #expect(letters(text) == expected)
    }

    @Test func signsOutsideASCIICount() {
        // × and π are two bytes, ≤ three.
        #expect(letters("2 × π ≤ 9") == "mmmmmmmmmmmmm")
    }

    @Test func tagsEndsAndLineEndsAreLeftOut() {
        #expect(letters("ok\n<t>\n 4", tags: [3..<6]) == "pp.....mm")
        #expect(letters("") == "")
    }

    @Test func tokensOfSeveralBytesAreWhatTheyHold() {
        let text = Array("to 42 or".utf8)
        let tokens = TokenTable(ids: [1, 2, 3, 4], offsets: [0, 2, 5, 8, 8], promptLength: 0)
        let groups = TokenGroups.groups(text: text, tokens: tokens, labelling: .none)
        #expect(groups == [.prose, .mathematics, .prose, nil])
    }
}
