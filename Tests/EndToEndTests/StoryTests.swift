import Foundation
import Testing

/// Tests that drive the real program; one after the other, since each keeps a core busy.
@Suite(.serialized, .enabled(if: TerminalSession.hasTmux)) enum EndToEnd {}

extension EndToEnd {
    /// The four stories that must feel effortless.
    @Suite struct Stories {
        @Test func whereDidItGoWrong() throws {
            let screen = try TerminalSession.reading()
            // A wrong trace is open, its cursor on the first token of the response.
            try screen.wait("chain-0011 ✗")
            try screen.wait("Token 41 'To'")

            // The planning moves, one after the other.
            try screen.press("p")
            try screen.wait("Token 46 ' let'")
            try screen.press("p")
            try screen.wait("Token 102 ' Hence'")
            try screen.press("P")
            try screen.wait("Token 46 ' let'")
            try screen.press("4", ".")
            try screen.wait("Token 50 ' z'")
            // The right continuation had nine tenths.
            try screen.wait(for: "the alternative") { $0.contains("1 ' u'") && $0.contains(".90") }

            // Take it: the first Enter goes to the alternatives, j and k mark one.
            try screen.press("Enter")
            try screen.wait("j and k mark an alternative, Enter takes it")
            try screen.press("j")
            try screen.press("k")
            try screen.press("Enter")
            try screen.wait("chain-0011~50")
            // The branch solves the problem: k = (2 + 5 + 5) · 3.
            try screen.wait(for: "a right answer") {
                $0.contains("k = 36") && TerminalSession.line(with: "~50", in: $0) != nil
                    && $0.split(separator: "\n")[0].contains("✓")
            }
            try screen.wait("Token 50 ' u'")
            try screen.wait("2 of 6")

            try screen.enter("here it forgot u", after: "a", prompt: "note on token 50")
            try screen.wait("» here it forgot u")
            try screen.waitUntilSaved()
        }

        @Test func whatDoesThisHeadDo() throws {
            let screen = try TerminalSession.reading()
            try screen.press("M-3", "l", "l")
            try screen.wait("Head 0.2")
            for _ in 0..<3 { try screen.press("c") }
            try screen.wait("attention of 0.2")

            // The light moves with the tokens.
            let first = try screen.wait(for: "what the head looks at") { Self.looks($0) != nil }
            try screen.press(".")
            let second = try screen.wait(for: "another key of the head") {
                Self.looks($0) != nil && Self.looks($0) != Self.looks(first)
            }
            #expect(TerminalSession.token(second) == 42)
            // Its summary over the whole trace.
            try screen.wait("mean ")

            try screen.enter("reads the question", after: "*", prompt: "name of the head 0.2")
            try screen.wait("Head 0.2 · reads")
            try screen.wait("•")
            try screen.waitUntilSaved()

            // The full pattern, and back to the same place.
            try screen.press("Enter")
            try screen.wait(for: "the head's screen") { !$0.contains("Traces") }
            try screen.press("Escape")
            let back = try screen.wait("attention of 0.2")
            #expect(TerminalSession.token(back) == 42)
        }

        @Test func whatIfItWereOff() throws {
            let screen = try TerminalSession.reading()
            try screen.press("p")
            try screen.wait("Token 46")
            try screen.press("M-3", "l", "l")
            try screen.wait("Head 0.2")
            try screen.press("Space")
            // Both in one frame.
            let frame = try screen.wait("off: 0.2")
            #expect(frame.contains("××"))

            try screen.wait(for: "the token's probability without the head") {
                TerminalSession.line(with: "without 0.2: p ", in: $0) != nil
            }
            let totals = try screen.wait(for: "totals") {
                $0.contains("planning ΔNLL") && $0.contains("execution") && $0.contains("±")
            }
            #expect(totals.contains("nats"))

            // The two meanings and the three modes are named.
            let wasAlways = frame.contains("as if always off")
            try screen.press("s")
            try screen.wait(for: "the other meaning") {
                Self.topLine($0).contains(wasAlways ? "from here on (46)" : "as if always off")
            }
            try screen.press("m")
            try screen.wait(for: "mode mean") { Self.topLine($0).contains("· mean") }
            try screen.press("m")
            try screen.wait(for: "mode resample") { Self.topLine($0).contains("· resample") }
            try screen.press("m")
            try screen.wait(for: "mode zero") { Self.topLine($0).contains("· zero") }

            // Both continuations, their first difference or none, their answers.
            try screen.press("R")
            try screen.wait("all heads on")
            try screen.wait(for: "both answers") { text in
                guard let line = TerminalSession.line(with: "╰ ", in: text) else { return false }
                return line.split(separator: "╯").count == 2
                    && line.components(separatedBy: " moves").count == 3
            }
            try screen.wait("same seed 7")
            try screen.press("Escape")
            let back = try screen.wait("without 0.2: p ")
            #expect(TerminalSession.token(back) == 46)

            try screen.press("x")
            let on = try screen.wait(for: "all heads on") { !$0.contains("off: 0.2") }
            #expect(!on.contains("××"))
            #expect(!on.contains("without 0.2"))
        }

        @Test func handItOver() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let traces = home.appendingPathComponent("mine.jsonl").path
            try FileManager.default.copyItem(atPath: TerminalSession.traces, toPath: traces)
            do {
                let screen = try TerminalSession.reading([traces], home: home)
                try screen.go(to: 50)
                try screen.enter("the wrong turn", after: "a", prompt: "note on token 50")
                try screen.wait("» the wrong turn")
                try screen.press("M-3", "l", "l", "Space")
                try screen.wait("off: 0.2")
                try screen.press("M-2")
                try screen.press("q")
                try screen.waitForEnd()
            }

            // Again with no arguments: everything is where it was.
            do {
                let screen = try TerminalSession.reading([], home: home)
                try screen.wait(for: "the same place") {
                    $0.contains("chain-0011 ✗") && $0.contains("Token 50 ' z'")
                        && $0.contains("off: 0.2") && $0.contains("» the wrong turn")
                }
                try screen.press("q")
                try screen.waitForEnd()
            }

            let markdown = try TerminalSession.heddle(
                ["session", "export", "--format", "markdown"], home: home)
            #expect(markdown.contains("the wrong turn"))
            #expect(markdown.contains("chain-0011"))
            #expect(markdown.contains("0.2"))

            // A colleague has the session alone.
            let there = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: there) }
            let sessions = home.appendingPathComponent("data/heddle/sessions")
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: sessions.path)
                    .first { $0.hasSuffix(".heddle") })
            let copy = there.appendingPathComponent("from-a-friend.heddle").path
            try FileManager.default.copyItem(
                atPath: sessions.appendingPathComponent(name).path, toPath: copy)
            try FileManager.default.removeItem(atPath: traces)
            let screen = try TerminalSession.reading([copy], home: there)
            try screen.wait(for: "the colleague's place") {
                $0.contains("chain-0011 ✗") && $0.contains("Token 50 ' z'")
                    && $0.contains("off: 0.2") && $0.contains("» the wrong turn")
            }
        }

        private static func topLine(_ screen: String) -> String {
            screen.split(separator: "\n").first.map(String.init) ?? ""
        }

        /// The keys that the head detail lists.
        private static func looks(_ screen: String) -> String? {
            guard let range = screen.range(of: "looks at  '") else { return nil }
            return String(screen[range.upperBound...].prefix { $0 != "│" })
        }
    }
}
