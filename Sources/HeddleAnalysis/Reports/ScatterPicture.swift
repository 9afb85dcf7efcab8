/// Points over two axes in the same unit as an SVG picture, readable on light and on dark ground;
/// series differ by shape and colour. The axes are linear near zero and logarithmic beyond, so that
/// effects of very different sizes can be told apart.
struct ScatterPicture {
    struct Point {
        var name: String
        var x: Double
        var y: Double
        /// Index of the picture's series.
        var series: Int
        var isFilled: Bool
        var isLabelled: Bool
    }

    var title: String
    var horizontal: String
    var vertical: String
    var series: [String]
    var points: [Point]
    var sentences: [String]

    private static let width = 720.0
    private static let left = 84.0
    private static let top = 52.0
    private static let side = 520.0

    private var right: Double { Self.left + Self.side }
    private var bottom: Double { Self.top + Self.side }

    var svg: String {
        let scale = SignedLogScale(points.flatMap { [$0.x, $0.y] })
        let body = axes(scale) + marks(scale) + legend
        return SVGCharts.document(
            title: title, width: Self.width, body: body, end: bottom + 62, sentences: sentences)
    }

    private func x(_ value: Double, _ scale: SignedLogScale) -> Double {
        Self.left + scale.place(value) * Self.side
    }

    private func y(_ value: Double, _ scale: SignedLogScale) -> Double {
        bottom - scale.place(value) * Self.side
    }

    // MARK: - Axes

    private func axes(_ scale: SignedLogScale) -> [String] {
        var parts: [String] = []
        for tick in scale.ticks {
            let (across, up) = (x(tick, scale), y(tick, scale))
            let name = tick == 0 ? "axis" : "grid"
            parts.append(line(across, Self.top, across, bottom, name))
            parts.append(line(Self.left, up, right, up, name))
            let text = NumberText.twoDigits(tick)
            parts.append(
                SVGCharts.text(text, x: across, y: bottom + 16, class: "faint", anchor: "middle"))
            parts.append(
                SVGCharts.text(text, x: Self.left - 6, y: up + 4, class: "faint", anchor: "end"))
        }
        parts.append(
            line(Self.left, bottom, right, Self.top, "axis", " stroke-dasharray=\"5 4\""))
        let middle = (Self.left + right) / 2
        parts.append(
            SVGCharts.text(
                horizontal, x: middle, y: bottom + 36, class: "faint", anchor: "middle"))
        let center = SVGCharts.number((Self.top + bottom) / 2)
        parts.append(
            "<g transform=\"translate(22,\(center)) rotate(-90)\">"
                + SVGCharts.text(vertical, x: 0, y: 0, class: "faint", anchor: "middle") + "</g>")
        return parts
    }

