import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct PaneTests {
    @Test func tabGoesRoundThePanes() {
        var bench = Bench.reading()
        var seen: [Pane] = []
        for _ in 0..<5 {
            bench.press("<tab>")
            seen.append(bench.state.place.focus)
        }
        #expect(seen == [.grid, .detail, .timeline, .traces, .text])
        bench.press("<shift-tab>")
        #expect(bench.state.place.focus == .traces)
    }

    @Test(arguments: zip(1...5, Pane.allCases))
    func altWithANumberGoesToAPane(number: Int, pane: Pane) {
        var bench = Bench.reading()
        bench.press("<alt-\(number)>")
        #expect(bench.state.place.focus == pane)
    }

    @Test func theListIsAScreenOfItsOwnOnSmallTerminals() {
        var bench = Bench.reading(width: 80, height: 24)
        #expect(Set(bench.state.readingLayout.order) == [.text, .grid, .detail, .timeline])
        for _ in 0..<4 {
            bench.press("<tab>")
            #expect(bench.state.place.focus != .traces)
        }
        bench.press("<alt-1>")
        #expect(Set(bench.state.readingLayout.order) == [.traces, .timeline])
        bench.press("q")
        #expect(bench.state.place.focus == .text && !bench.state.quits)
        bench.press("<alt-1><tab>")
        #expect(bench.state.place.focus == .text)
        bench.press("<alt-1><shift-tab>")
        #expect(bench.state.place.focus == .timeline)
    }

    @Test func zoomGivesAPaneTheScreenAndBack() {
        var bench = Bench.reading()
        let width = bench.state.layout?.width ?? 0
        bench.press("z")
        #expect(bench.state.zoomed == .text)
        #expect(bench.state.layout?.width ?? 0 > width)
        bench.press("<tab>")
        #expect(bench.state.zoomed == .grid)
        bench.press("z")
        #expect(bench.state.zoomed == nil && bench.state.layout?.width == width)
        bench.press("z<esc>")
        #expect(bench.state.zoomed == nil && !bench.state.quits)
    }

    @Test func theTimelineZoomsToAStretch() {
        var bench = Bench.reading(SampleDocuments.long(tokens: 4000))
        let all = bench.state.timelineStretch
        bench.press("<alt-5>z")
        let stretch = bench.state.timelineStretch
        #expect(stretch.count < all.count / 4)
        #expect(stretch.contains(bench.cursor))
        let scale = bench.state.timelineScale
        for column in 0..<scale.width {
            let tokens = scale.tokens(inColumn: column)
            #expect(scale.column(of: tokens.lowerBound) == column)
        }
    }

    @Test func theFirstRunsLineGoesWithTheFirstOfItsKeys() {
        var bench = Bench.reading()
        bench.state.showsFirstRunHint = true
        bench.press("l")
        #expect(bench.state.showsFirstRunHint)
        bench.press("p")
        #expect(!bench.state.showsFirstRunHint)
    }

    @Test func hintsAreFewFitThePlaceAndLeaveOutWhatCannotBeDone() {
        var bench = Bench.reading()
        var hints = bench.state.keyMap.hints(for: bench.state)
        #expect((5...10).contains(hints.count))
        #expect(hints.first?.keys == "Space" && hints.first?.hint == "head off")
        #expect(hints.last?.keys == "?")
        #expect(!hints.contains { $0.hint == "regenerate" })
        bench.press("<space>")
        hints = bench.state.keyMap.hints(for: bench.state)
        #expect(hints.first?.hint == "head on")
        #expect(hints.contains { $0.hint == "regenerate" })
        bench.press("<alt-1>")
        hints = bench.state.keyMap.hints(for: bench.state)
        #expect(hints.first?.keys == "Enter")
    }

    @Test func helpListsThePlaceFirstAndTypingNarrowsIt() {
        var bench = Bench.reading()
        bench.press("<alt-3>?")
        let sections = bench.state.keyMap.help(for: bench.state, filter: "")
        #expect(sections.map(\.title) == ["Heads", "Everywhere"])
        bench.press("sentence")
        let narrowed = bench.state.keyMap.help(
            for: bench.state, filter: bench.state.overlay?.input?.text ?? "")
        #expect(narrowed.flatMap(\.lines).count == 5)
        bench.press("<esc>")
        #expect(bench.state.overlay == nil)
    }
}

@Suite struct ScreenTests {
    @Test(arguments: [
        ("O", Screen.outline), ("'", .notes), ("W", .sessions), ("T", .themes), ("M", .log),
    ])
    func screensOpenByAKeyAndGoBackToTheSamePlace(key: String, screen: Screen) {
        var bench = Bench.reading()
        bench.press("3l<tab>")
        let place = bench.state.place
        for back in ["q", "<esc>", "<backspace>"] {
            bench.press(key)
            #expect(bench.state.screen == screen)
            bench.press(back)
            #expect(bench.state.screen == .reading && bench.state.place == place)
        }
    }

    @Test func theOutlineGoesToAMove() {
        var bench = Bench.reading()
        bench.press("Og2j<enter>")
        #expect(bench.cursorText == " another")
        bench.press("O")
        #expect(bench.state.row == 2)
    }

