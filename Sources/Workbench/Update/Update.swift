import Canvas
import HeddleAnalysis

/// Applies one action to the state and returns the work that it asks for.
///
/// The only code that changes `State`. Pure: equal states and actions give equal states and
/// effects. A key costs the lines on the screen, not the length of the trace.
@discardableResult
public func update(_ state: inout State, _ action: Action) -> [Effect] {
    var effects: [Effect] = []
    let before = state.place
    var margin = State.scrollMargin
    switch action {
    case .key(let key): state.press(key, &effects)
    case .mouse(let event):
        margin = 0
        state.handleMouse(event, &effects)
    case .paste(let text): state.paste(text, &effects)
    case .resize(let width, let height):
        state.width = max(1, width)
        state.height = max(1, height)
    case .command(let name, let argument):
        state.message = nil
        state.runCommand(named: name, CommandCall(argument: argument), &effects)
    case .result(let result): state.take(result, &effects)
    }
    state.showColumnQuestion()
    state.settle(margin: margin)
    state.requestMissing(&effects)
    state.requestTexts(&effects)
    state.requestCounts(&effects)
    state.requestSymbolic(&effects)
    state.cancelForgottenMatrix(&effects)
    if state.place != before, !state.settings.readOnly, state.document != nil {
        effects.append(.savePlace(state.snapshot))
    }
    return effects
}

/// One run of a command: the count typed before its key, or the argument typed after its name.
struct CommandCall {
    var count: Int?
    var argument: String?
    /// The user has seen what it costs.
    var isConfirmed = false
    /// It was typed into the palette, so that no argument means none.
    var isTyped = false

    /// How often a movement is made.
    var times: Int { max(1, count ?? 1) }
}

typealias CommandHandler =
    @Sendable (_ state: inout State, _ call: CommandCall, _ effects: inout [Effect]) -> Void

/// What each command of the registry does, by its name.
enum CommandHandlers {
    static let all: [String: CommandHandler] =
        [
            movement, landmarks, panes, heads, looking, traces, listing, comparing, notes, screens,
            outline, lexicon, exporting, columns, judging, measuring,
            symbolic, planningHeads, program,
            resampling,
            readout,
            knockingOut,
            knockoutMatrix,
        ]
        .reduce(into: [:]) { table, topic in table.merge(topic) { first, _ in first } }
}

extension State {
    mutating func say(_ text: String, _ kind: Message.Kind = .information) {
        post(Message(kind, text))
    }

    /// Shows a message and keeps it in the log.
    mutating func post(_ message: Message) {
        self.message = message
        log.append(message)
        if log.count > 500 { log.removeFirst(log.count - 500) }
    }

    mutating func runCommand(named name: String, _ call: CommandCall, _ effects: inout [Effect]) {
        guard let command = CommandRegistry.command(named: name),
            let handler = CommandHandlers.all[name]
        else {
            say("There is no command '\(name)': : lists them", .warning)
            return
        }
        if let reason = disabledReason(command) {
            say(reason, .warning)
            return
        }
        if CommandRegistry.firstRun.contains(name) { showsFirstRunHint = false }
        if command.needsArgument, call.argument == nil {
            overlay = .prompt(.argument(command: name), input: TextInput())
            return
        }
        handler(&self, call, &effects)
    }
}
