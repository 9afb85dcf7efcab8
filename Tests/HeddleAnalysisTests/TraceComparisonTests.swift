import Testing

@testable import HeddleAnalysis

/// Alignments made by hand.
@Suite struct TraceComparisonTests {
    private static let lexicon = Lexicon(
        name: "test", source: "",
        grams: [
            Gram(text: "let me try", intent: .branch), Gram(text: "another way", intent: .branch),
            Gram(text: "wait", intent: .backtrack), Gram(text: "let me check", intent: .verify),
            Gram(text: "so the answer is", intent: .conclude),
        ])

    private func compare(_ left: String, _ right: String) -> TraceComparison {
        let traces = [left, right].enumerated().map { index, text in
            Trace(id: "\(index)", prompt: "Make é.", response: text)
        }
        let labeller = Labeller(Self.lexicon)
        return TraceComparison(
            traces[0], labeller.label(traces[0]), traces[1], labeller.label(traces[1]))
    }

    /// `B let me try | B let me try`, `–` for a side without a move.
    private func rows(_ comparison: TraceComparison) -> [String] {
        comparison.rows.map { row in
            let texts = [
                row.left.map { comparison.left.moves[$0] },
                row.right.map { comparison.right.moves[$0] },
            ].map { move in move.map { "\($0.intent.letter) \($0.text.lowercased())" } ?? "–" }
            return texts.joined(separator: " | ")
        }
    }

    @Test func equalTextsAlignBeforeMerelyEqualIntents() {
        let comparison = compare(
            "Let me try 7 + 8. Another way is 7 * 8. Wait, no.",
            "Another way is 7 * 8. Let me check it. Wait, no.")
        #expect(
            rows(comparison) == [
                "B let me try | –", "B another way | B another way", "– | V let me check",
                "K wait | K wait",
            ])
        #expect(comparison.counts == (2, 1, 1))
        #expect(comparison.rows[1].similarity == 1 && comparison.rows[0].similarity == nil)
    }

    @Test func amongEqualMovesThoseThatAreFollowedByTheSameAlign() {
        let comparison = compare(
            "Wait, three is odd. Wait, seven is prime.",
            "Wait, two is even. Wait, nothing. Wait, seven is prime.")
        #expect(rows(comparison).last == "K wait | K wait")
        #expect(comparison.rows.last?.left == 1 && comparison.rows.last?.right == 2)
        // Words shared: all of the move's one, and of what follows `seven is prime` all.
        #expect(comparison.rows.last?.similarity == 1)
        // `three is odd` and `two is even` share one of six: 0.6 + 0.4 · 2/6.
        #expect(abs((comparison.rows[0].similarity ?? 0) - (0.6 + 0.4 / 3)) < 1e-6)
    }

    @Test func movesOfOtherIntentsNeverShareARow() {
        let comparison = compare("Let me try 1. Wait.", "So the answer is 1. Let me check.")
        #expect(comparison.counts == (0, 2, 2))
        #expect(comparison.rows.count == 4)
    }

    @Test func equalSentencesFindEachOther() {
        let comparison = compare(
            "One is odd. Two is even. Three is odd.\nDone.",
            "Two  is\teven. One is odd. Four is even. Three is odd. Done.")
        let partners = comparison.left.sentences.map(\.partner)
        // Either of the first two may find its partner, not both: they are crossed.
        #expect(partners[0] == nil || partners[1] == nil)
        #expect(Array(partners[2...]) == [3, 4])
        let stretches = comparison.stretches
        let left = stretches.compactMap(\.left).flatMap(Array.init)
        let right = stretches.compactMap(\.right).flatMap(Array.init)
        #expect(left == Array(0..<4) && right == Array(0..<5))
    }

    @Test func offsetsOfStretchesCountScalars() {
        let comparison = compare("É is 1. So. End.", "É is 1. End.")
        let text = comparison.json["text"]
        #expect(text?[0]?["left"] == ["start": 0, "end": 7])
        #expect(text?[1] == ["left": ["start": 8, "end": 11], "right": .null])
        #expect(text?[2]?["right"] == ["start": 8, "end": 12])
        #expect(comparison.json["lengths"] == ["left": 5, "right": 4])
        #expect(comparison.json["onlyLeft"] == 0)
    }

    @Test func executionLiesBetweenMoves() {
        let comparison = compare("First 1. Wait, 2. Wait, 3.", "")
        let side = comparison.left
        let texts = [nil, 0, 1].map { side.bytes.text(side.execution(after: $0)) }
        #expect(texts == ["First 1. ", ", 2. ", ", 3."])
        #expect(side.sentences(in: side.execution(after: 0)) == 1..<2)
    }
}

@Suite struct SequenceAlignmentTests {
    private func pairs(_ left: String, _ right: String) -> [[Int]] {
        SequenceAlignment.equalPairs(Array(left), Array(right)).map { [$0.left, $0.right] }
    }

    @Test func findsWhatIsCommonInOrder() {
        #expect(pairs("abc", "abc") == [[0, 0], [1, 1], [2, 2]])
        #expect(pairs("xabcy", "abc") == [[1, 0], [2, 1], [3, 2]])
        #expect(pairs("", "abc").isEmpty && pairs("abc", "xyz").isEmpty)
    }

    /// The length is that of the longest common subsequence, computed by the textbook recursion.
    @Test func shortSequencesShareAsMuchAsTheyCan() {
        func longest(_ left: ArraySlice<Int>, _ right: ArraySlice<Int>) -> Int {
            guard let a = left.first, let b = right.first else { return 0 }
            if a == b { return 1 + longest(left.dropFirst(), right.dropFirst()) }
            return max(longest(left.dropFirst(), right), longest(left, right.dropFirst()))
        }
        var random = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            // Few letters, so that nothing occurs once and no anchor is taken.
            let sides = (0..<2).map { _ in
                (0..<9).map { _ in Int.random(in: 0...1, using: &random) }
            }
            let found = SequenceAlignment.equalPairs(sides[0], sides[1])
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.right < $1.right })
            #expect(found.allSatisfy { sides[0][$0.left] == sides[1][$0.right] })
            #expect(found.count <= longest(sides[0][...], sides[1][...]))
            let table = SequenceAlignment.best(9, 9) { sides[0][$0] == sides[1][$1] ? 1 : nil }
            #expect(table.count == longest(sides[0][...], sides[1][...]))
        }
    }

    @Test func longSequencesThatShareNothingCostLittle() {
        let left = (0..<100_000).map { $0 % 7 }
        let right = (0..<100_000).map { 10 + $0 % 7 }
        #expect(SequenceAlignment.equalPairs(left, right).isEmpty)
        let shifted = Array(0..<100_000)
        let found = SequenceAlignment.equalPairs(shifted, Array(shifted.dropFirst(3)) + [-1])
        #expect(found.count == 99_997)
    }
}
