import CCurses
import Canvas

/// Turns raw input into events: names keys, collects pasted text, counts clicks.
struct InputDecoder {
    /// The second press of a double click comes within this time.
    static let clickInterval: Duration = .milliseconds(400)
    /// A paste whose end is missing is handed over after this time without input.
    static let pastePatience: Duration = .seconds(1)

    private var pasted: String.UnicodeScalarView?
    private var lastPress: (button: MouseEvent.Button, x: Int, y: Int, count: Int)?
    private var lastPressTime: ContinuousClock.Instant?

    /// Whether a paste has begun that has not ended.
    var isPasting: Bool { pasted != nil }

    mutating func decode(_ input: RawInput, at now: ContinuousClock.Instant) -> InputEvent? {
        switch input {
        case .pasteBegin:
            pasted = String.UnicodeScalarView()
            return nil
        case .pasteEnd:
            return endPaste()
        case .character(let code, let modifiers):
            if pasted != nil {
                collect(code)
                return nil
            }
            return Self.keyPress(code: code, modifiers: modifiers).map(InputEvent.key)
        case .key(let code, let modifiers):
            if pasted != nil { return nil }
            return Self.keyPress(key: code, modifiers: modifiers).map(InputEvent.key)
        case .mouse(let code, let x, let y, let released):
            return mouse(code: code, x: x, y: y, released: released, at: now)
                .map(InputEvent.mouse)
        case .focus(let gained):
            return .focus(gained)
        }
    }

    /// Ends a paste, also one whose end mark was lost. Nil when there is none.
    mutating func endPaste() -> InputEvent? {
        guard let text = pasted else { return nil }
        pasted = nil
        return .paste(String(text))
    }

    private mutating func collect(_ code: UInt32) {
        guard let scalar = Unicode.Scalar(code) else { return }
        // Terminals send line ends as carriage returns.
        pasted?.append(scalar == "\r" ? "\n" : scalar)
    }

    // MARK: keys

    private static func modifiers(_ bits: Int) -> KeyModifiers {
        var result: KeyModifiers = []
        if bits & HC_SHIFT != 0 { result.insert(.shift) }
        if bits & HC_ALT != 0 { result.insert(.alt) }
        if bits & HC_CONTROL != 0 { result.insert(.control) }
        return result
    }

    private static func keyPress(code: UInt32, modifiers bits: Int) -> KeyPress? {
        guard let scalar = Unicode.Scalar(code) else { return nil }
        let held = modifiers(bits)
        switch code {
        case 0: return KeyPress(.character(" "), held.union(.control))
        case 9: return KeyPress(.tab, held)
        case 10, 13: return KeyPress(.enter, held)
        case 8, 127: return KeyPress(.backspace, held)
        case 27: return KeyPress(.escape, held)
        case 1...31:
            // Control clears the upper bits: ^A is 1, ^\ is 28.
            let letter = Unicode.Scalar(UInt8(code) + 64)
            return KeyPress(.character(Character(letter)), held.union(.control))
        case 0x80...0x9F: return nil
        default: return KeyPress(.character(Character(scalar)), held)
        }
    }

    private static let keys: [Int: Key] = [
        HC_UP: .up, HC_DOWN: .down, HC_LEFT: .left, HC_RIGHT: .right, HC_HOME: .home,
        HC_END: .end, HC_INSERT: .insert, HC_DELETE: .delete, HC_PAGE_UP: .pageUp,
        HC_PAGE_DOWN: .pageDown, HC_TAB: .tab, HC_ENTER: .enter, HC_BACKSPACE: .backspace,
        HC_ESCAPE: .escape,
    ]

    private static func keyPress(key code: Int, modifiers bits: Int) -> KeyPress? {
        if let key = keys[code] { return KeyPress(key, modifiers(bits)) }
        let number = code - HC_F0
        return (1...63).contains(number) ? KeyPress(.function(number), modifiers(bits)) : nil
    }

    // MARK: mouse

    private mutating func mouse(
        code: Int, x: Int, y: Int, released: Bool, at now: ContinuousClock.Instant
    ) -> MouseEvent? {
        var held: KeyModifiers = []
        if code & 4 != 0 { held.insert(.shift) }
        if code & 8 != 0 { held.insert(.alt) }
        if code & 16 != 0 { held.insert(.control) }
        func event(_ kind: MouseEvent.Kind, clicks: Int = 0) -> MouseEvent {
            MouseEvent(x: x, y: y, kind: kind, modifiers: held, clickCount: clicks)
        }
        if code & 64 != 0 {
            // 66 and 67 are the horizontal wheel.
            switch code & 3 {
            case 0: return event(.wheelUp)
            case 1: return event(.wheelDown)
            default: return nil
            }
        }
        let buttons: [MouseEvent.Button] = [.left, .middle, .right]
        let number = code & 3
        let isMotion = code & 32 != 0
        guard number < 3 else {
            // The old protocol does not say which button was let go.
            guard released, !isMotion, let lastPress else { return nil }
            return event(.release(lastPress.button))
        }
        let button = buttons[number]
        if released { return event(.release(button)) }
        if isMotion { return event(.drag(button)) }
        return event(.press(button), clicks: countPress(button, x: x, y: y, at: now))
    }

    private mutating func countPress(
        _ button: MouseEvent.Button, x: Int, y: Int, at now: ContinuousClock.Instant
    ) -> Int {
        var count = 1
        if let last = lastPress, let time = lastPressTime, last.button == button, last.x == x,
            last.y == y, now - time <= Self.clickInterval
        {
            count = last.count + 1
        }
        lastPress = (button, x, y, count)
        lastPressTime = now
        return count
    }
}
