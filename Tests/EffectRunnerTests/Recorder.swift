import EffectRunner
import Foundation
import HeddleAnalysis
import HeddleExperiments
import Storage
import Synchronization
import Testing
import Workbench

/// A runner whose results are kept, to be waited for.
final class Recorder: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let results: Results
    let runner: EffectRunner
    let home: String

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let traces = root + "/Tests/EndToEndTests/Fixtures/traces.jsonl"
    static let model = root + "/Samples/models/bobbin"

    /// - Parameters:
    ///   - home: directory of the sessions; nil makes a new one.
    init(home: String? = nil, readOnly: Bool = false, references: [String] = []) throws {
        let home = home ?? NSTemporaryDirectory() + "heddle-runner-\(UUID().uuidString)"
        self.home = home
        let results = Results()
        self.results = results
        let paths = HeddlePaths(
            environment: [
                "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "XDG_STATE_HOME": home,
                "XDG_CACHE_HOME": home, "HOME": home,
            ], executable: "/usr/bin/heddle")
        runner = EffectRunner(
            environment: RunnerEnvironment(
                paths: paths, resources: Self.root,
                labeller: Labeller(Lexicon(name: "none", source: "test", grams: [])),
                references: ReferenceProvider(
                    files: references, cache: BlobCache(directory: home + "/blobs")),
                threads: 1, isReadOnly: readOnly, files: [Self.traces])
        ) { results.add($0) }
    }

    var all: [EffectResult] { results.all }

    /// The first result, from the `start`th on, of which `pick` makes something.
    func first<Value>(
        _ what: String, from start: Int = 0, _ pick: (EffectResult) -> Value?
    ) throws -> Value {
        guard let value = results.wait(from: start, seconds: 60, pick) else {
            throw Failure(description: "no \(what) among \(all.count) results")
        }
        return value
    }

    /// Loads the sample model and opens a trace as document 1.
    func open(_ id: String = "prime-0144", as document: DocumentID = DocumentID(1)) throws {
        runner.run(.loadModel(path: Self.model))
        _ = try first("model") { if case .modelLoaded(let info) = $0 { info } else { nil } }
        runner.run(.openFiles(paths: [Self.traces], select: id))
        let entries = try first("entries") {
            if case .filesOpened(let entries, _, _) = $0 { entries } else { nil }
        }
        let entry = try #require(entries.first { $0.id == id })
        runner.run(.openTrace(entry: entry, document: document))
        _ = try first("document") {
            if case .traceOpened(let opened, _) = $0, opened.id == document { opened } else { nil }
        }
    }

    func finished(_ kind: JobKind, from start: Int = 0) throws {
        _ = try first("end of \(kind)", from: start) {
            if case .finished(kind) = $0 { true } else { nil }
        }
    }
}

/// Results as they come, with a way to sleep until the right one is there.
private final class Results: Sendable {
    private let list = Mutex<[EffectResult]>([])
    private let arrived = DispatchSemaphore(value: 0)

    var all: [EffectResult] { list.withLock { $0 } }

    func add(_ result: EffectResult) {
        list.withLock { $0.append(result) }
        arrived.signal()
    }

    func wait<Value>(
        from start: Int, seconds: Int, _ pick: (EffectResult) -> Value?
    ) -> Value? {
        var next = start
        let deadline = DispatchTime.now() + .seconds(seconds)
        while true {
            let known = all
            while next < known.count {
                if let value = pick(known[next]) { return value }
                next += 1
            }
            if arrived.wait(timeout: deadline) == .timedOut { return nil }
        }
    }
}
