import Testing

@testable import Canvas

@Suite struct WidgetTests {
    private func drawn(
        _ width: Int, _ height: Int, _ draw: (inout Frame) -> Void
    ) -> Frame {
        var frame = Frame(width: width, height: height)
        draw(&frame)
        return frame
    }

    @Test func boxesCarryTitleAndExtraWhereThereIsRoom() {
        let frame = drawn(30, 7) { frame in
            let inner = frame.box(
                Rect(x: 0, y: 0, width: 30, height: 3), title: "Traces", extra: "14 of 120",
                isFocused: true, theme: .mono)
            frame.put("✓ chain-0004", x: inner.x, y: inner.y, clip: inner)
            frame.box(
                Rect(x: 0, y: 3, width: 16, height: 2), title: "Heads · planning lift",
                extra: "x", isFocused: false, theme: .mono)
            frame.box(Rect(x: 0, y: 5, width: 2, height: 2), title: "t", style: .plain)
        }
        #expect(
            frame.text == """
                ╭ Traces ──────── 14 of 120 ─╮
                │✓ chain-0004                │
                ╰────────────────────────────╯
                ╭ Heads · pla… ╮
                ╰──────────────╯
                ╭╮
                ╰╯
                """)
        #expect(frame[0, 0].style == Theme.mono[.borderFocus])
        #expect(frame[0, 3].style == Theme.mono[.border])
    }

    @Test func barsGrowByEighths() {
        #expect(Meter.bar(0.5, width: 8) == "████")
        #expect(Meter.bar(0.44, width: 10) == "████▍")
        #expect(Meter.bar(0.0001, width: 10) == "▏")
        #expect(Meter.bar(1.7, width: 3) == "███")
        #expect(Meter.bar(0, width: 3).isEmpty)
        #expect(Meter.bar(.nan, width: 3).isEmpty)
        #expect(Meter.bar(0.44, width: 10, asciiOnly: true) == "####")
    }

    @Test func progressShowsATrackAndItsLabel() {
        let frame = drawn(20, 2) { frame in
            frame.progressBar(
                0.5, label: "12 s left", in: Rect(x: 0, y: 0, width: 20, height: 1), theme: .mono)
            frame.progressBar(
                0.5, label: "12 s", in: Rect(x: 0, y: 1, width: 6, height: 1), theme: .mono)
        }
        #expect(frame.text == "█████░░░░░ 12 s left\n12 s")
    }

    @Test func scrollBarsReachBothEnds() {
        func column(first: Int) -> String {
            drawn(1, 5) {
                $0.scrollBar(
                    first: first, shown: 5, total: 15, in: Rect(x: 0, y: 0, width: 1, height: 5),
                    theme: .mono)
            }.text.filter { $0 != "\n" }
        }
        #expect(column(first: 0) == "█││││")
        #expect(column(first: 5) == "││█││")
        #expect(column(first: 10) == "││││█")
        #expect(column(first: 99) == "││││█")
    }

    @Test func sparklinesKeepTheLargestOfEachStretch() {
        let values: [Float?] = [0, 1, 2, nil, nil, nil, 7, 3, 8]
        #expect(Sparkline.maxima(of: values, count: 3) == [2, nil, 8])
        #expect(Sparkline.maxima(of: [1, 2], count: 4) == [1, 1, 2, 2])
        #expect(Sparkline.maxima(of: [], count: 2) == [nil, nil])
        #expect(Sparkline.maxima(of: [.nan, 1], count: 1) == [1])
        #expect(Sparkline.blocks([0, 1, 4, nil, 7.9, 8, 100], in: 0...8) == "▁▂▅ ███")
        #expect(Sparkline.braille([0, 1, 2, 3.9, nil, nil, 4, nil], in: 0...4) == "⣠⣾ ⡇")
        #expect(Sparkline.blocks([2], in: 2...2) == "▁")
    }

    @Test func heatMapsComeInThreeForms() {
        let rows: [[Double?]] = [[0, 0.3, 0.6, 1], [nil, 1, nil, 0], [0.5, nil, 0.05, 0.99]]
        func text(_ form: HeatMap.Form, isSigned: Bool = false) -> String {
            drawn(4, 3) {
                HeatMap(rows: rows, form: form, isSigned: isSigned)
                    .draw(on: &$0, in: $0.bounds, theme: .terminal)
            }.text
        }
        #expect(text(.shades) == "░▒▓█\n █ ░\n▓ ░█")
        #expect(text(.digits) == "0369\n 9 0\n5 09")
        #expect(text(.digits, isSigned: true) == "·+++\n + ·\n+ ·+")
        #expect(text(.halfBlocks) == "▀▀▀▀\n▀ ▀▀\n")
        let frame = drawn(1, 1) {
            HeatMap(rows: [[1], [0.4]], form: .halfBlocks)
                .draw(on: &$0, in: $0.bounds, theme: .terminal)
        }
        #expect(frame[0, 0].style == Style(foreground: .ansi(1), background: .ansi(6)))
    }

    @Test func listsKeepTheSelectionInSight() {
        #expect(ScrolledList.window(count: 100, selected: 50, offset: 0, height: 10) == 41..<51)
        #expect(ScrolledList.window(count: 100, selected: 45, offset: 41, height: 10) == 41..<51)
        #expect(ScrolledList.window(count: 100, selected: 3, offset: 41, height: 10) == 3..<13)
        #expect(ScrolledList.window(count: 4, selected: 3, offset: 9, height: 10) == 0..<4)
        #expect(ScrolledList.window(count: 0, selected: nil, offset: 0, height: 10) == 0..<0)
        #expect(
            ScrolledList.window(count: 100, selected: 50, offset: 0, height: 10, margin: 2)
                == 43..<53)
        let frame = drawn(8, 3) {
            $0.list(count: 9, selected: 4, offset: 2, in: $0.bounds, theme: .mono) { "row \($0)" }
        }
        #expect(frame.text == "row 2  │\nrow 3  █\nrow 4  │")
        #expect(frame[0, 2].style == Theme.mono[.listSelected])
        #expect(frame[6, 2].style == Theme.mono[.listSelected])
    }

    @Test func inputScrollsWithItsCursor() {
        #expect(
            InputLine.view(of: "hello", cursor: 5, columns: 10)
                == InputLine.View(text: "hello", cursorColumn: 5))
        #expect(
            InputLine.view(of: "hello world", cursor: 11, columns: 6)
                == InputLine.View(text: "world", cursorColumn: 5))
        #expect(
            InputLine.view(of: "hello world", cursor: 2, columns: 6)
                == InputLine.View(text: "hello ", cursorColumn: 2))
        #expect(
            InputLine.view(of: "中文字", cursor: 3, columns: 5)
                == InputLine.View(text: "文字", cursorColumn: 4))
        let frame = drawn(12, 1) {
            $0.inputLine(prompt: ": ", text: "sweep", cursor: 5, in: $0.bounds, style: .plain)
        }
        #expect(frame.text == ": sweep")
        #expect(frame.cursor?.x == 7)
    }

    @Test func tablesAlignNumbersAndNarrowTheirFlexibleColumns() {
        let table = Table(
            columns: [
                TableColumn("trace", isFlexible: true, minimum: 6),
                TableColumn("tokens", alignsRight: true), TableColumn("note"),
            ],
            rows: [["countdown-0007", "263", "中文"], ["chain-0004", "1211"]])
        #expect(
            table.lines(width: 40) == [
                "trace           tokens  note", "countdown-0007     263  中文",
                "chain-0004        1211",
            ])
        #expect(
            table.lines(width: 24) == [
                "trace       tokens  note", "countdown…     263  中文", "chain-0004    1211",
            ])
        #expect(table.widths(in: 9) == [6, 1, 0])
    }
}
