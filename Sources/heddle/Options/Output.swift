import ArgumentParser
import Foundation
import HeddleAnalysis
import OrderedCollections
import Storage

/// Data goes to standard output, messages and progress to standard error.
enum Output {
    static func line(_ text: String) {
        bytes(Array((text + "\n").utf8))
    }

    /// Bytes as they are; a terminal gets a line end behind them.
    static func exact(_ text: [UInt8]) {
        bytes(text)
        if isatty(STDOUT_FILENO) == 1, text.last != UInt8(ascii: "\n") { line("") }
    }

    /// Bytes as they are. Where standard output does not take them, the reason is told and the
    /// program ends: there is nobody for the rest.
    static func bytes(_ bytes: [UInt8]) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let reason = StorageError(
                path: "standard output", .write, code: Int32(cause?.code ?? Int(EIO)))
            message("Error: \(reason)")
            Heddle.exit(withError: ExitCode.failure)
        }
    }

    static func json(_ value: JSONValue) {
        bytes(value.compactBytes + [UInt8(ascii: "\n")])
    }

    /// Prints an object with the name of its schema in front.
    static func json(_ value: JSONValue, schema: String) {
        guard case .object(var fields) = value else { return json(value) }
        fields.updateValue(.string(schema), forKey: "schema", insertingAt: 0)
        json(.object(fields))
    }

    static func message(_ text: String) { remark(text + "\n") }

    /// Whether somebody sees progress.
    static let showsProgress = isatty(STDERR_FILENO) == 1

    /// Puts a text in place of the line that stands on standard error.
    static func progress(_ text: String) { remark("\r\u{1b}[K\(text)") }

    /// A remark that standard error does not take is lost; the work goes on.
    private static func remark(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
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
