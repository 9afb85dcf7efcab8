/// Points of several series between two axes, one of them marked.
public struct ScatterChart: Equatable, Sendable {
    public struct Point: Equatable, Sendable {
        public var x: Double
        public var y: Double
        /// Index in `series`.
        public var series: Int

        public init(x: Double, y: Double, series: Int) {
            self.x = x
            self.y = y
            self.series = series
        }
    }

    public struct Series: Equatable, Sendable {
        public var name: String
        public var style: Style
        /// Drawn in place of a dot, so that the series stand out and differ without colour.
        public var mark: Character?

        public init(name: String, style: Style, mark: Character? = nil) {
            self.name = name
            self.style = style
            self.mark = mark
        }
    }

    public var xTitle: String
    public var yTitle: String
    public var series: [Series]
    /// Those of later series are drawn over those of earlier ones.
    public var points: [Point]
    /// Index in `points`.
    public var selected: Int?
    public var selectedStyle: Style

    public init(
        xTitle: String, yTitle: String, series: [Series], points: [Point], selected: Int? = nil,
        selectedStyle: Style = .plain
    ) {
        self.xTitle = xTitle
        self.yTitle = yTitle
        self.series = series
        self.points = points
        self.selected = selected
        self.selectedStyle = selectedStyle
    }

    /// Draws titles, axes, the diagonal on which both values are equal, the points and the legend
    /// into a rectangle; nothing where there is no room to read them.
    public func draw(into frame: inout Frame, in rect: Rect, look: LineChart.Look) {
        let area = rect.intersection(frame.bounds)
        let rows = area.height - 4
        guard rows >= 3, area.width >= 24 else { return }
        let finite = points.filter { $0.x.isFinite && $0.y.isFinite }
        let yAxis = ChartAxis(finite.map(\.y) + [0], maximumTicks: max(1, rows / 3))
        let gutter = (yAxis.ticks.map { yAxis.text($0).count }.max() ?? 1) + 2
        let plot = Rect(
            x: area.x + gutter, y: area.y + 1, width: area.width - gutter - 1, height: rows)
        let xAxis = ChartAxis(finite.map(\.x) + [0], maximumTicks: max(1, plot.width / 12))
        frame.put(
            TextFit.cut(yTitle, to: area.width), x: area.x, y: area.y, style: look.title,
            clip: area)
        let scale = Scale(x: xAxis, y: yAxis, plot: plot, glyphs: look.glyphs)
        drawAxes(scale, into: &frame, look)
        drawPoints(scale, into: &frame, look)
        drawLegend(scale, area, into: &frame, look)
    }

    /// From values to dots and cells.
    private struct Scale {
        let x: ChartAxis
        let y: ChartAxis
        let plot: Rect
        let glyphs: ChartGlyphs

        func dot(_ pointX: Double, _ pointY: Double) -> (x: Int, y: Int) {
            let size = glyphs.dots
            let across = x.place(pointX) * Double(plot.width * size.x - 1)
            let down = (1 - y.place(pointY)) * Double(plot.height * size.y - 1)
            return (Int(across.rounded()), Int(down.rounded()))
        }

        func cell(_ pointX: Double, _ pointY: Double) -> (x: Int, y: Int) {
            let dot = dot(pointX, pointY)
            return (
                plot.x + min(plot.width - 1, max(0, dot.x / glyphs.dots.x)),
                plot.y + min(plot.height - 1, max(0, dot.y / glyphs.dots.y))
            )
        }
    }

    private func drawAxes(_ scale: Scale, into frame: inout Frame, _ look: LineChart.Look) {
        let isPlain = look.glyphs == .ascii
        let plot = scale.plot
        for y in plot.y..<plot.maxY {
            frame.put(isPlain ? "|" : "│", x: plot.x - 1, y: y, style: look.axis)
        }
        for tick in scale.y.ticks {
            let text = scale.y.text(tick)
            frame.put(
                text + (isPlain ? "+" : "┤"), x: plot.x - 1 - text.count,
                y: scale.cell(0, tick).y, style: look.axis)
        }
        let rule = String(repeating: isPlain ? "-" : "─", count: plot.width)
        frame.put((isPlain ? "+" : "└") + rule, x: plot.x - 1, y: plot.maxY, style: look.axis)
        var end = plot.x - 1
        for tick in scale.x.ticks {
            let column = scale.cell(tick, 0).x
            let text = scale.x.text(tick)
            let start = min(column - text.count / 2, plot.maxX - text.count)
            guard start > end else { continue }
            frame.put(isPlain ? "+" : "┬", x: column, y: plot.maxY, style: look.axis)
            frame.put(text, x: start, y: plot.maxY + 1, style: look.axis)
            end = start + text.count
        }
    }

    private func drawPoints(_ scale: Scale, into frame: inout Frame, _ look: LineChart.Look) {
        var raster = DotRaster(
            columns: scale.plot.width, rows: scale.plot.height, glyphs: look.glyphs)
        let low = max(scale.x.range.lowerBound, scale.y.range.lowerBound)
        let high = min(scale.x.range.upperBound, scale.y.range.upperBound)
        if low < high {
            raster.line(
                from: scale.dot(low, low), to: scale.dot(high, high), style: look.axis, gap: 4)
        }
        let ordered = points.enumerated()
            .filter { $0.element.x.isFinite && $0.element.y.isFinite }
            .sorted { ($0.element.series, $0.offset) < ($1.element.series, $1.offset) }
        for (_, point) in ordered where mark(of: point) == nil {
            let dot = scale.dot(point.x, point.y)
            raster.set(x: dot.x, y: dot.y, style: style(of: point))
        }
        raster.draw(into: &frame, x: scale.plot.x, y: scale.plot.y)
        for (_, point) in ordered {
            guard let mark = mark(of: point) else { continue }
            let cell = scale.cell(point.x, point.y)
            frame.put(String(mark), x: cell.x, y: cell.y, style: style(of: point))
        }
        guard let selected, points.indices.contains(selected) else { return }
        let point = points[selected]
        guard point.x.isFinite, point.y.isFinite else { return }
        let cell = scale.cell(point.x, point.y)
        frame.put(
            look.glyphs == .ascii ? "@" : "◆", x: cell.x, y: cell.y, style: selectedStyle)
    }

    private func mark(of point: Point) -> Character? {
        series.indices.contains(point.series) ? series[point.series].mark : nil
    }

    private func style(of point: Point) -> Style {
        series.indices.contains(point.series) ? series[point.series].style : .plain
    }

    /// The title of the lower axis at the right, what marks mean at the left.
    private func drawLegend(
        _ scale: Scale, _ area: Rect, into frame: inout Frame, _ look: LineChart.Look
    ) {
        let y = scale.plot.maxY + 2
        let title = TextFit.cut(xTitle, to: scale.plot.width)
        let start = scale.plot.maxX - TextWidth.columns(of: title)
        frame.put(title, x: start, y: y, style: look.title, clip: area)
        var x = area.x
        let clip = Rect(x: area.x, y: y, width: max(0, start - area.x - 1), height: 1)
        for one in series {
            let isUsed = points.contains {
                series.indices.contains($0.series) && series[$0.series] == one
            }
            guard isUsed else { continue }
            let text = "\(one.mark ?? "·") \(one.name)  "
            guard x + TextWidth.columns(of: text) <= clip.maxX + 2 else { break }
            x = frame.put(text, x: x, y: y, style: one.style, clip: clip)
        }
    }
}
