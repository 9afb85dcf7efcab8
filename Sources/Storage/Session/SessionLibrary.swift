import Foundation
import GRDB

/// What the list of sessions shows of one.
public struct SessionListing: Hashable, Sendable {
    public var path: String
    public var title: String
    public var notes: Int
    /// Traces that are stored in the session.
    public var traces: Int
    /// Seconds since 1970.
    public var modified: Double
    /// Why it cannot be opened; nil for a session that can.
    public var problem: String?

    public init(
        path: String, title: String, notes: Int, traces: Int, modified: Double,
        problem: String? = nil
    ) {
        self.path = path
        self.title = title
        self.notes = notes
        self.traces = traces
        self.modified = modified
        self.problem = problem
    }
}

/// The sessions of a folder.
public struct SessionLibrary: Hashable, Sendable {
    public static let fileExtension = "heddle"

    public let directory: String

    public init(directory: String) { self.directory = directory }

    public init(paths: HeddlePaths) { directory = paths.sessions }

    /// A path in the folder that no session has yet, made of a title.
    public func newPath(title: String) -> String {
        let words = title.lowercased().unicodeScalars.map { scalar in
            (scalar.isASCII && scalar.properties.isAlphabetic) || ("0"..."9").contains(scalar)
                ? Character(scalar) : "-"
        }
        let joined = String(words).split(separator: "-").joined(separator: "-").prefix(60)
        let name = joined.isEmpty ? "session" : String(joined)
        var path = "\(directory)/\(name).\(Self.fileExtension)"
        var number = 2
        while Files.exists(path) {
            path = "\(directory)/\(name)-\(number).\(Self.fileExtension)"
            number += 1
        }
        return path
    }

    /// The sessions of the folder and those at other paths, the latest first. One that cannot be
    /// read is in the list with its reason; a path that is gone is left out.
    public func list(also others: [String] = []) -> [SessionListing] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        var paths = names.filter { ($0 as NSString).pathExtension == Self.fileExtension }
            .map { "\(directory)/\($0)" }
        paths += others.filter { !paths.contains($0) && Files.exists($0) }
        return paths.map(Self.look).sorted { ($1.modified, $0.path) < ($0.modified, $1.path) }
    }

    /// Reads the counts of one session.
    public static func look(at path: String) -> SessionListing {
        var listing = SessionListing(
            path: path,
            title: ((path as NSString).lastPathComponent as NSString)
                .deletingPathExtension, notes: 0, traces: 0, modified: Files.modified(path) ?? 0)
        do throws(StorageError) {
            let queue = try SessionDatabase.openForReading(
                path, schema: .current, checking: false)
            defer { try? queue.close() }
            let found = try SQLiteFile.perform(path) {
                try queue.inDatabase { database in
                    (
                        try SQLiteFile.text(
                            database, "SELECT value FROM info WHERE key = 'title'"),
                        try SQLiteFile.text(
                            database, "SELECT value FROM info WHERE key = 'modified'"),
                        try SQLiteFile.integer(database, "SELECT count(*) FROM note"),
                        try SQLiteFile.integer(database, "SELECT count(*) FROM trace")
                    )
                }
            }
            if !found.0.isEmpty { listing.title = found.0 }
            listing.modified = Double(found.1) ?? listing.modified
            (listing.notes, listing.traces) = (found.2, found.3)
        } catch {
            listing.problem = "\(error)"
        }
        return listing
    }
}
