import Canvas
import Testing

@Suite struct ColorDepthTests {
    @Test(
        arguments: [
            (["TERM": "xterm-256color"], 256, nil, .colors256),
            (["TERM": "xterm-256color", "NO_COLOR": "1"], 256, nil, .none),
            (["TERM": "xterm-256color", "NO_COLOR": ""], 256, nil, .colors256),
            (["TERM": "xterm-256color", "NO_COLOR": "1"], 256, .ansi16, .ansi16),
            (["TERM": "xterm-256color", "COLORTERM": "truecolor"], 256, nil, .colors256),
            (["TERM": "xterm-256color", "COLORTERM": "truecolor"], nil, nil, .truecolor),
            (["TERM": "xterm-direct"], 1 << 24, nil, .truecolor),
            (["TERM": "xterm"], 8, nil, .ansi16), (["TERM": "xterm"], 8, .truecolor, .ansi16),
            (["TERM": "vt100"], -1, nil, .none), (["TERM": "dumb"], nil, nil, .none),
            ([:], nil, nil, .none), (["TERM": "screen-256color"], nil, nil, .colors256),
        ] as [([String: String], Int?, ColorDepth?, ColorDepth)])
    func depthComesFromEnvironmentAndTerminal(
        environment: [String: String], colors: Int?, wanted: ColorDepth?, depth: ColorDepth
    ) {
        #expect(
            ColorDepth.detect(environment: environment, terminalColors: colors, wanted: wanted)
                == depth)
    }

    /// Numbers of the xterm palette, worked out by hand from its cube and grey levels.
    @Test(
        arguments: [
            (.rgb(0, 0, 0), 16), (.rgb(255, 255, 255), 231), (.rgb(255, 0, 0), 196),
            (.rgb(95, 135, 175), 67), (.rgb(128, 128, 128), 244), (.rgb(8, 8, 8), 232),
            (.rgb(238, 238, 238), 255), (.rgb(0, 95, 0), 22), (.rgb(120, 121, 119), 243),
            (.ansi(9), 9), (.terminalDefault, -1),
        ] as [(Color, Int)])
    func rgbGoesToTheNearestOf256(color: Color, index: Int) {
        #expect(color.paletteIndex(at: .colors256) == index)
    }

    @Test(
        arguments: [
            (.rgb(0, 0, 0), 0), (.rgb(255, 255, 255), 15), (.rgb(200, 30, 40), 9),
            (.rgb(140, 20, 20), 1), (.rgb(224, 176, 92), 11), (.rgb(60, 120, 220), 12),
            (.rgb(100, 100, 104), 8), (.rgb(20, 110, 120), 6), (.rgb(190, 190, 190), 7),
        ] as [(Color, Int)])
    func rgbKeepsItsHueAmong16(color: Color, index: Int) {
        #expect(color.paletteIndex(at: .ansi16) == index)
    }

    @Test func withoutColourOnlyTheTerminalsOwnIsLeft() {
        #expect(Color.rgb(1, 2, 3).paletteIndex(at: .none) == -1)
        #expect(Color.ansi(3).paletteIndex(at: .none) == -1)
    }

    @Test func directColourStaysClearOfTheNamedOnes() {
        #expect(Color.rgb(1, 2, 3).paletteIndex(at: .truecolor) == 0x010203)
        #expect(Color.rgb(0, 0, 5).paletteIndex(at: .truecolor) == 8)
        #expect(Color.ansi(4).paletteIndex(at: .truecolor) == 4)
        #expect(Color.ansi(15).paletteIndex(at: .truecolor) == 0xFFFFFF)
    }
}

@Suite struct ColorRampTests {
    @Test func rgbStopsAreMixedAndOthersAreTakenWhole() {
        let smooth: [Color] = [.rgb(0, 0, 0), .rgb(100, 200, 50), .rgb(200, 200, 250)]
        #expect(ColorRamp.color(of: smooth, at: 0.25) == .rgb(50, 100, 25))
        #expect(ColorRamp.color(of: smooth, at: 0.75) == .rgb(150, 200, 150))
        #expect(ColorRamp.color(of: smooth, at: 7) == .rgb(200, 200, 250))
        let named: [Color] = [.terminalDefault, .ansi(4), .ansi(1)]
        #expect(ColorRamp.color(of: named, at: 0.2) == .terminalDefault)
        #expect(ColorRamp.color(of: named, at: 0.3) == .ansi(4))
        #expect(ColorRamp.color(of: named, at: 1) == .ansi(1))
        #expect(ColorRamp.color(of: named, at: .nan) == .terminalDefault)
        #expect(ColorRamp.color(of: [], at: 0.5) == .terminalDefault)
    }

    @Test func signedValuesMeetInTheMiddleOfTheDivergingRamp() {
        #expect(Theme.terminal.divergingColor(0) == .terminalDefault)
        #expect(Theme.terminal.divergingColor(-1) == .ansi(1))
        #expect(Theme.terminal.divergingColor(1) == .ansi(4))
    }
}

@Suite struct BuiltInThemeTests {
    private let intents: [Role] = [
        .intentOpen, .intentDeduce, .intentBranch, .intentBacktrack, .intentVerify, .intentConclude,
    ]

    @Test func planningIntentsDifferInColourAndAreUnderlined() {
        let colors = Set(intents.map { Theme.terminal[$0].foreground })
        #expect(colors.count == intents.count)
        for intent in intents {
            #expect(Theme.terminal[intent].attributes.contains(.underline))
            #expect(Theme.mono[intent].attributes.contains(.underline))
        }
    }

    @Test func theDefaultThemeUsesTheTerminalsOwnColoursAlone() {
        for style in Theme.terminal.styles.values {
            for color in [style.foreground, style.background] {
                if case .rgb? = color { Issue.record("\(style)") }
            }
        }
        #expect(
            Theme.mono.styles.values.allSatisfy { $0.foreground == nil && $0.background == nil })
        #expect(Set(Theme.mono.styles.keys) == Set(Role.allCases))
    }
}
