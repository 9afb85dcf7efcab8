import HeddleAnalysis
import Testing

@testable import Storage

@Suite struct ResampleCheckpointTests {
    private func drawn(_ attempt: Int) -> ResampledContinuation {
        ResampledContinuation(
            arm: .without, attempt: attempt, seed: 1 << 62, firstSentence: "So \(attempt).",
            similarity: 0.25,
            outcome: .init(ids: [3, 2], text: "\u{1b}\n", ended: true, answer: nil, correct: false))
    }

    private let refused = ResampledContinuation(
        arm: .without, attempt: 9, seed: 4, firstSentence: "Same.", similarity: 0.93, outcome: nil)

    @Test func rowsOfTheSameResamplingAreThereAgain() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("r.rows")
        let first = try ResampleCheckpoint(path: path, identity: ["text": "a"])
        #expect(first.continuations.isEmpty)
        first.store(drawn(0))
        first.store(refused)
        let second = try ResampleCheckpoint(path: path, identity: ["text": "a"])
        #expect(second.continuations == [drawn(0), refused])
        #expect(second.failure == nil)
        #expect(try ResampleCheckpoint(path: path, identity: ["text": "b"]).continuations.isEmpty)
    }

    @Test func aRowThatWasCutInTheMiddleIsLeftOut() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("r.rows")
        let first = try ResampleCheckpoint(path: path, identity: ["text": "a"])
        first.store(drawn(0))
        first.store(drawn(1))
        let bytes = try folder.bytes("r.rows")
        try folder.write(Array(bytes.dropLast(20)), to: "r.rows")
        let second = try ResampleCheckpoint(path: path, identity: ["text": "a"])
        #expect(second.continuations == [drawn(0)])
        second.store(drawn(2))
        let third = try ResampleCheckpoint(path: path, identity: ["text": "a"])
        #expect(third.continuations == [drawn(0), drawn(2)])
        third.remove()
        #expect(!Files.exists(path))
    }
}
