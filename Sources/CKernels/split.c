#include "split.h"

/// Weights read, and multiplications done, that take some microseconds: below both, handing a
/// chunk to another thread costs more than it saves.
static const size_t min_chunk_weights = 16 * 1024;
static const size_t min_chunk_products = 512 * 1024;

typedef struct {
    ck_outputs_fn *body;
    const void *job;
    size_t outs, outs_per_chunk;
    /// The outputs are divided into this many stretches of this many chunks. Chunks that follow
    /// each other are in different stretches, so that threads do not write to the same lines.
    size_t stretches, chunks_per_stretch;
} region;

static void run_chunk(void *ctx, size_t chunk, int worker) {
    (void)worker;
    const region *r = ctx;
    size_t stretch = chunk % r->stretches, within = chunk / r->stretches;
    size_t first = (stretch * r->chunks_per_stretch + within) * r->outs_per_chunk;
    size_t last = first + r->outs_per_chunk;
    if (last > r->outs) last = r->outs;
    if (first < last) r->body(r->job, first, last);
}

static size_t outs_per_chunk(ck_shape shape, size_t alignment, size_t threads) {
    if (threads <= 1) return shape.outs;
    size_t for_weights = min_chunk_weights / shape.ins;
    size_t for_products = min_chunk_products / (shape.ins * shape.rows);
    size_t least = for_weights < for_products ? for_weights : for_products;
    // Many chunks for each thread: one that is descheduled then holds up little.
    size_t fair = shape.outs / (threads * 16);
    size_t outs = (fair > least ? fair : least) / alignment * alignment;
    return outs > 0 ? outs : alignment;
}

void ck_share_outputs(ck_pool *pool, ck_shape shape, size_t alignment, ck_outputs_fn *body,
                      const void *job) {
    size_t threads = (size_t)ck_pool_threads(pool);
    size_t share = outs_per_chunk(shape, alignment, threads);
    size_t chunks = (shape.outs + share - 1) / share;
    size_t stretches = chunks < threads ? chunks : threads;
    region r = {body, job, shape.outs, share, stretches, (chunks + stretches - 1) / stretches};
    ck_pool_run(pool, run_chunk, &r, stretches * r.chunks_per_stretch);
}
