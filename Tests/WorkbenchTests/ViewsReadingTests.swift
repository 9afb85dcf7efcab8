import Canvas
import Testing

@testable import Workbench

@Suite struct ViewsReadingTests {
    @Test func smallTerminalsHaveTheTextAndOneColumnBesideIt() {
        let state = ViewsFixture.state(width: 80, height: 24)
        #expect(
            Views.frame(state, keyMap: .standard).text == """
                 heddle │ bobbin 4.7M · verified 3e-6 │ countdown-0007 ✓ 4 of 6         ● saved
                ╭ countdown-0007 · 121 tokens · 18 % planning ─────╮╭ Heads · planning lift ───╮
                │  Use the numbers 3, 7 and 8, each once, to make  ││   0  1  2  3  4  5  6  7 │
                │  53.                                             ││0 ▓▓ ██ ░░ ▒▒ ▒▒ ▓▓ ██ ░░ │
                │                                                  ││1 ▒▒ ▓▓ ██ ░░ ░░ ▒▒ ▓▓ ██ │
                │ ▏Let me think about this step by step. First,    ││2 ░░ ▒▒ ▓▓ ██ ██ ░░ ▒▒ ▓▓ │
                │ ▏let's try 7 + 8 = 15. With 3 left, 15 + 3 = 18, ││3 ██ ░░ ▒▒ ▓▓ ▓▓ ██ ░░ ▒▒ │
                │ ▏15 - 3 = 12, 15 * 3 = 45, 15 / 3 = 5. 53 is not ││4 ▓▓ ██ ░░[▒•]▒▒ ▓▓ ██ ░░ │
                │»▏one of these. That is a dead end, so let's try  ││5 ▒▒ ▓▓ ██ ░░ ░░ ▒▒ ▓▓ ██ │
                │ ▏another way. Suppose we start with 7 * 8 = 56.  ││ 0 ░▒▓█ 0.62   kv 2 each  │
                │ ▏With 3 left, 56 + 3 = 59, 56 - 3 = 53. 53 is    │╰ predicting 82 from 81 ───╯
                │ ▏one of these. Let me double check the result.   │╭ Token 82 ' another' ─────╮
                │                                                  ││p 0.44 · 0.82 nats        │
                │  7 * 8 = 56, 56 - 3 = 53                         ││entropy 1.31 nats · rank 1│
                │                                                  ││backtrack · starter #3 'l…│
                │                                                  ││1 ' another' ███▏      .44│
                │                                                  ││2 ' someth…' █▌        .21│
                │                                                  ││3 ' a'       █▎        .17│
                │                                                  │├ Head 4.3 · retrieval ────┤
                │                                                  ││looks at  ' /' .41        │
                │                                                  ││entropy ███ mean 1.66 nats│
                ╰──────────────────────────────────────────── 64 % ╯╰──────────────────────────╯
                       O·O·D·──────────────»·KB·──────────VC─────  O D B K V C
                 Space head off  S sweep  a note  c colour  v grid  : command  ? help
                """)
    }

    @Test func underAMaskEveryPaneSaysWhatChanged() {
        let state = ViewsFixture.masked(width: 120, height: 40)
        #expect(
            Views.frame(state, keyMap: .standard).text == """
                 heddle │ bobbin 4.7M · verified 3e-6 │ countdown-0007 ✓ 4 of 6 │ off: 0.2 3.5 · zero · as if always off        ● saved
                ╭ Traces ───────────────╮╭ countdown-0007 · 121 tokens · 18 % planning ──────────────╮╭ Heads · planning lift ─────────╮
                │ ✓ linear-0003   88 31%││  Use the numbers 3, 7 and 8, each once, to make 53.       ││   0  1  2  3  4  5  6  7       │
                │ ✗ chain-0004   121 40%││                                                           ││0 ▓▓ ██ ×× ▒▒ ▒▒ ▓▓ ██ ░░       │
                │ ✓ prime-0005    61 22%││ ▏Let me think about this step by step. First, let's try 7 ││1 ▒▒ ▓▓ ██ ░░ ░░ ▒▒ ▓▓ ██       │
                │▶✓ count…n-0007 263 38%││ ▏+ 8 = 15. With 3 left, 15 + 3 = 18, 15 - 3 = 12, 15 * 3  ││2 ░░ ▒▒ ▓▓ ██ ██ ░░ ▒▒ ▓▓       │
                │ ? knights-0008 140 35%││»▏= 45, 15 / 3 = 5. 53 is not one of these. That is a dead ││3 ██ ░░ ▒▒ ▓▓ ▓▓ ×× ░░ ▒▒       │
                │ ✓ add-0009      74   –││ ▏end, so let's try another way. Suppose we start with 7 * ││4 ▓▓ ██ ░░[▒•]▒▒ ▓▓ ██ ░░       │
                │                       ││ ▏8 = 56. With 3 left, 56 + 3 = 59, 56 - 3 = 53. 53 is one ││5 ▒▒ ▓▓ ██ ░░ ░░ ▒▒ ▓▓ ██       │
                │                       ││ ▏of these. Let me double check the result.                ││  ╶─0─╴ ╶─1─╴ ╶─2─╴ ╶─3─╴  kv   │
                │                       ││                                                           ││ 0 ░▒▓█ 0.62                    │
                │                       ││  7 * 8 = 56, 56 - 3 = 53                                  ││ 2.4   0.62     5.7   0.56      │
                │                       ││                                                           ││ 3.5   0.60     3.0   0.54      │
                │                       ││                                                           ││ 0.6   0.58     0.1   0.52      │
                │                       ││                                                           ││ 4.6   0.58     4.1   0.52      │
                │                       ││                                                           ││ 1.7   0.56     1.2   0.50      │
                │                       ││                                                           ││                                │
                │                       ││                                                           ││                                │
                │                       ││                                                           │╰ predicting 82 from 81 ─────────╯
                │                       ││                                                           │╭ Token 82 ' another' ───────────╮
                │                       ││                                                           ││ id 812 · p 0.44 · 0.82 nats    │
                │                       ││                                                           ││ entropy 1.31 nats · rank 1     │
                │                       ││                                                           ││ backtrack · starter #3 'let's… │
                │                       ││                                                           ││ without 0.2 3.5: p 0.091 ▼1.58 │
                │                       ││                                                           ││ 1 ' another'   ████        .44 │
                │                       ││                                                           ││   off          ▉          .091 │
                │                       ││                                                           ││ 2 ' something' █▉          .21 │
                │                       ││                                                           ││   off          ███▋        .41 │
                │                       ││                                                           ││ 3 ' a'         █▌          .17 │
                │                       ││                                                           ││   off          █▉          .20 │
                │                       ││                                                           ││ 4 '␊'          ▍          .041 │
                │                       ││                                                           ││   off                    <.018 │
                │                       ││                                                           ││ Enter takes an alternative     │
                │                       ││                                                           │├ Head 4.3 · retrieval ──────────┤
                │                       ││                                                           ││ looks at  ' /' .41  ' is' .12  │
                │                       ││                                                           ││ entropy ███████ mean 1.66 nats │
                ╰ 4 of 6 ───────────────╯╰ effect  ▼3  ▼.3  0  ▲.3  ▲3  nats ────────────────── 56 % ╯╰────────────────────────────────╯
                         O·O·DB──────────────────»K─K·B──────────────VC──────  planning ΔNLL +0.61 ±0.08   execution +0.12 ±0.03
                 ⢀⣇⣆⣶⣰⣰⣰⣄⣄⣤⣤⣤⣄⣼⣰⣰⣰⣆⣆⣶⣠⣠⣠⣤⣤⣤⣸⣇⣆⣶⣰⣰⣰⣄⣄⣄⣧⣤⣄⣼⣰⣰⣰⣆⣆⣆⣦⣠⣠⣠⣤⣤⣸⣇⣆⣆⣶⣰⣰⣠  change ▏cursor at 60 %   decisions +0.94 ±0.20
                 Space head off  R regenerate  S sweep  a note  c colour  v grid  p next plan  / search  : command  ? help
                """)
    }

    @Test func largeTerminalsShowTwoBarsAnAlternativeAndTheKeysOfAHead() {
        let state = ViewsFixture.masked(width: 200, height: 60)
        #expect(
            Views.frame(state, keyMap: .standard).text == """
                 heddle │ bobbin 4.7M · verified 3e-6 │ countdown-0007 ✓ 4 of 6 │ off: 0.2 3.5 · zero · as if always off                                                                                        ● saved
                ╭ Traces ──────────────────────────╮╭ countdown-0007 · 121 tokens · 18 % planning ─────────────────────────────────────────────────────────────────────╮╭ Heads · planning lift ───────────────────────╮
                │ ✓ linear-0003              88 31%││  Use the numbers 3, 7 and 8, each once, to make 53.                                                              ││   0  1  2  3  4  5  6  7                     │
                │ ✗ chain-0004              121 40%││                                                                                                                  ││0 ▓▓ ██ ×× ▒▒ ▒▒ ▓▓ ██ ░░                     │
                │ ✓ prime-0005               61 22%││ ▏Let me think about this step by step. First, let's try 7 + 8 = 15. With 3 left, 15 + 3 = 18, 15 - 3 = 12, 15 *  ││1 ▒▒ ▓▓ ██ ░░ ░░ ▒▒ ▓▓ ██                     │
                │▶✓ countdown-0007          263 38%││»▏3 = 45, 15 / 3 = 5. 53 is not one of these. That is a dead end, so let's try another way. Suppose we start with ││2 ░░ ▒▒ ▓▓ ██ ██ ░░ ▒▒ ▓▓                     │
                │ ? knights-0008            140 35%││ ▏7 * 8 = 56. With 3 left, 56 + 3 = 59, 56 - 3 = 53. 53 is one of these. Let me double check the result.          ││3 ██ ░░ ▒▒ ▓▓ ▓▓ ×× ░░ ▒▒                     │
                │ ✓ add-0009                 74   –││                                                                                                                  ││4 ▓▓ ██ ░░[▒•]▒▒ ▓▓ ██ ░░                     │
                │                                  ││  7 * 8 = 56, 56 - 3 = 53                                                                                         ││5 ▒▒ ▓▓ ██ ░░ ░░ ▒▒ ▓▓ ██                     │
                │                                  ││                                                                                                                  ││  ╶─0─╴ ╶─1─╴ ╶─2─╴ ╶─3─╴  kv                 │
                │                                  ││                                                                                                                  ││ 0 ░▒▓█ 0.62                                  │
                │                                  ││                                                                                                                  ││ 2.4   0.62     1.7   0.56     4.1   0.52     │
                │                                  ││                                                                                                                  ││ 3.5   0.60     5.7   0.56     1.2   0.50     │
                │                                  ││                                                                                                                  ││ 0.6   0.58     3.0   0.54                    │
                │                                  ││                                                                                                                  ││ 4.6   0.58     0.1   0.52                    │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  │╰ predicting 82 from 81 ───────────────────────╯
                │                                  ││                                                                                                                  │╭ Token 82 ' another' ─────────────────────────╮
                │                                  ││                                                                                                                  ││ id 812 · p 0.44 · 0.82 nats                  │
                │                                  ││                                                                                                                  ││ entropy 1.31 nats · rank 1                   │
                │                                  ││                                                                                                                  ││ backtrack · starter #3 'let's try another w… │
                │                                  ││                                                                                                                  ││ sentence 4 of 9 · planning score 0.79        │
                │                                  ││                                                                                                                  ││ without 0.2 3.5: p 0.091 ▼1.58               │
                │                                  ││                                                                                                                  ││ 1 ' another'   ██████████▏               .44 │
                │                                  ││                                                                                                                  ││   off          ██▏                      .091 │
                │                                  ││                                                                                                                  ││ 2 ' something' ████▉                     .21 │
                │                                  ││                                                                                                                  ││   off          █████████▍                .41 │
                │                                  ││                                                                                                                  ││ 3 ' a'         ███▉                      .17 │
                │                                  ││                                                                                                                  ││   off          ████▋                     .20 │
                │                                  ││                                                                                                                  ││ 4 '␊'          █                        .041 │
                │                                  ││                                                                                                                  ││   off                                  <.018 │
                │                                  ││                                                                                                                  ││ 5 ' the'       ▎                        .010 │
                │                                  ││                                                                                                                  ││   off          ▍                        .018 │
                │                                  ││                                                                                                                  ││ Enter takes an alternative                   │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  │├ Head 4.3 · retrieval ────────────────────────┤
                │                                  ││                                                                                                                  ││ looks at                                     │
                │                                  ││                                                                                                                  ││  61 ' /'         ████████▋               .41 │
                │                                  ││                                                                                                                  ││  74 ' is'        ██▌                     .12 │
                │                                  ││                                                                                                                  ││   0 'Use'        ██▏                     .10 │
                │                                  ││                                                                                                                  ││  81 ' try'       █▏                     .052 │
                │                                  ││                                                                                                                  ││ entropy ▇██████████▇███▆██▇██ mean 1.66 nats │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                │                                  ││                                                                                                                  ││                                              │
                ╰ 4 of 6 ──────────────────────────╯╰ effect  ▼3  ▼.3  0  ▲.3  ▲3  nats ───────────────────────────────────────────────────────────────────────── 50 % ╯╰──────────────────────────────────────────────╯
                                   ──O··──O··─D·B·───────────────────────────────────────────»─K·──K···─B·────────────────────────────────V·C·───────────────  planning ΔNLL +0.61 ±0.08   execution +0.12 ±0.03
                  ⢀⣸⣇⣰⣆⣰⣆⣰⣆⣰⣆⣰⣆⣰⣆⣠⣄⣠⣄⣠⣄⣠⣤⣤⣤⣤⣤⣄⣠⣄⣸⣇⣰⣆⣀⣶⣀⣶⣀⣶⣀⣶⣀⣶⣀⣶⣀⣤⣀⣤⣀⣤⣀⣤⣤⣤⣤⣤⣤⣀⣿⣀⣿⣀⣶⣀⣶⣀⣶⣀⣰⣆⣰⣆⣰⣆⣠⣄⣠⣄⣠⣄⣸⣧⣤⣤⣤⣤⣄⣠⣄⣸⣇⣰⣆⣰⣆⣰⣆⣰⣆⣰⣆⣰⣶⣀⣶⣀⣤⣀⣤⣀⣤⣀⣤⣤⣤⣤⣤⣤⣀⣿⣀⣿⣀⣶⣀⣶⣀⣶⣀⣶⣀⣶⣀⣶⣀⣤⣀  change ▏cursor at 60 %   decisions +0.94 ±0.20
                 Space head off  R regenerate  S sweep  a note  c colour  v grid  p next plan  / search  : command  ? help
                """)
    }

    @Test func withoutColourAndUTF8DigitsAndASCIICarryTheSame() {
        var state = ViewsFixture.masked(width: 120, height: 28)
        ViewsFixture.addSweep(&state)
        state.place.measure = .effect
        state.settings.ascii = true
        state.settings.colorless = true
        let frame = Views.frame(state, keyMap: .standard)
        #expect(
            frame.text == """
                 heddle | bobbin 4.7M . verified 3e-6 | countdown-0007 + 4 of 6 | off: 0.2 3.5 . zero . as if always off        * saved
                + Traces ---------------++ countdown-0007 . 121 tokens . 18 % planning --------------++ Heads . ablation effect -------+
                | + linear-0003   88 31%||  Use the numbers 3, 7 and 8, each once, to make 53.       ||   0  1  2  3  4  5  6  7       |
                | - chain-0004   121 40%||                                                           ||0 -9 -3 xx +9 -5 +0 +7 -7       |
                | + prime-0005    61 22%|| |Let me think about this step by step. First, let's try 7 ||1 +5 -9 -2 +3 +9 -4 +1 +8       |
                |>+ count~n-0007 263 38%|| |+ 8 = 15. With 3 left, 15 + 3 = 18, 15 - 3 = 12, 15 * 3  ||2 +0 +6 -8 -1 +4 -9 -3 +2       |
                | ? knights-0008 140 35%||>|= 45, 15 / 3 = 5. 53 is not one of these. That is a dead ||3 -5 +0 +7 -7 -0 xx -9 -2       |
                | + add-0009      74   -|| |end, so let's try another way. Suppose we start with 7 * ||4 +9 -4 +1[8*]-6 +0 +6 -8       |
                |                       || |8 = 56. With 3 left, 56 + 3 = 59, 56 - 3 = 53. 53 is one ||5 +4 -9 -3 +2 +9 -5 +0 +7       |
                |                       || |of these. Let me double check the result.                ||  --0-- --1-- --2-- --3--  kv   |
                |                       ||                                                           || -0.55 -9-5+5+9 +0.55 logits    |
                |                       ||  7 * 8 = 56, 56 - 3 = 53                                  || 0.0   -0.55    0.3   +0.50     |
                |                       ||                                                           |+ predicting 82 from 81 ---------+
                |                       ||                                                           |+ Token 82 ' another' -----------+
                |                       ||                                                           || id 812 . p 0.44 . 0.82 nats    |
                |                       ||                                                           || entropy 1.31 nats . rank 1     |
                |                       ||                                                           || backtrack . starter #3 'let's~ |
                |                       ||                                                           || without 0.2 3.5: p 0.091 v1.58 |
                |                       ||                                                           || 1 ' another'   @=    .44  .091 |
                |                       ||                                                           || 2 ' something' #     .21   .41 |
                |                       ||                                                           || 3 ' a'         =     .17   .20 |
                |                       ||                                                           || Enter takes an alternative     |
                |                       ||                                                           |+ Head 4.3 . retrieval ----------+
                |                       ||                                                           || looks at  ' /' .41  ' is' .12  |
                |                       ||                                                           || entropy @@@@@@@ mean 1.66 nats |
                + 4 of 6 ---------------++ effect  v3  v.3  0  ^.3  ^3  nats ------------------ 56 % ++--------------------------------+
                         O.O.DB------------------>K-K.B--------------VC------  planning DNLL +0.61 +/-0.08   execution +0.12 +/-0.03
                 Space head off  R regenerate  S sweep  a note  c colour  v grid  p next plan  / search  : command  ? help
                """)
        #expect(frame.text.unicodeScalars.allSatisfy { $0.isASCII })
    }

    @Test func withoutAModelTheTraceIsReadableAndPanesSayWhatIsMissing() {
        var state = ViewsFixture.state(width: 80, height: 24)
        state.model = .none
        state.numbers = TraceNumbers()
        state.refreshTimeline()
        #expect(
            Views.frame(state, keyMap: .standard).text == """
                 heddle │ no model │ countdown-0007 ✓ 4 of 6                            ● saved
                ╭ countdown-0007 · 121 tokens · 18 % planning ─────╮╭ Heads · planning lift ───╮
                │  Use the numbers 3, 7 and 8, each once, to make  ││ No model is loaded:      │
                │  53.                                             ││ :model PATH              │
                │                                                  ││                          │
                │ ▏Let me think about this step by step. First,    ││                          │
                │ ▏let's try 7 + 8 = 15. With 3 left, 15 + 3 = 18, ││                          │
                │ ▏15 - 3 = 12, 15 * 3 = 45, 15 / 3 = 5. 53 is not ││                          │
                │»▏one of these. That is a dead end, so let's try  ││                          │
                │ ▏another way. Suppose we start with 7 * 8 = 56.  ││                          │
                │ ▏With 3 left, 56 + 3 = 59, 56 - 3 = 53. 53 is    │╰──────────────────────────╯
                │ ▏one of these. Let me double check the result.   │╭ Token 82 ' another' ─────╮
                │                                                  ││id 812 · p – · – nats     │
                │  7 * 8 = 56, 56 - 3 = 53                         ││No model is loaded: :model│
                │                                                  ││PATH                      │
                │                                                  ││backtrack · starter #3 'l…│
                │                                                  │├ Head 4.3 · retrieval ────┤
                │                                                  ││No model is loaded: :model│
                │                                                  ││PATH                      │
                │                                                  ││                          │
                │                                                  ││                          │
                ╰──────────────────────────────────────────── 64 % ╯╰──────────────────────────╯
                       O·O·D·──────────────»·KB·──────────VC─────  O D B K V C
                 a note  c colour  v grid  p next plan  / search  i ask  : command  ? help
                """)
    }
}
