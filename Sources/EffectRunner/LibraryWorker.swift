import Foundation
import HeddleAnalysis
import HeddleExperiments
import Storage
import Workbench

/// Does what needs files: trace files, sessions, themes, configuration, exports.
actor LibraryWorker {
    let environment: RunnerEnvironment
    let post: Post
    /// Traces that no file holds: generated here, or kept in the session.
    var keptTraces: [String: StoredTrace] = [:]
    var store: SessionStore?
    var stored: SessionDocument?
    let catalogue: CatalogueWorker
    nonisolated let counter: FactCounter
    nonisolated let files: TraceFileStore
    nonisolated let labels: CurrentLabels
    /// A place that is to be written soon; the newest one wins.
    private var pendingPlace: SessionSnapshot?
    /// Models whose weights are being hashed or have been.
    var hashed: Set<String> = []

    init(environment: RunnerEnvironment, post: @escaping Post) {
        self.environment = environment
        self.post = post
        files = TraceFileStore(columns: environment.columns)
        labels = CurrentLabels(environment.labeller)
        counter = FactCounter(labels: labels, store: files, post: post)
        catalogue = CatalogueWorker(
            columns: environment.columns,
            cache: environment.isReadOnly
                ? nil : ListingCache(directory: environment.paths.cache + "/listings"),
            store: files, counter: counter, post: post)
    }

    func run(_ effect: Effect) async {
        switch effect {
        case .openFiles(let paths, let select): await openFiles(paths, select: select)
        case .saveSession(let snapshot): save(snapshot)
        case .savePlace(let snapshot): savePlace(snapshot)
        case .listSessions: listSessions()
        case .openSession(let path): await openSession(path)
        case .listThemes: post(.themes(ThemeLibrary(paths: environment.paths).names))
        case .loadTheme(let name): loadTheme(name)
        case .loadLexicon(let name): loadLexicon(name)
        case .saveLexicon(let lexicon, let path): save(lexicon, to: path)
        case .listLexicons: post(.lexicons(LexiconLibrary(paths: environment.paths).names))
        case .findExample(let example, let lexicon): find(example, besides: lexicon)
        case .reloadConfiguration: reloadConfiguration()
        case .export(let format, let path, let snapshot): export(format, path, snapshot)
        case .exportDynamics(let export): write(export)
        case .openMediation(let path): openMediation(path)
        case .makeHeadSet(let request): makeHeadSet(request)
        default: break
        }
    }

    // MARK: - Traces

    /// Has the traces of files listed.
    func openFiles(_ paths: [String], select: String?) async {
        var selected = select
        let plain = paths.map { path -> String in
            let reference = TraceReference(path)
            if let selector = reference.selector, selected == nil { selected = selector }
            return Files.absolute(reference.path)
        }
        await catalogue.open(plain, as: .files(select: selected))
    }

    /// Reads the trace of an entry from its file or from the session.
    func trace(of entry: TraceEntry) -> Result<Trace, TraceProblem> {
        if entry.file == nil || keptTraces[entry.id]?.file == nil,
            let kept = keptTraces[entry.id]
        {
            return .success(kept.trace)
        }
        guard let place = entry.place else {
            return .failure(TraceProblem("\(entry.id) is in no file and not in the session"))
        }
        do {
            let file = try files.file(at: place.file)
            guard let record = place.record ?? file.record(atLine: place.line),
                file.has(record: record)
            else {
                return .failure(
                    TraceProblem("\(place.file) has no trace at line \(place.line) any more"))
            }
            var trace = try file.read(record, part: place.part).trace
            // The list gives traces of one id names of their own.
            trace.id = entry.id
            return .success(trace)
        } catch let error as StorageError {
            return keptTraces[entry.id].map { .success($0.trace) }
                ?? .failure(TraceProblem(error.description))
        } catch {
            return .failure(TraceProblem("\(error)"))
        }
    }

    /// A file whose columns are read otherwise from now on is opened anew.
    func forgetOpenFile(_ path: String) { files.forget(path) }

    /// Reference numbers beside a model, where there are some.
    func referenceNumbers(ofModel path: String) -> ReferenceNumbers? {
        guard let file = ReferenceFile.beside(model: path) else { return nil }
        do {
            return try ReferenceFile.read(file)
        } catch {
            post(.message(Message(.warning, error.description)))
            return nil
        }
    }

    /// Writes a measurement to a file.
    private func write(_ export: DynamicsExport) {
        do {
            try Files.write(Array(export.text.utf8), to: export.path)
            post(.message(Message(.information, "written to \(Files.absolute(export.path))")))
        } catch {
            post(.message(Message(.error, error.description)))
        }
    }

    private func makeHeadSet(_ request: HeadSetRequest) {
        let context = HeadSetContext(
            shape: request.shape, sets: request.sets, shown: request.shown
        ) { path throws(HeadSetError) in
            do {
                return try JSONValue(json: try Files.read(Files.absolute(path)))
            } catch {
                throw .unreadable(path: path, reason: "\(error)")
            }
        }
        do throws(HeadSetError) {
            let heads = Set(try context.heads(request.expression))
            post(.headSet(name: request.name, heads))
        } catch {
            post(.message(Message(.warning, error.description)))
        }
    }

    /// Reads what `heddle mediate --json` wrote.
    private func openMediation(_ path: String) {
        do {
            let json = try JSONValue(json: try Files.read(Files.absolute(path)))
            post(.mediationOpened(try MediationResult(json: json), path: path))
        } catch {
            post(.message(Message(.error, "\(path) is no result of a mediation: \(error)")))
        }
    }

    // MARK: - Places, themes, configuration

    /// Writes a place half a second later, unless a newer one has come by then.
    private func savePlace(_ snapshot: SessionSnapshot) {
        let isScheduled = pendingPlace != nil
        pendingPlace = snapshot
        guard !isScheduled else { return }
        WorkerThreads.shared.run { [self] in
            WorkerThreads.shared.pause(seconds: 0.5)
            await flushPlace()
        }
    }

    private func flushPlace() {
        guard let snapshot = pendingPlace else { return }
        pendingPlace = nil
        save(snapshot)
    }

    /// An edit carries the newest place with it.
    func forgetPendingPlace() { pendingPlace = nil }

    func close() {
        counter.end()
        flushPlace()
        do { try store?.close() } catch { post(.sessionFailed(message: error.description)) }
        store = nil
    }

    private func loadTheme(_ name: String) {
        do {
            post(.theme(try ThemeLibrary(paths: environment.paths).load(name)))
        } catch {
            post(.message(Message(.error, error.description)))
        }
    }

    private func reloadConfiguration() {
        do {
            let configuration = try Configuration.load(environment.paths.configFile)
            post(.configuration(Settings(configuration)))
            if let theme = configuration.theme { loadTheme(theme) }
            post(.message(Message(.information, "configuration read again")))
        } catch {
            post(.message(Message(.error, error.description)))
        }
    }
}

/// Why a trace of the list cannot be opened.
struct TraceProblem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
