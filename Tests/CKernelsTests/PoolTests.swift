import CKernels
import Synchronization
import Testing

/// How often each chunk ran, by which workers, and whether a worker ever ran two at once.
private final class Tally: Sendable {
    let runs: Mutex<[Int]>
    let busy: Mutex<Set<Int32>> = Mutex([])
    let clashes = Atomic<Int>(0)
    let outside = Atomic<Int>(0)
    let threads: Int32

    init(chunks: Int, threads: Int32) {
        runs = Mutex([Int](repeating: 0, count: chunks))
        self.threads = threads
    }

    func run(_ chunk: Int, _ worker: Int32) {
        if worker < 0 || worker >= threads { outside.add(1, ordering: .relaxed) }
        let free = busy.withLock { $0.insert(worker).inserted }
        if !free { clashes.add(1, ordering: .relaxed) }
        runs.withLock { $0[chunk] += 1 }
        if free { busy.withLock { _ = $0.remove(worker) } }
    }

    func runOn(_ pool: OpaquePointer?) {
        let chunks = runs.withLock { $0.count }
        ck_pool_run(
            pool,
            { context, chunk, worker in
                guard let context else { return }
                Unmanaged<Tally>.fromOpaque(context).takeUnretainedValue().run(chunk, worker)
            }, Unmanaged.passUnretained(self).toOpaque(), chunks)
    }

    var isClean: Bool {
        clashes.load(ordering: .relaxed) == 0 && outside.load(ordering: .relaxed) == 0
    }
}

/// A pool for both regions of a nested call.
private final class Nest: Sendable {
    let pool: Mutex<UInt>
    let inner = Atomic<Int>(0)

    init(_ pool: OpaquePointer?) { self.pool = Mutex(UInt(bitPattern: pool)) }

    func enter() {
        let pool = OpaquePointer(bitPattern: pool.withLock { $0 })
        ck_pool_run(
            pool,
            { context, _, _ in
                guard let context else { return }
                let nest = Unmanaged<Nest>.fromOpaque(context).takeUnretainedValue()
                nest.inner.add(1, ordering: .relaxed)
            }, Unmanaged.passUnretained(self).toOpaque(), 5)
    }
}

@Suite struct PoolTests {
    @Test(arguments: [-3, 0, 1, 2, 3, 16] as [Int32]) func everyChunkRunsOnce(_ threads: Int32) {
        let pool = ck_pool_create(threads)
        defer { ck_pool_destroy(pool) }
        #expect(ck_pool_threads(pool) == max(1, threads))
        for chunks in [0, 1, 2, 3, 7, 64, 1000] {
            let tally = Tally(chunks: chunks, threads: max(1, threads))
            tally.runOn(pool)
            #expect(tally.runs.withLock { $0.allSatisfy { $0 == 1 } })
            #expect(tally.isClean)
        }
    }

    @Test func noPoolRunsInline() {
        #expect(ck_pool_threads(nil) == 1)
        let tally = Tally(chunks: 9, threads: 1)
        tally.runOn(nil)
        #expect(tally.runs.withLock { $0 } == [Int](repeating: 1, count: 9))
        #expect(tally.isClean)
        ck_pool_destroy(nil)
    }

    @Test(arguments: [2, 4, 12] as [Int32]) func manySmallRegionsFollowEachOther(_ threads: Int32) {
        let pool = ck_pool_create(threads)
        defer { ck_pool_destroy(pool) }
        let tally = Tally(chunks: 5, threads: threads)
        for _ in 0..<20_000 { tally.runOn(pool) }
        #expect(tally.runs.withLock { $0 } == [Int](repeating: 20_000, count: 5))
        #expect(tally.isClean)
    }

    @Test func aRegionInsideAChunkRunsInline() {
        let pool = ck_pool_create(3)
        defer { ck_pool_destroy(pool) }
        let nest = Nest(pool)
        ck_pool_run(
            pool,
            { context, _, _ in
                guard let context else { return }
                Unmanaged<Nest>.fromOpaque(context).takeUnretainedValue().enter()
            }, Unmanaged.passUnretained(nest).toOpaque(), 40)
        #expect(nest.inner.load(ordering: .relaxed) == 200)
    }

    @Test func callersFromSeveralThreadsTakeTurns() async {
        let nest = Nest(ck_pool_create(3))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { for _ in 0..<200 { nest.enter() } }
            }
        }
        #expect(nest.inner.load(ordering: .relaxed) == 4 * 200 * 5)
        ck_pool_destroy(OpaquePointer(bitPattern: nest.pool.withLock { $0 }))
    }
}
