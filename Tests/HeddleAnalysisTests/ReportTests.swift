import HeddleAnalysis
import Testing

@Suite struct ReportTests {
    private static let lexicon = Lexicon(
        name: "test", source: "",
        grams: [
            Gram(text: "let me try", intent: .branch), Gram(text: "wait", intent: .backtrack),
            Gram(text: "so the answer is", intent: .conclude),
        ])

    /// One token a word, after a prompt of one token.
    private static func trace(
        _ id: String, _ response: String, correct: Bool? = nil
    ) -> Trace {
        let prompt = "Make 5."
        let text = Array((prompt + response).utf8)
        var tokens = TokenTable.words(of: text, contextLength: prompt.utf8.count)
        tokens.ids = tokens.offsets.dropLast().indices.map { token in
            Int32(text[tokens.bytes(of: token)].reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF })
        }
        return Trace(
            id: id, task: "add", prompt: prompt, response: response,
            model: ModelIdentity(name: "bobbin"), tokens: tokens, answer: "5", correct: correct)
    }

    private static func label(_ trace: Trace) -> Labelling { Labeller(lexicon).label(trace) }

    @Test func anOutlineListsMovesWithWhatIsExecutedAfterThem() {
        var trace = Self.trace("é", "é 1 Let me\ntry 2 3 wait 4")
        trace.steps = [LabelledStep(start: 0, end: 3, labels: ["setup"], importance: 0.5)]
        let outline = Outline(trace, labelling: Self.label(trace))
        #expect(outline.opening == 2)
        #expect(outline.moves.map(\.text) == ["Let me try", "wait"])
        #expect(outline.moves.map(\.execution) == [2, 1])
        let json = outline.json
        #expect(json["moves"]?[0]?["start"] == 4 && json["moves"]?[0]?["end"] == 14)
        #expect(json["moves"]?[0]?["token"] == .integer((trace.tokens?.promptLength ?? 0) + 2))
        #expect(json["moves"]?[1]?["intent"] == "backtrack")
        #expect(json["steps"] == [["start": 0, "end": 3, "labels": ["setup"], "importance": 0.5]])
        #expect(json["sentences"] == [["start": 0, "end": 25]])
        #expect(outline.texts(of: outline.steps) == ["é 1"])
    }

    @Test func anOutlineWithoutTokensCountsWords() {
        var trace = Self.trace("t", "wait 1 2 wait")
        trace.tokens = nil
        let outline = Outline(trace, labelling: Self.label(trace))
        #expect(outline.moves.map(\.execution) == [2, 0])
        #expect(outline.json["moves"]?[0]?["token"] == .null)
        #expect(Outline(trace, labelling: .none).moves.isEmpty)
    }

    @Test func twoTracesPartAtTheirFirstDifferentToken() {
        let left = Self.trace("a", "let me try é2\n</think>\n5", correct: true)
        let right = Self.trace("b", "let me try è2 wait\n</think>\n6", correct: false)
        let comparison = TraceComparison(left, Self.label(left), right, Self.label(right))
        #expect(comparison.firstDifference?.character == 11)
        #expect(comparison.firstDifference?.leftByte == 18)
        let prompt = left.tokens?.promptLength ?? 0
        #expect(comparison.firstDifference?.leftToken == prompt + 3)
        #expect(comparison.rows.map(\.left) == [0, nil])
        #expect(comparison.rows.map(\.right) == [0, 1])
        #expect(comparison.right.moves.map(\.intent) == [.branch, .backtrack])
        #expect(comparison.left.answer == .init(text: "5", correct: true))
        #expect(comparison.json["answers"]?["right"] == ["text": "6", "correct": false])
        #expect(comparison.json["firstDifference"]?["character"] == 11)
    }

    @Test func equalTracesHaveNoDifferenceAndAPrefixEnds() {
        let whole = Self.trace("a", "wait 1 2")
        let part = Self.trace("b", "wait 1")
        let same = TraceComparison(whole, Self.label(whole), whole, Self.label(whole))
        #expect(same.firstDifference == nil && same.json["firstDifference"] == .null)
        let cut = TraceComparison(whole, Self.label(whole), part, Self.label(part))
        #expect(cut.firstDifference?.character == 6)
        #expect(cut.firstDifference?.leftToken != nil && cut.firstDifference?.rightToken == nil)
    }

    @Test func aListingSaysWhatATraceIs() {
        let trace = Self.trace("a", "<think>\nwait 1\n</think>\n5", correct: true)
        let json = trace.listingJSON(format: "heddle.trace/1", file: "f.jsonl", line: 3)
        #expect(json["reasoning"] == "wait 1" && json["final"] == "5" && json["answer"] == "5")
        #expect(json["correct"] == true && json["line"] == 3 && json["steps"] == 0)
        #expect(json["tokens"]?.int == trace.tokens?.response.count)
        #expect(trace.reasoningText == "wait 1" && trace.finalText == "5")
    }

    @Test func aSessionIsWrittenAsMarkdown() {
        let trace = Self.trace(
            "add_1", "<think>\nLet me try 2 * 3.\n- wait\n\nSo the answer is 5.\n</think>\n5",
            correct: true)
        let first = trace.tokens?.token(atByte: 19) ?? 0
        let mask = HeadMask(heads: [HeadID(layer: 3, head: 5), HeadID(layer: 0, head: 2)])
        let totals = EffectTotals(deltaNLL: 0.612, standardError: 0.083, tokens: 8, total: 4.9)
        let report = SessionReport(
            title: "My session", model: ModelIdentity(name: "bobbin", sha256: "00ff"),
            verification: "verified 3e-6",
            traces: [
                TraceReport(
                    trace: trace, labelling: Self.label(trace),
                    notes: [
                        TraceNote(tokens: first..<first + 1, text: "tries *this*", quote: " me"),
                        TraceNote(tokens: nil, text: "solved"),
                    ],
                    effects: [
                        MaskEffect(
                            mask: mask,
                            summary: EffectSummary(planning: totals, execution: nil, decisions: nil)
                        )
                    ])
            ], mask: mask, pinned: [HeadID(layer: 4, head: 3): "retrieval"],
            sets: ["early": [HeadID(layer: 0, head: 2)]],
            headNotes: [HeadNote(head: HeadID(layer: 4, head: 3), text: "looks back")])
        #expect(
            report.markdown == """
                # My session

                - Model: bobbin, sha256 `00ff`, verified 3e-6
                - Heads off: 0.2 3.5 · zero · as if always off
                - Head 4.3: pinned as retrieval
                - Set early: 0.2
                - Note on head 4.3: looks back

                Planning is **bold** behind the letter of its intent: O open, D deduce, B branch, \
                K backtrack, V verify, C conclude.

                ## add\\_1 ✓

                add · written by bobbin · 18 tokens · 44 % planning · right answer: 5

                **Prompt**

                > Make 5.

                **Reasoning**

                **B› Let me try**[^1] 2 \\* 3.\\
                \\- **K› wait**

                **C› So the answer is** 5.

                **Answer**

                5

                **Notes**

                - solved

                [^1]: token \(first) “me”: tries \\*this\\*

                **What switching heads off does** (change of the negative log-likelihood, nats a \
                token, mean ± standard error)

                | heads off | planning | tokens | execution | tokens | first tokens of moves | tokens |
                |---|---|---|---|---|---|---|
                | 0.2 3.5 · zero · as if always off | +0.61 ±0.08 | 8 | – | 0 | – | 0 |

                """)
        let json = report.json
        #expect(json["schema"] == "heddle.session/1")
        #expect(json["mask"]?["heads"] == ["0.2", "3.5"])
        #expect(json["traces"]?[0]?["moves"]?.array?.count == 2)
        #expect(json["traces"]?[0]?["notes"]?[0]?["first"]?.int == first)
    }

    /// Wilson's ends by hand: 0 of 2 up to z² / (2 + z²) = 0.658, 1 of 1 down to 1 / (1 + z²) =
    /// 0.207; Newcombe's upper end of -1: -1 + √(0.658² + 0.793²) = 0.031.
    @Test func drawnContinuationsAreCountedAndNotedOnesShown() {
        func branch(_ suffix: String, _ correct: Bool?, note: String? = nil) -> TraceReport {
            var trace = Trace(id: "sum_1~s3" + suffix, prompt: "p", response: "r" + suffix)
            trace.tags = ["resampled"]
            trace.extra["parent"] = "sum_1"
            trace.correct = correct
            return TraceReport(
                trace: trace, labelling: .none,
                notes: note.map { [TraceNote(tokens: nil, text: $0)] } ?? [])
        }
        let parent = TraceReport(
            trace: Trace(id: "sum_1", prompt: "p", response: "r"), labelling: .none)
        let text = SessionReport(
            title: "t",
            traces: [
                branch("+0", false), parent, branch("+1", nil), branch("-4", true),
                branch("-5", true, note: "look here"),
            ]
        ).markdown
        let heads = text.split(separator: "\n").filter { $0.hasPrefix("## ") }
        #expect(heads == ["## sum\\_1", "## sum\\_1\\~s3-5 ✓", "## Resampled sentences"])
        #expect(text.contains("look here"))
        let row =
            "| sum\\_1 | 3 | 0 of 2: 0 % (0 % to 66 %) | 1 of 1: 100 % (21 % to 100 %) "
            + "| -100 points (-100 to +3.1) |"
        #expect(text.contains(row))
    }

    @Test func textOfATraceIsNeverMarkup() {
        let trace = Trace(
            id: "<b>", prompt: "# no\n1. list | *x*", response: "\u{1B}[31m<img> & \u{9B}2J [a](b)")
        let text = TraceReport(trace: trace, labelling: .none).markdown
        #expect(text.hasPrefix("# \\<b\\>\n"))
        #expect(text.contains("> \\# no\\\n> 1\\. list \\| \\*x\\*"))
        #expect(text.contains("␛\\[31m\\<img\\> \\& \u{FFFD}2J \\[a\\](b)"))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    @Test func aLabelReportCountsAsPythonDoes() {
        let trace = Trace(id: "t", prompt: "é", response: "ö. So 4 is it? 𝄞 so.")
        let lexicon = Lexicon(
            name: "mine", source: "", grams: [Gram(text: "so", intent: .deduce, cluster: 2)])
        let report = LabelReport(
            trace: trace, labelling: Labeller(lexicon).label(trace), lexicon: lexicon)
        #expect(
            report.json["spans"] == [
                ["start": 3, "end": 5, "gram": "so", "cluster": 2, "intent": "deduce"],
                ["start": 17, "end": 19, "gram": "so", "cluster": 2, "intent": "deduce"],
            ])
        // One sentence, as its parts have fewer than ten characters. By hand: 19 of 20 characters
        // are no digit, 4 of 24 bytes in spans, "so" goes on, a question.
        let score = (0.95 + 0.5 * 4 / 24 - 0.15 + 0.1 + 0.3) / 2.94
        let sentences = report.json["sentences"]?.array ?? []
        #expect(sentences.count == 1)
        #expect(sentences.first?["start"] == 0)
        #expect(sentences.first?["end"] == 20)
        #expect(abs((sentences.first?["score"]?.double ?? 0) - score) < 1e-12)
    }
}
