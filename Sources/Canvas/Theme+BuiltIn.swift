extension Theme {
    /// The default: ANSI colour names and the terminal's own foreground and background alone, so
    /// that it fits light and dark terminals and follows the user's palette.
    public static let terminal = Theme(
        name: "terminal", variant: .any,
        styles: shapes.merging(colors) { shape, color in color.over(shape) },
        heat: [.terminalDefault, .ansi(4), .ansi(6), .ansi(2), .ansi(3), .ansi(1)],
        diverging: [.ansi(1), .ansi(3), .terminalDefault, .ansi(6), .ansi(4)])

    /// Attributes alone, for terminals without colour and for `NO_COLOR`.
    public static let mono = Theme(
        name: "mono", variant: .any, styles: shapes, heat: [], diverging: [])

    /// What every role keeps when there is no colour.
    private static let shapes: [Role: Style] = [
        .text: .plain,
        .textDim: Style(attributes: .dim),
        .textPrompt: Style(attributes: .dim),
        .textAnswer: Style(attributes: .bold),
        .title: Style(attributes: .bold),
        .border: Style(attributes: .dim),
        .borderFocus: Style(attributes: .bold),
        .status: .plain,
        .statusWarning: Style(attributes: .bold),
        .statusError: Style(attributes: [.bold, .reverse]),
        .keyHint: Style(attributes: .bold),
        .cursor: Style(attributes: .reverse),
        .cursorInactive: Style(attributes: [.reverse, .dim]),
        .selection: Style(attributes: .reverse),
        .listSelected: Style(attributes: .reverse),
        .searchMatch: Style(attributes: .bold),
        .searchCurrent: Style(attributes: [.bold, .reverse]),
        .intentOpen: Style(attributes: .underline),
        .intentDeduce: Style(attributes: .underline),
        .intentBranch: Style(attributes: .underline),
        .intentBacktrack: Style(attributes: .underline),
        .intentVerify: Style(attributes: .underline),
        .intentConclude: Style(attributes: .underline),
        .control: Style(attributes: .dim),
        .note: Style(attributes: .bold),
        .right: Style(attributes: .bold),
        .wrong: Style(attributes: .bold),
        .unchecked: Style(attributes: .dim),
        .more: Style(attributes: .bold),
        .less: Style(attributes: .bold),
        .diverged: Style(attributes: .bold),
        .headSelected: Style(attributes: .bold),
        .headAblated: Style(attributes: .bold),
        .headPinned: Style(attributes: .bold),
        .bar: .plain,
        .barBefore: Style(attributes: .dim),
        .progress: Style(attributes: .bold),
        .popup: .plain,
    ]

    private static let colors: [Role: Style] = [
        .borderFocus: Style(foreground: .ansi(6)),
        .statusWarning: Style(foreground: .ansi(3)),
        .statusError: Style(foreground: .ansi(1)),
        .keyHint: Style(foreground: .ansi(6)),
        .searchMatch: Style(foreground: .ansi(0), background: .ansi(3)),
        .intentOpen: Style(foreground: .ansi(4)),
        .intentDeduce: Style(foreground: .ansi(6)),
        .intentBranch: Style(foreground: .ansi(3)),
        .intentBacktrack: Style(foreground: .ansi(1)),
        .intentVerify: Style(foreground: .ansi(5)),
        .intentConclude: Style(foreground: .ansi(2)),
        .control: Style(foreground: .ansi(5)),
        .note: Style(foreground: .ansi(3)),
        .right: Style(foreground: .ansi(2)),
        .wrong: Style(foreground: .ansi(1)),
        .more: Style(foreground: .ansi(2)),
        .less: Style(foreground: .ansi(1)),
        .diverged: Style(foreground: .ansi(5)),
        .headSelected: Style(foreground: .ansi(6)),
        .headAblated: Style(foreground: .ansi(1)),
        .headPinned: Style(foreground: .ansi(3)),
        .bar: Style(foreground: .ansi(4)),
        .barBefore: Style(foreground: .ansi(8)),
        .progress: Style(foreground: .ansi(2)),
    ]
}
