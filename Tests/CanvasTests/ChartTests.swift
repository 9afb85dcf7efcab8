import Testing

@testable import Canvas

@Suite struct ChartTests {
    private static let course = LineChart(
        title: "Entropy", unit: "bits", labels: ["0", "100", "200"],
        series: [
            ChartSeries(
                name: "planning", values: [1, 2, 3], bands: [0.5...1.5, 1.5...2.5, 2.5...3.5]),
            ChartSeries(name: "execution", values: [3, nil, 1]),
        ])

    private func drawn(
        _ width: Int, _ height: Int, _ glyphs: ChartGlyphs, _ chart: LineChart = course
    ) -> Frame {
        var frame = Frame(width: width, height: height)
        chart.draw(into: &frame, in: frame.bounds, look: LineChart.Look(glyphs: glyphs))
        return frame
    }

    @Test func ticksAreRound() {
        let axis = ChartAxis([0.13, 0.87], maximumTicks: 4)
        #expect(axis.ticks.map(axis.text) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(axis.range == 0...1 && axis.place(0.5) == 0.5)
        let large = ChartAxis([312, 402], maximumTicks: 5)
        #expect(large.ticks.map(large.text) == ["300", "320", "340", "360", "380", "400", "420"])
        let equal = ChartAxis([2, 2], maximumTicks: 3)
        #expect(equal.range.contains(2) && equal.range.upperBound > equal.range.lowerBound)
        #expect(ChartAxis([5], maximumTicks: 3, fromZero: true).range.lowerBound == 0)
        #expect(ChartAxis([Double](), maximumTicks: 3).ticks.count > 1)
        #expect(ChartAxis([-0.3, .nan, 0.3], maximumTicks: 2).ticks.map(axis.text).first == "-0.5")
    }

    @Test func aCourseIsDrawnWithASCII() {
        let chart = LineChart(
            title: "Length", unit: "words", labels: ["first", "last"],
            series: [ChartSeries(name: "length", values: [10, 20])])
        #expect(
            drawn(30, 8, .ascii, chart).text == """
                Length (words)
                 20+                      ..o
                   |                ......
                 15+          ......
                   |    ......
                 10+ o..
                   +--------------------------
                    first                 last
                """)
    }

    @Test func braillePointsFormALineWithBandsAndMarks() {
        let frame = drawn(40, 12, .braille)
        let lines = frame.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "Entropy (bits)")
        #expect(lines.filter { $0.contains("●") }.count == 4)
        #expect(lines.filter { $0.contains("○") }.count == 3)
        #expect(lines[11].contains("● planning   ○ execution"))
        #expect(lines[10].contains("0") && lines[10].contains("100") && lines[10].contains("200"))
        let braille = frame.text.unicodeScalars.count { (0x2801...0x28FF).contains($0.value) }
        #expect(braille > 20)
        #expect(drawn(40, 12, .blocks).text.contains("▀"))
        #expect(
            drawn(40, 12, .ascii).text.unicodeScalars.allSatisfy { $0.isASCII })
    }

    @Test(arguments: [(0, 0), (3, 2), (15, 4), (16, 7), (30, 8), (200, 60)])
    func aChartFitsAnyRoom(width: Int, height: Int) {
        for glyphs in [ChartGlyphs.braille, .blocks, .ascii] {
            let frame = drawn(width, height, glyphs)
            #expect(frame.width == width && frame.height == height)
        }
        var frame = Frame(width: 60, height: 20)
        let inside = Rect(x: 5, y: 3, width: 40, height: 12)
        Self.course.draw(into: &frame, in: inside, look: LineChart.Look())
        for y in 0..<20 {
            for x in 0..<60 where !inside.contains(x: x, y: y) {
                #expect(frame[x, y].character == " ")
            }
        }
    }

    @Test func whatIsNoNumberIsLeftOut() {
        let chart = LineChart(
            title: "", unit: "", labels: ["a", "b", "c"],
            series: [
                ChartSeries(
                    name: "s", values: [.nan, 1, .infinity], bands: [nil, 0...Double.infinity, nil])
            ])
        let marks = drawn(30, 8, .ascii, chart).text.filter { $0 == "o" }
        #expect(marks.count == 1)
        var frame = Frame(width: 20, height: 3)
        let bars = [Double.nan, -.infinity, .infinity].map {
            BarChart.Bar(name: "n", value: $0, band: 0...Double.infinity, text: "x")
        }
        BarChart(title: "", groups: [BarChart.Group(name: "", bars: bars)])
            .draw(into: &frame, in: frame.bounds, look: LineChart.Look())
        #expect(!frame.text.contains("█"))
    }

    @Test func barsBeginAtZeroAndShowTheirBands() {
        let chart = BarChart(
            title: "Length",
            groups: [
                BarChart.Group(
                    name: "words",
                    bars: [
                        BarChart.Bar(name: "before", value: 5, band: 4...6, text: "5"),
                        BarChart.Bar(name: "after", value: 10, text: "10"),
                        BarChart.Bar(name: "none", value: nil, text: "-"),
                    ])
            ])
        var frame = Frame(width: 22, height: 4)
        chart.draw(into: &frame, in: frame.bounds, look: LineChart.Look(glyphs: .ascii))
        #expect(
            frame.text == """
                Length
                 before ####=-       5
                 after  ##########  10
                 none                -
                """)
        var braille = Frame(width: 22, height: 4)
        chart.draw(into: &braille, in: braille.bounds, look: LineChart.Look())
        #expect(braille.text.contains(" before ████▒─       5"))
        #expect(chart.height == 4)
    }
}
