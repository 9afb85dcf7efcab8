import Canvas
import HeddleAnalysis

/// Where the grids of the kinds of heads and what is said of the selected head stand.
public struct MediationLayout: Hashable, Sendable {
    /// Outer rectangles of the grids that are shown.
    public var grids: [SymbolicHeadKind: Rect] = [:]
    /// Figures and run of a screen that has room for them beside the page.
    public var figures: Rect?
    /// The page, empty where the figures have its room.
    public var page: Rect

    /// From this width on the three grids stand side by side.
    static let threeGrids = 108

    /// - Parameters:
    ///   - kind: the grid that is shown where there is room for one.
    ///   - isWide: the page has the whole body.
    init(body: Rect, shape: HeadShape, kind: SymbolicHeadKind, isWide: Bool) {
        if isWide {
            page = body
        } else if body.width >= Self.threeGrids {
            // Borders, header, scale and the line of what is significant.
            let height = min(shape.layers + 5, max(10, body.height * 3 / 5))
            let rows = body.rows([.fixed(height), .flexible()])
            for (kind, rect) in zip(
                SymbolicHeadKind.allCases,
                rows[0].columns([.flexible(), .flexible(), .flexible()]))
            {
                grids[kind] = rect
            }
            let columns = rows[1].columns([.fixed(max(64, body.width * 2 / 5)), .flexible()])
            (figures, page) = (columns[0], columns[1])
        } else {
            let labels = String(max(0, shape.layers - 1)).count + 4
            let width = min(max(30, shape.heads * 3 + labels), max(30, body.width - 42))
            let columns = body.columns([.fixed(width), .flexible()])
            grids[kind] = columns[0]
            page = columns[1]
        }
    }

    /// The kind whose grid is at a cell.
    func kind(x: Int, y: Int) -> SymbolicHeadKind? {
        SymbolicHeadKind.allCases.first { grids[$0]?.contains(x: x, y: y) == true }
    }
}

extension State {
    /// The layout of the mediation screen; nil while nothing is measured.
    public var mediationLayout: MediationLayout? {
        guard let mediation else { return nil }
        return MediationLayout(
            body: screenBody, shape: mediation.shape, kind: symbolic.kind,
            isWide: symbolic.isWide)
    }

    /// Pages that `v` goes through at the present size.
    var mediationPages: [MediationPage] {
        mediationLayout?.figures == nil
            ? MediationPage.allCases : MediationPage.allCases.filter { !$0.isBesideTheGrids }
    }

    /// The grid of a kind inside its border. Significance is marked in the cells, so that no two
    /// layers share one.
    func mediationGeometry(_ kind: SymbolicHeadKind) -> GridGeometry? {
        guard let rect = mediationLayout?.grids[kind], let shape = mediation?.shape else {
            return nil
        }
        var area = rect.inset()
        // The line below the scale.
        area.height -= 1
        return GridGeometry(
            area: area, shape: shape, selected: place.selectedHead, halfBlocks: false)
    }
}

extension MediationPage {
    /// Shown at any time where there is room.
    var isBesideTheGrids: Bool { self == .figures || self == .run }
}
