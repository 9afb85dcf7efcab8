import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

/// Every size and many states: a view never traps and always fills its frame exactly.
@Suite struct ViewsPropertyTests {
    @Test(arguments: [0, 1])
    func anyStateFillsAFrameOfAnySize(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for width in [1, 2, 3, 5, 8, 20, 59, 60, 75, 80, 100, 109, 110, 135, 160, 220] {
            for height in [1, 2, 3, 7, 15, 16, 17, 24, 29, 30, 45, 70] {
                let state = RandomState.make(width: width, height: height, &random)
                let frame = Views.frame(state, keyMap: .standard)
                #expect(frame.width == width && frame.height == height)
                #expect(frame.cells.count == width * height)
                #expect(!Views.text(state, keyMap: .standard).isEmpty)
            }
        }
    }

    @Test func noControlCharacterReachesAFrame() {
        var state = ViewsFixture.state(width: 120, height: 40)
        state.traces.entries[0].prompt = "\u{1B}[2J"
        state.message = Message(.error, "\u{1B}]0;title\u{7}")
        state.annotations.pinned[HeadID(layer: 4, head: 3)] = "a\u{9B}b"
        state.numbers.pieces[901] = "\u{1B}c\u{7F}"
        let text = Views.frame(state, keyMap: .standard).text
        let controls = text.unicodeScalars.filter { scalar in
            scalar != "\n" && (scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value))
        }
        #expect(controls.isEmpty)
    }

    @Test(arguments: [60, 70, 80, 110, 120, 200])
    func everyLineOfTheReadingScreenIsUsed(width: Int) {
        let state = ViewsFixture.state(width: width, height: 24)
        let lines = Views.frame(state, keyMap: .standard).text.split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 24)
        #expect(lines.allSatisfy { !$0.isEmpty })
    }
}

/// States as no user would have them: everything that views read drawn at random.
enum RandomState {
    private static let screens: [Screen] = [
        .reading, .reading, .reading, .sideBySide, .head, .sweep, .outline, .searchResults, .notes,
        .sessions, .themes, .log, .corpusHits, .comparison, .knockoutMatrix,
    ]

    static func make(width: Int, height: Int, _ random: inout SeededGenerator) -> State {
        var state =
            Bool.random(using: &random)
            ? ViewsFixture.state(width: width, height: height)
            : ViewsFixture.masked(width: width, height: height)
        place(&state, &random)
        settings(&state, &random)
        if Bool.random(using: &random) { ViewsFixture.addSweep(&state) }
        if Bool.random(using: &random) { ViewsFixture.addPattern(&state) }
        if Bool.random(using: &random) { ViewsFixture.addSideBySide(&state) }
        state.screens = [.reading, screens.randomElement(using: &random) ?? .reading]
        state.overlay = overlay(&random)
        model(&state, &random)
        matrix(&state, &random)
        ViewsFixture.layOut(&state)
        state.refreshTimeline()
        return state
    }

    private static func place(_ state: inout State, _ random: inout SeededGenerator) {
        let count = state.document?.tokens.count ?? 1
        state.place.cursor = Int.random(in: 0..<count, using: &random)
        state.place.selectedHead = HeadID(
            layer: Int.random(in: 0..<6, using: &random),
            head: Int.random(in: 0..<8, using: &random))
        state.place.focus = Pane.allCases.randomElement(using: &random) ?? .text
        state.place.colorMode = TextColorMode.allCases.randomElement(using: &random) ?? .planning
        state.place.measure = HeadMeasure.allCases.randomElement(using: &random) ?? .entropy
        state.place.reading = Bool.random(using: &random)
        state.zoomed = Bool.random(using: &random) ? state.place.focus : nil
        state.anchor = Bool.random(using: &random) ? Int.random(in: 0..<count, using: &random) : nil
        state.scroll = Int.random(in: 0..<12, using: &random)
        state.alternative = Int.random(in: 0..<5, using: &random)
        state.row = Int.random(in: 0..<60, using: &random)
        state.overlayScroll = Int.random(in: 0..<100, using: &random)
        state.patternScroll = Int.random(in: 0..<200, using: &random)
        state.countPrefix = Bool.random(using: &random) ? 12 : nil
        state.gridScale = Bool.random(using: &random) ? 0...1 : nil
    }

    private static func matrix(_ state: inout State, _ random: inout SeededGenerator) {
        state.matrix.kind = TracePartKind.allCases.randomElement(using: &random) ?? .moves
        state.matrix.values =
            KnockoutMatrixState.Values.allCases.randomElement(using: &random) ?? .kl
        state.matrix.reader = Int.random(in: 0..<20, using: &random)
        state.matrix.source = Int.random(in: 0..<20, using: &random)
        state.refreshMatrices()
        guard let shown = state.shownMatrix?.matrix, Bool.random(using: &random) else { return }
        let done = Int.random(in: 0...shown.total, using: &random)
        state.numbers.matrices[shown.kind]?.take(SampleMatrix.measured(shown, done: done))
    }

    private static func settings(_ state: inout State, _ random: inout SeededGenerator) {
        state.settings.ascii = Bool.random(using: &random)
        state.settings.colorless = Bool.random(using: &random)
        state.showsFirstRunHint = Bool.random(using: &random)
        state.message =
            Bool.random(using: &random) ? Message(.warning, "漢字 – a warning") : nil
        if Bool.random(using: &random) {
            state.jobs[.sweep] = Progress(label: "sweep", done: 3, total: 48, remaining: 12)
        }
        if Bool.random(using: &random) {
            state.search.pattern = "left"
            state.search.hits = ViewsFixture.occurrences(of: "left", in: state)
        }
        if Bool.random(using: &random) { state.numbers = TraceNumbers() }
        if Bool.random(using: &random) { state.traces = TraceList() }
    }

    private static func overlay(_ random: inout SeededGenerator) -> Overlay? {
        let overlays: [Overlay?] = [
            nil, nil, nil, nil, .help(filter: TextInput("")), .help(filter: TextInput("zzzz")),
            .palette(input: TextInput("ne"), selection: 4), .confirmLeave,
            .prompt(.search, input: TextInput(String(repeating: "long ", count: 60))),
            .prompt(.goToToken, input: TextInput("漢字")),
            .confirmWork(text: "432 heads, about 4 min", command: "sweep", argument: nil),
        ]
        return overlays.randomElement(using: &random) ?? nil
    }

    private static func model(_ state: inout State, _ random: inout SeededGenerator) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: state.model = .none
        case 1: state.model = .loading(path: "/a/b")
        case 2: state.model = .failed(path: "/a/b", message: "no such file")
        case 3:
            var info = ViewsFixture.model
            info.shape = HeadShape(layers: 80, heads: 64, keyValueHeads: 8)
            info.contextLength = 40
            state.model = .loaded(info)
        case 4: state.document = nil
        default: break
        }
    }
}
