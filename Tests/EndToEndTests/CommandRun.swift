import Foundation
import HeddleAnalysis
import Testing

/// One headless run of the built program, in a directory and a home of its own.
struct CommandRun {
    let status: Int32
    let output: String
    let errors: String

    /// A folder for the files of one test, removed with the value that holds it.
    final class Folder {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "heddle-command-\(UUID().uuidString)")

        init() throws {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        func write(_ text: String, to name: String) throws -> String {
            let file = url.appending(path: name)
            try Data(text.utf8).write(to: file)
            return file.path
        }
    }

    static let traces = TerminalSession.root.appending(path: "Samples/traces/sample.jsonl").path
    static let model = TerminalSession.root.appending(path: "Samples/models/bobbin").path

    /// - Parameter wrapper: a program that runs the command behind its own arguments.
    init(
        _ arguments: [String], input: [UInt8] = [], through wrapper: [String] = [],
        in folder: Folder
    ) throws {
        let command = wrapper + [TerminalSession.program] + arguments
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = folder.url
        process.environment = ProcessInfo.processInfo.environment.merging(
            TerminalSession.environment(home: folder.url)
        ) { $1 }
        let files = try ["in", "out", "err"].map { name in
            let file = folder.url.appending(path: ".std\(name)")
            try Data(name == "in" ? input : []).write(to: file)
            return file
        }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        status = process.terminationReason == .exit ? process.terminationStatus : -1
        output = String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
        errors = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
    }

    /// Runs with `--json` and reads the one value that is printed; its first key names the schema.
    static func json(
        _ arguments: [String], schema: String, input: [UInt8] = [], in folder: Folder
    ) throws -> JSONValue {
        let run = try CommandRun(arguments + ["--json"], input: input, in: folder)
        #expect(run.status == 0, "\(arguments): \(run.errors)")
        return try checked(run.output, schema: schema)
    }

    /// Runs with `--json` and reads one value a line.
    static func jsonLines(
        _ arguments: [String], schema: String, in folder: Folder
    ) throws -> [JSONValue] {
        let run = try CommandRun(arguments + ["--json"], in: folder)
        #expect(run.status == 0, "\(arguments): \(run.errors)")
        return try run.output.split(separator: "\n").map {
            try checked(String($0), schema: schema)
        }
    }

    private static func checked(_ text: String, schema: String) throws -> JSONValue {
        let value = try JSONValue(json: text)
        let first = try #require(value.object?.elements.first)
        #expect(first.key == "schema")
        #expect(first.value == .string(schema))
        return value
    }
}

extension JSONValue {
    var names: Set<String> { Set(object?.keys.elements ?? []) }
    var rows: [JSONValue] { array ?? [] }
}
