import Canvas
import Testing

@testable import Terminal

/// A terminal that plays a list of steps, one a wait.
private final class ScriptedDevice: TerminalDevice {
    enum Step {
        case input([RawInput])
        case result(WaitResult)
        case resize(Int, Int)
    }

    var size = (width: 20, height: 5)
    var steps: [Step]
    private var pending: [RawInput] = []
    private(set) var painted: [Frame] = []
    private(set) var waits: [Int?] = []
    private(set) var calls: [String] = []

    init(_ steps: [Step]) { self.steps = steps }

    func wait(milliseconds: Int?) -> WaitResult {
        waits.append(milliseconds)
        // A script that has run out is a terminal that has gone.
        guard !steps.isEmpty else { return .hangup }
        switch steps.removeFirst() {
        case .input(let inputs):
            pending += inputs
            return .input
        case .result(let result):
            return result
        case .resize(let width, let height):
            size = (width, height)
            return .resized
        }
    }

    func read() -> RawInput? { pending.isEmpty ? nil : pending.removeFirst() }
    func paint(_ frame: Frame) { painted.append(frame) }
    func adoptSize() { calls.append("size") }
    func suspend() { calls.append("suspend") }
    func resume() { calls.append("resume") }
}

@Suite struct EventLoopTests {
    private let quit = RawInput.character(0x71, modifiers: 0)
    private let quitKey = InputEvent.key(KeyPress(.character("q")))

    /// Runs a script until `q`, or `.terminate`; the events of each call.
    private func run(
        _ device: ScriptedDevice, decision: LoopDecision = LoopDecision()
    ) -> [[InputEvent]] {
        var calls: [[InputEvent]] = []
        EventLoop(device: device).run { events in
            calls.append(events)
            var result = decision
            result.quits = events.contains(quitKey)
            return result
        }
        return calls
    }

    @Test func theFirstCallBringsTheSizeAndItsFrameIsPaintedBeforeAnyWait() {
        let device = ScriptedDevice([.input([quit])])
        let calls = run(device, decision: LoopDecision(frame: Frame(width: 20, height: 5)))
        #expect(calls == [[.resize(width: 20, height: 5)], [quitKey]])
        #expect(device.painted.count == 2)
        #expect(device.waits == [nil])
    }

    @Test func everythingPendingComesInOneCall() {
        let down = RawInput.character(0x6A, modifiers: 0)
        let device = ScriptedDevice([.input([down, down, down]), .input([quit])])
        let key = InputEvent.key(KeyPress(.character("j")))
        #expect(run(device)[1] == [key, key, key])
    }

    @Test func aWaitWithoutResultIsNotHandedOver() {
        let device = ScriptedDevice([.input([]), .input([.pasteBegin]), .input([.pasteEnd, quit])])
        #expect(run(device).dropFirst() == [[.paste(""), quitKey]])
    }

    @Test func severalReasonsToWakeComeTogether() {
        let device = ScriptedDevice([.result([.woken, .resized]), .input([quit])])
        #expect(run(device)[1] == [.resize(width: 20, height: 5), .wake])
        #expect(device.calls == ["size"])
    }

    @Test func aResizeBringsTheNewSize() {
        let device = ScriptedDevice([.resize(1, 1), .input([quit])])
        #expect(run(device)[1] == [.resize(width: 1, height: 1)])
    }

    @Test func controlZSuspendsAndShowsTheLastFrameAgain() {
        let device = ScriptedDevice([
            .input([.character(0x1A, modifiers: 0)]), .input([quit]),
        ])
        var frame = Frame(width: 20, height: 5)
        frame.put("hello", x: 0, y: 0)
        let calls = run(device, decision: LoopDecision(frame: frame))
        #expect(device.calls == ["suspend"])
        #expect(calls[1] == [.resize(width: 20, height: 5)])
        #expect(device.painted == [frame, frame, frame, frame])
    }

    @Test func aStopFromOutsideIsAnsweredTheSameWay() {
        let device = ScriptedDevice([
            .result(.stop), .result(.continued), .input([quit]),
        ])
        #expect(run(device).count == 4)
        #expect(device.calls == ["suspend", "resume"])
    }

    @Test func terminationIsHandedOverAndTheLoopGoesOnUntilTheProgramQuits() {
        let device = ScriptedDevice([.result(.terminate), .input([quit])])
        #expect(run(device).dropFirst() == [[.terminate], [quitKey]])
    }

    @Test func aTerminalThatHasGoneEndsTheLoopAfterOneLastCall() {
        let device = ScriptedDevice([.result(.hangup), .input([quit])])
        #expect(run(device).dropFirst() == [[.terminate]])
    }

    @Test func aDeadlineThatHasPassedIsReportedAndLimitsTheWait() {
        let device = ScriptedDevice([.result([]), .input([quit])])
        let past = ContinuousClock.now - .seconds(1)
        let calls = run(device, decision: LoopDecision(deadline: past))
        #expect(calls[1] == [.deadline])
        #expect(device.waits.first == 0)
    }

    @Test func aFloodIsHandedOverInPortions() {
        let key = RawInput.character(0x6A, modifiers: 0)
        let flood = Array(repeating: key, count: EventLoop.portion + 10)
        let device = ScriptedDevice([.input(flood), .input([quit])])
        #expect(run(device).map(\.count) == [1, EventLoop.portion, 11])
    }

    @Test func anErrorOfTheProgramEndsTheLoop() {
        struct Failure: Error {}
        let loop = EventLoop(device: ScriptedDevice([]))
        #expect(throws: Failure.self) {
            try loop.run { (_: [InputEvent]) throws(Failure) -> LoopDecision in throw Failure() }
        }
    }
}
