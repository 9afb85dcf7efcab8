/// Grids and scatters as SVG elements for a page, which gives them their colours.
enum GridPicture {
    /// A value of every head, `[layer][head]`, a row a layer: strength of colour by the square root
    /// of its size, so that one large value does not hide the others.
    ///
    /// - Parameters:
    ///   - sure: heads with a whole frame.
    ///   - likely: heads with a dashed frame.
    static func heads(
        _ values: [[Double?]], unit: String, sure: [HeadID] = [], likely: [HeadID] = []
    ) -> String {
        let columns = values.map(\.count).max() ?? 0
        let size = cellSize(max(columns, values.count))
        let (left, top) = (26.0, 16.0)
        let largest = values.joined().compactMap(\.self).filter(\.isFinite).map(abs).max() ?? 0
        let tellsEveryHead = values.count * columns <= 1500
        var parts: [String] = []
        for (layer, row) in values.enumerated() {
            for (head, value) in row.enumerated() {
                let id = HeadID(layer: layer, head: head)
                let (x, y) = (left + Double(head) * size, top + Double(layer) * size)
                let isMarked = sure.contains(id) || likely.contains(id)
                let title =
                    tellsEveryHead || isMarked
                    ? "<title>\(id): \(value.map { NumberText.twoDigits($0) } ?? "none")\(unit)</title>"
                    : ""
                parts.append(square(x, y, size - 1, "cell", title: title))
                guard let value, value.isFinite, largest > 0 else { continue }
                let strength = (abs(value) / largest).squareRoot()
                parts.append(
                    square(
                        x, y, size - 1, value > 0 ? "up" : "down", opacity: strength,
                        title: title))
                if sure.contains(id) {
                    parts.append(square(x, y, size - 1, "sure"))
                } else if likely.contains(id) {
                    parts.append(square(x, y, size - 1, "likely"))
                }
            }
        }
        parts += ticks(values.count).map {
            tick("\($0)", x: left - 4, y: top + (Double($0) + 0.5) * size + 3.5, anchor: "end")
        }
        parts += ticks(columns).map {
            tick("\($0)", x: left + (Double($0) + 0.5) * size, y: top - 4, anchor: "middle")
        }
        return element(
            left + Double(columns) * size + 2, top + Double(values.count) * size + 2, parts)
    }

    /// A similarity matrix, -1 to 1.
    static func matrix(_ matrix: SimilarityMatrix, side: Double = 168) -> String {
        let size = side / Double(max(1, matrix.size))
        var parts: [String] = []
        for row in 0..<matrix.size {
            for column in 0..<matrix.size {
                let value = matrix[row, column]
                guard abs(value) >= 0.02 else { continue }
                parts.append(
                    square(
                        Double(column) * size, Double(row) * size, size,
                        value > 0 ? "up" : "down", opacity: abs(value)))
            }
        }
        parts.append(square(0, 0, side, "frame"))
        return element(side, side, crisp: true, parts)
    }

    /// A point for every head.
    static func scatter(
        _ points: [(head: HeadID, x: Double, y: Double)], xLabel: String, yLabel: String,
        marked: [HeadID]
    ) -> String {
        let (width, height) = (330.0, 250.0)
        let (left, right, top, bottom) = (52.0, width - 12, 12.0, height - 40)
        let (xs, ys) = (
            ChartScale(points.map(\.x), fromZero: false),
            ChartScale(points.map(\.y), fromZero: false)
        )
        func place(_ x: Double, _ y: Double) -> (Double, Double) {
            (left + xs.place(x) * (right - left), bottom - ys.place(y) * (bottom - top))
        }
        var parts = [
            "<rect class=\"frame\" x=\"\(n(left))\" y=\"\(n(top))\" width=\"\(n(right - left))\" "
                + "height=\"\(n(bottom - top))\"/>"
        ]
        for value in xs.ticks {
            parts.append(
                tick(xs.text(value), x: place(value, 0).0, y: bottom + 13, anchor: "middle"))
        }
        for value in ys.ticks {
            let y = bottom - ys.place(value) * (bottom - top)
            parts.append(tick(ys.text(value), x: left - 5, y: y + 3.5, anchor: "end"))
        }
        for point in points.sorted(by: { !marked.contains($0.head) && marked.contains($1.head) }) {
            let (x, y) = place(point.x, point.y)
            parts.append(
                "<circle class=\"\(marked.contains(point.head) ? "marked" : "dot")\" "
                    + "cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"3.5\"><title>\(point.head): "
                    + "\(NumberText.twoDigits(point.x)), \(NumberText.twoDigits(point.y))</title>"
                    + "</circle>")
        }
        parts.append(tick(xLabel, x: (left + right) / 2, y: height - 8, anchor: "middle"))
        parts.append(
            "<text class=\"tick\" text-anchor=\"middle\" transform=\"translate(11,"
                + "\(n((top + bottom) / 2))) rotate(-90)\">\(InertText.markup(yLabel))</text>")
        return element(width, height, parts)
    }

    private static func cellSize(_ count: Int) -> Double {
        count <= 12 ? 22 : count <= 32 ? 15 : 9
    }

    private static func ticks(_ count: Int) -> [Int] {
        let step = count <= 12 ? 1 : count <= 40 ? 4 : 10
        return Array(stride(from: 0, to: count, by: step))
    }

    private static func n(_ number: Double) -> String { TimelinePicture.number(number) }

    private static func square(
        _ x: Double, _ y: Double, _ size: Double, _ name: String, opacity: Double? = nil,
        title: String = ""
    ) -> String {
        let strength = opacity.map { " fill-opacity=\"\(NumberText.fixed($0, decimals: 2))\"" }
        let rect =
            "<rect class=\"\(name)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(size))\" "
            + "height=\"\(n(size))\"\(strength ?? "")"
        return title.isEmpty ? rect + "/>" : rect + ">\(title)</rect>"
    }

    private static func tick(
        _ text: String, x: Double, y: Double, anchor: String
    ) -> String {
        "<text class=\"tick\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\">"
            + "\(InertText.markup(text))</text>"
    }

    private static func element(
        _ width: Double, _ height: Double, crisp: Bool = false, _ parts: [String]
    ) -> String {
        "<svg viewBox=\"0 0 \(n(width)) \(n(height))\" width=\"\(n(width))\" "
            + "height=\"\(n(height))\" role=\"img\" "
            + "shape-rendering=\"\(crisp ? "crispEdges" : "auto")\">\(parts.joined())</svg>"
    }
}
