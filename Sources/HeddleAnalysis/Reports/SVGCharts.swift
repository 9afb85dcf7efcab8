/// Charts as one SVG picture that needs nothing besides itself and is readable on light and on dark
/// ground: series differ by dash and mark, not by colour alone.
public enum SVGCharts {
    /// The charts of a report, two beside each other, with its sentences below.
    public static func picture(of report: DynamicsReport) -> String {
        let names = report.corpora.map(\.name).joined(separator: ", ")
        let share = NumberText.percent(report.options.dropShare)
        let bands =
            "Shaded bands and black whiskers hold 95 % of the samples in which the problems are drawn "
            + "anew; dotted edges and grey whiskers 95 % of the repeats without \(share) of the grams."
        return picture(
            of: report.charts, title: "Dynamics of \(names)", sentences: [bands] + report.summary)
    }

    public static func picture(
        of charts: [ChartValues], title: String, sentences: [String] = []
    ) -> String {
        let columns = charts.count > 1 ? 2 : 1
        let rows = (charts.count + columns - 1) / columns
        let width = Double(columns) * SVGChart.width
        let top = 44.0
        var body: [String] = []
        for (index, chart) in charts.enumerated() {
            let x = Double(index % columns) * SVGChart.width
            let y = top + Double(index / columns) * SVGChart.height
            body.append("<g transform=\"translate(\(number(x)),\(number(y)))\">")
            body += SVGChart(chart).elements
            body.append("</g>")
        }
        return document(
            title: title, width: width, body: body, end: top + Double(rows) * SVGChart.height + 14,
            sentences: sentences)
    }

