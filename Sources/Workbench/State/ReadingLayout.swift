import Canvas

/// Where everything stands on the reading screen at one size: views draw into these rectangles and
/// the mouse is looked up in them.
public struct ReadingLayout: Hashable, Sendable {
    public static let minimumWidth = 60
    public static let minimumHeight = 16

    /// The screen is smaller than the minimum: a card says so and nothing else is drawn.
    public var isTooSmall: Bool
    /// The line of program, model, trace and mask.
    public var top: Rect
    /// Outer rectangles of the panes that are shown, borders included; the timeline has no border.
    public var panes: [Pane: Rect]
    /// The line of key hints and messages.
    public var hints: Rect

    /// - Parameters:
    ///   - layers: layers of the model, which decide how high the grid stands.
    ///   - hasSteps: the trace has labelled steps, which take a line of the timeline.
    public init(
        width: Int, height: Int, zoomed: Pane?, focus: Pane, layers: Int = 6,
        hasSteps: Bool = false
    ) {
        isTooSmall = width < Self.minimumWidth || height < Self.minimumHeight
        top = Rect(x: 0, y: 0, width: width, height: min(1, height))
        hints = Rect(x: 0, y: max(0, height - 1), width: width, height: height > 1 ? 1 : 0)
        let timelineHeight = height >= 30 ? (hasSteps ? 3 : 2) : 1
        let main = Rect(x: 0, y: 1, width: width, height: height - 2 - timelineHeight)
        let timeline = Rect(x: 0, y: main.maxY, width: width, height: timelineHeight)
        panes = [.timeline: timeline]
        if let zoomed, zoomed != .timeline {
            panes[zoomed] = main
        } else if width >= Self.threeColumns {
            placeColumns(
                in: main, left: width >= 160 ? 36 : 25, right: width >= 160 ? 48 : 34,
                layers: layers)
        } else if focus == .traces {
            panes[.traces] = main
        } else {
            placeColumns(in: main, left: 0, right: 28, layers: layers)
        }
    }

    /// From this width on the trace list stands beside the text; below it is a pane of its own.
    public static let threeColumns = 110

    private mutating func placeColumns(in main: Rect, left: Int, right: Int, layers: Int) {
        if left > 0 {
            panes[.traces] = Rect(x: main.x, y: main.y, width: left, height: main.height)
        }
        panes[.text] = Rect(
            x: main.x + left, y: main.y, width: main.width - left - right, height: main.height)
        let gridHeight = Self.gridHeight(layers: layers, available: main.height)
        let x = main.maxX - right
        panes[.grid] = Rect(x: x, y: main.y, width: right, height: gridHeight)
        panes[.detail] = Rect(
            x: x, y: main.y + gridHeight, width: right, height: main.height - gridHeight)
    }

    /// Borders, header, legend and a row a layer; room for the list of the largest heads where
    /// the column is high, never so much that the detail loses its ten lines.
    private static func gridHeight(layers: Int, available: Int) -> Int {
        let bare = layers + 4
        let roomy = min(bare + 10, available / 2)
        return max(5, max(roomy, min(bare, available - 10)))
    }

    /// The part of a pane inside its border; the timeline has none. Empty where it is not shown.
    public func inner(_ pane: Pane) -> Rect {
        guard let outer = panes[pane] else { return Rect(x: 0, y: 0, width: 0, height: 0) }
        return pane == .timeline ? outer : outer.inset()
    }

    /// Columns left of the text inside its pane: notes, then the bar of the reasoning.
    public static let textGutter = 2

    /// Where the wrapped trace text stands. One more column to its right takes the line break of a
    /// full line.
    public var textArea: Rect {
        let inside = inner(.text)
        return Rect(
            x: inside.x + Self.textGutter, y: inside.y,
            width: inside.width - Self.textGutter - 1, height: inside.height)
    }

    /// The pane at a cell.
    public func pane(x: Int, y: Int) -> Pane? {
        Pane.allCases.first { panes[$0]?.contains(x: x, y: y) == true }
    }

    /// Panes that are shown, in the order of Tab.
    public var order: [Pane] { Pane.allCases.filter { panes[$0] != nil } }
}

