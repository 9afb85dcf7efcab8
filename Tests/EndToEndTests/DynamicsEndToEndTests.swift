import Foundation
import HeddleAnalysis
import Testing

/// Two small corpora: the second answers the same problems at greater length.
private enum SmallCorpora {
    static func write(_ step: Int, in folder: URL) throws -> String {
        let lines = (0..<12).map { number in
            let response = String(
                repeating: "let us see, so it is \(number). ", count: 1 + 2 * step + number % 3)
            return #"{"schema":"heddle.trace/1","id":"p\#(number)","prompt":"question \#(number)","#
                + #""response":"\#(response)","correct":\#(number % 2 == 0)}"#
        }
        let file = folder.appendingPathComponent("step-\(step).jsonl")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        return file.path
    }
}

@Suite struct DynamicsCommandTests {
    private let folder: CommandRun.Folder

    init() throws { folder = try CommandRun.Folder() }

    @Test func corporaAreComparedInTheirOrder() throws {
        let paths = try (0..<2).map { try SmallCorpora.write($0, in: folder.url) }
        let arguments = ["dynamics"] + paths + ["--resamples", "50", "--repeats", "4"]
        let csv = folder.url.appending(path: "out.csv").path
        let svg = folder.url.appending(path: "out.svg").path
        let json = try CommandRun.json(
            arguments + ["--csv", csv, "--svg", svg], schema: "heddle.dynamics/1", in: folder)
        #expect(
            json["corpora"]?.rows.map { $0["name"]?.string } == ["step-0.jsonl", "step-1.jsonl"])
        #expect(json["pairing"]?["problems"] == 12)
        let change = json["corpora"]?[1]?["changes"]?["length"]
        // Two more repetitions of seven words in every response.
        #expect(change?["difference"]?.double == 14)
        #expect(change?["significant"]?.bool == true)
        #expect(json["corpora"]?[1]?["changes"]?["accuracy"]?["difference"]?.double == 0)
        #expect(json["corpora"]?[0]?["figures"]?["planningEntropy"] == .null)
        let table = try String(contentsOfFile: csv, encoding: .utf8)
        #expect(table.hasPrefix("corpus,name,measure,unit,value"))
        #expect(try String(contentsOfFile: svg, encoding: .utf8).hasSuffix("</svg>\n"))

        let text = try CommandRun(arguments, in: folder)
        #expect(text.status == 0)
        #expect(text.output.contains("Response length rose by 14.0 words"))
        #expect(text.output.contains("step-0.jsonl") && text.output.contains("█"))
        let again = try CommandRun(arguments, in: folder)
        #expect(again.output == text.output)
        let plain = try CommandRun(arguments + ["--ascii"], in: folder)
        #expect(plain.output.contains("####") && !plain.output.contains("█"))
    }

    @Test func wrongArgumentsAreRefused() throws {
        let path = try SmallCorpora.write(0, in: folder.url)
        for arguments in [[path, "--drop", "1"], [path, "--forks", "0"], [path, "--next", "0"]] {
            let run = try CommandRun(["dynamics"] + arguments, in: folder)
            #expect(run.status == 64)
        }
        let missing = try CommandRun(["dynamics", path + "x"], in: folder)
        #expect(missing.status == 1 && missing.errors.contains("step-0.jsonlx"))
        let empty = try folder.write("{}\n", to: "empty.jsonl")
        let none = try CommandRun(["dynamics", empty], in: folder)
        #expect(none.status == 1 && none.errors.contains("no trace in"))
    }

    @Test func recordedEntropiesGiveTokenFigures() throws {
        let json = try CommandRun.json(
            ["dynamics", CommandRun.traces, "--resamples", "20", "--repeats", "2"],
            schema: "heddle.dynamics/1", in: folder)
        let figures = json["corpora"]?[0]?["figures"]
        for key in ["planningEntropy", "executionPerplexity", "forkLift"] {
            #expect(figures?[key]?["value"]?.double != nil, "\(key)")
            #expect(figures?[key]?["caveat"] == .null, "\(key)")
        }
        let share = json["corpora"]?[0]?["forks"]?["share"]?.double ?? 0
        #expect(abs(share - 0.3) < 0.01)
    }
}

extension EndToEnd {
    /// What changed between two open corpora.
    @Suite struct Measuring {
        @Test func openCorporaAreMeasuredAndTheirFiguresWritten() throws {
            let home = try TerminalSession.newDirectory()
            defer { try? FileManager.default.removeItem(at: home) }
            let paths = try (0..<2).map { try SmallCorpora.write($0, in: home) }
            let screen = try TerminalSession.reading(paths)
            try screen.press("%")
            try screen.wait("Response length rose by 14.0 words")
            try screen.press("j", "j")
            try screen.wait("Mean length of a response.")

            let file = home.appendingPathComponent("figures.csv").path
            try screen.enter("csv \(file)", after: "E", prompt: "export-dynamics")
            try screen.wait("written to")
            let table = try String(contentsOfFile: file, encoding: .utf8)
            #expect(table.contains("1,step-1.jsonl,length,words,"))

            // Back to the text, and to the same figure.
            try screen.press("Escape")
            try screen.wait("Traces")
            try screen.press("%")
            try screen.wait("Mean length of a response.")
            try screen.press("q", "q")
            try screen.waitForEnd()
        }
    }
}
