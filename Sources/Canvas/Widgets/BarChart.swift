/// Horizontal bars from zero with their bands, in groups.
public struct BarChart: Equatable, Sendable {
    public struct Bar: Equatable, Sendable {
        public var name: String
        public var value: Double?
        public var band: ClosedRange<Double>?
        /// What stands behind the bar.
        public var text: String

        public init(name: String, value: Double?, band: ClosedRange<Double>? = nil, text: String) {
            self.name = name
            self.value = value
            self.band = band
            self.text = text
        }
    }

    public struct Group: Equatable, Sendable {
        public var name: String
        public var bars: [Bar]
        public var style: Style

        public init(name: String, bars: [Bar], style: Style = .plain) {
            self.name = name
            self.bars = bars
            self.style = style
        }
    }

    public var title: String
    public var groups: [Group]

    public init(title: String, groups: [Group]) {
        self.title = title
        self.groups = groups
    }

    /// Rows that everything takes.
    public var height: Int { 1 + groups.reduce(0) { $0 + $1.bars.count + (hasNames ? 1 : 0) } }

    /// One group needs no name of its own.
    private var hasNames: Bool { groups.count > 1 }

    /// Draws title and bars into a rectangle: full up to the band, shaded inside of it, a rule from
    /// the value to its end.
    public func draw(into frame: inout Frame, in rect: Rect, look: LineChart.Look) {
        let area = rect.intersection(frame.bounds)
        guard !area.isEmpty else { return }
        frame.put(
            TextFit.cut(title, to: area.width), x: area.x, y: area.y, style: look.title, clip: area)
        let bars = groups.flatMap(\.bars)
        let names = min(area.width / 3, bars.map { TextWidth.columns(of: $0.name) }.max() ?? 0)
        let texts = min(area.width / 2, bars.map { TextWidth.columns(of: $0.text) }.max() ?? 0)
        let room = area.width - names - texts - 4
        let most =
            bars.map { max($0.value ?? 0, $0.band?.upperBound ?? 0) }
            .filter(\.isFinite).max() ?? 0
        var y = area.y + 1
        for group in groups {
            if hasNames {
                frame.put(
                    TextFit.cut(group.name, to: area.width), x: area.x, y: y, style: look.axis,
                    clip: area)
                y += 1
            }
            for bar in group.bars {
                guard y < area.maxY else { return }
                let name = TextFit.padded(bar.name, to: names)
                frame.put(name, x: area.x + 1, y: y, style: look.axis, clip: area)
                if let value = bar.value, value.isFinite, most > 0, room > 0 {
                    draw(
                        value, bar.band, most: most, width: room, x: area.x + names + 2, y: y,
                        style: group.style, into: &frame, look)
                }
                frame.put(
                    TextFit.padded(bar.text, to: texts, alignRight: true),
                    x: area.maxX - texts, y: y, clip: area)
                y += 1
            }
        }
    }

    private func draw(
        _ value: Double, _ band: ClosedRange<Double>?, most: Double, width: Int, x: Int, y: Int,
        style: Style, into frame: inout Frame, _ look: LineChart.Look
    ) {
        func columns(_ number: Double) -> Int {
            Int((min(1, max(0, number / most)) * Double(width)).rounded())
        }
        if let band {
            let end = columns(band.upperBound)
            let rule = String(repeating: look.glyphs == .ascii ? "-" : "─", count: max(0, end))
            frame.put(rule, x: x, y: y, style: look.axis)
        }
        let bar =
            look.glyphs == .ascii
            ? String(repeating: "#", count: max(value > 0 ? 1 : 0, columns(value)))
            : Meter.bar(value / most, width: width)
        frame.put(bar, x: x, y: y, style: style)
        guard let band else { return }
        let low = max(0, columns(band.lowerBound))
        let shaded = columns(value) - low
        guard shaded > 0 else { return }
        frame.put(
            String(repeating: look.glyphs == .ascii ? "=" : "▒", count: shaded), x: x + low, y: y,
            style: style)
    }
}
