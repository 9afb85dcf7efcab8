/// Worker pool. Threads claim chunks by advancing one atomic ticket, and a region ends when all
/// CHUNKS are done, so a worker that the system has put aside holds nobody up.
#include "ckernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/// Pauses before a waiting thread begins to yield its core.
enum { PAUSES_BEFORE_YIELD = 2000 };
/// How long a worker looks for the next region before it sleeps.
static const int64_t spin_nanoseconds = 200 * 1000;
static const int max_threads = 256;
/// The ticket holds the region's number above and the next unclaimed chunk below.
static const int chunk_bits = 32;
/// In the chunk's place: nothing to claim, the job is being rewritten.
static const uint64_t closed = UINT32_MAX;
static const size_t max_chunks = (size_t)1 << 31;

typedef struct {
    ck_pool *pool;
    pthread_t thread;
    int index;
} worker;

struct ck_pool {
    /// Region number and next chunk, see `chunk_bits`.
    _Alignas(64) _Atomic uint64_t ticket;
    _Alignas(64) _Atomic size_t unfinished;
    /// The job. Written only while the ticket is closed, so a claim that succeeds proves that
    /// it was not rewritten since the ticket was read.
    _Alignas(64) _Atomic(ck_chunk_fn) fn;
    _Atomic(void *) ctx;
    _Atomic size_t chunks;
    _Alignas(64) _Atomic int sleepers;
    _Atomic int ending;
    pthread_mutex_t sleep_lock;
    pthread_cond_t wake;
    pthread_mutex_t caller_lock;
    int threads;
    worker workers[];
};

/// The pool whose chunk this thread is running, and as which worker.
static _Thread_local const ck_pool *running_pool;
static _Thread_local int running_worker;

static void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/// Claims and runs chunks until none is left.
static void work(ck_pool *pool, int index) {
    uint64_t ticket = atomic_load(&pool->ticket);
    for (;;) {
        ck_chunk_fn fn = atomic_load_explicit(&pool->fn, memory_order_relaxed);
        void *ctx = atomic_load_explicit(&pool->ctx, memory_order_relaxed);
        size_t chunks = atomic_load_explicit(&pool->chunks, memory_order_relaxed);
        size_t chunk = (size_t)(uint32_t)ticket;
        if (chunk >= chunks) return;
        atomic_thread_fence(memory_order_acquire);
        if (!atomic_compare_exchange_weak(&pool->ticket, &ticket, ticket + 1)) continue;
        fn(ctx, chunk, index);
        atomic_fetch_sub_explicit(&pool->unfinished, 1, memory_order_release);
        ticket = atomic_load(&pool->ticket);
    }
}

static int is_new(ck_pool *pool, uint64_t seen) {
    return atomic_load(&pool->ticket) >> chunk_bits != seen || atomic_load(&pool->ending);
}

static void sleep_until_new(ck_pool *pool, uint64_t seen) {
    pthread_mutex_lock(&pool->sleep_lock);
    // Published before the check: a caller that this check misses sees the sleeper.
    atomic_fetch_add(&pool->sleepers, 1);
    while (!is_new(pool, seen)) pthread_cond_wait(&pool->wake, &pool->sleep_lock);
    atomic_fetch_sub(&pool->sleepers, 1);
    pthread_mutex_unlock(&pool->sleep_lock);
}

static void wait_for_new(ck_pool *pool, uint64_t seen) {
    int64_t start = now();
    for (unsigned i = 1;; i++) {
        if (is_new(pool, seen)) return;
        pause_briefly();
        if (i % 64 == 0 && now() - start > spin_nanoseconds) break;
        if (i % PAUSES_BEFORE_YIELD == 0) sched_yield();
    }
    sleep_until_new(pool, seen);
}

