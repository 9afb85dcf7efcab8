import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct ViewsScreenTests {
    @Test func continuationsStandSideBySideWithTheFirstDifferenceMarked() {
        var state = ViewsFixture.masked(width: 110, height: 16)
        ViewsFixture.addSideBySide(&state)
        #expect(
            Views.frame(state, keyMap: .standard).text == """
                 heddle │ bobbin 4.7M │ countdown-0007 ✓ 4 of 6 │ Token 82 │ off: 0.2 3.5 · zero · as if always off   ● saved
                ╭ all heads on ───────────────────────────────────────╮╭ without 0.2 3.5 · zero · from here on ──────────────╮
                │ … 53 is not one of these. That is a dead end, so    ││ … 53 is not one of these. That is a dead end, so    │
                │ let's try another ◆way. Suppose we start with 7 * 8 ││ let's try another ◆thing. Let me try 7 + 8 = 15.    │
                │ = 56. With 3 left, we are done.                     ││ and and and and and and and and and and and and and │
                │                                                     ││ and and and and and and and and and and and and and │
                │                                                     ││ and and and and and and and and and and and and and │
                │                                                     ││ and                                                 │
                │                                                     ││                                                     │
                │                                                     ││                                                     │
                │                                                     ││                                                     │
                │                                                     ││                                                     │
                │                                                     ││                                                     │
                ╰ ✓ 7 * 8 = 56, 56 - 3 = 53 · 17 tokens · 1 move ─────╯╰ ✗ no answer after 50 tokens · 0 moves ──────────────╯
                 first difference at token 83 · same seed 7 · KL there 0.48 nats
                 q back  j rows  y copy  : command  ? help
                """)
    }

    @Test func theHeadScreenDrawsThePatternAndTheWholeTrace() {
        var state = ViewsFixture.state(width: 110, height: 24)
        ViewsFixture.addPattern(&state)
        state.screens = [.reading, .head]
        #expect(
            Views.frame(state, keyMap: .standard).text == """
                 heddle │ bobbin 4.7M · verified 3e-6 │ countdown-0007 ✓ 4 of 6 │ Token 82                            ● saved
                ╭ Head 4.3 · retrieval · kv head 1 ──────────────────────────────────────────────────────────────────────────╮
                │                  0         10        20        30        40        50        60        70        80        │
                │   75 ' a'        █··············█···················█···················█···················▓              │
                │   76 ' dead'     █···············█···················█···················█···················▓             │
                │   77 ' end'      █················█···················█···················█···················▓            │
                │   78 ','         █·················█···················█···················█···················▓           │
                │   79 ' so'       █··················█···················█···················█···················▓          │
                │   80 ' let's'    █···················█···················█···················█···················▓         │
                │   81 ' try'      ██···················█···················█···················█···················▓        │
                │   82 ' another'  █·█···················█···················█···················█···················▓       │
                │   83 ' way'      █··█···················█···················█···················█···················▓      │
                │   84 '.'         █···█···················█···················█···················█···················▓     │
                │   85 ' Suppose'  █····█···················█···················█···················█···················▓    │
                │   86 ' we'       █·····█···················█···················█···················█···················▓   │
                │   87 ' start'    █······█···················█···················█···················█···················▓  │
                │ attention 0 ·░▒▓█ 0.35, the first token left out of the scale                                              │
                │ looks at  ' /' .41  ' is' .12  'Use' .10  ' try' .052                                                      │
                │ entropy ▁▆▁▇▅█▆▄▇▅█▆▄▇▅██▃▆▇▂█▆▁▇▅█▆▄▇▅█▅█▆▄▇█▃▆▇▂█▆▁▇▄▇▅█▆▄▇▅█▆▄▇█▃▆▆▁▇▅█▆▄▇▅█▆▄▇▅██▃▆▇▂█▆ mean 1.66 nats │
                │ effect  Space switches it off and shows the change of every token here                                     │
                │                                                                                                            │
                │                                                                                                            │
                ╰ rows: queries 75–87 · columns: keys 0–88 ──────────────────────────────────────────────────────────────────╯
                 q back  . token on  Space head off  * pin  v grid  l pan  : command  ? help
                """)
    }

    @Test func theSweepRanksHeadsBesideTheirGrid() {
        var state = ViewsFixture.masked(width: 100, height: 18)
        ViewsFixture.addSweep(&state)
        state.screens = [.reading, .sweep]
        #expect(
            Views.frame(state, keyMap: .standard).text == """
                 heddle │ bobbin 4.7M │ countdown-0007 ✓ │ Token 82 │ off: 0.2 3.5 · zero · always          ● saved
                ╭ Sweep · token 82 ' another' · zero ────────────╮╭ Effect of each head ───────────────────────────╮
                │    1 0.0    -0.55    ██████                    ││   0  1  2  3  4  5  6  7                       │
                │    2 1.4    +0.55    ██████                    ││0 -█ -▒ ×× +█ -▓ +░ +▓ -▓                       │
                │    3 2.5    -0.55    ██████                    ││1 +▓ -█ -▒ +▒ +█ -▒ +░ +█                       │
                │    4 4.0    +0.55    ██████                    ││2 +░ +▓ -█ -░ +▒ -█ -▒ +▒                       │
                │    5 5.1    -0.55    ██████                    ││3 -▓ +░ +▓ -▓ -░ ×× -█ -▒                       │
                │    6 0.3    +0.50    █████▌                    ││4 +█ -▒ +░[█•]-▓ +░ +▓ -█                       │
                │    7 1.1    -0.50    █████▌                    ││5 +▒ -█ -▒ +▒ +█ -▓ +░ +▓                       │
                │    8 3.6    -0.50    █████▌                    ││ -0.55 █▓░▓█ +0.55 logits                       │
                │    9 5.4    +0.50    █████▌                    ││                                                │
                │   10 1.7    +0.45    ████▉                     ││                                                │
                │   11 2.2    -0.45    ████▉                     ││                                                │
                │   12 4.3    +0.45    ████▉  • retrieval        ││                                                │
                │   13 4.7    -0.45    ████▉                     ││                                                │
                │   14 0.6    +0.40    ████▍                     ││                                                │
                ╰─────────────────────────────────────── 1 of 48 ╯╰ change of the logit difference to the best ot… ╯
                 Enter head  Space head off  * pin  q back  : command  ? help
                """)
    }

    @Test func theOutlineFoldsExecution() {
        var state = ViewsFixture.masked(width: 90, height: 16)
        state.screens = [.reading, .outline]
        state.row = 5
        #expect(
            Views.frame(state, keyMap: .standard).text == """
                 heddle │ bobbin 4.7M │ Token 82 │ off: 0.2 3.5 · zero · always                   ● saved
                ╭ Outline · 9 planning moves ────────────────────────────────────────────────────────────╮
                │     19  O open      Let me think                          + 2 tokens  ▲0.18 nats       │
                │     24  O open      step by step                           + 1 token  ▼0.32 nats       │
                │     28  D deduce    First,                                + 0 tokens  ▼0.24 nats       │
                │     30  B branch    let's try                            + 44 tokens  ▼0.20 nats       │
                │     76  K backtrack dead end                              + 2 tokens  ▼0.48 nats       │
                │     80  K backtrack let's try another way                  + 1 token  ▼0.40 nats       │
                │     85  B branch    Suppose we                           + 32 tokens  ▲0.30 nats       │
                │    119  V verify    double check                          + 0 tokens  ▼0.22 nats       │
                │    121  C conclude  the result                           + 15 tokens  ▼0.18 nats       │
                │                                                                                        │
                │                                                                                        │
                │                                                                                        │
                ╰──────────────────────────────────────────────────────────────────────────────── 6 of 9 ╯
                 Enter open  Tab sentences  Space unfold  M matrix  q back  : command  ? help
                """)
    }

    @Test func searchResultsStandInTheirText() {
        var state = ViewsFixture.state(width: 90, height: 16)
        state.search.pattern = "left"
        state.search.hits = ViewsFixture.occurrences(of: "left", in: state)
        state.screens = [.reading, .searchResults]
        #expect(
            Views.frame(state, keyMap: .standard).text == """
                 heddle │ bobbin 4.7M · verified 3e-6 │ countdown-0007 ✓ 4 of 6 │ Token 82        ● saved
                ╭ Search 'left' · 2 hits ────────────────────────────────────────────────────────────────╮
                │     40     let's try 7 + 8 = 15. With 3 left, 15 + 3 = 18, 15 - 3 = 12, 15 * 3 = 45, … │
                │     97    start with 7 * 8 = 56. With 3 left, 56 + 3 = 59, 56 - 3 = 53. 53 is one of … │
                │                                                                                        │
                │                                                                                        │
                │                                                                                        │
                │                                                                                        │
                │                                                                                        │
                │                                                                                        │
                │                                                                                        │
                │                                                                                        │
                │                                                                                        │
                │                                                                                        │
                ╰──────────────────────────────────────────────────────────────────────────────── 1 of 2 ╯
                 Enter open  j rows  y copy  q back  : command  ? help
                """)
    }

    @Test func helpBeginsWithTheFocusedPane() throws {
        var state = ViewsFixture.state(width: 100, height: 30)
        state.place.focus = .grid
        state.overlay = .help(filter: TextInput(""))
        let lines = Views.frame(state, keyMap: .standard).text.split(separator: "\n")
        let grid = try #require(lines.firstIndex { $0.contains("│ Heads ") })
        let everywhere = try #require(lines.firstIndex { $0.contains("│ Everywhere ") })
        #expect(grid < everywhere)
    }

    @Test func helpIsNarrowedByTyping() {
        var state = ViewsFixture.state(width: 100, height: 30)
        state.overlay = .help(filter: TextInput("next-planning"))
        let frame = Views.frame(state, keyMap: .standard)
        #expect(frame.text.contains("Goes to the next planning move."))
        #expect(!frame.text.contains("search-next"))
        #expect(frame.cursor?.y == 2)
    }

    @Test func thePaletteSaysWhyACommandDoesNothing() {
        var state = ViewsFixture.state(width: 100, height: 30)
        state.overlay = .palette(input: TextInput("search-next"), selection: 0)
        let text = Views.frame(state, keyMap: .standard).text
        #expect(text.contains("Nothing is searched for"))
    }

    @Test func promptsStandInTheLastLineWithTheCursor() {
        var state = ViewsFixture.state(width: 100, height: 30)
        state.overlay = .prompt(
            .note(.tokens(trace: "countdown-0007", first: 3, end: 8)), input: TextInput("why?"))
        let frame = Views.frame(state, keyMap: .standard)
        let last = frame.text.split(separator: "\n").last.map(String.init) ?? ""
        #expect(last.hasPrefix(" note on tokens 3–7: why?"))
        #expect(frame.cursor?.y == 29)
        #expect(frame.cursor?.x == " note on tokens 3–7: why?".count)
    }

    @Test func longWorkSaysWhatItCostsBeforeItStarts() {
        var state = ViewsFixture.state(width: 100, height: 30)
        state.overlay = .confirmWork(
            text: "432 heads, about 4 min. Enter starts", command: "sweep", argument: nil)
        let text = Views.frame(state, keyMap: .standard).text
        #expect(text.contains("432 heads, about 4 min. Enter starts"))
    }

    @Test func theLinearTextHasNoBordersAndNamesTheMoves() {
        var state = ViewsFixture.masked(width: 80, height: 24)
        state.settings.ascii = false
        #expect(
            Views.text(state, keyMap: .standard) == """
                heddle, bobbin 4.7M · verified 3e-6, countdown-0007 right 4 of 6, Token 82, off: 0.2 3.5 · zero · as if always off
                countdown-0007 · 121 tokens · 18 % planning
                prompt: Use the numbers 3, 7 and 8, each once, to make
                prompt: 53. 
                 {open:Let me think} about this {open: step by step}. {deduce: First,}
                 {branch:let's try} 7 + 8 = 15. With 3 left, 15 + 3 = 18,
                15 - 3 = 12, 15 * 3 = 45, 15 / 3 = 5. 53 is not
                one of these. That is a {backtrack: dead end}, so {backtrack: let's try}
                 {backtrack:[another] way}. {branch: Suppose we} start with 7 * 8 = 56.
                With 3 left, 56 + 3 = 59, 56 - 3 = 53. 53 is
                one of these. Let me {verify: double check} {conclude: the result}. 
                answer: 7 * 8 = 56, 56 - 3 = 53
                Token 82 ' another'
                id 812 · p 0.44 · 0.82 nats
                entropy 1.31 nats · rank 1
                backtrack · starter #3 'let's try another way' · sentence 4 of 9 · planning score 0.79
                without 0.2 3.5: p 0.091 less likely by 1.58
                1 ' another' .44
                off .091
                2 ' something' .21
                off .41
                3 ' a' .17
                off .20
                4 '␊' .041
                off <.018
                5 ' the' .010
                off .018
                Enter takes an alternative
                Head 4.3 · retrieval
                looks at ' /' .41 ' is' .12 'Use' .10 ' try' .052
                entropy mean 1.66 nats
                largest heads by planning lift: 2.4 0.62, 3.5 0.60, 0.6 0.58, 4.6 0.58, 1.7 0.56, 5.7 0.56, 3.0 0.54, 0.1 0.52, 4.1 0.52, 1.2 0.50
                planning ΔNLL +0.61 ±0.08   execution +0.12 ±0.03
                decisions +0.94 ±0.20
                Keys: Space head off, R regenerate, S sweep, a note, c colour, v grid, p next plan, / search, : command, ? help

                """)
    }
}
