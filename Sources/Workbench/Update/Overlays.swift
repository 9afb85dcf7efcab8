import Canvas

extension State {
    mutating func pressInOverlay(_ key: KeyPress, _ effects: inout [Effect]) {
        if key == KeyPress(.character("z"), .control) {
            effects.append(.suspend)
            return
        }
        switch overlay {
        case .confirmLeave: answerLeaving(key, &effects)
        case .confirmWork(_, let command, let argument):
            overlay = nil
            if key.key == .enter {
                let call = CommandCall(argument: argument, isConfirmed: true)
                runCommand(named: command, call, &effects)
            } else {
                say("Not started")
            }
        case .columns(let question): pressInColumns(key, question, &effects)
        case .help: pressInHelp(key, &effects)
        case .palette(let input, let selection):
            pressInPalette(key, input: input, selection: selection, &effects)
        case .prompt(let kind, let input): pressInPrompt(key, kind, input, &effects)
        case nil: break
        }
    }

    private mutating func answerLeaving(_ key: KeyPress, _ effects: inout [Effect]) {
        let isControlC = key == KeyPress(.character("c"), .control)
        if isControlC || key.typedCharacter == "y" || key.typedCharacter == "q" {
            leave(&effects)
        } else {
            overlay = nil
        }
    }

    private static func closes(_ key: KeyPress) -> Bool {
        key.key == .escape || key == KeyPress(.character("c"), .control)
    }

    private mutating func pressInHelp(_ key: KeyPress, _ effects: inout [Effect]) {
        let isEmpty = overlay?.input?.text.isEmpty ?? true
        switch key.key {
        case .up: overlayScroll = max(0, overlayScroll - 1)
        case .down: overlayScroll = min(helpLineCount, overlayScroll + 1)
        case .pageUp: overlayScroll = max(0, overlayScroll - max(1, height / 2))
        case .pageDown: overlayScroll = min(helpLineCount, overlayScroll + max(1, height / 2))
        case .enter: overlay = nil
        case .function(1): overlay = nil
        case .character("q") where isEmpty, .character("?") where isEmpty: overlay = nil
        default:
            if Self.closes(key) {
                overlay = nil
            } else {
                editInput(&effects) { $0.edit(key) }
            }
        }
    }

    /// Lines of the help as it is filtered now and drawn.
    var helpLineCount: Int {
        guard case .help(let filter) = overlay else { return 0 }
        return HelpView.lineCount(self, filter: filter.text)
    }

    private mutating func pressInPalette(
        _ key: KeyPress, input: TextInput, selection: Int, _ effects: inout [Effect]
    ) {
        let found = paletteChoices(input)
        func moved(_ step: Int) -> Overlay {
            let last = max(0, found.count - 1)
            return .palette(input: input, selection: max(0, min(last, selection + step)))
        }
        switch (key.key, key.modifiers) {
        case (.up, _), (.character("p"), .control): overlay = moved(-1)
        case (.down, _), (.character("n"), .control): overlay = moved(1)
        case (.tab, _):
            guard found.indices.contains(selection) else { return }
            let choice = found[selection]
            let text = [choice.command.name, choice.argument ?? ""].joined(separator: " ")
            overlay = .palette(input: TextInput(text), selection: 0)
        case (.enter, _):
            overlay = nil
            guard found.indices.contains(selection) else {
                say("No command matches '\(input.text)'", .warning)
                return
            }
            runFromPalette(found[selection], input, &effects)
        case (.backspace, _) where input.text.isEmpty: overlay = nil
        default:
            if Self.closes(key) {
                overlay = nil
            } else {
                editInput(&effects) { $0.edit(key) }
            }
        }
    }

    private mutating func runFromPalette(
        _ choice: PaletteChoice, _ input: TextInput, _ effects: inout [Effect]
    ) {
        let command = choice.command
        recentCommands.removeAll { $0 == command.name }
        recentCommands.insert(command.name, at: 0)
        if recentCommands.count > 20 { recentCommands.removeLast() }
        let argument = choice.argument ?? Palette.parse(input.text).argument
        let call = CommandCall(argument: argument, isTyped: true)
        runCommand(named: command.name, call, &effects)
    }

    private mutating func pressInPrompt(
        _ key: KeyPress, _ kind: PromptKind, _ input: TextInput, _ effects: inout [Effect]
    ) {
        if Self.closes(key) {
            overlay = nil
            discard(kind)
        } else if key.key == .enter {
            overlay = nil
            submit(kind, input.text, &effects)
        } else if kind.takesPattern, key == KeyPress(.character("r"), .control) {
            editInput(&effects) { $0.toggleExpression() }
        } else {
            editInput(&effects) { $0.edit(key) }
        }
    }

    /// Changes the line being typed, and what follows it while it is typed.
    mutating func editInput(_ effects: inout [Effect], _ edit: (inout TextInput) -> Void) {
        guard var input = overlay?.input else { return }
        let before = input.text
        edit(&input)
        switch overlay {
        case .help:
            overlay = .help(filter: input)
            if input.text != before { overlayScroll = 0 }
        case .palette(_, let selection):
            overlay = .palette(input: input, selection: input.text == before ? selection : 0)
        case .prompt(let kind, _):
            overlay = .prompt(kind, input: input)
            if kind == .search, input.text != before { searchWhileTyping(input.text) }
            if kind == .filter, input.text != before { filterWhileTyping(input.text) }
            if kind == .lexiconFilter, input.text != before { filterLexicon(input.text) }
            if kind == .argument(command: "intent") { chooseIntent(input.text, &effects) }
        case .columns(var question):
            question.input = input
            if input.text != before { question.read(input.text) }
            overlay = .columns(question)
        case .confirmLeave, .confirmWork, nil: break
        }
    }
}
