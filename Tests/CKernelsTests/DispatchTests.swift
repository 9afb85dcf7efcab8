import CKernels
import Synchronization
import Testing

/// The instruction set that each of two threads sees while both are at work.
private final class Sightings: Sendable {
    let sets: Mutex<[Int32: String]> = Mutex([:])

    /// One chunk, which ends when the other one has begun.
    func look(_ worker: Int32) {
        sets.withLock { $0[worker] = activeSet }
        while sets.withLock({ $0.count }) < 2 {}
    }
}

extension Kernels {
    @Suite struct Dispatch {
        @Test func theActiveSetIsAvailable() {
            #expect(availableSets.contains(activeSet))
            #expect(ck_isa_available("scalar") == 1)
        }

        @Test func anUnknownSetIsRefusedAndChangesNothing() {
            let before = activeSet
            #expect(ck_isa_available("altivec") == 0)
            #expect(ck_select_isa("altivec") == 0)
            #expect(ck_select_isa("") == 0)
            #expect(activeSet == before)
        }

        @Test func aSelectedSetIsActive() {
            onEverySet { #expect(activeSet == $0) }
        }

        @Test func aSelectionIsOfItsThreadAlone() throws {
            let first = activeSet
            let pool = ck_pool_create(2)
            defer { ck_pool_destroy(pool) }
            try #require(ck_pool_threads(pool) == 2)
            onEverySet { name in
                let seen = Sightings()
                ck_pool_run(
                    pool,
                    { context, _, worker in
                        guard let context else { return }
                        Unmanaged<Sightings>.fromOpaque(context).takeUnretainedValue().look(worker)
                    }, Unmanaged.passUnretained(seen).toOpaque(), 2)
                #expect(seen.sets.withLock { $0.values.sorted() } == [first, name].sorted())
            }
        }

        @Test func dtypesHaveSizes() {
            #expect(ck_dtype_size(CK_F32) == 4)
            #expect(ck_dtype_size(CK_F16) == 2)
            #expect(ck_dtype_size(CK_BF16) == 2)
            #expect(ck_dtype_size(ck_dtype(rawValue: 99)) == 0)
        }
    }
}
