import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

/// Whatever is pressed, clicked and resized, in whatever order: nothing traps and the state stays
/// one that can be drawn.
@Suite struct RandomPlayTests {
    private static let keys: [String] = {
        let bound = CommandRegistry.all.flatMap(\.keys)
        let typed = "abcdefghijklmnopqrstuvwxyz0123456789 .,;:/?LRSVx'".map {
            $0 == " " ? "space" : String($0)
        }
        return bound + typed + ["enter", "enter", "esc", "esc", "up", "down", "tab", "delete"]
    }()

    private static func action(_ random: inout SeededGenerator, _ state: State) -> Action {
        switch Int.random(in: 0..<40, using: &random) {
        case 0:
            return .resize(
                width: Int.random(in: 1...220, using: &random),
                height: Int.random(in: 1...70, using: &random))
        case 1: return .paste("pasted\n\u{1B}text é漢")
        case 2...6:
            let kinds: [MouseEvent.Kind] = [
                .press(.left), .press(.left), .drag(.left), .release(.left), .wheelUp, .wheelDown,
                .press(.right),
            ]
            return .mouse(
                MouseEvent(
                    x: Int.random(in: 0..<max(1, state.width), using: &random),
                    y: Int.random(in: 0..<max(1, state.height), using: &random),
                    kind: kinds.randomElement(using: &random) ?? .wheelUp,
                    clickCount: Int.random(in: 1...2, using: &random)))
        default:
            let name = keys.randomElement(using: &random) ?? "l"
            return .key(KeyPress(name: name) ?? KeyPress(.enter))
        }
    }

    /// Answers some of the work as a runner would, so that later keys meet numbers.
    private static func answer(_ effect: Effect, _ bench: inout Bench) {
        guard let document = bench.state.document else { return }
        let count = document.tokens.count
        switch effect {
        case .effects(let id, let mask, _):
            let rows = (0..<count).map {
                TokenEffect(logprob: -1, ablatedLogprob: -1 - Float($0 % 7), kl: 0.1)
            }
            bench.send(
                .result(
                    .effects(
                        document: id, mask: mask, first: 0, effects: rows, ablated: [],
                        complete: true)))
        case .summaries(let id, let mask, let first):
            bench.send(
                .result(.summaries(document: id, mask: mask, RequestTests.block(first))))
        case .sweep(let id, let target, let metric, let mode, _):
            let row: [Float?] = (0..<8).map { Float($0) - 3 }
            let sweep = SweepResult(
                position: TokenPosition(target: target), metric: metric, mode: mode,
                effects: Array(repeating: row, count: 6))
            bench.send(.result(.sweep(document: id, sweep, complete: true)))
        case .openTrace(let entry, let id):
            bench.send(
                .result(
                    .traceOpened(
                        SampleDocuments.small(number: id.number, id: entry.id), scores: [])))
        case .knockoutMatrix(let work): bench.answer(work, done: count % 5)
        case .listThemes: bench.send(.result(.themes(["a", "b", "c"])))
        default: break
        }
    }

    private static func check(_ bench: Bench, _ step: Int) {
        let state = bench.state
        let count = state.document?.tokens.count ?? 0
        #expect((0..<max(1, count)).contains(state.place.cursor), "step \(step)")
        #expect(state.alternative >= 0 && state.row >= 0)
        #expect(state.row == 0 || state.row < state.rowCount)
        #expect(state.screens.first == .reading)
        // A trace is read on top of the list that it was opened from.
        let lists = state.screens.filter { $0 != .reading }
        #expect(Set(lists).count == lists.count)
        #expect(state.rowsBelow.count == state.screens.count - 1)
        #expect(state.readingLayout.panes[state.place.focus] != nil, "step \(step)")
        #expect(Bench.model.shape.contains(state.place.selectedHead))
        #expect(state.undo.count <= State.undoDepth)
        if let layout = state.layout, !state.readingLayout.isTooSmall {
            let last = max(0, layout.lines.count - state.textHeight)
            #expect((0...last).contains(state.scroll), "step \(step)")
            let line = Int(layout.lineOfToken[state.place.cursor])
            #expect(
                (state.scroll..<state.scroll + state.textHeight).contains(line), "step \(step)")
        }
        if let input = state.overlay?.input {
            #expect((0...input.text.count).contains(input.cursor))
        }
        _ = state.keyMap.hints(for: state)
    }

    @Test(arguments: 1...12)
    func smallDocument(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var bench = Bench.reading(model: seed % 4 == 0 ? nil : Bench.model)
        bench.state.traces.entries.append(
            TraceEntry(TraceFacts(id: "second"), at: TracePlace(file: "f", line: 2)))
        for step in 0..<1500 {
            let effects = bench.send(Self.action(&random, bench.state))
            if Bool.random(using: &random) {
                for effect in effects { Self.answer(effect, &bench) }
            }
            Self.check(bench, step)
        }
    }

    @Test(arguments: 21...24)
    func labelledDocument(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var bench = Bench.reading(StepDocuments.labelled())
        for step in 0..<800 {
            bench.send(Self.action(&random, bench.state))
            Self.check(bench, step)
            if step % 8 == 0 { _ = Views.frame(bench.state, keyMap: .standard) }
            if step % 40 == 0 { bench.press("<esc><esc><esc>O") }
        }
    }

    @Test(arguments: 31...36)
    func lexicon(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var bench = Bench.lexicon(isOwned: seed % 2 == 0)
        for step in 0..<800 {
            let effects = bench.send(Self.action(&random, bench.state))
            if Bool.random(using: &random) { bench.answer(effects) }
            Self.check(bench, step)
            if step % 8 == 0 { _ = Views.frame(bench.state, keyMap: .standard) }
            if step % 40 == 0 { bench.press("<esc><esc><esc><alt-i>") }
        }
        #expect(bench.state.lexicon.number > 1)
    }

    @Test func longDocument() {
        var random = SeededGenerator(seed: 99)
        var bench = Bench.reading(SampleDocuments.long(tokens: 100_000))
        for step in 0..<400 {
            var action = Self.action(&random, bench.state)
            // Wrapping 100,000 tokens anew is not what this test is about.
            if case .resize = action { action = .key(KeyPress(.pageDown)) }
            bench.send(action)
            if bench.state.document?.trace.id != "long" { break }
            Self.check(bench, step)
        }
    }

    @Test func equalActionsGiveEqualStatesAndEffects() {
        for seed in [5, 6] as [UInt64] {
            var random = SeededGenerator(seed: seed)
            var first = Bench.reading()
            var second = Bench.reading()
            for _ in 0..<600 {
                let action = Self.action(&random, first.state)
                #expect(first.send(action) == second.send(action))
            }
            #expect(first.state == second.state)
        }
    }
}
