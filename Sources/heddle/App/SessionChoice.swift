import HeddleAnalysis
import Storage

/// Which session file a start works with.
///
/// A session that was named is opened. The same trace files go on with the session that they were
/// last looked at in; no files at all go on with the last session.
struct SessionChoice {
    let path: String
    let exists: Bool

    init(
        files: [String], isNamed: Bool, isFresh: Bool, state: ProgramState, library: SessionLibrary
    ) {
        let named = files.first.flatMap { file -> String? in
            isNamed && file.hasSuffix("." + SessionLibrary.fileExtension) ? file : nil
        }
        if let named {
            (path, exists) = (named, true)
            return
        }
        if !isFresh {
            let last = isNamed ? Self.session(of: files, state) : state.lastSession
            if let last, Files.exists(last) {
                (path, exists) = (last, true)
                return
            }
        }
        let first = isNamed ? files.first ?? "session" : "sample"
        let title = first.split(separator: "/").last.map(String.init) ?? first
        (path, exists) = (library.newPath(title: title), false)
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
