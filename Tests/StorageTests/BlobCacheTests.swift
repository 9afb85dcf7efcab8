import Foundation
import Testing

@testable import Storage

@Suite("Cache of results")
struct BlobCacheTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func givesBackWhatWasStored() throws {
        let cache = BlobCache(directory: folder.file("cache"))
        #expect(cache.bytes(for: "mean/abc") == nil)
        try cache.store([1, 2, 3], for: "mean/abc")
        try cache.store([], for: "empty")
        #expect(cache.bytes(for: "mean/abc") == [1, 2, 3])
        #expect(cache.bytes(for: "empty") == [])
        try cache.store([4], for: "mean/abc")
        #expect(cache.bytes(for: "mean/abc") == [4])
        cache.removeAll()
        #expect(cache.bytes(for: "mean/abc") == nil)
    }

    @Test func treatsDamageAsAbsence() throws {
        let cache = BlobCache(directory: folder.path)
        let payload = (0..<200).map { UInt8($0) }
        try cache.store(payload, for: "key")
        let name = try #require(folder.names().first)
        let whole = try folder.bytes(name)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let broken = damaged(whole, using: &generator)
            try folder.write(broken, to: name)
            let read = cache.bytes(for: "key")
            #expect(read == (broken == whole ? payload : nil))
        }
    }

    @Test func theEntriesUsedLongestAgoMakeRoom() throws {
        let cache = BlobCache(directory: folder.path, capacity: 3000)
        for (index, key) in ["a", "b", "c"].enumerated() {
            let before = Set(try folder.names())
            try cache.store([UInt8](repeating: 0, count: 800), for: key)
            let name = try #require(Set(try folder.names()).subtracting(before).first)
            var times = [
                timeval(tv_sec: 1000 + index, tv_usec: 0),
                timeval(tv_sec: 1000 + index, tv_usec: 0),
            ]
            utimes(folder.file(name), &times)
        }
        #expect(cache.bytes(for: "a") != nil)  // used now: b is the oldest
        try cache.store([UInt8](repeating: 1, count: 800), for: "d")
        #expect(cache.bytes(for: "b") == nil)
        #expect(cache.bytes(for: "a") != nil)
        #expect(cache.bytes(for: "d") != nil)
        try cache.store([UInt8](repeating: 1, count: 4000), for: "huge")
        #expect(cache.bytes(for: "huge") == nil)
        #expect(cache.bytes(for: "d") != nil)
    }
}
