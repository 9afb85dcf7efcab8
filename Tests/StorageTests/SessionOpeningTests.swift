import Foundation
import GRDB
import HeddleAnalysis
import Testing

@testable import Storage

@Suite("Opening what is no good session")
struct SessionOpeningTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("one.heddle")
    }

    private func makeSession() throws {
        let store = try SessionStore.open(path)
        try store.save(SessionSamples.full, modified: 1)
        try store.close()
    }

    private func error(readOnly: Bool = false) -> StorageError? {
        storageError { () throws(StorageError) in
            _ = try SessionStore.open(path, readOnly: readOnly).load()
        }
    }

    @Test(arguments: [true, false]) func leavesOtherFilesAsTheyAre(readOnly: Bool) throws {
        for text in ["my thesis", String(repeating: "not a database ", count: 1000)] {
            try folder.write(text, to: "one.heddle")
            #expect(error(readOnly: readOnly) == .notASession(path: path))
            #expect(try folder.bytes("one.heddle") == Array(text.utf8))
            #expect(try folder.names() == ["one.heddle"])
        }
    }

    @Test func leavesAnotherProgramsDatabaseAsItIs() throws {
        try DatabaseQueue(path: path).inDatabase { try $0.execute(sql: "CREATE TABLE mine (a)") }
        let before = try folder.bytes("one.heddle")
        #expect(error() == .notASession(path: path))
        #expect(try folder.bytes("one.heddle") == before)
    }

    @Test(arguments: [true, false]) func leavesALaterVersionAsItIs(readOnly: Bool) throws {
        try makeSession()
        try DatabaseQueue(path: path).inDatabase { try $0.execute(sql: "PRAGMA user_version = 7") }
        let before = try folder.bytes("one.heddle")
        #expect(
            error(readOnly: readOnly) == .newerSession(path: path, version: 7, supported: 1))
        #expect(try folder.bytes("one.heddle") == before)
        #expect(try folder.names() == ["one.heddle"])
    }

    @Test func copiesAnOlderVersionBeforeItIsMigrated() throws {
        try makeSession()
        var schema = SessionSchema.current
        schema.steps.append { try $0.execute(sql: "ALTER TABLE note ADD COLUMN color TEXT") }
        let reader = try SessionStore(path: path, readOnly: true, schema: schema)
        #expect(try reader.load()?.notes.count == 3)
        try reader.close()
        #expect(try folder.names() == ["one.heddle"])

        let store = try SessionStore(path: path, readOnly: false, schema: schema)
        #expect(try store.load()?.notes.count == 3)
        try store.close()
        #expect(try folder.names() == ["one.heddle", "one.heddle.v1-backup"])
        #expect(error() == .newerSession(path: path, version: 2, supported: 1))
        let copy = try SessionStore.open(path + ".v1-backup", readOnly: true)
        #expect(try copy.load()?.title == "Where did it go wrong?")
    }

    @Test func aMigrationThatFailsLeavesTheOldVersion() throws {
        try makeSession()
        var schema = SessionSchema.current
        schema.steps.append { database in
            try database.execute(sql: "DROP TABLE note")
            try database.execute(sql: "no SQL")
        }
        #expect(
            storageError { () throws(StorageError) in
                _ = try SessionStore(path: path, readOnly: false, schema: schema)
            } != nil)
        #expect(try SessionStore.open(path).load()?.notes.count == 3)
    }

    @Test func finishesAFileThatWasCutShortWhenItWasMade() throws {
        try folder.write([], to: "one.heddle")
        try makeSession()
        #expect(try SessionStore.open(path).load()?.notes.count == 3)
    }

    @Test func saysThatAFolderIsInTheWayOrTheFileIsMissing() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(error() == .isDirectory(path: path))
        #expect(error(readOnly: true) == .isDirectory(path: path))
        let missing = folder.file("missing.heddle")
        #expect(
            storageError { () throws(StorageError) in
                _ = try SessionStore.open(missing, readOnly: true)
            } == .notFound(path: missing))
    }

    @Test(.enabled(if: Files.isDirectory("/proc/self"))) func namesAPlaceThatCannotBeWritten() {
        let path = "/proc/heddle/one.heddle"
        let error = storageError { () throws(StorageError) in _ = try SessionStore.open(path) }
        #expect(error?.description.hasPrefix("/proc/heddle") == true)
    }

    @Test func aFullDiskIsNamedAndLosesNothing() throws {
        try makeSession()
        let store = try SessionStore.open(path)
        var document = try #require(try store.load())
        let queue = try SessionDatabase.openForWriting(path, schema: .current)
        // SQLite's own limit stands for the disk's: both end in SQLITE_FULL.
        let error = storageError { () throws(StorageError) in
            try SQLiteFile.perform(path) {
                try queue.inDatabase { database in
                    try database.execute(sql: "PRAGMA max_page_count = 1")
                    try database.execute(
                        sql: "INSERT INTO setting VALUES ('big', ?)",
                        arguments: [String(repeating: "x", count: 1 << 20)])
                }
            }
        }
        #expect(error == .diskFull(path: path))
        try queue.close()
        document.title = "still here"
        try store.save(document)
        #expect(try store.load()?.title == "still here")
    }

    @Test(arguments: [
        "UPDATE note SET kind = 'trace', trace = NULL WHERE id = 2",
        "UPDATE note SET first = -1 WHERE id = 2", "UPDATE note SET end = 0 WHERE id = 2",
        "UPDATE note SET layer = -3 WHERE id = 5",
        "UPDATE trace SET record = '{\"schema\": 1}' WHERE id = 't1'",
        "UPDATE trace SET record = 'half' WHERE id = 't1'",
        "UPDATE info SET value = 'soon' WHERE key = 'created'",
        "UPDATE info SET value = 'x.y' WHERE key = 'mask.heads'",
        "UPDATE info SET value = 'gentle' WHERE key = 'mask.mode'",
        "UPDATE info SET value = 'from here' WHERE key = 'mask.scope'",
        "UPDATE head_set SET heads = '3' WHERE name = 'early'",
    ])
    func namesTheRowThatIsDamaged(sql: String) throws {
        try makeSession()
        try DatabaseQueue(path: path).inDatabase { try $0.execute(sql: sql) }
        guard case .damagedSession(path, let detail) = error() else {
            Issue.record("\(String(describing: error()))")
            return
        }
        #expect(detail.hasPrefix("table "))
    }

    @Test func aDamagedFileIsNeverOverwritten() throws {
        try makeSession()
        let whole = try folder.bytes("one.heddle")
        var generator = SeededGenerator(seed: 4)
        var refused = 0
        for _ in 0..<120 {
            let broken = damaged(whole, using: &generator)
            try folder.write(broken, to: "one.heddle")
            if error() != nil {
                refused += 1
                #expect(try folder.bytes("one.heddle") == broken)
            }
            for name in try folder.names() where name != "one.heddle" {
                try FileManager.default.removeItem(atPath: folder.file(name))
            }
        }
        #expect(refused > 60)
    }
}

