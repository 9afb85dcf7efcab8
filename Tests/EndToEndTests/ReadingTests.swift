import Foundation
import Testing

extension EndToEnd {
    /// What else a person does with an open trace.
    @Suite struct Reading {
        @Test func sweepFillsTheGridAndRanksTheHeads() throws {
            let screen = try TerminalSession.reading()
            try screen.go(to: 42)
            try screen.press("S")
            // A machine that needs more than two seconds for it asks first.
            let asked = try screen.wait(for: "the sweep or its cost") {
                $0.contains("Enter starts") || $0.contains("sweep") && $0.contains("%")
                    || $0.contains("Heads · ablation effect")
            }
            if asked.contains("Enter starts") {
                #expect(asked.contains("48 heads"))
                try screen.press("Enter")
            }
            try screen.wait(for: "the whole sweep") {
                $0.contains(" logits") && !$0.contains("sweep of")
                    && !$0.contains("sweeping")
            }
        }

        @Test func questionIsAnsweredTokenByToken() throws {
            let screen = try TerminalSession.reading()
            try screen.press(":")
            try screen.type("max-tokens 12")
            try screen.press("Enter")
            try screen.wait("at most 12 tokens")
            try screen.enter("Is 7 a prime number?", after: "i", prompt: "ask")
            try screen.wait(for: "the question as a trace of its own") {
                $0.contains("asked-") && $0.contains("Is 7 a prime number?")
            }
            try screen.wait("12 tokens")
            try screen.wait("of 6")
        }

        @Test func searchCountsAndWalksItsHits() throws {
            let screen = try TerminalSession.reading()
            try screen.enter("find", after: "/", prompt: "search")
            try screen.wait("1 of 1")
            try screen.enter("= 2", after: "/", prompt: "search")
            let first = try screen.wait(for: "the hits") {
                $0.contains(" of 3") || $0.contains(" of 2")
            }
            try screen.press("n")
            try screen.wait(for: "the next hit") {
                TerminalSession.token($0) != TerminalSession.token(first)
            }
            try screen.press("N")
            try screen.wait(for: "the hit before") {
                TerminalSession.token($0) == TerminalSession.token(first)
            }
        }

        @Test func undoTakesBackNoteAndMask() throws {
            let screen = try TerminalSession.reading()
            try screen.enter("too early", after: "a", prompt: "note on token 41")
            try screen.wait("» too early")
            try screen.press("Space")
            try screen.wait("off: 0.0")
            try screen.press("u")
            try screen.wait(for: "the head on again") { !$0.contains("off: 0.0") }
            try screen.press("u")
            try screen.wait(for: "the note gone") { !$0.contains("» too early") }
            try screen.press("U")
            try screen.wait("» too early")
        }

        @Test func pastedTextIsNoKeys() throws {
            let screen = try TerminalSession.reading()
            try screen.paste("qqq x")
            try screen.wait("Pasted text goes into an input line")
            try screen.press("a")
            try screen.wait("note on token 41")
            try screen.paste("pasted\nin two lines")
            try screen.press("Enter")
            try screen.wait("» pasted in two lines")
        }

        @Test func screenFitsEverySizeOrSaysSo() throws {
            let screen = try TerminalSession.reading()
            try screen.go(to: 50)
            for (width, height) in [(80, 24), (200, 60), (120, 40)] {
                try screen.resize(width: width, height: height)
                let text = try screen.wait(for: "\(width)×\(height)") { text in
                    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                    return lines.count >= height && text.contains("Token 50")
                        && lines.contains { $0.count == width }
                }
                #expect(text.contains("bobbin"))
            }
            try screen.resize(width: 60, height: 15)
            try screen.wait("heddle needs 60×16")
            try screen.resize(width: 80, height: 24)
            try screen.wait("Token 50")
        }
    }
}
