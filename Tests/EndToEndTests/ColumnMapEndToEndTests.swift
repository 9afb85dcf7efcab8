import Foundation
import HeddleAnalysis
import Testing

private enum UnknownRows {
    static let text = """
        {"ask": "What is 2 + 2?", "said": "<think>\\nLet me add them.\\n</think>\\n4", "want": "4"}
        {"ask": "What is 2 + 3?", "said": "<think>\\nLet me add them.\\n</think>\\n5", "want": "5"}

        """
    static let map = "prompt=ask,response=said,answer=want"
}

extension EndToEnd {
    /// A file of rows that nobody knows, from the screen.
    @Suite struct Columns {
        @Test func theProposalIsTakenAndRemembered() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let file = home.appending(path: "rows.jsonl")
            try Data(UnknownRows.text.utf8).write(to: file)
            do {
                let screen = try TerminalSession([file.path], width: 80, height: 24, home: home)
                try screen.wait("Columns of rows.jsonl")
                try screen.wait("What is 2 + 2?")
                try screen.press("e")
                try screen.wait("map: \(UnknownRows.map)")
                try screen.press("Enter")
                try screen.wait("Let me add them.")
                try screen.press("q")
                try screen.waitForEnd()
            }
            // A neighbour with the same columns needs no question.
            let neighbour = home.appending(path: "more.jsonl")
            try Data(UnknownRows.text.replacing("2 + 2", with: "1 + 3").utf8).write(to: neighbour)
            let screen = try TerminalSession([neighbour.path], width: 120, height: 40, home: home)
            try screen.wait("What is 1 + 3?")
            let listed = try TerminalSession.heddle(
                ["traces", neighbour.path, "--json"], home: home)
            #expect(listed.contains("\"answer\":\"4\""))
        }

        @Test func escapeLeavesTheFileOut() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let file = home.appending(path: "rows.jsonl")
            try Data(UnknownRows.text.utf8).write(to: file)
            let screen = try TerminalSession([file.path], home: home)
            try screen.wait("Columns of rows.jsonl")
            try screen.press("Escape")
            try screen.wait("rows.jsonl is left out")
            try screen.press(":")
            try screen.type("columns")
            try screen.press("Enter")
            try screen.wait("Columns of rows.jsonl")
        }
    }
}

/// A file of rows that nobody knows, from the command line.
@Suite struct ColumnMapCommandTests {
    @Test func theCommandToTypeIsSaidAndItsMapRemembered() throws {
        let folder = try CommandRun.Folder()
        let file = try folder.write(UnknownRows.text, to: "rows.jsonl")
        let first = try CommandRun(["traces", file], in: folder)
        #expect(first.status == 0)
        #expect(first.errors.contains("heddle traces '\(file)' --map '\(UnknownRows.map)'"))
        let said = try CommandRun(["traces", file, "--map", UnknownRows.map], in: folder)
        #expect(said.output.split(separator: "\n").count == 2, "\(said.errors)")
        // What was said once holds for the file and for others like it, told where it is used.
        let neighbour = try folder.write(UnknownRows.text, to: "other.jsonl")
        for path in [file, neighbour] {
            let again = try CommandRun(["traces", path], in: folder)
            #expect(again.output.split(separator: "\n").count == 2)
            #expect(again.errors.contains("read with --map \(UnknownRows.map), as before"))
        }
        let other = try CommandRun(["traces", file, "--map", "response=ask", "--json"], in: folder)
        #expect(other.output.contains("\"reasoning\":\"What is 2 + 2?\""))
        let paths = try CommandRun.json(["paths"], schema: "heddle.paths/1", in: folder)
        let kept = try #require(paths["columnMaps"]?.string)
        #expect(FileManager.default.fileExists(atPath: kept))
    }

    @Test func sweepsTakeAMapToo() throws {
        let folder = try CommandRun.Folder()
        let file = try folder.write(UnknownRows.text, to: "rows.jsonl")
        let options = ["--model", CommandRun.model, "--map", UnknownRows.map]
        let token = try CommandRun.json(
            ["sweep", file, "--at", "9"] + options, schema: "heddle.sweep/1", in: folder)
        #expect(token["heads"]?.rows.count == 48)
        let corpus = try CommandRun.json(
            [
                "sweep", file, "--by", "planning", "--heads", "0.0", "--resamples", "0",
                "--flips", "1", "--random-sets", "0",
            ] + options, schema: "heddle.sweep/1", in: folder)
        #expect(corpus["traces"] == 2)
    }
}
