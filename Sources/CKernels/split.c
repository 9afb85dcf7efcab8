#include "split.h"

/// Weights read, and multiplications done.
typedef struct {
    size_t weights, products;
} amount;

/// Takes some microseconds: below both, handing a chunk to another thread costs more than it saves.
static const amount least_of_chunk = {16 * 1024, 512 * 1024};
/// Reading from memory reaches its speed some microseconds after a chunk has begun: above either,
/// that does not show.
static const amount steady_chunk = {128 * 1024, 4 * 1024 * 1024};

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

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/// Outputs that take neither more weights nor more multiplications than this.
static size_t outs_within(amount most, ck_shape shape) {
    return smaller(most.weights / shape.ins, most.products / (shape.ins * shape.rows));
}

static size_t outs_per_chunk(ck_shape shape, size_t alignment, size_t threads) {
    if (threads <= 1) return shape.outs;
    // Many chunks for each thread, since one that is descheduled then holds up little; of what is
    // read quickly only a few.
    size_t many = shape.outs / (threads * 16), few = shape.outs / (threads * 4);
    size_t fair = larger(many, smaller(few, outs_within(steady_chunk, shape)));
    size_t outs = larger(fair, outs_within(least_of_chunk, shape)) / alignment * alignment;
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
