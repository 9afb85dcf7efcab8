import HeddleAnalysis
import Storage

/// Which session file a start works with.
///
/// A session that was named is opened. The same trace files go on with the session that they were
/// last looked at in; no files at all go on with the last session.
struct SessionChoice {
    let path: String
    let exists: Bool
    /// The trace files that were named, as absolute paths.
    let files: [String]
    /// Session to begin when the chosen one cannot be opened; nil where it was named.
    let fresh: String?

    /// - Parameter named: absolute paths, or none.
    /// - Throws: `StorageError` for a path that does not exist, and for a named session that cannot
    ///   be read.
    init(
        named: [String], isFresh: Bool, state: ProgramState, library: SessionLibrary
    ) throws(StorageError) {
        for path in named where !Files.exists(path) { throw .notFound(path: path) }
        if let session = named.first, session.hasSuffix("." + SessionLibrary.fileExtension) {
            try SessionStore.open(session, readOnly: true).close()
            (path, exists, files, fresh) = (session, true, [], nil)
            return
        }
        let title = named.first?.split(separator: "/").last.map(String.init) ?? "sample"
        let new = library.newPath(title: title)
        let last = named.isEmpty ? state.lastSession : Self.session(of: named, state)
        (files, fresh) = (named, new)
        if !isFresh, let last, Files.exists(last) {
            (path, exists) = (last, true)
        } else {
            (path, exists) = (new, false)
        }
    }

    /// The newest session that was made of just these files.
    private static func session(of files: [String], _ state: ProgramState) -> String? {
        state.recentSessions.first { path in
            guard Files.exists(path),
                let store = try? SessionStore.open(path, readOnly: true)
            else { return false }
            defer { try? store.close() }
            return (try? store.load())??.files == files
        }
    }
}
