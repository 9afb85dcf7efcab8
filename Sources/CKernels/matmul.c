/// Splits a matrix product over its outputs.
#include "kernels.h"

/// Chunks start at multiples of this, so that only the last one has a ragged tile.
enum { CHUNK_ALIGNMENT = 8 };

/// Weights touched, or a hundred times the multiplications done, below which handing a chunk to
/// another thread costs more than it saves.
static const size_t min_chunk_weights = 16 * 1024;
static const size_t min_chunk_products = 512 * 1024;

typedef struct {
    ck_matmul_args args;
    const ck_kernels *kernels;
    size_t outs_per_chunk;
} region;

static void run_chunk(void *ctx, size_t chunk, int worker) {
    (void)worker;
    const region *job = ctx;
    size_t first = chunk * job->outs_per_chunk;
    size_t last = first + job->outs_per_chunk;
    if (last > job->args.outs) last = job->args.outs;
    job->kernels->matmul(&job->args, first, last);
}

static size_t outs_per_chunk(const ck_matmul_args *a, int threads) {
    if (threads <= 1) return a->outs;
    size_t for_weights = min_chunk_weights / a->ins + 1;
    size_t for_products = min_chunk_products / (a->ins * a->rows) + 1;
    size_t least = for_weights > for_products ? for_products : for_weights;
    // Several chunks for each thread: one that is descheduled then holds up little.
    size_t fair = a->outs / ((size_t)threads * 8) + 1;
    size_t outs = fair > least ? fair : least;
    return (outs + CHUNK_ALIGNMENT - 1) / CHUNK_ALIGNMENT * CHUNK_ALIGNMENT;
}

static void clear(const ck_matmul_args *a) {
    for (size_t r = 0; r < a->rows && !a->accumulate; r++)
        for (size_t o = 0; o < a->outs; o++) a->y[r * a->ldy + o] = 0;
}

static void multiply(ck_pool *pool, const ck_matmul_args *args) {
    if (args->rows == 0 || args->outs == 0) return;
    if (args->ins == 0) {
        clear(args);
        return;
    }
    region job = {*args, ck_active(), outs_per_chunk(args, ck_pool_threads(pool))};
    ck_pool_run(pool, run_chunk, &job, (args->outs + job.outs_per_chunk - 1) / job.outs_per_chunk);
}

void ck_matmul(ck_pool *pool, const float *x, size_t ldx, size_t rows, const void *w,
               ck_dtype type, size_t outs, size_t ins, float *y, size_t ldy) {
    ck_matmul_args args = {x, ldx, rows, w, type, outs, ins, y, ldy, 0};
    multiply(pool, &args);
}

void ck_matmul_add(ck_pool *pool, const float *x, size_t ldx, size_t rows, const void *w,
                   ck_dtype type, size_t outs, size_t ins, float *y, size_t ldy) {
    ck_matmul_args args = {x, ldx, rows, w, type, outs, ins, y, ldy, 1};
    multiply(pool, &args);
}
