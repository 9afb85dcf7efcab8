/// Splits a matrix product over its outputs.
#include "matmul.h"

/// Chunks start at multiples of this, so that only the last one has a ragged tile.
enum { CHUNK_ALIGNMENT = 8 };

/// Weights read, and multiplications done, that take some microseconds: below both, handing a
/// chunk to another thread costs more than it saves.
static const size_t min_chunk_weights = 16 * 1024;
static const size_t min_chunk_products = 512 * 1024;

typedef struct {
    ck_matmul_args args;
    const ck_kernels *kernels;
    size_t outs_per_chunk;
    /// The outputs are divided into this many stretches of this many chunks. Chunks that follow
    /// each other are in different stretches, so that threads do not write to the same lines.
    size_t stretches, chunks_per_stretch;
} region;

static void run_chunk(void *ctx, size_t chunk, int worker) {
    (void)worker;
    const region *job = ctx;
    size_t stretch = chunk % job->stretches, within = chunk / job->stretches;
    size_t first = (stretch * job->chunks_per_stretch + within) * job->outs_per_chunk;
    size_t last = first + job->outs_per_chunk;
    if (last > job->args.outs) last = job->args.outs;
    if (first < last) job->kernels->matmul(&job->args, first, last);
}

static size_t outs_per_chunk(const ck_matmul_args *a, size_t threads) {
    if (threads <= 1) return a->outs;
    size_t for_weights = min_chunk_weights / a->ins;
    size_t for_products = min_chunk_products / (a->ins * a->rows);
    size_t least = for_weights < for_products ? for_weights : for_products;
    // Many chunks for each thread: one that is descheduled then holds up little.
    size_t fair = a->outs / (threads * 16);
    size_t outs = (fair > least ? fair : least) / CHUNK_ALIGNMENT * CHUNK_ALIGNMENT;
    return outs > 0 ? outs : CHUNK_ALIGNMENT;
}

static void clear(const ck_matmul_args *a) {
    for (size_t r = 0; r < a->rows && !a->accumulate; r++)
        for (size_t o = 0; o < a->outs; o++) a->y[r * a->ldy + o] = 0;
}

void ck_matmul_run(ck_pool *pool, const ck_matmul_args *args) {
    if (args->rows == 0 || args->outs == 0) return;
    if (args->ins == 0) {
        clear(args);
        return;
    }
    if (ck_row_bytes(args->type, args->ins) == 0) return;
    size_t threads = (size_t)ck_pool_threads(pool);
    size_t share = outs_per_chunk(args, threads);
    size_t chunks = (args->outs + share - 1) / share;
    size_t stretches = chunks < threads ? chunks : threads;
    region job = {*args, ck_active(), share, stretches, (chunks + stretches - 1) / stretches};
    ck_pool_run(pool, run_chunk, &job, stretches * job.chunks_per_stretch);
}

void ck_matmul(ck_pool *pool, const float *x, size_t ldx, size_t rows, const void *w,
               ck_dtype type, size_t outs, size_t ins, float *y, size_t ldy) {
    ck_matmul_args args = {.x = x, .ldx = ldx, .rows = rows, .w = w, .type = type, .outs = outs,
                           .ins = ins, .y = y, .ldy = ldy};
    ck_matmul_run(pool, &args);
}

void ck_matmul_add(ck_pool *pool, const float *x, size_t ldx, size_t rows, const void *w,
                   ck_dtype type, size_t outs, size_t ins, float *y, size_t ldy) {
    ck_matmul_args args = {.x = x, .ldx = ldx, .rows = rows, .w = w, .type = type, .outs = outs,
                           .ins = ins, .y = y, .ldy = ldy, .accumulate = 1};
    ck_matmul_run(pool, &args);
}
