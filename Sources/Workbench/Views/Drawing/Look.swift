import Canvas
import HeddleAnalysis

/// How a theme and the terminal's abilities turn meanings into styles.
///
/// Without colour every role keeps a difference that attributes can show.
struct Look: Sendable {
    let theme: Theme
    let colorless: Bool
    let plusMinus: String

    init(_ state: State) {
        theme = state.theme
        colorless = state.settings.colorless
        plusMinus = state.settings.ascii ? "+/-" : "±"
    }

    subscript(_ role: Role) -> Style {
        let style = theme[role]
        guard colorless else { return style }
        return Style(attributes: style.attributes.union(Self.attributesWithoutColor[role] ?? []))
    }

    private static let attributesWithoutColor: [Role: Attributes] = [
        .cursor: .reverse, .cursorInactive: [.reverse, .dim], .selection: .reverse,
        .listSelected: .reverse, .searchMatch: .bold, .searchCurrent: [.bold, .reverse],
        .textDim: .dim, .textPrompt: .dim, .textAnswer: .bold, .title: .bold, .borderFocus: .bold,
        .statusWarning: .bold, .statusError: [.bold, .reverse], .keyHint: .bold, .note: .bold,
        .headSelected: .bold, .headAblated: .bold, .headPinned: .bold, .diverged: .bold,
        .intentOpen: .underline, .intentDeduce: .underline, .intentBranch: .underline,
        .intentBacktrack: .underline, .intentVerify: .underline, .intentConclude: .underline,
    ]

    /// Planning tokens are underlined in every theme, so that they survive without colour.
    func intent(_ intent: Intent) -> Style {
        let role: Role =
            switch intent {
            case .open: .intentOpen
            case .deduce: .intentDeduce
            case .branch: .intentBranch
            case .backtrack: .intentBacktrack
            case .verify: .intentVerify
            case .conclude: .intentConclude
            }
        var style = self[role]
        style.attributes.insert(.underline)
        return style
    }

    /// A letter or a rule in an intent's colour, without the underline that tokens carry.
    func intentMark(_ intent: Intent) -> Style {
        var style = self.intent(intent)
        style.attributes.remove(.underline)
        return style
    }

    func verdict(_ correct: Bool?) -> (mark: String, style: Style) {
        switch correct {
        case true?: ("✓", self[.right])
        case false?: ("✗", self[.wrong])
        case nil: ("?", self[.unchecked])
        }
    }

    var dim: Style { Style(attributes: .dim) }
}