    /// A whole picture: title, what is drawn, and sentences below it.
    ///
    /// - Parameter end: where the first sentence stands.
    static func document(
        title: String, width: Double, body: [String], end: Double, sentences: [String]
    ) -> String {
        var body = body
        var y = end
        for line in sentences.flatMap({ wrapped($0, columns: Int(width / 6.2)) }) {
            body.append(text(line, x: 20, y: y, class: "faint"))
            y += 15
        }
        let height = number(y + 12)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(height)" \
            width="\(number(width))" height="\(height)" \
            font-family="system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="11">
            <title>\(InertText.markup(title))</title>
            <style>\(style)</style>
            <rect class="ground" width="100%" height="100%"/>
            \(text(InertText.line(title, limit: 120), x: 20, y: 26, class: "heading"))
            \(body.joined(separator: "\n"))
            </svg>

            """
    }

    static func text(
        _ text: String, x: Double, y: Double, class name: String, anchor: String = "start"
    ) -> String {
        "<text class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\" "
            + "text-anchor=\"\(anchor)\">\(InertText.markup(text))</text>"
    }

    static func number(_ value: Double) -> String { TimelinePicture.number(value) }

    private static func wrapped(_ sentence: String, columns: Int) -> [String] {
        var lines = [""]
        for word in InertText.line(sentence, limit: 4000).split(separator: " ") {
            if lines[lines.count - 1].count + word.count + 1 > columns { lines.append("") }
            lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
        }
        return lines
    }

    /// Colours that stand apart on light and on dark ground, also for the colour-blind (Okabe and
    /// Ito 2008, darkened for light ground).
    private static let colors: [(light: String, dark: String)] = [
        ("#1f6fb2", "#6cb6ff"), ("#b8560b", "#ffab70"), ("#1f7a4d", "#7ee2a8"),
        ("#8a3ea8", "#d9a6f5"), ("#946800", "#e3b341"), ("#44505c", "#b6c0ca"),
    ]
    static let dashes = ["", "7 3", "2 3", "9 3 2 3", "4 4", "1 4"]
    static let seriesCount = colors.count

    private static let style: String = {
        func rules(_ color: KeyPath<(light: String, dark: String), String>) -> String {
            colors.enumerated().map { index, pair in
                ".s\(index){stroke:\(pair[keyPath: color]);fill:none}"
                    + ".f\(index){fill:\(pair[keyPath: color])}"
            }.joined()
        }
        return ".ground{fill:#fff}.heading,.title{fill:#1c2128;font-weight:600}"
            + ".heading{font-size:15px}.faint{fill:#59626c}.axis{stroke:#8a949e;stroke-width:1}"
            + ".grid{stroke:#e4e7eb;stroke-width:1}.band{fill-opacity:.16;stroke:none}"
            + ".whisker{stroke:#1c2128;stroke-width:1.2}.line{stroke-width:1.8}.other{stroke-width:1}"
            + rules(\.light)
            + "@media(prefers-color-scheme:dark){.ground{fill:#15181d}"
            + ".heading,.title{fill:#e6e8eb}.faint{fill:#a3adb8}.grid{stroke:#2a2f37}"
            + ".whisker{stroke:#e6e8eb}" + rules(\.dark) + "}"
    }()
}

/// One chart, drawn from its own origin.
private struct SVGChart {
    static let width = 560.0
    static let height = 250.0

    private let chart: ChartValues
    private let axis: ChartScale
    private let left = 60.0
    private let right = width - 24
    private let top = 40.0
    private let bottom: Double

    init(_ chart: ChartValues) {
        self.chart = chart
        let values = chart.series.flatMap { series in
            series.values.compactMap(\.self)
                + (series.bands + series.otherBands).compactMap(\.self)
                .flatMap { [$0.lowerBound, $0.upperBound] }
        }
        axis = ChartScale(values, fromZero: chart.isBars)
        bottom = Self.height - 34 - Double((chart.series.count + 1) / 2) * 15
    }

    var elements: [String] {
        let heading = chart.unit.isEmpty ? chart.title : "\(chart.title) (\(chart.unit))"
        return [SVGCharts.text(InertText.line(heading, limit: 90), x: 20, y: 22, class: "title")]
            + axes + (chart.isBars ? bars : lines) + labels + legend
    }

    private func y(_ value: Double) -> Double { bottom - axis.place(value) * (bottom - top) }

    /// Middle of a place.
    private func x(_ place: Int) -> Double {
        let count = Double(max(1, chart.labels.count))
        if chart.isBars { return left + (right - left) * (Double(place) + 0.5) / count }
        guard count > 1 else { return (left + right) / 2 }
        return left + 14 + (right - left - 28) * Double(place) / (count - 1)
    }

    private var axes: [String] {
        axis.ticks.flatMap { tick in
            [
                line(left, y(tick), right, y(tick), "grid"),
                SVGCharts.text(
                    axis.text(tick), x: left - 6, y: y(tick) + 4, class: "faint", anchor: "end"),
            ]
        } + [line(left, top, left, bottom, "axis"), line(left, bottom, right, bottom, "axis")]
    }

    private func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ name: String
    ) -> String {
        let n = SVGCharts.number
        return "<line class=\"\(name)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" "
            + "y2=\"\(n(y2))\"/>"
    }

    private func note(_ series: ChartValues.Series, _ place: Int) -> String {
        let value = series.values[place].map { NumberText.fixed($0, decimals: 3) } ?? "–"
        let band = series.bands[place].map {
            " (" + NumberText.fixed($0.lowerBound, decimals: 3) + " to "
                + NumberText.fixed($0.upperBound, decimals: 3) + ")"
        }
        let text = "\(series.name), \(chart.labels[place]): \(value)\(band ?? "")"
        return "<title>\(InertText.markup(InertText.line(text, limit: 200)))</title>"
    }

    private var bars: [String] {
        let count = Double(max(1, chart.series.count))
        let room = (right - left) / Double(max(1, chart.labels.count))
        let wide = min(46, room * 0.8 / count)
        let n = SVGCharts.number
        return chart.labels.indices.flatMap { place in
            chart.series.enumerated().flatMap { index, series -> [String] in
                guard let value = series.values[place] else { return [] }
                let middle = x(place) + (Double(index) - (count - 1) / 2) * wide
                let (high, low) = (y(max(0, value)), y(min(0, value)))
                var parts = [
                    "<rect class=\"f\(index % SVGCharts.seriesCount)\" x=\"\(n(middle - wide * 0.45))\" "
                        + "y=\"\(n(high))\" width=\"\(n(wide * 0.9))\" "
                        + "height=\"\(n(max(0.5, low - high)))\">\(note(series, place))</rect>"
                ]
                if let band = series.bands[place] {
                    parts += whisker(band, x: middle, "whisker")
                }
                if series.otherBands.indices.contains(place), let band = series.otherBands[place] {
                    parts += whisker(band, x: middle + wide * 0.3, "axis")
                }
                return parts
            }
        }
    }

    private func whisker(_ band: ClosedRange<Double>, x: Double, _ name: String) -> [String] {
        let (low, high) = (y(band.lowerBound), y(band.upperBound))
        return [
            line(x, low, x, high, name), line(x - 4, low, x + 4, low, name),
            line(x - 4, high, x + 4, high, name),
        ]
    }

    private var lines: [String] {
        let n = SVGCharts.number
        return chart.series.enumerated().flatMap { index, series -> [String] in
            let number = index % SVGCharts.seriesCount
            var parts = runs(series.bands).map { run in
                let upper = run.map { "\(n(x($0.place))),\(n(y($0.band.upperBound)))" }
                let lower = run.reversed().map { "\(n(x($0.place))),\(n(y($0.band.lowerBound)))" }
                return "<polygon class=\"band f\(number)\" "
                    + "points=\"\((upper + lower).joined(separator: " "))\"/>"
            }
            for run in runs(series.otherBands) {
                for edge in [\ClosedRange<Double>.lowerBound, \.upperBound] {
                    let path = run.map { "\(n(x($0.place))),\(n(y($0.band[keyPath: edge])))" }
                    parts.append(
                        "<polyline class=\"other s\(number)\" stroke-dasharray=\"1 3\" "
                            + "points=\"\(path.joined(separator: " "))\"/>")
                }
            }
            let points = series.values.enumerated().map { place, value in
                value.map { (place: place, y: y($0)) }
            }
            for run in points.split(whereSeparator: { $0 == nil }) {
                let path = run.compactMap(\.self).map { "\(n(x($0.place))),\(n($0.y))" }
                parts.append(
                    "<polyline class=\"line s\(number)\" "
                        + "stroke-dasharray=\"\(SVGCharts.dashes[number])\" "
                        + "points=\"\(path.joined(separator: " "))\"/>")
            }
            parts += points.compactMap(\.self).map { point in
                "<circle class=\"f\(number)\" cx=\"\(n(x(point.place)))\" cy=\"\(n(point.y))\" "
                    + "r=\"3\">\(note(series, point.place))</circle>"
            }
            return parts
        }
    }

    /// Neighbouring places with a band.
    private func runs(
        _ bands: [ClosedRange<Double>?]
    ) -> [[(place: Int, band: ClosedRange<Double>)]] {
        bands.enumerated().map { place, band in band.map { (place: place, band: $0) } }
            .split { $0 == nil }.map { $0.compactMap(\.self) }
    }

    private var labels: [String] {
        let room =
            chart.isBars || chart.labels.count < 2
            ? (right - left) / Double(max(1, chart.labels.count)) : x(1) - x(0)
        let every = max(1, Int((50 / max(1, room)).rounded(.up)))
        return chart.labels.indices.filter { $0 % every == 0 }.map { place in
            let limit = max(4, Int(room * Double(every) / 6.5))
            // The last name of a course would reach beyond the picture.
            let isLast = !chart.isBars && place > 0 && place == chart.labels.count - 1
            return SVGCharts.text(
                InertText.line(chart.labels[place], limit: limit),
                x: isLast ? right + 10 : x(place), y: bottom + 16, class: "faint",
                anchor: isLast ? "end" : "middle")
        }
    }

    private var legend: [String] {
        guard chart.series.count > 1 else { return [] }
        return chart.series.enumerated().flatMap { index, series -> [String] in
            let x = left + Double(index % 2) * (right - left) / 2
            let y = bottom + 34 + Double(index / 2) * 15
            let number = index % SVGCharts.seriesCount
            let n = SVGCharts.number
            let mark =
                chart.isBars
                ? "<rect class=\"f\(number)\" x=\"\(n(x))\" y=\"\(n(y - 8))\" width=\"20\" height=\"8\"/>"
                : "<line class=\"line s\(number)\" stroke-dasharray=\"\(SVGCharts.dashes[number])\" "
                    + "x1=\"\(n(x))\" y1=\"\(n(y - 4))\" x2=\"\(n(x + 20))\" y2=\"\(n(y - 4))\"/>"
            return [
                mark,
                SVGCharts.text(
                    InertText.line(series.name, limit: 40), x: x + 26, y: y, class: "faint"),
            ]
        }
    }
}

/// A scale of numbers with about five round ticks.
struct ChartScale {
    let range: ClosedRange<Double>
    let ticks: [Double]
    private let decimals: Int

    init(_ numbers: [Double], fromZero: Bool) {
        let finite = numbers.filter(\.isFinite)
        var low = finite.min() ?? 0
        var high = finite.max() ?? 1
        if fromZero { (low, high) = (min(0, low), max(0, high)) }
        if high - low < max(abs(high), 1e-12) * 1e-9 {
            let margin = max(abs(high) * 0.1, 1e-6)
            if !fromZero { low -= margin }
            high += margin
        }
        let wanted = (high - low) / 5
        var unit = 1.0
        var places = 0
        while unit > wanted {
            unit /= 10
            places += 1
        }
        while unit * 10 <= wanted { unit *= 10 }
        let step = [1.0, 2, 5, 10].map { $0 * unit }.first { $0 >= wanted } ?? unit * 10
        let first = (low / step).rounded(.down)
        let last = (high / step).rounded(.up)
        range = first * step...max(last, first + 1) * step
        ticks = stride(from: first, through: last, by: 1).map { $0 * step }
        decimals = places
    }

    func place(_ number: Double) -> Double {
        (number - range.lowerBound) / (range.upperBound - range.lowerBound)
    }

    func text(_ tick: Double) -> String { NumberText.fixed(tick, decimals: decimals) }
}
