import Foundation
import HeddleAnalysis
import OrderedCollections
import Storage
import Workbench

extension TraceEntry {
    init(_ listed: ListedTrace) { self.init(listed.facts, at: listed.place) }

    /// The entry of a trace that the session holds.
    init(_ stored: StoredTrace) {
        var facts = TraceFacts(stored.trace, format: nil)
        facts.id = stored.id
        if let branch = stored.trace.extra["branchToken"]?.int {
            facts.firstDivergence = branch - (stored.trace.tokens?.promptLength ?? 0)
        }
        self.init(facts, parent: stored.parent)
    }
}

extension SessionEntry {
    init(_ listing: SessionListing) {
        let date = Date(timeIntervalSince1970: listing.modified)
        self.init(
            path: listing.path, title: listing.problem ?? listing.title, notes: listing.notes,
            traces: listing.traces, modified: listing.modified, modifiedText: date.minuteText)
    }
}

extension Date {
    /// `2026-11-21 19:04` in the local time zone.
    fileprivate var minuteText: String {
        let parts = Calendar.current.dateComponents(
            [.year, .month, .day, .hour, .minute], from: self)
        func padded(_ number: Int?, _ width: Int) -> String {
            let digits = String(number ?? 0)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2)) "
            + "\(padded(parts.hour, 2)):\(padded(parts.minute, 2))"
    }
}

extension Note {
    init(_ stored: StoredNote) {
        self.init(
            id: stored.id, target: stored.target, text: stored.text, quote: stored.quote,
            isBookmark: stored.isBookmark)
    }

    func stored(created: Double) -> StoredNote {
        StoredNote(
            id: id, target: target, text: text, quote: quote, isBookmark: isBookmark,
            created: created)
    }
}

extension SessionDocument {
    /// Takes over what a snapshot says; notes keep the time at which they were made.
    mutating func take(_ snapshot: SessionSnapshot, entryFile: String?) throws {
        let made = Dictionary(notes.map { ($0.id, $0.created) }, uniquingKeysWith: { $1 })
        let now = Date().timeIntervalSince1970
        notes = snapshot.annotations.notes.map { $0.stored(created: made[$0.id] ?? now) }
        pinned = snapshot.annotations.pinned
        sets = snapshot.annotations.sets
        mask = snapshot.annotations.mask
        if let path = snapshot.modelPath.map(Files.absolute), path != modelPath {
            modelPath = path
            modelHash = nil
            modelArithmetic = nil
        }
        modelArithmetic = snapshot.modelArithmetic ?? modelArithmetic
        let named = snapshot.files.map(Files.absolute).filter {
            files.contains($0) || Files.exists($0)
        }
        files = Array(OrderedSet(named))
        values["place"] = String(
            decoding: try JSONEncoder().encode(snapshot.place), as: UTF8.self)
        let tags = snapshot.annotations.tags
        values["tags"] =
            tags.isEmpty ? nil : String(decoding: try JSONEncoder().encode(tags), as: UTF8.self)
        values = values.filter { !$0.key.hasPrefix(Self.measured) }
        for (key, text) in snapshot.measurements { values[Self.measured + key] = text }
        guard let trace = snapshot.trace else { return }
        let parent = trace.extra["parent"]?.string
        let known = traces.firstIndex { $0.id == trace.id }
        let stored = StoredTrace(
            trace: trace, file: known.flatMap { traces[$0].file } ?? entryFile, line: nil,
            parent: parent)
        if let known { traces[known] = stored } else { traces.append(stored) }
    }
}

extension SessionDocument {
    /// Begins the keys of measurements of models.
    private static let measured = "measured "

    /// Measurements of models: JSON texts by key.
    fileprivate var measurements: [String: String] {
        values.reduce(into: [:]) { texts, entry in
            guard entry.key.hasPrefix(Self.measured) else { return }
            texts[String(entry.key.dropFirst(Self.measured.count))] = entry.value
        }
    }
}

extension SessionSnapshot {
    /// What a stored session says; a place that cannot be read begins anew.
    init(_ document: SessionDocument, path: String) throws {
        var annotations = Annotations()
        annotations.notes = document.notes.map(Note.init)
        annotations.pinned = document.pinned
        annotations.sets = document.sets
        annotations.mask = document.mask
        let place = document.values["place"].flatMap { Place(stored: $0) }
        annotations.tags =
            document.values["tags"].flatMap {
                try? JSONDecoder().decode([String: [String]].self, from: Data($0.utf8))
            } ?? [:]
        self.init(
            path: path, annotations: annotations, place: place ?? Place(),
            modelPath: document.modelPath, modelArithmetic: document.modelArithmetic,
            files: document.files, trace: nil, measurements: document.measurements)
    }
}

extension Place {
    /// Reads a stored place. What an older session did not know of is as in a new one.
    init?(stored: String) {
        guard let new = try? JSONEncoder().encode(Place()),
            var fields = (try? JSONValue(json: Array(new)))?.object,
            let known = (try? JSONValue(json: Array(stored.utf8)))?.object
        else { return nil }
        fields.merge(known) { $1 }
        let text = JSONValue.object(fields).compactText
        guard let place = try? JSONDecoder().decode(Place.self, from: Data(text.utf8)) else {
            return nil
        }
        self = place
    }
}

extension Settings {
    /// The settings that a configuration file gives; what it leaves out keeps its default.
    public init(_ configuration: Configuration) {
        self.init()
        ascii = configuration.ascii ?? ascii
        mouse = configuration.mouse ?? mouse
        temperature = configuration.temperature.map(Float.init) ?? temperature
        maxTokens = configuration.maxTokens ?? maxTokens
        seed = configuration.seed.map { UInt64(clamping: $0) } ?? seed
        keys = configuration.keys.mapValues(\.keys)
    }
}
