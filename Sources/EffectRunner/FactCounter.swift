import Dispatch
import Foundation
import HeddleAnalysis
import HeddleExperiments
import Storage
import Synchronization
import Workbench

/// Counts of listed traces what their text must be read and labelled for: first those on the
/// screen, then all others.
///
/// Works on a thread of its own, which gives way to every other and sleeps while there is nothing to
/// count.
final class FactCounter: Sendable {
    private struct Work {
        /// On the screen now.
        var urgent: [TraceEntry] = []
        /// In the order in which they were listed.
        var stretches: [ListedStretch] = []
        /// All that were ever listed, in case that labels change.
        var known: [ListedStretch] = []
        var isEnded = false
    }

    private let store: TraceFileStore
    private let labels: CurrentLabels
    private let post: Post
    private let work = Mutex(Work())
    private let waiting = DispatchSemaphore(value: 0)

    /// Seconds between posts.
    private static let pause = 0.5
    /// Responses that are kept to compare later siblings with.
    private static let keptSiblings = 64

    init(labels: CurrentLabels, store: TraceFileStore, post: @escaping Post) {
        self.store = store
        self.post = post
        self.labels = labels
        let thread = Thread { [self] in
            // The lowest priority that threads of this kind have.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
            run()
        }
        thread.name = "heddle-count"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Counts entries before all others; those that were asked for before and have not been counted
    /// wait for their turn.
    func countFirst(_ entries: [TraceEntry]) {
        work.withLock { $0.urgent = entries.reversed() }
        waiting.signal()
    }

    /// Counts what was listed, behind what is still to be counted.
    func count(_ stretch: ListedStretch) {
        work.withLock { work in
            work.stretches.append(stretch)
            work.known.append(stretch)
        }
        waiting.signal()
    }

    /// Counts everything again, since labels have changed.
    func countAnew() {
        work.withLock { $0.stretches = $0.known }
        waiting.signal()
    }

    /// Forgets what is to be counted of a file, or of all.
    func forget(file: String? = nil) {
        work.withLock { work in
            work.urgent.removeAll { file == nil || $0.file == file }
            work.stretches.removeAll { file == nil || $0.file == file }
            work.known.removeAll { file == nil || $0.file == file }
        }
    }

    func end() {
        work.withLock { $0 = Work(isEnded: true) }
        waiting.signal()
    }

    private enum Item {
        case entry(TraceEntry)
        case record(Int, of: ListedStretch)
    }

    private func run() {
        var counted = Counted(limit: Self.keptSiblings)
        let clock = ContinuousClock()
        var last = clock.now
        while true {
            waiting.wait()
            while let item = next() {
                count(item, into: &counted)
                guard (clock.now - last).seconds >= Self.pause else { continue }
                last = clock.now
                tell(&counted)
            }
            tell(&counted)
            if work.withLock({ $0.isEnded }) { return }
        }
    }

    private func next() -> Item? {
        work.withLock { work in
            if let entry = work.urgent.popLast() { return .entry(entry) }
            guard let stretch = work.stretches.first else { return nil }
            work.stretches[0].records = stretch.records.dropFirst()
            if work.stretches[0].records.isEmpty { work.stretches.removeFirst() }
            return stretch.records.first.map { .record($0, of: stretch) }
        }
    }

    private func tell(_ counted: inout Counted) {
        guard !counted.facts.isEmpty else { return }
        post(.tracesCounted(counted.facts))
        counted.facts = [:]
    }

    private func count(_ item: Item, into counted: inout Counted) {
        switch item {
        case .entry(let entry):
            guard let place = entry.place, let record = place.record,
                let file = try? store.file(at: place.file), file.has(record: record),
                let read = try? file.read(record, part: place.part)
            else { return }
            count(read.trace, id: entry.id, at: place, into: &counted)
        case .record(let record, let stretch):
            guard let file = try? store.file(at: stretch.file), file.has(record: record) else {
                return
            }
            for (part, read) in file.contents(of: record).traces.enumerated() {
                let place = TracePlace(
                    file: stretch.file, line: read.line, record: record, part: part)
                let id = stretch.names[TracePart(record: record, part: part)] ?? read.trace.id
                count(read.trace, id: id, at: place, into: &counted)
            }
        }
    }

    private func count(
        _ trace: Trace, id: String, at place: TracePlace, into counted: inout Counted
    ) {
        let (labeller, number) = labels.current
        guard let opened = try? TraceOpening(model: nil, labeller: labeller).open(trace) else {
            return
        }
        let response = opened.tokens.response
        let entropies = trace.scores.entropies.compactMap { $0 }
        var facts = CountedFacts(
            planningShare: opened.labelling.planningShare(of: response), tokens: response.count,
            labels: number)
        if !entropies.isEmpty {
            let total = entropies.reduce(0) { $0 + Double($1) }
            facts.meanEntropy = total / Double(entropies.count)
        }
        if let group = trace.siblingGroup {
            let tokens = ResponseTokens(text: opened.trace.textBytes, tokens: opened.tokens)
            facts.firstDivergence = counted.divergence(
                of: tokens, in: "\(place.file)\n\(group)", at: place)
        }
        counted.facts[id] = facts
    }
}

/// What has been counted and not posted, and the first responses of the last groups of siblings.
private struct Counted {
    var facts: [String: CountedFacts] = [:]
    private var firsts: [String: (tokens: ResponseTokens, place: TracePlace)] = [:]
    /// The group that was seen last at the end.
    private var order: [String] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func divergence(
        of tokens: ResponseTokens, in group: String, at place: TracePlace
    ) -> Int? {
        if let first = firsts[group], first.place != place {
            return tokens.firstDivergence(from: first.tokens)
        }
        firsts[group] = (tokens, place)
        order.removeAll { $0 == group }
        order.append(group)
        if order.count > limit { firsts[order.removeFirst()] = nil }
        return nil
    }
}
