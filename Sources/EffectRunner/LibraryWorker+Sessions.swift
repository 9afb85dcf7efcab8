import Foundation
import HeddleAnalysis
import Storage
import Workbench

extension LibraryWorker {
    /// Writes an edit in one transaction.
    func save(_ snapshot: SessionSnapshot) {
        guard !environment.isReadOnly, let path = snapshot.path else { return }
        forgetPendingPlace()
        do {
            let store = try openStore(path)
            var document =
                try stored ?? store.load()
                ?? SessionDocument(
                    title: Self.title(of: snapshot), created: Date().timeIntervalSince1970)
            try document.take(
                snapshot, entryFile: snapshot.trace.flatMap { keptTraces[$0.id]?.file })
            if let trace = snapshot.trace { keep(trace, in: document) }
            addMadeTraces(to: &document)
            try store.save(document)
            stored = document
            post(.sessionSaved(path: path))
        } catch let error as StorageError {
            post(.sessionFailed(message: error.description))
        } catch {
            post(.sessionFailed(message: "\(error)"))
        }
    }

    func openSession(_ path: String) async {
        do {
            try store?.close()
            store = nil
            stored = nil
            keptTraces = [:]
            let store = try openStore(path)
            guard let document = try store.load() else {
                await openFiles(environment.files, select: nil)
                return
            }
            stored = document
            for trace in document.traces { keptTraces[trace.id] = trace }
            var snapshot = try SessionSnapshot(document, path: path)
            if environment.keepsModel || snapshot.modelPath.map(Files.exists) != true {
                snapshot.modelPath = nil
            }
            await show(snapshot, document.files.isEmpty ? environment.files : document.files)
        } catch let error as StorageError {
            await beginAnew(besides: path, error.description)
        } catch {
            await beginAnew(besides: path, "\(error)")
        }
    }

    /// Posts a session with the first traces of its files; what is not there is told.
    private func show(_ snapshot: SessionSnapshot, _ files: [String]) async {
        let paths = files.map { TraceReference($0).path }
        let isFileless = { (trace: StoredTrace) in trace.file.map { !Files.exists($0) } ?? true }
        let kept = keptTraces.values.sorted { $0.id < $1.id }
        await catalogue.open(
            paths.filter(Files.exists),
            as: .session(snapshot, fileless: kept.filter(isFileless).map(TraceEntry.init)),
            isNew: true, kept: kept.filter { !isFileless($0) }.map(TraceEntry.init))
        for path in paths where !Files.exists(path) {
            let kept = keptTraces.values.count { $0.file?.hasPrefix(path) == true }
            let problem = "\(path) is not there: \(kept) of its traces are kept in the session"
            post(.message(Message(.warning, problem)))
        }
    }

    /// A session that cannot be opened is left as it is; work goes on in a new one where the user
    /// named none.
    private func beginAnew(besides path: String, _ problem: String) async {
        guard let fresh = environment.freshSession, fresh != path else {
            post(.failed(.session, message: problem))
            return
        }
        let snapshot = SessionSnapshot(
            path: fresh, annotations: Annotations(), place: Place(), modelPath: nil,
            files: environment.files, trace: nil)
        await show(snapshot, environment.files)
        post(.message(Message(.error, "This is a new session: \(problem)")))
    }

    /// Keeps traces that were made here, so that they can be opened and are saved with the session.
    ///
    /// - Returns: their rows for the list.
    func keep(_ branches: [Trace]) -> [TraceEntry] {
        branches.map { trace in
            let kept = StoredTrace(trace: trace, parent: trace.extra["parent"]?.string)
            keptTraces[trace.id] = kept
            return TraceEntry(kept)
        }
    }

    // MARK: - Hash of the model

    /// The session's model while nothing is known of its weights.
    var modelWithoutHash: String? {
        guard let stored, stored.modelHash == nil, let path = stored.modelPath,
            !hashed.contains(path)
        else { return nil }
        return path
    }

    func startHashing(_ path: String) { hashed.insert(path) }

    func record(hash: String, ofModel path: String) {
        guard let store, var document = stored, document.modelPath == path else { return }
        document.modelHash = hash
        do {
            try store.save(document)
            stored = document
        } catch {
            post(.sessionFailed(message: error.description))
        }
    }

    func listSessions() {
        let state = ProgramState.load(environment.paths.stateFile)
        let listings = SessionLibrary(paths: environment.paths).list(also: state.recentSessions)
        post(.sessions(listings.map(SessionEntry.init)))
    }

    func export(_ format: ExportFormat, _ path: String?, _ snapshot: SessionSnapshot) {
        do {
            var document = stored ?? SessionDocument(title: Self.title(of: snapshot))
            try document.take(snapshot, entryFile: nil)
            let report = SessionReports(labeller: labels.labeller).report(of: document)
            let text = format == .json ? report.json.prettyText : report.markdown
            let name = format == .json ? "heddle-session.json" : "heddle-session.md"
            let target = path ?? name
            try Files.write(Array(text.utf8), to: target)
            post(.finished(.export))
            post(.message(Message(.information, "exported to \(target)")))
        } catch let error as StorageError {
            post(.failed(.export, message: error.description))
        } catch {
            post(.failed(.export, message: "\(error)"))
        }
    }

    private func openStore(_ path: String) throws(StorageError) -> SessionStore {
        if let store, store.path == path { return store }
        try store?.close()
        let opened = try SessionStore.open(path, readOnly: environment.isReadOnly)
        store = opened
        return opened
    }

    /// Traces that were made here and that no file holds.
    private func addMadeTraces(to document: inout SessionDocument) {
        let known = Set(document.traces.map(\.id))
        document.traces += keptTraces.values
            .filter { $0.file == nil && !known.contains($0.id) }
            .sorted { $0.id < $1.id }
    }

    private func keep(_ trace: Trace, in document: SessionDocument) {
        keptTraces[trace.id] = document.traces.first { $0.id == trace.id }
    }

    private static func title(of snapshot: SessionSnapshot) -> String {
        snapshot.files.first.map { (($0 as NSString).lastPathComponent as NSString) }
            .map(\.deletingPathExtension) ?? "session"
    }
}
