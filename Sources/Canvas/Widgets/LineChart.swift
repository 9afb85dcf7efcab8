/// One course in a chart.
public struct ChartSeries: Equatable, Sendable {
    public var name: String
    /// `[place]`, nil where there is none.
    public var values: [Double?]
    /// Where the value may lie; nil where that is not known.
    public var bands: [ClosedRange<Double>?]
    public var style: Style

    public init(
        name: String, values: [Double?], bands: [ClosedRange<Double>?] = [], style: Style = .plain
    ) {
        self.name = name
        self.values = values
        self.bands = bands
        self.style = style
    }

    func band(_ place: Int) -> ClosedRange<Double>? {
        bands.indices.contains(place) ? bands[place] : nil
    }

    /// Marks that tell series apart without colour.
    static func mark(_ index: Int, _ glyphs: ChartGlyphs) -> Character {
        let marks: [Character] =
            glyphs == .ascii ? ["o", "x", "+", "*", "#", "@"] : ["●", "○", "■", "□", "▲", "△"]
        return marks[index % marks.count]
    }
}

/// Several series over the same places as lines with dotted bands, with axes and a legend.
public struct LineChart: Equatable, Sendable {
    /// How the parts look.
    public struct Look: Equatable, Sendable {
        public var title: Style
        public var axis: Style
        public var glyphs: ChartGlyphs

        public init(
            title: Style = .plain, axis: Style = .plain, glyphs: ChartGlyphs = .braille
        ) {
            self.title = title
            self.axis = axis
            self.glyphs = glyphs
        }
    }

    public var title: String
    public var unit: String
    /// Names of the places.
    public var labels: [String]
    public var series: [ChartSeries]

    public init(title: String, unit: String, labels: [String], series: [ChartSeries]) {
        self.title = title
        self.unit = unit
        self.labels = labels
        self.series = series
    }

    /// The least room in which it can be read.
    public static let smallest = (width: 30, height: 8)

    /// Draws title, axes, lines, the places' names and the legend into a rectangle; the title alone
    /// where there is no more room.
    public func draw(into frame: inout Frame, in rect: Rect, look: Look) {
        let area = rect.intersection(frame.bounds)
        guard !area.isEmpty else { return }
        let heading = unit.isEmpty ? title : "\(title) (\(unit))"
        frame.put(
            TextFit.cut(heading, to: area.width), x: area.x, y: area.y, style: look.title,
            clip: area)
        let legend = legendRows(width: area.width, look)
        let rows = area.height - 3 - legend.count
        guard rows >= 3, area.width >= 16 else { return }
        let axis = ChartAxis(numbers, maximumTicks: max(1, rows / 2))
        let gutter = (axis.ticks.map { axis.text($0).count }.max() ?? 1) + 2
        let plot = Rect(
            x: area.x + gutter, y: area.y + 1, width: area.width - gutter, height: rows)
        drawAxes(axis, plot, into: &frame, look)
        drawSeries(axis, plot, into: &frame, look)
        drawLabels(plot, into: &frame, look)
        for (index, row) in legend.enumerated() {
            var x = plot.x
            for item in row {
                x = frame.put(
                    item.text, x: x, y: plot.maxY + 2 + index, style: item.style, clip: area)
            }
        }
    }

    private var numbers: [Double] {
        series.flatMap { one in
            one.values.compactMap(\.self)
                + one.bands.compactMap(\.self).flatMap { [$0.lowerBound, $0.upperBound] }
        }
    }

    // MARK: - Parts

    private func drawAxes(
        _ axis: ChartAxis, _ plot: Rect, into frame: inout Frame, _ look: Look
    ) {
        let isPlain = look.glyphs == .ascii
        for y in plot.y..<plot.maxY {
            frame.put(isPlain ? "|" : "│", x: plot.x - 1, y: y, style: look.axis)
        }
        for tick in axis.ticks {
            let row = Self.row(axis.place(tick), plot.height, look.glyphs)
            let text = axis.text(tick)
            frame.put(
                text + (isPlain ? "+" : "┤"), x: plot.x - 1 - text.count, y: plot.y + row,
                style: look.axis)
        }
        let rule = String(repeating: isPlain ? "-" : "─", count: plot.width)
        frame.put((isPlain ? "+" : "└") + rule, x: plot.x - 1, y: plot.maxY, style: look.axis)
    }

