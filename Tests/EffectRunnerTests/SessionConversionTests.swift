import HeddleAnalysis
import Storage
import Testing
import Workbench

@testable import EffectRunner

@Suite struct SessionConversionTests {
    private var snapshot: SessionSnapshot {
        let head = HeadID(layer: 1, head: 2)
        var annotations = Annotations()
        annotations.notes = [
            Note(
                id: 1, target: .tokens(trace: "a", first: 3, end: 5), text: "why?", quote: "so"),
            Note(id: 2, target: .head(head), text: "copies", quote: ""),
            Note(id: 3, target: .trace(id: "a"), text: "", quote: "", isBookmark: true),
        ]
        annotations.pinned = [head: "induction"]
        annotations.sets = ["pair": [head, HeadID(layer: 0, head: 0)]]
        annotations.mask.heads = [head]
        var place = Place()
        place.traceID = "a"
        place.cursor = 7
        place.reading = true
        return SessionSnapshot(
            path: "one.heddle", annotations: annotations, place: place, modelPath: nil, files: [],
            trace: Trace(id: "a", prompt: "Make 5.", response: "2 + 3"))
    }

    @Test func aSnapshotComesBackFromTheSessionThatTookIt() throws {
        var document = SessionDocument(title: "one")
        try document.take(snapshot, entryFile: "a.jsonl")
        let back = try SessionSnapshot(document, path: "one.heddle")
        #expect(back.annotations == snapshot.annotations)
        #expect(back.place == snapshot.place)
        #expect(document.traces.map(\.id) == ["a"])
        #expect(document.traces.map(\.file) == ["a.jsonl"])
    }

    @Test func measurementsAreKeptBesideWhatElseIsThere() throws {
        var document = SessionDocument(title: "one")
        document.values["tags"] = #"{"a":["hard"]}"#
        var measured = snapshot
        measured.annotations.tags = ["a": ["hard"]]
        measured.measurements = ["mediation ab": #"{"x":1}"#, "planning ab": "{}"]
        try document.take(measured, entryFile: nil)
        let back = try SessionSnapshot(document, path: "one.heddle")
        #expect(back.measurements == measured.measurements)
        #expect(back.annotations.tags == ["a": ["hard"]])
        // What is gone from the program is gone from the file; old sessions have none.
        measured.measurements["planning ab"] = nil
        try document.take(measured, entryFile: nil)
        #expect(document.values.keys.filter { $0.hasPrefix("measured ") }.count == 1)
        #expect(
            try SessionSnapshot(SessionDocument(title: "old"), path: "o").measurements.isEmpty)
    }

    @Test func notesKeepTheTimeAtWhichTheyWereMade() throws {
        var document = SessionDocument(title: "one")
        try document.take(snapshot, entryFile: nil)
        document.notes[1].created = 42
        var later = snapshot
        later.annotations.notes.removeFirst()
        try document.take(later, entryFile: nil)
        #expect(document.notes.map(\.id) == [2, 3])
        #expect(document.notes[0].created == 42)
    }

    @Test func aPlaceThatCannotBeReadBeginsAnew() throws {
        var document = SessionDocument(title: "one")
        document.values["place"] = "no place"
        #expect(try SessionSnapshot(document, path: "one.heddle").place == Place())
    }
}

@Suite struct StoredPlaceTests {
    @Test func aPlaceOfAnOlderSessionKeepsWhatItHas() throws {
        var document = SessionDocument(title: "old")
        document.values["place"] = #"{"traceID":"t1","cursor":12,"filter":"wrong"}"#
        let place = try SessionSnapshot(document, path: "s.heddle").place
        #expect(place.traceID == "t1" && place.cursor == 12 && place.filter == "wrong")
        #expect(place.sort == nil && place.grouping == .none && place.sample == nil)
        #expect(place.focus == Place().focus)
    }

    @Test func orderSampleAndTagsComeBack() throws {
        var annotations = Annotations()
        annotations.tags = ["t1": ["odd", "long"]]
        var place = Place()
        place.sort = TraceSort(.tokens, isDescending: true)
        place.grouping = .siblings
        place.sample = TraceSample(count: 50, seed: UInt32.max)
        let snapshot = SessionSnapshot(
            path: nil, annotations: annotations, place: place, modelPath: nil, files: [],
            trace: nil)
        var document = SessionDocument(title: "new")
        try document.take(snapshot, entryFile: nil)
        let read = try SessionSnapshot(document, path: "s.heddle")
        #expect(read.place == place && read.annotations.tags == annotations.tags)
    }
}
