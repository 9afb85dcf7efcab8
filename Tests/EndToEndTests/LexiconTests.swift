import Foundation
import Testing

extension EndToEnd {
    /// Browsing a mined lexicon, changing it, and seeing the open trace follow.
    @Suite struct Lexicons {
        private static let fixture = TerminalSession.root.appendingPathComponent(
            "Tests/EndToEndTests/Fixtures/mined-small.json")

        /// A copy that a test may change.
        private static func copy() throws -> URL {
            let folder = try TerminalSession.newDirectory()
            let file = folder.appendingPathComponent("mined-small.json")
            try FileManager.default.copyItem(at: fixture, to: file)
            return file
        }

        private static func text(_ file: URL) throws -> String {
            try String(contentsOf: file, encoding: .utf8)
        }

        @Test func clustersAreBrowsedChangedAndTakenBack() throws {
            let file = try Self.copy()
            defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
            let screen = try TerminalSession(["--lexicon", file.path])
            try screen.wait("countdown-0001 · 187 tokens")
            try screen.press("M-i")
            try screen.wait("Lexicon mined-small · 7 clusters")
            try screen.wait("In 82 % of solutions (98 of 120)")

            // An example of the second cluster, in another trace.
            try screen.press("j", "Tab", "j", "j", "j", "j", "j")
            try screen.wait("countdown-0008 · Samples/traces/sample.jsonl")
            try screen.press("Enter")
            try screen.wait("countdown-0008 · 469 tokens")
            try screen.wait("#2 df 40 %")
            try screen.press("q")
            try screen.wait("8 times in countdown-0008")
            try screen.wait("7 of 18")

            // Another intent is in the file at once, and in the text.
            try screen.press("Tab")
            try screen.wait("i intent")
            try screen.press("i")
            try screen.wait("a letter chooses")
            try screen.press("k")
            try screen.wait("#2 backtrack let's try")
            try screen.press("q")
            try screen.wait("backtrack · mined")
            try screen.wait(for: "the file") { _ in
                (try? Self.text(file))?.contains(#""intent": "branch""#) == true
                    && (try? Self.text(file)) != (try? Self.text(Self.fixture))
            }

            // Merged, and all of it taken back.
            try screen.press("M-i")
            try screen.wait("Lexicon mined-small · 7 clusters")
            try screen.press("V", "j", "V", "m")
            try screen.wait("Merged into #6 'the answer is', ≥ 82 % of solutions")
            try screen.wait("Lexicon mined-small · 6 clusters")
            try screen.press("u", "u")
            try screen.wait("Lexicon mined-small · 7 clusters")
            try screen.wait(for: "the file as it was") { _ in
                (try? Self.text(file)) == (try? Self.text(Self.fixture))
            }
            try screen.press("q", "q")
            try screen.waitForEnd()
        }

        @Test func aShippedLexiconIsCopiedBeforeItIsChanged() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let screen = try TerminalSession(home: home)
            try screen.wait("countdown-0001 · 187 tokens")
            try screen.press("M-i")
            try screen.wait("the first edit makes starter-edited")
            try screen.press("/")
            try screen.wait("filter:")
            try screen.type("the answer is")
            try screen.press("Enter")
            try screen.wait("with 'the answer is'")
            try screen.press("X")
            try screen.wait("starter stays as it is: your edits are kept as starter-edited")
            let copy = home.appendingPathComponent("config/heddle/lexicons/starter-edited.json")
            try screen.wait(for: "the copy") { _ in
                (try? Self.text(copy))?.contains(#""kept": false"#) == true
            }
            try screen.press("q")
            try screen.waitUntilSaved()
            try screen.press("q")
            try screen.waitForEnd()

            // The session goes on with it.
            let again = try TerminalSession(home: home)
            try again.wait("countdown-0001 · 187 tokens")
            try again.press("M-i")
            try again.wait("Lexicon starter-edited")
            try again.press("q", "q")
            try again.waitForEnd()
        }

        @Test func aLexiconIsPrinted() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let text = try TerminalSession.heddle(
                ["grams", "show", Self.fixture.path, "--examples", "1"], home: home)
            let lines = text.split(separator: "\n").map(String.init)
            #expect(
                lines.contains(
                    "#2 B branch 'let's try' · df 40 % (48 of 120) · 4.9 times in each · 4 phrases")
            )
            #expect(lines.contains("    'let's try' · df 34 % · 103 times"))
            #expect(lines.contains("    e.g. 'That is a dead end, so let's try another way.'"))
            let json = try TerminalSession.heddle(
                ["grams", "show", Self.fixture.path, "--json"], home: home)
            #expect(json.hasPrefix(#"{"schema":"heddle.lexicon/1""#))
            let (status, output) = try TerminalSession.ending(
                ["grams", "show", "startr"], home: home)
            #expect(status == 1 && output.contains("did you mean 'starter'?"))
        }
    }
}