@Suite("List of sessions")
struct SessionLibraryTests {
    @Test func showsCountsAndTheLatestFirst() throws {
        let folder = try TemporaryFolder()
        let library = SessionLibrary(directory: folder.file("sessions"))
        #expect(library.list().isEmpty)
        let first = library.newPath(title: "Where did it go wrong?")
        #expect(first.hasSuffix("/where-did-it-go-wrong.heddle"))
        let store = try SessionStore.open(first)
        try store.save(SessionSamples.full, modified: 1000)
        try store.close()
        let second = library.newPath(title: "Where did it go wrong?")
        #expect(second.hasSuffix("/where-did-it-go-wrong-2.heddle"))
        let open = try SessionStore.open(second)
        try open.save(SessionDocument(title: "zweite"), modified: 2000)
        let elsewhere = folder.file("else.heddle")
        try SessionStore.open(elsewhere).save(SessionDocument(title: "third"), modified: 1500)

        let list = library.list(also: [elsewhere, first, "/gone.heddle"])
        #expect(list.map(\.path) == [second, elsewhere, first])
        #expect(list.map(\.title) == ["zweite", "third", "Where did it go wrong?"])
        #expect(list.map(\.notes) == [0, 0, 3])
        #expect(list.map(\.traces) == [0, 0, 2])
        #expect(list.map(\.modified) == [2000, 1500, 1000])
        #expect(list.allSatisfy { $0.problem == nil })
    }

    @Test func keepsBrokenOnesInTheListWithTheReason() throws {
        let folder = try TemporaryFolder()
        try folder.write("broken", to: "b.heddle")
        let list = SessionLibrary(directory: folder.path).list()
        #expect(list.map(\.title) == ["b"])
        #expect(list.first?.problem?.contains("is not a Heddle session") == true)
    }
}