extension State {
    /// The reading screen's layout at the present size, zoom and focus.
    public var readingLayout: ReadingLayout {
        ReadingLayout(
            width: width, height: height, zoomed: zoomed, focus: place.focus,
            layers: model.info?.shape.layers ?? 6, hasSteps: labelledSteps != nil)
    }

    /// The body of every screen but the reading screen: between top line and hints, border
    /// included. List screens show one row a line inside the border, see `ListRows`.
    public var screenBody: Rect { Rect(x: 0, y: 1, width: width, height: height - 2) }

    /// Where the rows of the present list screen stand.
    public var listArea: Rect {
        let area = listPanel.inset()
        return Rect(
            x: area.x, y: area.y + listHeaderHeight, width: area.width,
            height: area.height - listHeaderHeight - listDetailHeight)
    }

    /// The panel of the present list, border included.
    private var listPanel: Rect {
        switch screen {
        case .sweep: sweepColumns.list
        case .dynamics: dynamicsColumns.list
        case .planningHeads: planningColumns.list
        case .lexicon: lexicon.side == .groups ? lexiconColumns.groups : lexiconColumns.members
        default: screenBody
        }
    }

    /// Lines above the rows of a list screen that name its columns.
    public var listHeaderHeight: Int { screen == .lexicon && lexicon.side == .groups ? 1 : 0 }

    /// Lines below the rows of a list screen that say more of the row, with the rule above them.
    public var listDetailHeight: Int {
        switch screen {
        case .skipped: max(4, min(8, height / 4))
        case .outline: outlineDetailHeight
        case .lexicon: lexicon.side == .members ? lexiconDetailHeight : 0
        default: 0
        }
    }

    /// Lines below the outline's list for the selected step, their rule included: none where the
    /// screen is low, and none for planning moves, whose rows say it all.
    var outlineDetailHeight: Int {
        let height = screenBody.inset().height
        guard outlineArrangement == .steps, height >= 14, outlineItems > 0 else { return 0 }
        return min(7, 3 + height / 8)
    }

    /// The figures of the dynamics screen stand at the left, the chosen one beside them; before
    /// there are any, the words in their place have the whole body.
    public var dynamicsColumns: (list: Rect, detail: Rect) {
        let body = screenBody
        var left = max(34, min(54, body.width * 2 / 5))
        if dynamics?.report == nil {
            left = body.width
        } else if dynamics?.isWide == true {
            left = 0
        }
        return (
            Rect(x: body.x, y: body.y, width: left, height: body.height),
            Rect(x: body.x + left, y: body.y, width: body.width - left, height: body.height)
        )
    }

    /// Ranked heads of the sweep screen stand in the left part of the body, the grid beside it.
    public var sweepColumns: (list: Rect, grid: Rect) {
        let body = screenBody
        let left = max(30, body.width / 2)
        return (
            Rect(x: body.x, y: body.y, width: left, height: body.height),
            Rect(x: body.x + left, y: body.y, width: body.width - left, height: body.height)
        )
    }
}

/// Which rows of a long list are on the screen.
public enum ListRows {
    /// Rows that are shown so that `selection` stands in the middle, as far as the ends allow.
    public static func rows(count: Int, selection: Int, height: Int) -> Range<Int> {
        guard count > 0, height > 0 else { return 0..<0 }
        let first = max(0, min(selection - height / 2, count - height))
        return first..<min(count, first + height)
    }

    /// Rows that are shown so that as many of the first ones as fit stand above `selection`.
    public static func rowsFromTop(count: Int, selection: Int, height: Int) -> Range<Int> {
        guard count > 0, height > 0 else { return 0..<0 }
        let first = max(0, min(selection, count - 1) + 1 - height)
        return first..<min(count, first + height)
    }
}

extension State {
    /// The rows of the present list screen that `height` lines show.
    func listRows(count: Int, selection: Int, height: Int) -> Range<Int> {
        // A ranking opens at the selected head; what leads it is what one looks for.
        screen == .planningHeads
            ? ListRows.rowsFromTop(count: count, selection: selection, height: height)
            : ListRows.rows(count: count, selection: selection, height: height)
    }
}
