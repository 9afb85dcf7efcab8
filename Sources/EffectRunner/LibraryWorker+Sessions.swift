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
            try store.save(document)
            stored = document
            post(.sessionSaved(path: path))
        } catch let error as StorageError {
            post(.sessionFailed(message: error.description))
        } catch {
            post(.sessionFailed(message: "\(error)"))
        }
    }

    func openSession(_ path: String) {
        do {
            try store?.close()
            store = nil
            stored = nil
            keptTraces = [:]
            let store = try openStore(path)
            guard let document = try store.load() else {
                openFiles(environment.files, select: nil)
                return
            }
            stored = document
            for trace in document.traces { keptTraces[trace.id] = trace }
            let files = document.files.isEmpty ? environment.files : document.files
            let listing = try TraceFiles.list(
                files.map { TraceReference($0).path }.filter(Files.exists))
            let snapshot = try SessionSnapshot(document, path: path)
            let entries = listing.traces.map(TraceEntry.init) + keptEntries(besides: listing)
            post(.sessionOpened(snapshot, entries: entries))
            countPlanning(entries)
        } catch let error as StorageError {
            post(.failed(.session, message: error.description))
        } catch {
            post(.failed(.session, message: "\(error)"))
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
            let report = SessionReports(labeller: environment.labeller).report(of: document)
            let text = format == .json ? report.json.prettyText : report.markdown
            let name = format == .json ? "heddle-session.json" : "heddle-session.md"
            let target = path ?? name
            try Files.write(Array(text.utf8), to: target)
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

    private func keep(_ trace: Trace, in document: SessionDocument) {
        keptTraces[trace.id] = document.traces.first { $0.id == trace.id }
    }

    private static func title(of snapshot: SessionSnapshot) -> String {
        snapshot.files.first.map { (($0 as NSString).lastPathComponent as NSString) }
            .map(\.deletingPathExtension) ?? "session"
    }
}
