import CCurses
import Canvas
import Testing

@testable import Terminal

@Suite struct TerminalScreenTests {
    /// The test vectors of RFC 4648.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64IsThatOfTheStandard(text: String, encoded: String) {
        #expect(String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self) == encoded)
    }

    @Test func attributesCursesLacksAreShownByOthers() {
        #expect(TerminalScreen.attributeBits([.bold, .underline]) == Int32(HC_BOLD | HC_UNDERLINE))
        #expect(TerminalScreen.attributeBits(.strikethrough) == Int32(HC_DIM))
        #expect(TerminalScreen.attributeBits([]) == 0)
    }

    @Test func errorsSayWhatToDo() {
        let errors: [TerminalError] = [
            .notATerminal, .dumbTerminal(term: "dumb"), .dumbTerminal(term: ""),
            .unknownTerminal(term: "foo"), .system(errno: 2),
        ]
        #expect(errors.map(\.description).filter(\.isEmpty).isEmpty)
        #expect(errors[1].description.contains("TERM=dumb"))
        #expect(errors[3].description.contains("ncurses-base"))
        #expect(errors[4].description.contains("No such file"))
    }

    @Test func terminfoIsAskedWithoutAScreen() {
        #expect(hc_terminfo_number("xterm-256color", "colors") == 256)
        #expect(hc_terminfo_number("vt100", "colors") == -1)
        #expect(hc_terminfo_number("no-such-terminal", "colors") == -2)
    }

    @Test func aWakePostedFromAnotherThreadEndsTheWaitOnce() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { Wake().post() } }
        }
        #expect(Int(hc_wait(60_000)) & HC_WOKEN != 0)
        #expect(hc_wait(0) == 0)
    }
}
