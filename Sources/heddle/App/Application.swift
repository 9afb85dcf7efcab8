import Canvas
import EffectRunner
import Foundation
import HeddleAnalysis
import Storage
import Synchronization
import Terminal
import Workbench

/// Results of work on other threads, waiting for the main loop.
final class Mailbox: Sendable {
    private let results = Mutex<[EffectResult]>([])

    func put(_ result: EffectResult) { results.withLock { $0.append(result) } }

    func takeAll() -> [EffectResult] {
        results.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}

/// The terminal program: input becomes actions, actions change the state and ask for effects, the
/// state becomes a frame.
final class Application {
    private let screen: TerminalScreen
    private let loop: EventLoop
    private let mailbox = Mailbox()
    private let runner: EffectRunner
    private var state: State
    private var startEffects: [Effect]

    init(screen: TerminalScreen, launch: Launch) {
        self.screen = screen
        loop = EventLoop(screen: screen)
        state = launch.state
        state.settings.colorless = screen.colorDepth == .none
        state.settings.ascii = !screen.usesUnicode
        startEffects = launch.effects
        let mailbox = mailbox
        let wake = Wake()
        runner = EffectRunner(environment: launch.environment) { result in
            mailbox.put(result)
            wake.post()
        }
    }

    /// Runs until the user leaves or the terminal goes; everything is saved then.
    func run() {
        loop.run { events in self.handle(events) }
        runner.closeAndWait()
    }

    private func handle(_ events: [InputEvent]) -> LoopDecision {
        for event in events { apply(event) }
        let effects = startEffects
        startEffects = []
        perform(effects)
        return LoopDecision(
            frame: Views.frame(state, keyMap: state.keyMap), quits: state.quits)
    }

    private func apply(_ event: InputEvent) {
        switch event {
        case .key(let key): update(.key(key))
        case .mouse(let mouse): update(.mouse(mouse))
        case .paste(let text): update(.paste(text))
        case .resize(let width, let height): update(.resize(width: width, height: height))
        case .wake: for result in mailbox.takeAll() { update(.result(result)) }
        case .terminate: state.quits = true
        case .deadline, .focus: break
        }
    }

    private func update(_ action: Action) {
        perform(Workbench.update(&state, action))
    }

    private func perform(_ effects: [Effect]) {
        for effect in effects where !runner.run(effect) { performHere(effect) }
    }

    /// What only the terminal can do.
    private func performHere(_ effect: Effect) {
        switch effect {
        case .suspend: screen.suspend()
        case .bell: screen.ringBell()
        case .setMouse(let on): screen.setMouse(on)
        case .redraw: screen.repaint()
        case .quit: state.quits = true
        case .copy(let text):
            let isSent = screen.copyToClipboard(text)
            let message =
                isSent
                ? Message(.information, "\(text.count) characters sent to the terminal's clipboard")
                : Message(.warning, "too long for the clipboard: export it to a file instead")
            update(.result(.message(message)))
        case .writeScreen(let format, let path): writeScreen(format, path)
        default: break
        }
    }

    private func writeScreen(_ format: ExportFormat, _ path: String) {
        let frame = Views.frame(state, keyMap: state.keyMap)
        let text =
            switch format {
            case .svg: frame.svg()
            case .lines: Views.text(state, keyMap: state.keyMap) + "\n"
            default: frame.text + "\n"
            }
        do {
            try Files.write(Array(text.utf8), to: path)
            update(.result(.message(Message(.information, "screen written to \(path)"))))
        } catch {
            update(.result(.message(Message(.error, error.description))))
        }
    }
}
