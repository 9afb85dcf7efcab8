import Canvas
import Testing

@Suite struct KeyPressTests {
    @Test(arguments: [
        ("q", KeyPress(.character("q"))), ("?", KeyPress(.character("?"))),
        ("P", KeyPress(.character("P"))), ("-", KeyPress(.character("-"))),
        ("ctrl-d", KeyPress(.character("d"), .control)),
        ("C-d", KeyPress(.character("d"), .control)),
        ("alt-1", KeyPress(.character("1"), .alt)), ("M-x", KeyPress(.character("x"), .alt)),
        ("space", KeyPress(.character(" "))), ("shift-tab", KeyPress(.tab, .shift)),
        ("ctrl-alt-pgdn", KeyPress(.pageDown, [.control, .alt])),
        ("Enter", KeyPress(.enter)), ("F12", KeyPress(.function(12))),
        ("ctrl--", KeyPress(.character("-"), .control)),
    ])
    func namesOfTheKeyMapAreRead(name: String, key: KeyPress) {
        #expect(KeyPress(name: name) == key)
    }

    @Test(arguments: [
        "", "ctrl-", "c-d", "foo", "f0", "ctrl-foo", "shift-ctrl", "\u{1B}", "\u{7F}",
    ])
    func whatNamesNoKeyIsRefused(name: String) {
        #expect(KeyPress(name: name) == nil)
    }

    @Test func everyNameReadsBackAsTheSameKey() {
        let keys: [Key] = [
            .character("a"), .character("A"), .character(" "), .character("-"), .character("é"),
            .character("中"), .up, .down, .left, .right, .enter, .escape, .tab, .backspace, .delete,
            .home, .end, .pageUp, .pageDown, .insert, .function(1), .function(12),
        ]
        for key in keys {
            for bits in UInt8(0)..<8 {
                let press = KeyPress(key, KeyModifiers(rawValue: bits))
                #expect(KeyPress(name: press.name) == press, "\(press.name)")
            }
        }
    }

    @Test func shiftAndCaseComeInOneForm() {
        #expect(KeyPress(.character("p"), .shift) == KeyPress(.character("P")))
        #expect(KeyPress(.character("D"), [.control, .shift]).name == "ctrl-d")
    }
}
