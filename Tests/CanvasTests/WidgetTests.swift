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

    @Test func aBoxHasRoundCorners() {
        let frame = drawn(5, 5) { frame in
            frame.box(Rect(x: 0, y: 0, width: 5, height: 3), style: Theme.mono[.borderFocus])
            frame.box(Rect(x: 0, y: 3, width: 2, height: 2), style: .plain)
            frame.box(Rect(x: 3, y: 3, width: 1, height: 2), style: .plain)
        }
        #expect(
            frame.text == """
                ╭───╮
                │   │
                ╰───╯
                ╭╮
                ╰╯
                """)
        #expect(frame[0, 0].style == Theme.mono[.borderFocus])
    }

    @Test func fractionsAreShadesOrDigits() {
        let fractions = [0, 0.3, 0.6, 1, 0.05, 0.99, .nan]
        #expect(String(fractions.map { HeatMap.shade($0) }) == "░▒▓█░█░")
        #expect(fractions.map { HeatMap.digit($0) }.joined() == "0369090")
        #expect(
            [0, -0.3, 0.05, 1].map { HeatMap.digit($0, isSigned: true) }.joined() == "·-·+")
    }

    @Test func barsGrowByEighths() {
        #expect(Meter.bar(0.5, width: 8) == "████")
        #expect(Meter.bar(0.44, width: 10) == "████▍")
        #expect(Meter.bar(0.0001, width: 10) == "▏")
        #expect(Meter.bar(1.7, width: 3) == "███")
        #expect(Meter.bar(0, width: 3).isEmpty)
        #expect(Meter.bar(.nan, width: 3).isEmpty)
    }

    @Test func sparklinesHaveEightStepsOrFourDots() {
        #expect(Sparkline.blocks([0, 1, 4, nil, 7.9, 8, 100], in: 0...8) == "▁▂▅ ███")
        #expect(Sparkline.braille([0, 1, 2, 3.9, nil, nil, 4, nil], in: 0...4) == "⣠⣾ ⡇")
        #expect(Sparkline.blocks([2], in: 2...2) == "▁")
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
            let rect = Rect(x: 2, y: 0, width: 10, height: 1)
            $0.inputLine(text: "sweep", cursor: 5, in: rect, style: .plain)
        }
        #expect(frame.text == "  sweep")
        #expect(frame.cursor?.x == 7)
    }
}
