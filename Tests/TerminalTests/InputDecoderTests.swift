import CCurses
import Canvas
import Testing

@testable import Terminal

@Suite struct InputDecoderTests {
    private let start = ContinuousClock.now

    private func decode(_ inputs: RawInput...) -> [InputEvent] {
        var decoder = InputDecoder()
        return inputs.compactMap { decoder.decode($0, at: start) }
    }

    /// Codes as terminals send them (xterm's control sequences): control clears bits 6 and 7.
    @Test(
        arguments: [
            (0x71, 0, "q"), (0x50, 0, "P"), (0x04, 0, "ctrl-d"), (0x1A, 0, "ctrl-z"),
            (0x00, 0, "ctrl-space"),
            (0x0D, 0, "enter"), (0x0A, 0, "enter"), (0x09, 0, "tab"), (0x7F, 0, "backspace"),
            (0x1C, 0, "ctrl-\\"), (0x1F, 0, "ctrl-_"), (0x31, 2, "alt-1"), (0x0D, 2, "alt-enter"),
            (0x4E2D, 0, "中"), (0x20, 0, "space"),
        ] as [(UInt32, Int, String)])
    func charactersBecomeNamedKeys(code: UInt32, modifiers: Int, name: String) throws {
        let key = try #require(KeyPress(name: name))
        #expect(decode(.character(code, modifiers: modifiers)) == [.key(key)])
    }

    @Test(arguments: [
        (HC_UP, 0, "up"), (HC_LEFT, HC_CONTROL, "ctrl-left"), (HC_TAB, HC_SHIFT, "shift-tab"),
        (HC_F0 + 5, 0, "f5"), (HC_F0 + 12, HC_SHIFT | HC_ALT, "alt-shift-f12"),
        (HC_PAGE_DOWN, 0, "pagedown"), (HC_ESCAPE, 0, "escape"), (HC_DELETE, 0, "delete"),
    ])
    func keysBecomeNamedKeys(code: Int, modifiers: Int, name: String) throws {
        let key = try #require(KeyPress(name: name))
        #expect(decode(.key(code, modifiers: modifiers)) == [.key(key)])
    }

    @Test func whatIsNoKeyIsDropped() {
        #expect(
            decode(
                .character(0x9B, modifiers: 0), .character(0xD800, modifiers: 0),
                .key(999, modifiers: 0)
            ).isEmpty)
    }

    @Test func pastedTextIsNeverAKey() {
        let events = decode(
            .pasteBegin, .character(0x71, modifiers: 0), .character(0x0D, modifiers: 0),
            .character(0x65, modifiers: 0), .character(0x301, modifiers: 0),
            .key(HC_UP, modifiers: 0), .pasteEnd, .character(0x71, modifiers: 0))
        #expect(events == [.paste("q\ne\u{301}"), .key(KeyPress(.character("q")))])
    }

    @Test func aPasteWithoutEndIsHandedOverWhenAsked() {
        var decoder = InputDecoder()
        #expect(decoder.decode(.pasteBegin, at: start) == nil)
        #expect(decoder.decode(.character(0x61, modifiers: 0), at: start) == nil)
        #expect(decoder.isPasting)
        #expect(decoder.endPaste() == .paste("a"))
        #expect(decoder.endPaste() == nil)
        #expect(
            decoder.decode(.character(0x61, modifiers: 0), at: start)
                == .key(KeyPress(.character("a"))))
    }

    /// Button codes of the SGR protocol: 4 shift, 8 alt, 16 control, 32 motion, 64 wheel.
    @Test(
        arguments: [
            (0, false, .press(.left), []), (2, false, .press(.right), []),
            (0, true, .release(.left), []), (32, false, .drag(.left), []),
            (33, false, .drag(.middle), []), (64, false, .wheelUp, []),
            (65, false, .wheelDown, []), (64 + 16, false, .wheelUp, .control),
            (0 + 4 + 8, false, .press(.left), [.shift, .alt]),
        ] as [(Int, Bool, MouseEvent.Kind, KeyModifiers)])
    func buttonCodesAreDecoded(
        code: Int, released: Bool, kind: MouseEvent.Kind, modifiers: KeyModifiers
    ) {
        var isPress = false
        if case .press = kind { isPress = true }
        #expect(
            decode(.mouse(code: code, x: 7, y: 3, released: released)) == [
                .mouse(
                    MouseEvent(
                        x: 7, y: 3, kind: kind, modifiers: modifiers, clickCount: isPress ? 1 : 0))
            ])
    }

    @Test func movementWithoutButtonAndTheHorizontalWheelAreDropped() {
        #expect(
            decode(
                .mouse(code: 35, x: 0, y: 0, released: false),
                .mouse(code: 66, x: 0, y: 0, released: false)
            ).isEmpty)
    }

    @Test func quickPressesInOneCellCountUp() {
        var decoder = InputDecoder()
        func count(_ milliseconds: Int, x: Int = 4) -> Int? {
            let event = decoder.decode(
                .mouse(code: 0, x: x, y: 1, released: false),
                at: start + .milliseconds(milliseconds))
            guard case .mouse(let mouse)? = event else { return nil }
            return mouse.clickCount
        }
        #expect(count(0) == 1)
        #expect(count(300) == 2)
        #expect(count(600) == 3)
        #expect(count(1100) == 1)
        #expect(count(1200, x: 5) == 1)
    }
}
