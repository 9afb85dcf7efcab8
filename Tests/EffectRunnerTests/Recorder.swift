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
    private let removesHome: Bool

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let traces = root + "/Tests/EndToEndTests/Fixtures/traces.jsonl"
    static let model = root + "/Samples/models/bobbin"

    /// - Parameters:
    ///   - home: directory of the sessions; nil makes a new one.
    init(home: String? = nil, readOnly: Bool = false, references: [String] = []) throws {
        removesHome = home == nil
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

    deinit { if removesHome { try? FileManager.default.removeItem(atPath: home) } }

    var all: [EffectResult] { results.all }

    /// The first result, from the `start`th on, of which `pick` makes something.
    func first<Value>(
        _ what: String, from start: Int = 0, _ pick: (EffectResult) -> Value?
    ) async throws -> Value {
        guard let value = await results.wait(from: start, pick) else {
            throw Failure(description: "no \(what) among \(all.count) results")
        }
        return value
    }

    /// Loads the sample model and opens a trace as document 1.
    func open(_ id: String = "prime-0144", as document: DocumentID = DocumentID(1)) async throws {
        runner.run(.loadModel(path: Self.model))
        _ = try await first("model") { if case .modelLoaded(let info) = $0 { info } else { nil } }
        runner.run(.openFiles(paths: [Self.traces], select: id))
        let entries = try await first("entries") {
            if case .filesOpened(let entries, _, _) = $0 { entries } else { nil }
        }
        let entry = try #require(entries.first { $0.id == id })
        runner.run(.openTrace(entry: entry, document: document))
        _ = try await first("document") {
            if case .traceOpened(let opened, _) = $0, opened.id == document { opened } else { nil }
        }
    }

    func finished(_ kind: JobKind, from start: Int = 0) async throws {
        _ = try await first("end of \(kind)", from: start) {
            if case .finished(kind) = $0 { true } else { nil }
        }
    }
}

/// Results as they come, with a way to wait until the right one is there.
private final class Results: Sendable {
    private struct Content {
        var list: [EffectResult] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let content = Mutex(Content())

    var all: [EffectResult] { content.withLock { $0.list } }

    func add(_ result: EffectResult) { resume { $0.list.append(result) } }

    /// Nil when the test's time is up.
    func wait<Value>(from start: Int, _ pick: (EffectResult) -> Value?) async -> Value? {
        var next = start
        while !Task.isCancelled {
            let known = all
            while next < known.count {
                if let value = pick(known[next]) { return value }
                next += 1
            }
            await grow(beyond: known.count)
        }
        return nil
    }

    private func grow(beyond count: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThere = content.withLock { content in
                    if content.list.count > count || Task.isCancelled { return true }
                    content.waiting.append(continuation)
                    return false
                }
                if isThere { continuation.resume() }
            }
        } onCancel: {
            resume { _ in }
        }
    }

    private func resume(_ change: (inout Content) -> Void) {
        let waiting = content.withLock { content in
            change(&content)
            defer { content.waiting = [] }
            return content.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