    /// The row in which the dot of a value is, counted as the raster counts.
    private static func row(_ place: Double, _ height: Int, _ glyphs: ChartGlyphs) -> Int {
        let dots = glyphs.dots.y
        let dot = ((1 - place) * Double(height * dots - 1)).rounded()
        return min(height - 1, max(0, Int(dot) / dots))
    }

    private func column(_ place: Int, _ width: Int, _ glyphs: ChartGlyphs) -> Int {
        let dots = glyphs.dots.x
        return Int((Double(width * dots - 1) * fraction(of: place, width: width)).rounded()) / dots
    }

    private func drawSeries(
        _ axis: ChartAxis, _ plot: Rect, into frame: inout Frame, _ look: Look
    ) {
        var raster = DotRaster(columns: plot.width, rows: plot.height, glyphs: look.glyphs)
        let (width, height) = (raster.width, raster.height)
        func dot(_ place: Int, _ value: Double) -> (x: Int, y: Int) {
            let x = Double(width - 1) * fraction(of: place, width: plot.width)
            let y = (1 - axis.place(value)) * Double(height - 1)
            return (Int(x.rounded()), Int(y.rounded()))
        }
        for one in series {
            for edge in [\ClosedRange<Double>.lowerBound, \.upperBound] {
                let points = one.values.indices.map { one.band($0).map { $0[keyPath: edge] } }
                connect(points, style: look.axis, gap: 3, in: &raster, dot)
            }
        }
        for one in series { connect(one.values, style: one.style, gap: 1, in: &raster, dot) }
        raster.draw(into: &frame, x: plot.x, y: plot.y)
        let every = max(1, (4 * labels.count + plot.width - 1) / max(1, plot.width))
        for (index, one) in series.enumerated() {
            for (place, value) in one.values.enumerated() where place % every == 0 {
                guard let value, value.isFinite else { continue }
                frame.put(
                    String(ChartSeries.mark(index, look.glyphs)),
                    x: plot.x + column(place, plot.width, look.glyphs),
                    y: plot.y + Self.row(axis.place(value), plot.height, look.glyphs),
                    style: one.style)
            }
        }
    }

    private func connect(
        _ values: [Double?], style: Style, gap: Int, in raster: inout DotRaster,
        _ dot: (Int, Double) -> (x: Int, y: Int)
    ) {
        var last: (x: Int, y: Int)?
        for (place, value) in values.enumerated() {
            guard let value, value.isFinite else {
                last = nil
                continue
            }
            let point = dot(place, value)
            raster.line(from: last ?? point, to: point, style: style, gap: gap)
            last = point
        }
    }

    /// Where a place stands between the plot's edges; a margin keeps the first mark off the axis.
    private func fraction(of place: Int, width: Int) -> Double {
        guard labels.count > 1 else { return 0.5 }
        let margin = min(0.2, 1.5 / Double(max(1, width)))
        return margin + (1 - 2 * margin) * Double(place) / Double(labels.count - 1)
    }

    /// As many names as have room: the first, the last, then those between.
    private func drawLabels(_ plot: Rect, into frame: inout Frame, _ look: Look) {
        let order = [0, labels.count - 1] + Array(1..<max(1, labels.count - 1))
        var taken: [Range<Int>] = []
        let share = labels.count > 2 ? plot.width / 3 : plot.width / 2 - 1
        for place in order where labels.indices.contains(place) {
            let text = TextFit.cut(labels[place], to: max(1, share))
            let width = TextWidth.columns(of: text)
            let middle = Int(
                (Double(plot.width - 1) * fraction(of: place, width: plot.width)).rounded())
            let start = min(max(0, middle - width / 2), max(0, plot.width - width))
            let span = start - 1..<start + width + 1
            guard !taken.contains(where: { $0.overlaps(span) }) else { continue }
            taken.append(start..<start + width)
            frame.put(
                text, x: plot.x + start, y: plot.maxY + 1, style: look.axis, clip: frame.bounds)
        }
    }

    private func legendRows(width: Int, _ look: Look) -> [[(text: String, style: Style)]] {
        guard series.count > 1 else { return [] }
        var rows: [[(text: String, style: Style)]] = [[]]
        var used = 0
        for (index, one) in series.enumerated() {
            let text = "\(ChartSeries.mark(index, look.glyphs)) \(one.name)   "
            let columns = TextWidth.columns(of: text)
            if used > 0, used + columns > max(1, width - 8) {
                rows.append([])
                used = 0
            }
            rows[rows.count - 1].append((text, one.style))
            used += columns
        }
        return rows
    }
}