static void *worker_main(void *argument) {
    const worker *self = argument;
    ck_pool *pool = self->pool;
    running_pool = pool;
    running_worker = self->index;
    uint64_t seen = 0;
    for (;;) {
        wait_for_new(pool, seen);
        if (atomic_load(&pool->ending)) return NULL;
        seen = atomic_load(&pool->ticket) >> chunk_bits;
        work(pool, self->index);
    }
}

static void wake_all(ck_pool *pool) {
    if (atomic_load(&pool->sleepers) == 0) return;
    pthread_mutex_lock(&pool->sleep_lock);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->sleep_lock);
}

static void start_workers(ck_pool *pool, int count) {
    for (int i = 1; i < count; i++) {
        worker *w = &pool->workers[i - 1];
        *w = (worker){.pool = pool, .index = i};
        if (pthread_create(&w->thread, NULL, worker_main, w) != 0) return;
        pool->threads = i + 1;
    }
}

ck_pool *ck_pool_create(int threads) {
    if (threads < 1) threads = 1;
    if (threads > max_threads) threads = max_threads;
    size_t size = sizeof(ck_pool) + (size_t)threads * sizeof(worker);
    ck_pool *pool = aligned_alloc(64, (size + 63) / 64 * 64);
    if (!pool) return NULL;
    *pool = (ck_pool){.threads = 1};
    pthread_mutex_init(&pool->sleep_lock, NULL);
    pthread_mutex_init(&pool->caller_lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    start_workers(pool, threads);
    return pool;
}

void ck_pool_destroy(ck_pool *pool) {
    if (!pool) return;
    atomic_store(&pool->ending, 1);
    wake_all(pool);
    for (int i = 1; i < pool->threads; i++) pthread_join(pool->workers[i - 1].thread, NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->caller_lock);
    pthread_mutex_destroy(&pool->sleep_lock);
    free(pool);
}

int ck_pool_threads(const ck_pool *pool) { return pool ? pool->threads : 1; }

static void run_inline(ck_chunk_fn fn, void *ctx, size_t chunks, int index) {
    for (size_t chunk = 0; chunk < chunks; chunk++) fn(ctx, chunk, index);
}

static void publish(ck_pool *pool, ck_chunk_fn fn, void *ctx, size_t chunks) {
    uint64_t region = atomic_load(&pool->ticket) >> chunk_bits;
    atomic_store(&pool->ticket, (region + 1) << chunk_bits | closed);
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&pool->fn, fn, memory_order_relaxed);
    atomic_store_explicit(&pool->ctx, ctx, memory_order_relaxed);
    atomic_store_explicit(&pool->chunks, chunks, memory_order_relaxed);
    atomic_store_explicit(&pool->unfinished, chunks, memory_order_relaxed);
    atomic_store(&pool->ticket, (region + 2) << chunk_bits);
    wake_all(pool);
}

static void join(ck_pool *pool) {
    for (int i = 0; atomic_load_explicit(&pool->unfinished, memory_order_acquire) > 0; i++) {
        if (i < PAUSES_BEFORE_YIELD)
            pause_briefly();
        else
            sched_yield();
    }
}

void ck_pool_run(ck_pool *pool, ck_chunk_fn fn, void *ctx, size_t chunks) {
    int nested = pool && running_pool == pool;
    if (nested || !pool || chunks > max_chunks) {
        run_inline(fn, ctx, chunks, nested ? running_worker : 0);
        return;
    }
    // Taken for one thread too: worker 0 never runs two chunks at once.
    pthread_mutex_lock(&pool->caller_lock);
    const ck_pool *outer_pool = running_pool;
    int outer_worker = running_worker;
    running_pool = pool;
    running_worker = 0;
    if (pool->threads == 1 || chunks <= 1) {
        run_inline(fn, ctx, chunks, 0);
    } else {
        publish(pool, fn, ctx, chunks);
        work(pool, 0);
        join(pool);
    }
    running_pool = outer_pool;
    running_worker = outer_worker;
    pthread_mutex_unlock(&pool->caller_lock);
}
