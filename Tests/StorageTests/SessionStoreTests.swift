import Foundation
import GRDB
import HeddleAnalysis
import Testing

@testable import Storage

@Suite("Session files")
struct SessionStoreTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("sessions/one.heddle")
    }

    /// What another connection finds in the file.
    private func count(_ sql: String) throws -> Int {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        return try queue.inDatabase { try SQLiteFile.integer($0, sql) }
    }

    @Test func keepsEverything() throws {
        var document = SessionSamples.full
        let store = try SessionStore.open(path)
        #expect(try store.load() == nil)
        try store.save(document, modified: 5)
        try store.close()
        document.modified = 5
        let again = try SessionStore.open(path)
        #expect(try again.load() == document)
    }

    @Test func closingLeavesOneFile() throws {
        let store = try SessionStore.open(path)
        try store.save(SessionSamples.full)
        #expect(FileManager.default.fileExists(atPath: path + "-wal"))
        try store.close()
        try store.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("sessions"))
        #expect(names == ["one.heddle"])
        #expect(
            storageError { () throws(StorageError) in try store.save(SessionSamples.full) }
                == .sessionClosed(path: path))
    }

    @Test func marksTheFileAsASession() throws {
        try SessionStore.open(path).close()
        let header = try Array(folder.bytes("sessions/one.heddle").prefix(72))
        // SQLite's file format: user_version at byte 60, application_id at byte 68, big-endian.
        #expect(Array(header[60..<64]) == [0, 0, 0, 1])
        #expect(Array(header[68..<72]) == Array("hedl".utf8))
    }

    @Test func anEditIsOnTheDiskWithoutClosing() throws {
        let store = try SessionStore.open(path)
        var document = SessionSamples.full
        try store.save(document)
        document.notes[1].text = "the last edit"
        try store.save(document, modified: 9)
        document.modified = 9
        // What a killed program leaves behind is what lies on the disk now.
        let copy = folder.file("copy.heddle")
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + ending, toPath: copy + ending)
        }
        #expect(try SessionStore.open(copy).load() == document)
    }

    @Test func aLogThatIsCutOffLosesOnlyItsEnd() throws {
        let store = try SessionStore.open(path)
        var document = SessionSamples.full
        document.notes = []
        try store.save(document)
        for id in 1...5 {
            document.notes.append(
                StoredNote(id: id, target: .trace(id: "t1"), text: "\(id)", quote: ""))
            try store.save(document)
        }
        let log = try Array(Data(contentsOf: URL(fileURLWithPath: path + "-wal")))
        var last = 0
        for length in stride(from: 0, through: log.count, by: 997) + [log.count] {
            let copy = folder.file("copy-\(length).heddle")
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            try Data(log.prefix(length)).write(to: URL(fileURLWithPath: copy + "-wal"))
            let count = try SessionStore.open(copy).load()?.notes.count ?? 0
            #expect(count >= last)
            last = count
        }
        #expect(last == 5)
    }

    @Test func writesOnlyWhatDiffers() throws {
        let store = try SessionStore.open(path)
        var document = SessionSamples.full
        try store.save(document)
        // Rows that another hand has changed are untouched when they are not part of the edit.
        try DatabaseQueue(path: path).inDatabase {
            try $0.execute(sql: "UPDATE note SET text = 'marked'")
            try $0.execute(sql: "UPDATE trace SET line = 99 WHERE id = 't1'")
        }
        document.notes[0].text = "edited"
        document.notes.remove(at: 2)
        document.pinned = [:]
        document.traces.append(StoredTrace(trace: Trace(id: "new", prompt: "p", response: "r")))
        try store.save(document)
        #expect(try count("SELECT count(*) FROM note WHERE text = 'marked'") == 1)
        #expect(try count("SELECT count(*) FROM note WHERE text = 'edited'") == 1)
        #expect(try count("SELECT count(*) FROM note") == 2)
        #expect(try count("SELECT count(*) FROM pin") == 0)
        #expect(try count("SELECT line FROM trace WHERE id = 't1'") == 99)
        #expect(try count("SELECT count(*) FROM trace") == 3)
    }

    @Test func takesTheDifferencesFromTheFileWhenItWasNotLoaded() throws {
        var document = SessionSamples.full
        try SessionStore.open(path).save(document)
        document.notes = []
        document.traces.removeFirst()
        let store = try SessionStore.open(path)
        try store.save(document, modified: 3)
        document.modified = 3
        #expect(try store.load() == document)
    }

    @Test func exportsACopyThatOpensOnItsOwn() throws {
        let store = try SessionStore.open(path)
        try store.save(SessionSamples.full, modified: 1)
        let copy = folder.file("out/copy.heddle")
        try store.exportCopy(to: copy)
        var expected = SessionSamples.full
        expected.modified = 1
        #expect(try SessionStore.open(copy).load() == expected)
        let error = storageError { () throws(StorageError) in try store.exportCopy(to: copy) }
        #expect(error?.description.contains("exists") == true)
        #expect(
            storageError { () throws(StorageError) in try store.exportCopy(to: "/proc/x/y.heddle") }
                != nil)
    }

    @Test func aSecondWriterIsTurnedAwayAndAReaderIsNot() throws {
        let store = try SessionStore.open(path)
        try store.save(SessionSamples.full, modified: 1)
        #expect(
            storageError { () throws(StorageError) in _ = try SessionStore.open(path) }
                == .sessionInUse(path: path, process: getpid()))
        let reader = try SessionStore.open(path, readOnly: true)
        #expect(try reader.load()?.notes.count == 3)
        #expect(
            storageError { () throws(StorageError) in try reader.save(SessionSamples.full) }
                == .readOnlySession(path: path))
        try store.close()
        try reader.close()
        try SessionStore.open(path).close()
    }

    @Test func aLockThatAKilledProgramLeftIsNoObstacle() throws {
        try folder.write("12345\n", to: "sessions/one.heddle-lock")
        try SessionStore.open(path).close()
    }

    @Test func randomEditsAreReadBackAsTheyWere() throws {
        var generator = SeededGenerator(seed: 3)
        var document = SessionSamples.full
        var store = try SessionStore.open(path)
        for round in 1...60 {
            switch Int.random(in: 0..<6, using: &generator) {
            case 0:
                document.notes.append(
                    StoredNote(
                        id: 100 + round, target: .tokens(trace: "t1", first: round, end: round + 1),
                        text: "note \(round)", quote: "q"))
            case 1 where !document.notes.isEmpty: document.notes.removeFirst()
            case 2: document.mask.heads.formSymmetricDifference([HeadID(layer: round % 6, head: 1)])
            case 3: document.pinned[HeadID(layer: round % 4, head: round % 8)] = "pin \(round)"
            case 4: document.traces.reverse()
            default: document.values["place"] = "{\"cursor\": \(round)}"
            }
            try store.save(document, modified: Double(round))
            document.modified = Double(round)
            if round % 9 == 0 {
                try store.close()
                store = try SessionStore.open(path)
                #expect(try store.load() == document)
            }
        }
    }
}
