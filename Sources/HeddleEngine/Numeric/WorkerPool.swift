import CKernels

/// Threads that share the arithmetic of forward passes.
///
/// Results do not depend on their number. Several contexts may share a pool; their regions take
/// turns. Idle threads sleep.
public final class WorkerPool: @unchecked Sendable {  // ck_pool lets several threads call it
    /// nil where memory was refused; work then runs on the calling thread.
    let handle: OpaquePointer?

    /// - Parameter threads: how many threads take part, the caller's included; nil for one a
    ///   processor core, at most 16.
    public init(threads: Int? = nil) {
        let wanted = threads ?? min(ProcessorCount.online, 16)
        handle = ck_pool_create(Int32(clamping: max(1, wanted)))
    }

    deinit { ck_pool_destroy(handle) }

    /// Threads that take part, the caller's included.
    public var threads: Int { Int(ck_pool_threads(handle)) }

    /// The instruction set that the arithmetic uses: `scalar`, `avx2`, `avx512` or `neon`.
    public static var instructionSet: String { String(cString: ck_isa()) }

    private typealias Body = (_ chunk: Int, _ worker: Int) -> Void

    /// Calls `body` once for every chunk, on several threads and in no order; it must write to
    /// places that no other chunk touches. `worker` is below `threads` and is never shared by two
    /// chunks that run at the same time.
    func run(chunks: Int, _ body: (_ chunk: Int, _ worker: Int) -> Void) {
        if chunks == 1 { return body(0, 0) }
        withoutActuallyEscaping(body) { escapable in
            var box: Body = escapable
            withUnsafeMutablePointer(to: &box) { pointer in
                ck_pool_run(
                    handle,
                    { context, chunk, worker in
                        context?.assumingMemoryBound(to: Body.self).pointee(
                            Int(chunk), Int(worker))
                    }, pointer, chunks)
            }
        }
    }

    /// Calls `body` for ranges that cover `0..<count`, `grain` at a time, in parallel when there
    /// is more than one such range.
    func runRanges(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
        guard count > grain else { return body(0..<count) }
        run(chunks: (count + grain - 1) / grain) { chunk, _ in
            body(chunk * grain..<min(count, (chunk + 1) * grain))
        }
    }
}
