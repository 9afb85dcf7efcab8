import Foundation
import Testing

extension EndToEnd {
    /// The fifth story: which head writes a wrong digit, where it read it, what the plan was worth.
    @Suite struct WrongDigitStory {
        /// `54 + 8 = 66` should be 62: token 113 is the second digit. The numbers are those of
        /// `heddle attribute` and `heddle knockout`, which are held against PyTorch.
        @Test func whereDidTheWrongDigitComeFrom() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let trace = TerminalSession.traces + "#countdown-0032"
            do {
                let screen = try TerminalSession.reading([trace], home: home)
                try screen.wait("countdown-0032 ✗")
                try screen.go(to: 113)

                // Two heads of the last layer write the 6 rather than the right 2.
                try screen.press(":")
                try screen.type("against 2")
                try screen.press("Enter")
                try screen.wait("Heads · direct share")
                try screen.wait("predicting 113 against '2'")
                try screen.wait("5.3   +1.32")
                try screen.wait("5.2   +1.24")

                // They read it where the trace first claims it, not in the sum before it.
                try Self.mark(screen, from: 105, to: 106)
                try Self.hide(screen, from: 113)
                try screen.wait(for: "a change of rounding alone") { text in
                    let said = TerminalSession.line(with: "105–106 hidden from 113: ", in: text)
                    return said.map { $0.contains("e-7") || $0.contains("e-8") } == true
                }
                try Self.mark(screen, from: 80, to: 81)
                try Self.hide(screen, from: 113)
                try screen.wait("80–81 hidden from 113: KL 2.0 nats, log p -2.0 nats a token")
                try screen.wait("hidden: KL 1.96 nats ▼1.96")

                // What the plan before it adds to the chance of success.
                try screen.go(to: 40)
                try screen.press(":")
                try screen.type("resample 4")
                try screen.press("Enter")
                try screen.wait("Enter starts")
                try screen.press("Enter")
                try screen.wait("kept ")
                try screen.wait("else ")
                try screen.wait("countdown-0032 ✗ 5 of ")

                try screen.enter("copied from 80, not added", after: "a", prompt: "note on")
                try screen.wait("» copied from 80")
                try screen.press("q")
                try screen.waitForEnd()
            }
            let markdown = try TerminalSession.heddle(
                ["session", "export", "--format", "markdown"], home: home)
            #expect(markdown.contains("copied from 80, not added"))
            #expect(markdown.contains("countdown-0032"))
        }

        private static func mark(_ screen: TerminalSession, from first: Int, to last: Int) throws {
            try screen.go(to: first)
            try screen.press("V")
            try screen.go(to: last)
            try screen.press("K")
            try screen.wait("tokens \(first)–\(last) to be hidden")
        }

        private static func hide(_ screen: TerminalSession, from target: Int) throws {
            try screen.go(to: target)
            try screen.press("V", "K")
        }
    }
}