    @Test func themesAreShownWhileGoneThroughAndEscRestores() {
        var bench = Bench.reading()
        bench.press("T")
        #expect(bench.work == [.listThemes])
        bench.send(.result(.themes(["dusk", "mono", "plain"])))
        #expect(bench.state.row == 2)
        bench.press("k")
        #expect(bench.work == [.loadTheme(name: "mono")])
        var mono = Bench.theme
        mono.name = "mono"
        bench.send(.result(.theme(mono)))
        #expect(bench.state.theme.name == "mono")
        bench.press("<esc>")
        #expect(bench.state.theme.name == "plain")
        #expect(bench.work == [.loadTheme(name: "plain")])
        bench.press("Tg<enter>")
        #expect(bench.work.last == .loadTheme(name: "dusk") && bench.state.screen == .reading)
    }

    @Test func sessionsAreListedAndOpened() {
        var bench = Bench.reading()
        bench.press("W")
        #expect(bench.work == [.listSessions])
        let entry = SessionEntry(
            path: "/a.heddle", title: "a", notes: 1, traces: 1, modified: 0, modifiedText: "")
        bench.send(.result(.sessions([entry])))
        bench.press("<enter>")
        #expect(bench.work == [.openSession(path: "/a.heddle")])
    }

    @Test func commandsOfThePaletteTakeArguments() {
        var bench = Bench.reading()
        bench.press(":theme<enter>")
        #expect(bench.state.overlay == .prompt(.argument(command: "theme"), input: TextInput()))
        bench.press("paper<enter>")
        #expect(bench.work == [.loadTheme(name: "paper")])
        bench.press(":export markdown out.md<enter>")
        #expect(
            bench.work
                == [
                    .export(format: .markdown, path: "out.md", snapshot: bench.state.snapshot)
                ])
        bench.press(":write screen.svg<enter>")
        #expect(bench.work == [.writeScreen(format: .svg, path: "screen.svg")])
        bench.press(":mouse off<enter>")
        #expect(bench.work == [.setMouse(false)])
        bench.press(":model /m<enter>")
        #expect(bench.work == [.loadModel(path: "/m")])
        bench.press(":temperature 0<enter>:seed 3<enter>:max-tokens 50<enter>")
        #expect(
            bench.state.generationOptions
                == GenerationOptions(temperature: 0, maxTokens: 50, seed: 3))
        bench.press(":seed x<enter>")
        #expect(bench.message.contains("'x' is no seed"))
        #expect(bench.state.recentCommands.first == "seed")
        bench.press(":zzzz<enter>")
        #expect(bench.message == "No command matches 'zzzz'")
    }

    @Test func suspendAndRedraw() {
        var bench = Bench.reading()
        bench.press("<ctrl-z>")
        #expect(bench.work == [.suspend])
        bench.press(":<ctrl-z>")
        #expect(bench.work == [.suspend])
        bench.press("<esc><ctrl-l>")
        #expect(bench.work == [.redraw])
    }

    @Test func pastedTextIsRefusedOutsideAnInputLine() {
        var bench = Bench.reading()
        let before = bench.state.place
        bench.send(.paste("q\nx dd"))
        #expect(bench.state.place == before && !bench.state.quits)
        #expect(bench.message.contains("input line"))
        bench.press("a")
        bench.send(.paste("one\ntwo\u{1B}[31m"))
        bench.press("<enter>")
        #expect(bench.state.annotations.notes.first?.text == "one two[31m")
    }

    @Test func userKeysAreTakenFromTheConfigurationAndProblemsSaid() {
        var bench = Bench.reading()
        var settings = Settings()
        settings.keys = ["next-planning": ["f9"], "nonsense": ["x"]]
        bench.send(.result(.configuration(settings)))
        #expect(bench.message.contains("nonsense"))
        bench.press("<f9>")
        #expect(bench.cursorText == " First,")
    }
}

@Suite struct MouseTests {
    private func at(_ bench: Bench, token: Int) -> (x: Int, y: Int) {
        let area = bench.state.readingLayout.textArea
        guard let place = bench.state.layout?.position(of: token) else { return (0, 0) }
        return (area.x + place.column, area.y + place.line - bench.state.scroll)
    }

    @Test func aClickPlacesTheCursorAndADragMarksASpan() {
        var bench = Bench.reading()
        let from = bench.cursor + 2
        let to = bench.cursor + 6
        let start = at(bench, token: from)
        bench.send(.mouse(MouseEvent(x: start.x, y: start.y, kind: .press(.left), clickCount: 1)))
        #expect(bench.cursor == from)
        let end = at(bench, token: to)
        bench.send(.mouse(MouseEvent(x: end.x, y: end.y, kind: .drag(.left))))
        bench.send(.mouse(MouseEvent(x: end.x, y: end.y, kind: .release(.left))))
        #expect(bench.state.span == from..<to + 1)
        bench.send(.mouse(MouseEvent(x: start.x, y: start.y, kind: .press(.left), clickCount: 1)))
        bench.send(.mouse(MouseEvent(x: start.x, y: start.y, kind: .release(.left))))
        #expect(bench.state.span == nil)
    }

