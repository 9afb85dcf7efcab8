import Canvas

/// Reads base16 and base24 colour schemes (tinted-theming's YAML, the older flat form too) and
/// gives their sixteen colours to Heddle's roles by a fixed table.
struct Base16 {
    /// Background to foreground in 0-7, accents in 8-15 (red, orange, yellow, green, cyan, blue,
    /// magenta, brown).
    private let colors: [Color]
    private let name: String
    private let variant: Theme.Variant

    private static let names = (0..<16).map { index in
        "base0" + String(index, radix: 16, uppercase: true)
    }

    /// True for a document that gives `base00`, at the top or in its palette.
    static func matches(_ document: YAMLDocument) -> Bool {
        guard let entries = try? document.entries() else { return false }
        if entries.contains(where: { $0.key == "base00" }) { return true }
        let palette = entries.first { $0.key == "palette" }
        return (try? palette?.entries().contains { $0.key == "base00" }) ?? false
    }

    /// - Throws: `StorageError` with file and line for a colour that is missing or is none.
    init(_ document: YAMLDocument, name fallback: String) throws(StorageError) {
        let entries = try document.entries()
        let palette = try entries.first { $0.key == "palette" }?.entries() ?? entries
        var colors: [Color] = []
        for name in Self.names {
            guard let entry = palette.first(where: { $0.key.lowercased() == name.lowercased() })
            else {
                throw .malformed(
                    path: document.path, line: palette.first?.line, problem: "'\(name)' is missing")
            }
            let word = try entry.text()
            guard
                let color = ColorNames.hexadecimal(
                    word.hasPrefix("#") ? word.dropFirst() : word[...])
            else { throw entry.wrong("six hexadecimal digits") }
            colors.append(color)
        }
        self.colors = colors
        let given = try entries.first { $0.key == "name" || $0.key == "scheme" }?.text()
        name = given ?? fallback
        variant = try Self.variant(entries, background: colors[0], foreground: colors[5])
    }

    private static func variant(
        _ entries: [YAMLEntry], background: Color, foreground: Color
    ) throws(StorageError) -> Theme.Variant {
        if let entry = entries.first(where: { $0.key == "variant" }),
            let variant = Theme.Variant(rawValue: try entry.text())
        {
            return variant
        }
        let white = Color.rgb(255, 255, 255)
        let isDark =
            (background.contrast(with: white) ?? 1) > (foreground.contrast(with: white) ?? 1)
        return isDark ? .dark : .light
    }

    /// The scheme as a theme.
    var theme: Theme {
        var theme = Theme(
            name: name, variant: variant, styles: styles,
            heat: [
                colors[1], colors[1].mixed(with: colors[9], 0.5), colors[9],
                colors[9].mixed(with: colors[10], 0.7),
            ],
            diverging: [
                colors[13], colors[13].mixed(with: colors[2], 0.5), colors[2],
                colors[9].mixed(with: colors[2], 0.5), colors[9],
            ])
        theme.underlineIntents()
        return theme
    }

    private var styles: [Role: Style] {
        func ink(_ index: Int, _ attributes: Attributes = []) -> Style {
            Style(foreground: colors[index], attributes: attributes)
        }
        func on(_ background: Int, _ index: Int, _ attributes: Attributes = []) -> Style {
            Style(
                foreground: colors[index], background: colors[background], attributes: attributes)
        }
        return [
            .text: on(0, 5), .textDim: ink(4), .textPrompt: ink(4), .textAnswer: ink(6, .bold),
            .title: ink(6, .bold), .border: ink(3), .borderFocus: ink(13),
            .status: on(1, 5), .statusWarning: on(1, 10, .bold), .statusError: on(1, 8, .bold),
            .keyHint: ink(13, .bold),
            .cursor: on(5, 0, .bold), .cursorInactive: on(2, 5), .selection: on(2, 5),
            .listSelected: on(2, 6, .bold), .searchMatch: on(10, 0),
            .searchCurrent: on(9, 0, .bold),
            .intentOpen: ink(13), .intentDeduce: ink(12), .intentBranch: ink(10),
            .intentBacktrack: ink(8), .intentVerify: ink(11), .intentConclude: ink(14),
            .control: ink(15, .italic), .note: ink(10, .bold),
            .right: ink(11), .wrong: ink(8), .unchecked: ink(4),
            .more: ink(11), .less: ink(8), .diverged: on(9, 0, .bold),
            .headSelected: ink(6, .bold), .headAblated: ink(8, .bold), .headPinned: ink(14, .bold),
            .bar: ink(13), .barBefore: ink(3), .progress: ink(12), .popup: on(1, 5),
        ]
    }
}
