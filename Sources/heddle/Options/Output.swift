import Foundation
import HeddleAnalysis
import OrderedCollections

/// Data goes to standard output, messages and progress to standard error.
enum Output {
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Bytes as they are; a terminal gets a line end behind them.
    static func exact(_ bytes: [UInt8]) {
        FileHandle.standardOutput.write(Data(bytes))
        if isatty(STDOUT_FILENO) == 1, bytes.last != UInt8(ascii: "\n") { line("") }
    }

    static func json(_ value: JSONValue) {
        var bytes = value.compactBytes
        bytes.append(UInt8(ascii: "\n"))
        FileHandle.standardOutput.write(Data(bytes))
    }

    /// Prints an object with the name of its schema in front.
    static func json(_ value: JSONValue, schema: String) {
        guard case .object(var fields) = value else { return json(value) }
        fields.updateValue(.string(schema), forKey: "schema", insertingAt: 0)
        json(.object(fields))
    }

    static func message(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Whether somebody sees progress.
    static let showsProgress = isatty(STDERR_FILENO) == 1

    /// Puts a text in place of the line that stands on standard error.
    static func progress(_ text: String) {
        FileHandle.standardError.write(Data("\r\u{1b}[K\(text)".utf8))
    }
}

/// A progress bar on standard error when that is a terminal, nothing when it is not.
final class ProgressBar {
    private let label: String
    private let total: Int
    private let start = ContinuousClock.now
    private let isShown = Output.showsProgress
    private var lastDrawn: ContinuousClock.Instant?

    init(_ label: String, total: Int) {
        self.label = label
        self.total = max(1, total)
    }

    func update(_ done: Int) {
        guard isShown else { return }
        let now = ContinuousClock.now
        if let lastDrawn, now - lastDrawn < .milliseconds(100), done < total { return }
        lastDrawn = now
        let share = Double(done) / Double(total)
        let filled = Int(share * 24)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        let elapsed = Double((now - start).components.seconds)
        let left = share > 0 ? Int(elapsed / share - elapsed) : 0
        Output.progress("\(label) \(bar) \(done)/\(total) · \(left) s left")
    }

    func finish() {
        guard isShown, lastDrawn != nil else { return }
        Output.progress("")
    }
}

/// Work whose end is not known, as a count on standard error when that is a terminal.
final class CountLine {
    private let label: String
    private let start = ContinuousClock.now
    private let isShown = Output.showsProgress
    private var lastDrawn: ContinuousClock.Instant?

    init(_ label: String) { self.label = label }

    func update(_ count: Int) {
        guard isShown else { return }
        let now = ContinuousClock.now
        if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
        lastDrawn = now
        Output.progress("\(label) \(count) · \((now - start).components.seconds) s")
    }

    func finish() {
        if lastDrawn != nil { Output.progress("") }
    }
}
