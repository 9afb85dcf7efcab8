import Foundation
import Testing

extension EndToEnd {
    /// Which heads are of which symbolic kind, measured on the screen.
    @Suite struct MediationScreen {
        @Test func headsAreMeasuredMarkedAndKept() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let screen = try TerminalSession.reading(home: home)
            try screen.press("H")
            try screen.wait("Nothing was measured yet")
            try screen.press(":")
            try screen.type("mediate 4")
            try screen.press("Enter")
            let next = try screen.wait(for: "the cost, or the work") {
                $0.contains("Enter starts") || !$0.contains("Nothing was measured yet")
            }
            if next.contains("Enter starts") { try screen.press("Enter") }

            // Head 0.0 abstracts symbols in the sample; its score is the largest by far.
            try screen.wait("Run of bobbin")
            let grids = try screen.wait(for: "all kinds, finished") {
                $0.contains("symbolic induction ─") && $0.contains("retrieval ─")
                    && !$0.contains("measuring…") && $0.contains("Run of bobbin ─")
            }
            #expect(grids.contains("0[█*]"))
            #expect(grids.contains("* symbol abstraction  +"))
            #expect(grids.contains("ABA solved"))
            try screen.waitUntilSaved()

            // Pair by pair, and where the head looks in the first prompt.
            try screen.press("v")
            try screen.wait("symbol abstraction, logits a pair")
            try screen.press("v")
            try screen.wait("the last third item")

            // Back to the trace with the head selected, which says what it is.
            try screen.press("Enter")
            try screen.wait("Head 0.0 · abstraction")
            try screen.press("q")
            try screen.waitForEnd()

            // The session brings the result back.
            let again = try TerminalSession(["open"], home: home)
            try again.wait("Head 0.0 · abstraction")
            try again.press("H")
            try again.wait("Run of bobbin")
            try again.press("q", "q")
            try again.waitForEnd()
        }
    }
}
