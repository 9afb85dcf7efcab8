/// A line of help: the keys of a command and what it does.
public struct HelpLine: Hashable, Sendable {
    /// The command's name.
    public var command: String
    /// Its keys as shown, separated by blanks; empty when it is run by name only.
    public var keys: String
    public var text: String
}

/// The commands of one context in the help.
public struct HelpSection: Hashable, Sendable {
    public var title: String
    public var lines: [HelpLine]
}

extension KeyMap {
    /// The most useful keys of the place where the user is, best first, `command` and `help` last.
    /// Commands that cannot work now are left out.
    public func hints(for state: State) -> [(keys: String, hint: String)] {
        let wanted = HintTable.commands(for: state)
        let useful = wanted.filter { name in
            guard let command = CommandRegistry.command(named: name) else { return false }
            return state.disabledReason(command) == nil
        }
        let names = Array(useful.prefix(8)) + ["palette", "help"]
        return names.compactMap { name in
            guard let command = CommandRegistry.command(named: name), let key = label(of: name)
            else { return nil }
            return (key, HintTable.hint(of: command, in: state))
        }
    }

    /// Help for the place where the user is: the nearest context first, then everything else that
    /// can be done everywhere. `filter` keeps lines that hold all of its words.
    public func help(for state: State, filter: String) -> [HelpSection] {
        let words = filter.lowercased().split(separator: " ")
        return state.contexts.compactMap { context in
            let lines = CommandRegistry.all.filter { $0.contexts.contains(context) }
                .map { helpLine($0) }
                .filter { line in
                    let text = "\(line.command) \(line.keys) \(line.text)".lowercased()
                    return words.allSatisfy { text.contains($0) }
                }
            return lines.isEmpty ? nil : HelpSection(title: context.title, lines: lines)
        }
    }

    private func helpLine(_ command: Command) -> HelpLine {
        HelpLine(
            command: command.name,
            keys: keys(of: command.name).map(\.label).joined(separator: " "), text: command.help)
    }
}

/// Which commands are worth a place on the line of hints.
private enum HintTable {
    static func commands(for state: State) -> [String] {
        switch state.screen {
        case .reading where state.place.focus == .text && state.labelledSteps != nil: steps
        case .reading: reading(state.place.focus)
        case .sideBySide: ["quit", "move-down", "copy"]
        case .comparison:
            [
                "next-section", "next-alone", "first-difference", "move-text", "fold-all",
                "open-side",
                "other-side", "quit",
            ]
        case .head: ["quit", "next-token", "toggle-head", "pin-head", "measure", "move-right"]
        case .sweep: ["head-screen", "toggle-head", "pin-head", "quit"]
        case .outline:
            [
                "open-row", "outline-order", "outline-arrangement", "step-measure", "unfold",
                "matrix", "quit", "fold",
            ]
        case .knockoutMatrix: matrix(state)
        case .searchResults: ["open-row", "move-down", "copy", "quit"]
        case .corpusHits: ["open-row", "move-down", "search-all", "copy", "quit"]
        case .notes: ["open-row", "edit-note", "delete-note", "undo", "quit"]
        case .judging:
            ["judge-guides", "judge-does-not", "judge-unsure", "judge-back", "quit"]
        case .sessions, .themes: ["open-row", "move-down", "quit"]
        case .log: ["copy", "quit"]
        case .skipped: ["move-down", "copy", "quit"]
        case .lexicon: lexicon(state.lexicon.side)
        case .dynamics:
            ["move-down", "open-row", "export-dynamics", "measure-again", "copy", "quit"]
        case .mediation: mediation(isEmpty: state.mediation == nil)
        case .planningHeads: planningHeads(isEmpty: state.planningHeads.sweep == nil)
        }
    }

    private static func mediation(isEmpty: Bool) -> [String] {
        if isEmpty { return ["mediate", "quit"] }
        return [
            "choose-head", "next-kind", "next-page", "widen-page", "next-pair", "toggle-head",
            "measure-evidence", "mediate", "quit",
        ]
    }

    private static func matrix(_ state: State) -> [String] {
        let isPartial = state.shownMatrix?.matrix.isPartial == true
        let measuring = isPartial && !state.matrixIsRunning ? ["measure-matrix"] : []
        guard state.matrixWords == nil else { return measuring + ["matrix-parts", "quit"] }
        return measuring
            + ["go-to-reader", "strongest-source", "matrix-values", "matrix-parts", "quit"]
    }

    private static func planningHeads(isEmpty: Bool) -> [String] {
        if isEmpty { return ["sweep-planning", "quit"] }
        return [
            "choose-planning-head", "toggle-head", "pin-head", "move-down", "sweep-planning",
            "quit",
        ]
    }

    /// The text of a trace whose source has labelled its steps.
    private static let steps = [
        "outline", "next-sentence", "next-important", "fold", "color", "toggle-head",
        "regenerate", "note", "next-planning", "search",
    ]

    private static func reading(_ pane: Pane) -> [String] {
        switch pane {
        case .traces:
            [
                "open-trace", "filter", "search-all", "sort", "group", "mark-trace", "open", "zoom",
                "compare",
            ]
        case .text:
            [
                "toggle-head", "regenerate", "sweep", "note", "color", "measure",
                "next-planning", "search", "ask", "open",
            ]
        case .grid:
            [
                "toggle-head", "toggle-layer", "all-heads-on", "measure", "sweep", "head-screen",
                "pin-head", "reading",
            ]
        case .detail:
            ["take-alternative", "next-token", "toggle-head", "regenerate", "note", "reading"]
        case .timeline:
            ["next-planning", "next-fork", "next-changed", "zoom", "move-right", "next-pane"]
        }
    }

    private static func lexicon(_ side: LexiconState.Side) -> [String] {
        switch side {
        case .groups:
            [
                "open-row", "intent", "rename-cluster", "drop-cluster", "mark-cluster",
                "merge-clusters", "lexicon-filter", "undo-lexicon", "quit",
            ]
        case .members:
            [
                "open-row", "mark-cluster", "split-cluster", "drop-cluster", "add-phrase",
                "undo-lexicon", "lexicon-side", "quit",
            ]
        }
    }

    static func hint(of command: Command, in state: State) -> String {
        switch command.name {
        case "open-row" where state.screen == .lexicon && state.lexicon.side == .groups:
            "phrases"
        case "drop-cluster" where state.lexiconIsDropped: "restore"
        case "toggle-head" where state.annotations.mask.heads.contains(state.place.selectedHead):
            "head on"
        case "quit" where state.screen != .reading: "back"
        case "next-sentence" where state.labelledSteps != nil: "next step"
        case "outline-arrangement" where state.outlineArrangement == .moves:
            state.labelledSteps == nil ? "sentences" : "steps"
        case "outline-arrangement": "moves"
        case "matrix-parts": state.matrix.kind == .moves ? "sentences" : "moves"
        case "measure-matrix" where state.shownMatrix?.matrix.done != 0: "measure on"
        case "fold" where state.screen == .outline:
            state.outline.isUnfolded || !state.outline.exceptions.isEmpty
                ? "fold all" : "unfold all"
        case "fold" where state.folds.isOn: "unfold"
        case "fold": "fold"
        case "open-row" where state.screen == .dynamics:
            state.dynamics?.isWide == true ? "list" : "whole screen"
        case "move-down": "rows"
        case "move-right": "pan"
        default: command.hint
        }
    }
}
