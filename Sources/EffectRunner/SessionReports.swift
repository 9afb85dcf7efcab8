import HeddleAnalysis
import HeddleExperiments
import OrderedCollections
import Storage

/// Puts reports together from stored sessions.
public struct SessionReports: Sendable {
    private let opening: TraceOpening

    /// - Parameter labeller: marks the planning tokens of the traces in the report.
    public init(labeller: Labeller) {
        opening = TraceOpening(model: nil, labeller: labeller)
    }

    /// A session with the traces that are stored in it; notes on other traces keep their quotes
    /// under the trace's id.
    public func report(of document: SessionDocument) -> SessionReport {
        let stored = Dictionary(
            document.traces.map { ($0.id, $0.trace) }, uniquingKeysWith: { first, _ in first })
        var notes: OrderedDictionary<String, [TraceNote]> = [:]
        for trace in document.traces { notes[trace.id] = [] }
        var headNotes: [HeadNote] = []
        for note in document.notes {
            switch note.target {
            case .trace(let id): notes[id, default: []].append(TraceNote(note, tokens: nil))
            case .tokens(let id, let first, let end):
                notes[id, default: []].append(TraceNote(note, tokens: first..<max(first, end)))
            case .head(let head): headNotes.append(HeadNote(head: head, text: note.text))
            }
        }
        let traces = notes.map { id, notes -> TraceReport in
            let trace = stored[id] ?? Trace(id: id, prompt: "", response: "")
            let labelling = (try? opening.open(trace))?.labelling ?? .none
            return TraceReport(trace: trace, labelling: labelling, notes: notes)
        }
        let model = document.modelPath.map { path in
            ModelIdentity(
                name: path.split(separator: "/").last.map(String.init) ?? path,
                sha256: document.modelHash, arithmetic: document.modelArithmetic)
        }
        return SessionReport(
            title: document.title, model: model, traces: traces, mask: document.mask,
            pinned: OrderedDictionary(
                uniqueKeysWithValues: document.pinned.sorted { $0.key < $1.key }),
            sets: OrderedDictionary(
                uniqueKeysWithValues: document.sets.sorted { $0.key < $1.key }
                    .map { ($0.key, $0.value.sorted()) }),
            headNotes: headNotes)
    }
}

extension TraceNote {
    fileprivate init(_ note: StoredNote, tokens: Range<Int>?) {
        self.init(
            tokens: tokens, text: note.text, quote: note.quote, isBookmark: note.isBookmark)
    }
}