    private func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ name: String,
        _ more: String = ""
    ) -> String {
        let n = SVGCharts.number
        return "<line class=\"\(name)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" "
            + "y2=\"\(n(y2))\"\(more)/>"
    }

    // MARK: - Points

    private func marks(_ scale: SignedLogScale) -> [String] {
        var taken: [(x: Double, y: Double, width: Double)] = []
        var labels: [String] = []
        let shapes = points.map { point in
            let place = (x: x(point.x, scale), y: y(point.y, scale))
            if point.isLabelled, let spot = Self.spot(point.name, beside: place, taken) {
                taken.append((spot.x, spot.y, Self.width(of: point.name)))
                labels.append(
                    SVGCharts.text(point.name, x: spot.x, y: spot.y, class: "title"))
            }
            return shape(point.series, at: place, isFilled: point.isFilled, note: note(point))
        }
        return shapes + labels
    }

    private func note(_ point: Point) -> String {
        let name = series.indices.contains(point.series) ? series[point.series] : ""
        return "\(point.name), \(name): mathematics \(NumberText.fixed(point.x, decimals: 4)), "
            + "move starts \(NumberText.fixed(point.y, decimals: 4)) nats a token"
    }

    private static func width(of name: String) -> Double { Double(name.count) * 6.5 }

    /// Where a name can stand beside its point without lying on another; nil where it cannot.
    private static func spot(
        _ name: String, beside place: (x: Double, y: Double),
        _ taken: [(x: Double, y: Double, width: Double)]
    ) -> (x: Double, y: Double)? {
        let width = width(of: name)
        let choices = [
            (place.x + 8, place.y + 4), (place.x + 8, place.y - 8), (place.x + 8, place.y + 16),
            (place.x - 8 - width, place.y + 4), (place.x - 8 - width, place.y - 8),
        ]
        return choices.first { x, y in
            !taken.contains {
                abs($0.y - y) < 11 && x < $0.x + $0.width + 3 && $0.x < x + width + 3
            }
        }
    }

    private func shape(
        _ series: Int, at place: (x: Double, y: Double), isFilled: Bool, note: String
    ) -> String {
        let n = SVGCharts.number
        let (x, y) = place
        let color = series % SVGCharts.seriesCount
        let look = isFilled ? "f\(color) s\(color)" : "s\(color)"
        let title = "<title>\(InertText.markup(InertText.line(note, limit: 200)))</title>"
        func polygon(_ points: [(Double, Double)]) -> String {
            let list = points.map { "\(n(x + $0.0)),\(n(y + $0.1))" }.joined(separator: " ")
            return "<polygon class=\"\(look)\" points=\"\(list)\">\(title)</polygon>"
        }
        switch series % 5 {
        case 0:
            return
                "<circle class=\"\(look)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"4.5\">\(title)</circle>"
        case 1: return polygon([(-4.2, -4.2), (4.2, -4.2), (4.2, 4.2), (-4.2, 4.2)])
        case 2: return polygon([(0, -5.4), (5, 4), (-5, 4)])
        case 3: return polygon([(0, -6), (6, 0), (0, 6), (-6, 0)])
        default: return polygon([(0, 5.4), (5, -4), (-5, -4)])
        }
    }

    private var legend: [String] {
        guard series.count > 1 else { return [] }
        return series.enumerated().flatMap { index, name in
            let y = Self.top + 16 + Double(index) * 16
            return [
                shape(index, at: (Self.left + 14, y - 4), isFilled: true, note: name),
                SVGCharts.text(
                    InertText.line(name, limit: 40), x: Self.left + 26, y: y, class: "faint"),
            ]
        }
    }
}

/// A scale that is linear up to a threshold on both sides of zero and logarithmic beyond.
struct SignedLogScale {
    /// Where it turns, in the unit of the numbers.
    static let threshold = 0.01

    let range: ClosedRange<Double>
    /// Zero and powers of ten.
    let ticks: [Double]

    /// - Parameter numbers: all lie on the scale; those that are not finite are left out.
    init(_ numbers: [Double]) {
        let finite = numbers.filter(\.isFinite)
        let low = min(Self.bent(finite.min() ?? 0), 0)
        let high = max(Self.bent(finite.max() ?? 0), Self.bent(Self.threshold))
        let margin = (high - low) * 0.04
        let range = low - margin...high + margin
        var powers = [Self.threshold]
        while Self.bent(powers[powers.count - 1] * 10) < range.upperBound
            || Self.bent(-powers[powers.count - 1] * 10) > range.lowerBound
        {
            powers.append(powers[powers.count - 1] * 10)
        }
        self.range = range
        ticks = (powers.reversed().map { -$0 } + [0] + powers)
            .filter { range.contains(Self.bent($0)) }
    }

    /// From 0 to 1.
    func place(_ number: Double) -> Double {
        let bent = number.isFinite ? Self.bent(number) : 0
        return (bent - range.lowerBound) / (range.upperBound - range.lowerBound)
    }

    private static func bent(_ number: Double) -> Double {
        let size = abs(number) / threshold
        let bent = size <= 1 ? size : 1 + size.logarithm / 10.0.logarithm
        return number < 0 ? -bent : bent
    }
}
