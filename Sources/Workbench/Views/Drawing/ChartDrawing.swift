import Canvas
import HeddleAnalysis

/// Draws the charts of an analysis with the widgets of the screen.
public struct ChartDrawing {
    public let look: LineChart.Look
    /// Of the series, in their order.
    public let styles: [Style]

    public init(look: LineChart.Look, styles: [Style] = []) {
        self.look = look
        self.styles = styles
    }

    /// Rows that a chart takes where there is room.
    public func height(_ chart: ChartValues) -> Int {
        chart.isBars ? bars(chart).height : 14
    }

    public func draw(_ chart: ChartValues, into frame: inout Frame, in rect: Rect) {
        if chart.isBars {
            bars(chart).draw(into: &frame, in: rect, look: look)
        } else {
            LineChart(
                title: chart.title, unit: chart.unit, labels: chart.labels,
                series: chart.series.enumerated().map { index, series in
                    ChartSeries(
                        name: series.name, values: series.values, bands: series.bands,
                        style: style(index))
                }
            ).draw(into: &frame, in: rect, look: look)
        }
    }

    private func style(_ index: Int) -> Style {
        styles.isEmpty ? .plain : styles[index % styles.count]
    }

    private func bars(_ chart: ChartValues) -> BarChart {
        BarChart(
            title: chart.unit.isEmpty ? chart.title : "\(chart.title) (\(chart.unit))",
            groups: chart.series.enumerated().map { index, series in
                BarChart.Group(
                    name: series.name,
                    bars: chart.labels.indices.map { place in
                        let band = series.bands.indices.contains(place) ? series.bands[place] : nil
                        return BarChart.Bar(
                            name: chart.labels[place], value: series.values[place], band: band,
                            text: text(series.values[place], band))
                    }, style: style(index))
            })
    }

    /// `312  298–327`.
    private func text(_ value: Double?, _ band: ClosedRange<Double>?) -> String {
        guard let value else { return "–" }
        let decimals = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 3
        let own = NumberText.fixed(value, decimals: decimals)
        guard let band else { return own }
        return own + "  " + NumberText.fixed(band.lowerBound, decimals: decimals) + "–"
            + NumberText.fixed(band.upperBound, decimals: decimals)
    }
}
