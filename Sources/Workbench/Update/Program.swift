import Canvas
import HeddleAnalysis

extension CommandHandlers {
    static let program: [String: CommandHandler] = [
        "palette": { state, _, _ in
            state.overlay = .palette(input: TextInput(), selection: 0)
        },
        "help": { state, _, _ in
            state.overlayScroll = 0
            state.overlay = .help(filter: TextInput())
        },
        "cancel": { state, _, effects in state.cancelOrLeave(&effects) },
        "suspend": { _, _, effects in effects.append(.suspend) },
        "redraw": { _, _, effects in effects.append(.redraw) },
        "write": { state, call, effects in state.writeScreen(call.argument ?? "", &effects) },
        "text": { _, call, effects in
            effects.append(
                .writeScreen(format: .lines, path: call.argument ?? "heddle-screen.txt"))
        },
        "mouse": { state, call, effects in state.setMouse(call.argument, &effects) },
        "reload": { _, _, effects in effects.append(.reloadConfiguration) },
    ]
}

extension State {
    mutating func writeScreen(_ path: String, _ effects: inout [Effect]) {
        let isPicture = path.lowercased().hasSuffix(".svg")
        effects.append(.writeScreen(format: isPicture ? .svg : .text, path: path))
    }

    mutating func setMouse(_ argument: String?, _ effects: inout [Effect]) {
        let isOn: Bool
        switch argument?.lowercased() {
        case nil: isOn = !settings.mouse
        case "on": isOn = true
        case "off": isOn = false
        default:
            say("Write mouse on or mouse off", .warning)
            return
        }
        settings.mouse = isOn
        effects.append(.setMouse(isOn))
        say(isOn ? "The mouse works here" : "The mouse belongs to the terminal")
    }

    /// Keeps what was typed into an input line.
    mutating func submit(_ kind: PromptKind, _ text: String, _ effects: inout [Effect]) {
        switch kind {
        case .ask: ask(text, &effects)
        case .search: submitSearch(text)
        case .searchAll: searchAll(text, &effects)
        case .goToToken: submitToken(text)
        case .note(let target): addNote(target, text, &effects)
        case .editNote(let id): changeNote(id, text, &effects)
        case .pinName(let head): pin(head, text, &effects)
        case .setName: runCommand(named: "save-set", CommandCall(argument: text), &effects)
        case .filter: submitFilter(text)
        case .lexiconFilter: filterLexicon(text)
        case .openFile: openFiles(text, &effects)
        case .argument(let command):
            guard !text.isEmpty else { return }
            runCommand(named: command, CommandCall(argument: text), &effects)
        }
    }

    /// Leaves an input line without keeping what was typed.
    mutating func discard(_ kind: PromptKind) {
        switch kind {
        case .search: discardSearch()
        case .filter: discardFilter()
        case .lexiconFilter: filterLexicon(lexicon.filterBefore)
        case .ask, .searchAll, .goToToken, .note, .editNote, .pinName, .setName, .openFile,
            .argument:
            break
        }
    }
}
