import Canvas

/// What the program wants after it has seen some events.
public struct LoopDecision: Sendable {
    /// The screen to show; nil leaves it as it is.
    public var frame: Frame?
    /// When to be called again though nothing has happened; nil for never. Holds for one wait.
    public var deadline: ContinuousClock.Instant?
    public var quits: Bool

    public init(
        frame: Frame? = nil, deadline: ContinuousClock.Instant? = nil, quits: Bool = false
    ) {
        self.frame = frame
        self.deadline = deadline
        self.quits = quits
    }
}

/// Waits for input, hands over everything that has come in at once, and paints the answer.
///
/// With no deadline asked for it sleeps in `poll` without a time-out: idle costs nothing. All
/// pending input is read before one frame is painted, so that held keys never lag behind.
/// `Ctrl-Z` is job control and handled here.
public final class EventLoop {
    /// More events than this are handed over in portions, so that a flood still shows frames.
    static let portion = 512

    private let device: any TerminalDevice
    private let clock = ContinuousClock()
    private var decoder = InputDecoder()
    private var pasteDeadline: ContinuousClock.Instant?
    private var shown: Frame?
    private var hasHungUp = false
    /// The last reading stopped before the input was used up.
    private var hasMoreInput = false

    /// How often a wait has ended: the measure of idleness.
    public private(set) var wakeUps = 0

    public convenience init(screen: TerminalScreen) {
        self.init(device: screen)
    }

    init(device: any TerminalDevice) {
        self.device = device
    }

    /// Runs until a decision quits, or the terminal is gone and `.terminate` has been handed over.
    ///
    /// - Parameter handle: called with the size of the screen first, then with what came in since
    ///   the last call, never with nothing.
    public func run<Failure: Error>(
        handle: ([InputEvent]) throws(Failure) -> LoopDecision
    ) throws(Failure) {
        var events = [sizeEvent]
        while true {
            let decision = try handle(events)
            if let frame = decision.frame {
                shown = frame
                device.paint(frame)
            }
            if decision.quits || hasHungUp { return }
            events = nextEvents(deadline: decision.deadline)
        }
    }

    private var sizeEvent: InputEvent {
        .resize(width: device.size.width, height: device.size.height)
    }

    private func nextEvents(deadline: ContinuousClock.Instant?) -> [InputEvent] {
        var events: [InputEvent] = []
        while events.isEmpty {
            let limit = [deadline, pasteDeadline].compactMap(\.self).min()
            var result = device.wait(
                milliseconds: hasMoreInput ? 0 : limit.map(milliseconds(until:)))
            wakeUps += 1
            if hasMoreInput { result.insert(.input) }
            collect(result, into: &events)
            let now = clock.now
            if let pasteDeadline, now >= pasteDeadline {
                self.pasteDeadline = nil
                if let paste = decoder.endPaste() { events.append(paste) }
            }
            if let deadline, now >= deadline { events.append(.deadline) }
        }
        return events
    }

    private func collect(_ result: WaitResult, into events: inout [InputEvent]) {
        if result.contains(.continued) {
            device.resume()
            redraw(into: &events)
        }
        if result.contains(.stop) { suspend(into: &events) }
        if result.contains(.resized), !events.contains(where: \.isResize) {
            device.adoptSize()
            events.append(sizeEvent)
        }
        if result.contains(.input) { drain(into: &events) }
        if result.contains(.woken) { events.append(.wake) }
        if result.contains(.hangup) { hasHungUp = true }
        if !result.isDisjoint(with: [.terminate, .hangup]) { events.append(.terminate) }
    }

    private func drain(into events: inout [InputEvent]) {
        let now = clock.now
        while events.count < Self.portion, let input = device.read() {
            guard let event = decoder.decode(input, at: now) else { continue }
            if event == .key(KeyPress(.character("z"), .control)) {
                suspend(into: &events)
            } else {
                events.append(event)
            }
        }
        hasMoreInput = events.count >= Self.portion
        pasteDeadline = decoder.isPasting ? now + InputDecoder.pastePatience : nil
    }

    private func suspend(into events: inout [InputEvent]) {
        device.suspend()
        redraw(into: &events)
    }

    /// The program may have nothing new to say about a screen that was lost: show the last frame.
    private func redraw(into events: inout [InputEvent]) {
        if let shown { device.paint(shown) }
        events.removeAll(where: \.isResize)
        events.append(sizeEvent)
    }

    private func milliseconds(until instant: ContinuousClock.Instant) -> Int {
        let left = clock.now.duration(to: instant).components
        if left.seconds < 0 || left.attoseconds < 0 { return 0 }
        // Rounded up: a wait that ends too early would come round once more.
        let fraction = (left.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int(min(left.seconds, 1_000_000) * 1000 + fraction)
    }
}

extension InputEvent {
    fileprivate var isResize: Bool {
        if case .resize = self { true } else { false }
    }
}
