import Foundation
import Testing

extension EndToEnd {
    /// The terminal is taken, given back and never harmed.
    @Suite struct Terminals {
        @Test func suspendedProgramComesBack() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let screen = try TerminalSession(
                home: home, shell: "bash --norc --noprofile -i")
            try screen.wait(for: "a prompt") { $0.contains("$") || $0.contains("#") }
            try screen.type(
                TerminalSession.commandLine(["open", TerminalSession.traces], home: home))
            try screen.press("Enter")
            try screen.wait("looks at  '")
            try screen.go(to: 50)
            try screen.press("C-z")
            try screen.wait("Stopped")
            try screen.type("echo shell-$((6*7))")
            try screen.press("Enter")
            try screen.wait("shell-42")
            try screen.type("fg")
            try screen.press("Enter")
            try screen.wait("Token 50 ' z'")
            try screen.press(".")
            try screen.wait("Token 51")
        }

        @Test func coloursAreOptional() throws {
            let screen = try TerminalSession.reading(environment: ["NO_COLOR": "1"])
            try screen.press("p")
            let styled = try screen.wait(for: "the next move", styled: true) {
                $0.contains("Token ") && $0.contains("46")
            }
            #expect(!Self.hasColor(styled))
        }

        @Test func withoutAScreenThereAreLines() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let dumb = try TerminalSession(
                ["open", TerminalSession.traces], home: home, environment: ["TERM": "dumb"])
            let text = try dumb.waitForEnd()
            #expect(text.contains("chain-0011"))
            let piped = try TerminalSession.heddle(["open", TerminalSession.traces], home: home)
            #expect(piped.contains("Before we can get z"))
            #expect(!piped.contains("\u{1B}"))
        }

        @Test(arguments: [SIGTERM, SIGHUP]) func signalsSaveAndGiveTheTerminalBack(
            _ signal: Int32
        ) throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let screen = try TerminalSession.reading(home: home)
            try screen.enter("before the end", after: "a", prompt: "note on token 41")
            try screen.wait("» before the end")
            try screen.signal(signal)
            let text = try screen.wait("ended with ")
            #expect(!text.contains("Token 41"))
            #expect(try Self.notes(home).contains("before the end"))
        }

        @Test func killedProgramLosesNoNote() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            do {
                let screen = try TerminalSession.reading(home: home)
                try screen.enter("kept", after: "a", prompt: "note on token 41")
                try screen.wait("» kept")
                try screen.waitUntilSaved()
                try screen.signal(SIGKILL)
                try screen.waitForEnd(status: 137)
            }
            let again = try TerminalSession.reading([], home: home)
            try again.wait("» kept")
        }

        @Test func traceCannotChangeTheTerminal() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let file = home.appendingPathComponent("evil.jsonl")
            let evil =
                #"title \u001b]0;pwned\u0007 colour \u001b[41m clear \u001b[2J c1 \u009b31m end"#
            let line =
                #"{"schema":"heddle.trace/1","id":"evil","prompt":"p \u001b[5m","response":""#
                + evil + #""}"#
            try Data((line + "\n").utf8).write(to: file)
            let screen = try TerminalSession(["open", file.path], home: home)
            let text = try screen.wait("end")
            #expect(text.contains("␛]0;pwned"))
            #expect(text.contains("␛[2J"))
            let styled = try screen.screen(styled: true)
            #expect(!styled.contains("\u{1B}[41m"))
            #expect(try screen.title() != "pwned")
            let lines = try TerminalSession.heddle(["open", file.path], home: home)
            #expect(!lines.contains("\u{1B}"))
        }

        private static func notes(_ home: URL) throws -> String {
            try TerminalSession.heddle(["session", "export", "--format", "markdown"], home: home)
        }

        /// Whether any sequence sets a colour: 30–49, 90–107.
        private static func hasColor(_ styled: String) -> Bool {
            styled.components(separatedBy: "\u{1B}[").dropFirst().contains { part in
                guard let end = part.firstIndex(of: "m") else { return false }
                return part[..<end].split(separator: ";").compactMap { Int($0) }.contains {
                    (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0)
                }
            }
        }
    }
}
