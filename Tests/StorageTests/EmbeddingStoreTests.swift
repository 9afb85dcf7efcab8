import Foundation
import Testing

@testable import Storage

@Suite("Embeddings on disk")
struct EmbeddingStoreTests {
    private let folder: TemporaryFolder
    private let encoder = "00ff"

    init() throws { folder = try TemporaryFolder() }

    private func store(capacity: Int = 4 << 30) -> EmbeddingStore {
        EmbeddingStore(directory: folder.file("embeddings"), encoder: encoder, capacity: capacity)
    }

    private func embedding(_ seed: Int) -> [Float] {
        (0..<16).map { Float(seed) + Float($0) / 16 - .leastNonzeroMagnitude }
    }

    @Test func givesBackTheBitsThatWereStored() {
        let texts = ["wait", "", "let's see \u{1F642}", "a\0b"]
        let embeddings = texts.indices.map(embedding)
        store().store(texts, embeddings)
        let again = store()
        #expect(again.embeddings(of: texts + ["other"]) == embeddings.map(Optional.some) + [nil])
        #expect(again.count == 4)
        #expect(again.failure == nil)
        again.store(["wait"], [embedding(9)])
        #expect(again.embeddings(of: ["wait"]) == [embedding(9)])
        #expect(again.count == 4)
    }

    @Test func everyEncoderHasItsOwnFile() {
        store().store(["wait"], [embedding(1)])
        let other = EmbeddingStore(directory: folder.file("embeddings"), encoder: "01")
        #expect(other.embeddings(of: ["wait"]) == [nil])
        let odd = EmbeddingStore(directory: folder.file("embeddings"), encoder: "../../01")
        #expect(odd.path.hasPrefix(folder.file("embeddings") + "/"))
        #expect(!odd.path.contains(".."))
    }

    @Test func twoOpenStoresShareWhatTheyKeep() {
        let (first, second) = (store(), store())
        for round in 0..<20 {
            first.store(["first \(round)"], [embedding(round)])
            second.store(["second \(round)"], [embedding(-round)])
        }
        #expect(first.embeddings(of: ["second 7"]) == [embedding(-7)])
        #expect(second.embeddings(of: ["first 19"]) == [embedding(19)])
        #expect(store().count == 40)
    }

    @Test func threadsThatStoreAtOnceLoseNothing() async {
        await withTaskGroup { group in
            for writer in 0..<4 {
                group.addTask {
                    let own = store()
                    for round in 0..<10 {
                        own.store(
                            ["\(writer) \(round)", "shared"], [embedding(round), embedding(5)])
                    }
                    #expect(own.failure == nil)
                }
            }
        }
        #expect(store().count == 41)
    }

    @Test func damageCountsAsAbsence() throws {
        let texts = (0..<60).map { "gram number \($0)" }
        let embeddings = texts.indices.map(embedding)
        let path = store().path
        store().store(texts, embeddings)
        let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<60 {
            try Data(damaged(whole, using: &generator)).write(to: URL(filePath: path))
            let broken = store()
            for (found, expected) in zip(broken.embeddings(of: texts), embeddings) {
                #expect(found == nil || found == expected)
            }
        }
    }

    @Test func aFileThatIsNoStoreIsBegunAnew() throws {
        for text in ["no database at all", String(repeating: "x", count: 9000)] {
            try folder.write(text, to: "embeddings/\(encoder).sqlite")
            let fresh = store()
            #expect(fresh.failure == nil)
            fresh.store(["wait"], [embedding(1)])
            #expect(store().embeddings(of: ["wait"]) == [embedding(1)])
        }
    }

    @Test func aFileThatHasGrownTooLargeIsBegunAnew() {
        let texts = (0..<200).map { "gram \($0)" }
        store().store(texts, texts.indices.map(embedding))
        #expect(store(capacity: 1 << 20).count == 200)
        #expect(store(capacity: 1 << 12).count == 0)
    }

    @Test func aFolderThatCannotBeMadeLeavesWorkWithoutACache() throws {
        try folder.write("a file", to: "embeddings")
        let none = store()
        none.store(["wait"], [embedding(1)])
        #expect(none.embeddings(of: ["wait", "so"]) == [nil, nil])
        #expect(none.failure != nil)
        #expect(none.cache.lookup(["wait"]) == [nil])
    }
}