    @Test func aClickInTheGridSelectsTheHead() throws {
        var bench = Bench.reading()
        let head = HeadID(layer: 4, head: 3)
        let grid = GridGeometry(
            area: bench.state.readingLayout.inner(.grid), shape: Bench.model.shape,
            selected: bench.state.place.selectedHead)
        let cell = try #require(grid.cell(of: head))
        bench.send(.mouse(MouseEvent(x: cell.x, y: cell.y, kind: .press(.left), clickCount: 1)))
        #expect(bench.state.place.selectedHead == head && bench.state.place.focus == .grid)
        bench.send(.mouse(MouseEvent(x: cell.x, y: cell.y, kind: .press(.left), clickCount: 2)))
        #expect(bench.state.screen == .head)
    }

    @Test func everyCellOfAGridIsFoundAgain() {
        for (layers, heads, width, height) in [(6, 8, 26, 10), (36, 32, 32, 20), (80, 64, 46, 20)] {
            let shape = HeadShape(layers: layers, heads: heads, keyValueHeads: heads)
            let selected = HeadID(layer: layers / 2, head: heads - 1)
            let grid = GridGeometry(
                area: Rect(x: 3, y: 2, width: width, height: height), shape: shape,
                selected: selected)
            #expect(grid.cell(of: selected) != nil)
            for head in shape.all {
                guard let cell = grid.cell(of: head) else { continue }
                #expect(cell.maxX <= 3 + width && cell.maxY <= 2 + height)
                let found = grid.head(x: cell.x, y: cell.y)
                #expect(found?.head == head.head)
                #expect((found?.layer ?? 0) / grid.layersPerRow == head.layer / grid.layersPerRow)
            }
        }
    }

    @Test func theTimelineJumpsAndTheListOpens() {
        var bench = Bench.reading(SampleDocuments.long(tokens: 4000))
        let rect =
            bench.state.readingLayout.panes[.timeline] ?? Rect(x: 0, y: 0, width: 0, height: 0)
        bench.send(.mouse(MouseEvent(x: 20, y: rect.y, kind: .press(.left), clickCount: 1)))
        let column = bench.state.timelineScale.tokens(inColumn: 20 - State.timelineMargin)
        #expect(column.contains(bench.cursor))
        bench.state.traces.entries.append(
            TraceEntry(TraceFacts(id: "second"), at: TracePlace(file: "f", line: 2)))
        let list = bench.state.readingLayout.inner(.traces)
        bench.send(
            .mouse(MouseEvent(x: list.x, y: list.y + 1, kind: .press(.left), clickCount: 2)))
        #expect(bench.state.traces.selected?.id == "second")
        #expect(bench.work.contains { if case .openTrace = $0 { true } else { false } })
    }

    @Test func theWheelScrollsTheTextAndTakesTheCursorAlong() {
        var bench = Bench.reading(SampleDocuments.long(tokens: 4000))
        bench.press("g")
        let area = bench.state.readingLayout.textArea
        for _ in 0..<20 {
            bench.send(.mouse(MouseEvent(x: area.x, y: area.y, kind: .wheelDown)))
        }
        #expect(bench.state.scroll == 60)
        #expect(bench.cursor > 0)
        for _ in 0..<30 { bench.send(.mouse(MouseEvent(x: area.x, y: area.y, kind: .wheelUp))) }
        #expect(bench.state.scroll == 0)
    }
}

@Suite struct ReadingLayoutTests {
    @Test func panesAreAsInTheMockUps() {
        let wide = ReadingLayout(width: 120, height: 40, zoomed: nil, focus: .text)
        #expect(wide.panes[.traces]?.width == 25 && wide.panes[.grid]?.width == 34)
        #expect(wide.panes[.text]?.width == 61 && wide.panes[.timeline]?.height == 2)
        let small = ReadingLayout(width: 80, height: 24, zoomed: nil, focus: .text)
        #expect(small.panes[.traces] == nil && small.panes[.grid]?.width == 28)
        #expect(small.panes[.timeline]?.height == 1 && small.panes[.text]?.width == 52)
    }

    @Test func panesNeverOverlapAndFillTheScreenAtAnySize() {
        for width in stride(from: 1, through: 300, by: 7) {
            for height in stride(from: 1, through: 100, by: 3) {
                for focus in Pane.allCases {
                    for layers in [2, 6, 40] {
                        check(
                            ReadingLayout(
                                width: width, height: height, zoomed: nil, focus: focus,
                                layers: layers), width: width, height: height)
                    }
                }
            }
        }
    }

    private func check(_ layout: ReadingLayout, width: Int, height: Int) {
        guard !layout.isTooSmall else { return }
        let rects = layout.panes.values + [layout.top, layout.hints]
        #expect(rects.reduce(0) { $0 + $1.width * $1.height } == width * height)
        for (index, rect) in rects.enumerated() {
            #expect(rect.x >= 0 && rect.y >= 0 && rect.maxX <= width && rect.maxY <= height)
            for other in rects.dropFirst(index + 1) {
                #expect(rect.intersection(other).isEmpty)
            }
        }
    }
}
