import HeddleAnalysis

/// A trace that is to be opened as soon as it is listed.
public struct AwaitedTrace: Hashable, Sendable {
    /// Its id, or its number from 1 among those that are listed.
    public var selector: String
    /// Where the cursor goes once it is open.
    public var cursor: Int?
    /// Entries that the list had before; numbers count from there.
    var first: Int
    /// The entry with the number, in case that no id is equal to the selector.
    var numbered: String?

    public init(selector: String, cursor: Int? = nil, first: Int = 0) {
        self.selector = selector
        self.cursor = cursor
        self.first = first
    }
}

extension State {
    /// Takes in what is listed of files, and what is counted of it.
    mutating func takeListing(_ result: EffectResult, _ effects: inout [Effect]) {
        switch result {
        case .filesOpened(let entries, let skipped, let select):
            addFirst(entries, skipped: skipped, select: select, &effects)
        case .tracesListed(let entries, let skipped):
            add(entries, skipped: skipped)
            openAwaited(from: traces.entries.count - entries.count, &effects)
        case .tracesGone(let file):
            traces.remove(file: file)
            skipped.remove(file: file)
        case .tracesCounted(let counted):
            traces.note(counted.mapValues { $0.besides(labels: lexicon.number) })
        default: break
        }
    }

    /// The first traces of files: one of them is opened, unless the one that is wanted is still to
    /// come.
    private mutating func addFirst(
        _ entries: [TraceEntry], skipped: [SkippedRecord], select: String?,
        _ effects: inout [Effect]
    ) {
        let first = traces.entries.count
        add(entries, skipped: skipped)
        if entries.isEmpty, skipped.isEmpty { say("There are no traces in it", .warning) }
        if let select {
            awaited = AwaitedTrace(selector: select, first: first)
            openAwaited(from: first, &effects)
        } else if let entry = entries.first {
            openListed(entry, &effects)
        }
    }

    private mutating func add(_ entries: [TraceEntry], skipped: [SkippedRecord]) {
        traces.append(entries)
        if traces.current == nil, let document {
            traces.current = traces.index(of: document.trace.id)
        }
        if let file = entries.last?.file { self.skipped.finishLine(of: file) }
        // Of a file that grows every other look ends within a line.
        if jobs[.openFiles] == nil, skipped.allSatisfy(\.isUnfinished) {
            self.skipped.add(skipped)
        } else {
            tellSkipped(skipped)
        }
    }

    /// Opens the awaited trace if it is among the entries from an index on. An id counts before a
    /// number; where ids are no numbers, the number is not in doubt.
    mutating func openAwaited(from first: Int, _ effects: inout [Effect]) {
        guard let wanted = awaited else { return }
        if let index = traces.index(of: wanted.selector), index >= wanted.first {
            return openListed(traces.entries[index], cursor: wanted.cursor, &effects)
        }
        guard let number = Int(wanted.selector), number > 0 else { return }
        let index = wanted.first + number - 1
        guard index >= first, traces.entries.indices.contains(index) else { return }
        awaited?.numbered = traces.entries[index].id
        if traces.entries[wanted.first...index].allSatisfy({ Int($0.id) == nil }) {
            openListed(traces.entries[index], &effects)
        }
    }

    /// All is listed: a trace that was waited for is not there, or is the one with the number.
    mutating func endListing(_ effects: inout [Effect]) {
        guard let wanted = awaited else { return }
        awaited = nil
        lexicon.awaited = nil
        let count = traces.entries.count - wanted.first
        if let id = wanted.numbered, let index = traces.index(of: id) {
            openListed(traces.entries[index], &effects)
        } else if count > 0 {
            say(
                "There is no trace '\(wanted.selector)' among the \(count) that are listed",
                .warning)
            if document == nil { openListed(traces.entries[wanted.first], &effects) }
        }
    }

    private mutating func openListed(
        _ entry: TraceEntry, cursor: Int? = nil, _ effects: inout [Effect]
    ) {
        awaited = nil
        if let index = traces.index(of: entry.id) { traces.select(entry: index) }
        open(entry, cursor: cursor, scalar: takeAwaitedExample(of: entry), &effects)
    }

    /// Has the rows of the list that are on the screen counted before the others.
    mutating func requestCounts(_ effects: inout [Effect]) {
        guard let pane = readingLayout.panes[.traces], !traces.visible.isEmpty else { return }
        let rows = ListRows.rows(
            count: traces.rowCount, selection: traces.selection, height: pane.height)
        let wanted = rows.compactMap { row -> Int? in
            guard case .trace(let index) = traces.row(row),
                traces.entries[index].facts.planningShare == nil,
                traces.entries[index].place != nil
            else { return nil }
            return index
        }
        guard !wanted.isEmpty, !Set(wanted).isSubset(of: requests.counts) else { return }
        requests.counts = wanted
        effects.append(.countFacts(wanted.map { traces.entries[$0] }))
    }
}
