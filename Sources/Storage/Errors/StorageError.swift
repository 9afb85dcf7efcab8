import Foundation

/// What can go wrong between Heddle and the disk. Every case names the file; `description` adds
/// what to do about it.
public enum StorageError: Error, Hashable, Sendable {
    /// What was being done to a file.
    public enum Operation: String, Hashable, Sendable {
        case read, write, list, create, lock
    }

    case notFound(path: String)
    case noPermission(path: String, Operation)
    case isDirectory(path: String)
    case diskFull(path: String)
    /// Any other refusal of the operating system, with its own words.
    case system(path: String, Operation, reason: String)

    /// A file that breaks the rules of its format at a line (from 1).
    case malformed(path: String, line: Int?, problem: String)
    /// A key or value of a settings or theme file that Heddle does not know.
    case unknown(path: String, line: Int, what: String, word: String, nearest: String?)
    case tooLarge(path: String, bytes: Int, limit: Int)
    /// A file that is being read was named as the one to write.
    case overwritesInput(path: String)

    /// A record that was asked for by its place and cannot be read as a trace.
    case badTrace(path: String, line: Int, reason: String)
    /// Nothing in the file is a trace; the first skipped record says why.
    case noTraces(path: String, line: Int?, reason: String?)
    case noSuchTrace(path: String, selector: String, traces: Int)

    case notASession(path: String)
    /// The session was written by a later version of Heddle.
    case newerSession(path: String, version: Int, supported: Int)
    case damagedSession(path: String, detail: String)
    /// Another program writes to the session.
    case sessionInUse(path: String, process: Int32?)
    case readOnlySession(path: String)
    case sessionClosed(path: String)

    case unknownTheme(name: String, nearest: String?, known: [String])
    case unknownLexicon(name: String, nearest: String?, known: [String])
    case noResources(looked: [String])
}

extension StorageError {
    /// The error that an `errno` stands for.
    public init(path: String, _ operation: Operation, code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .notFound(path: path)
        case EACCES, EPERM, EROFS: self = .noPermission(path: path, operation)
        case EISDIR: self = .isDirectory(path: path)
        case ENOSPC, EDQUOT: self = .diskFull(path: path)
        default:
            self = .system(path: path, operation, reason: String(cString: strerror(code)))
        }
    }
}

extension StorageError: CustomStringConvertible {
    /// What happened, where, and what to do.
    public var description: String {
        switch self {
        case .notFound, .noPermission, .isDirectory, .diskFull, .system, .tooLarge,
            .overwritesInput:
            fileDescription
        case .malformed, .unknown, .unknownTheme, .unknownLexicon, .noResources:
            settingsDescription
        case .badTrace, .noTraces, .noSuchTrace: traceDescription
        case .notASession, .newerSession, .damagedSession, .sessionInUse, .readOnlySession,
            .sessionClosed:
            sessionDescription
        }
    }

    private var fileDescription: String {
        switch self {
        case .notFound(let path):
            "\(path): no such file; check the path and the folder that you are in"
        case .noPermission(let path, let operation):
            "\(path): no permission to \(operation.rawValue) it; "
                + "change its permissions or choose another place"
        case .isDirectory(let path):
            "\(path): is a folder; name a file in it"
        case .diskFull(let path):
            "\(path): the disk is full; free some space or choose another place, "
                + "nothing that was saved before is lost"
        case .system(let path, let operation, let reason):
            "\(path): cannot \(operation.rawValue) it (\(reason))"
        case .tooLarge(let path, let bytes, let limit):
            "\(path): \(bytes) bytes, more than the \(limit) that such a file may have"
        case .overwritesInput(let path):
            "\(path): is one of the files that are read; choose another name to write to"
        default: ""
        }
    }

    private var settingsDescription: String {
        switch self {
        case .malformed(let path, let line, let problem):
            path + (line.map { ":\($0)" } ?? "") + ": \(problem)"
        case .unknown(let path, let line, let what, let word, let nearest):
            "\(path):\(line): unknown \(what) '\(word)'"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .unknownTheme(let name, let nearest, let known):
            "no theme '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                + " (there are \(known.joined(separator: ", ")); a path to a file works too)"
        case .unknownLexicon(let name, let nearest, let known):
            "no lexicon '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                + " (there are \(known.joined(separator: ", ")); a path to a file works too)"
        case .noResources(let looked):
            "Heddle's samples and themes were not found in \(looked.joined(separator: ", ")); "
                + "set HEDDLE_RESOURCES to the folder that holds Samples and themes"
        default: ""
        }
    }

    private var traceDescription: String {
        switch self {
        case .badTrace(let path, let line, let reason):
            "\(path):\(line): not a trace: \(reason)"
        case .noTraces(let path, let line, let reason):
            "\(path): holds no trace"
                + (reason.map { " (line \(line ?? 1): \($0))" } ?? "; is it the right file?")
        case .noSuchTrace(let path, let selector, let traces):
            "\(path)#\(selector): the file has no trace of that id or number; "
                + "it holds \(traces), 'heddle traces \(path)' lists them"
        default: ""
        }
    }

    private var sessionDescription: String {
        switch self {
        case .notASession(let path):
            "\(path): is not a Heddle session; it was left as it is"
        case .newerSession(let path, let version, let supported):
            "\(path): was written by a later Heddle (session version \(version), this one reads "
                + "up to \(supported)); it was left as it is, install the later version to open it"
        case .damagedSession(let path, let detail):
            "\(path): the session is damaged (\(detail)); it was left as it is, "
                + "restore a copy or save what can be read with 'sqlite3 \(path) .recover'"
        case .sessionInUse(let path, let process):
            "\(path): is open in another Heddle" + (process.map { " (process \($0))" } ?? "")
                + "; close it there, or open it here with --read-only"
        case .readOnlySession(let path):
            "\(path): was opened for reading only; nothing is written"
        case .sessionClosed(let path):
            "\(path): the session has been closed"
        default: ""
        }
    }
}
