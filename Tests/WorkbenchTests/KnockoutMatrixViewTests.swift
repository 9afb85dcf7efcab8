import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct KnockoutMatrixViewTests {
    private func text(_ bench: Bench) -> String {
        Views.frame(bench.state, keyMap: bench.state.keyMap).text
    }

    @Test func theTriangleStandsAboveTheTwoMovesOfItsCell() {
        var bench = Bench.matrix()
        bench.press("G")
        #expect(
            text(bench) == """
                 heddle │ bobbin 4.7M │ countdown-0007 ? 1 of 1 │ Token 11              ● saved
                ╭ Matrix · 4 planning moves ───────────────────────────────────────────────────╮
                │                     0  1  2                                                  │
                │                     B  K  B                                                  │
                │ 1 K dead end       +░                                                        │
                │ 2 B another way    +█ -█                                                     │
                │ 3 V Let me check   +█ -█[-░]                                                 │
                │                                                                              │
                │                                                                              │
                │                                                                              │
                │                                                                              │
                │                                                                              │
                │                                                                              │
                │                                                                              │
                │                                                                              │
                │ dependence -1.67 █▓░▓█ +1.67 ln KL                                           │
                ├──────────────────────────────────────────────────────────────────────────────┤
                │ reader 3 V verify  tokens 39–41  Let me check                                │
                │ source 2 B branch  tokens 32–33  another way                                 │
                │ dependence -0.33 ln KL: KL 0.72 × the geometric mean over all earlier ones   │
                │ mean ln KL -1.00 ln nats: KL 0.37 nats a token (geometric mean)              │
                │ strongest source 0 B +1.67  First, let's try                                 │
                ╰──────────────────────────────────── rows read · columns are hidden from them ╯
                 Enter to the text  f strongest  v values  Tab sentences  : command  ? help
                """)
    }

    @Test func withoutColourDigitsCarryTheSize() {
        var bench = Bench.matrix(SampleDocuments.long(tokens: 300))
        bench.state.settings.colorless = true
        bench.press("G3k")
        #expect(
            text(bench) == """
                 heddle │ bobbin 4.7M · not verified │ long ? 1 of 1 │ Token 5          ● saved
                ╭ Matrix · 14 planning moves ──────────────────────────────────────────────────╮
                │                     0  1  2  3  4  5  6  7  8  9 10 11 12                    │
                │                     V  V  V  V  V  V  V  V  V  V  V  V  V                    │
                │  3 V Let me check  +1 -1 -0                                                  │
                │  4 V Let me check  +0 -2 -1 +4                                               │
                │  5 V Let me check  +0 -3 -1 +4 +0                                            │
                │  6 V Let me check  +0 -3 -2 +3 +0 +1                                         │
                │  7 V Let me check  -0 -4 -3 +2 -0 +0 +6                                      │
                │  8 V Let me check  -1 -4 -3 +2 -1 -0 +5 +2                                   │
                │  9 V Let me check  -1 -5 -3 +1 -1 -0 +5 +1 +3                                │
                │ 10 V Let me check  -2 -6 -4 +1 -2 -1 +4 +1 +2[+8]                            │
                │ 11 V Let me check  -2 -6 -5 +0 -2 -1 +4 +0 +1 +7 +4                          │
                │ 12 V Let me check  -3 -6 -5 +0 -3 -2 +3 +0 +1 +7 +3 +4                       │
                │ 13 V Let me check  -4 -7 -6 -0 -4 -3 +2 -0 +0 +6 +2 +4 +9                    │
                │ dependence -8.46 -9-5+5+9 +8.46 ln KL                                        │
                ├──────────────────────────────────────────────────────────────────────────────┤
                │ reader 10 V verify  tokens 225–227  Let me check                             │
                │ source 9 V verify  tokens 203–205  Let me check                              │
                │ dependence +6.90 ln KL: KL 992 × the geometric mean over all earlier ones    │
                │ mean ln KL 3.00 ln nats: KL 20.1 nats a token (geometric mean)               │
                │ strongest source 9 V +6.90  Let me check                                     │
                ╰ rows 3–13 of 14 ─────────────────── rows read · columns are hidden from them ╯
                 Enter to the text  f strongest  v values  Tab sentences  : command  ? help
                """)
        bench.press("v")
        #expect(
            text(bench) == """
                 heddle │ bobbin 4.7M · not verified │ long ? 1 of 1 │ Token 5          ● saved
                ╭ Matrix · 14 planning moves ──────────────────────────────────────────────────╮
                │                     0  1  2  3  4  5  6  7  8  9 10 11 12                    │
                │                     V  V  V  V  V  V  V  V  V  V  V  V  V                    │
                │  3 V Let me check   8  6  7                                                  │
                │  4 V Let me check   7  5  6  9                                               │
                │  5 V Let me check   7  5  5  9  7                                            │
                │  6 V Let me check   6  4  5  8  6  7                                         │
                │  7 V Let me check   5  3  4  7  5  6  9                                      │
                │  8 V Let me check   5  3  3  7  5  5  9  7                                   │
                │  9 V Let me check   4  2  3  6  4  5  8  6  7                                │
                │ 10 V Let me check   3  1  2  5  3  4  7  5  6[ 9]                            │
                │ 11 V Let me check   3  1  1  5  3  3  7  5  5  9  7                          │
                │ 12 V Let me check   2  0  1  4  2  3  6  4  5  8  6  7                       │
                │ 13 V Let me check   1  0  0  3  1  2  5  3  4  7  5  6  9                    │
                │ mean ln KL -12.0 0369 3.00 ln nats                                           │
                ├──────────────────────────────────────────────────────────────────────────────┤
                │ reader 10 V verify  tokens 225–227  Let me check                             │
                │ source 9 V verify  tokens 203–205  Let me check                              │
                │ dependence +6.90 ln KL: KL 992 × the geometric mean over all earlier ones    │
                │ mean ln KL 3.00 ln nats: KL 20.1 nats a token (geometric mean)               │
                │ strongest source 9 V +6.90  Let me check                                     │
                ╰ rows 3–13 of 14 ─────────────────── rows read · columns are hidden from them ╯
                 Mean of ln KL over the tokens of each part
                """)
    }

    @Test func aLowScreenSaysTheSameInThreeLines() {
        let bench = Bench.matrix(width: 60, height: 16)
        #expect(
            text(bench) == """
                 heddle │ bobbin 4.7M │ countdown-0007 ? │ Token 11 ● saved
                ╭ Matrix · 4 planning moves ───────────────────────────────╮
                │                  0  1  2                                 │
                │                  B  K  B                                 │
                │ 1 K dead end   [+░]                                      │
                │ 2 B another w…  +█ -█                                    │
                │ 3 V Let me ch…  +█ -█ -░                                 │
                │                                                          │
                │                                                          │
                │ dependence -1.67 █▓░▓█ +1.67 ln KL                       │
                ├──────────────────────────────────────────────────────────┤
                │ reader 1 K backtrack  tokens 27–28  dead end             │
                │ source 0 B branch  tokens 16–18  First, let's try        │
                │ dependence 0 ln KL · mean ln KL 3.00 ln nats · stronges… │
                ╰──────────────── rows read · columns are hidden from them ╯
                 Enter to the text  f strongest  : command  ? help
                """)
    }

    @Test func sentencesHaveNoIntents() throws {
        var bench = Bench.reading(width: 120, height: 40)
        bench.press(":matrix sentences<enter>")
        bench.answer(try #require(bench.askedMatrix), done: 2)
        bench.press("G")
        #expect(
            text(bench) == """
                 heddle │ bobbin 4.7M · not verified │ countdown-0007 ? 1 of 1 │ Token 11     matrix of sentences ░░░░░░░░ 0 %  ● saved
                ╭ Matrix · 5 sentences · 2 of 4 measured… ─────────────────────────────────────────────────────────────────────────────╮
                │                               0  1  2  3                                                                             │
                │ 1 First, let's try 7 + 8 =…  +░                                                                                      │
                │ 2 That is a dead end, so l…  +█ -█                                                                                   │
                │ 3 7 * 8 = 56.                +█ -█ ··                                                                                │
                │ 4 Let me check. Good.        +█ -█ ··[··]                                                                            │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │                                                                                                                      │
                │ dependence -1.50 █▓░▓█ +1.50 ln KL                                                                                   │
                ├──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┤
                │ reader 4  tokens 39–42  Let me check. Good.                                                                          │
                │ source 3  tokens 34–38  7 * 8 = 56.                                                                                  │
                │ not measured yet                                                                                                     │
                │                                                                                                                      │
                │                                                                                                                      │
                ╰──────────────────────────────────────────────────────────────────────────── rows read · columns are hidden from them ╯
                 Enter to the text  f strongest  v values  Tab moves  q back  : command  ? help
                """)
    }
}
