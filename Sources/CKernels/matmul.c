/// Entry points of the matrix products in float32.
#include "matmul.h"

#include "split.h"

/// Chunks start at multiples of this, so that only the last one has a ragged tile.
enum { CHUNK_ALIGNMENT = 8 };

typedef struct {
    const ck_kernels *kernels;
    ck_matmul_args args;
} product;

static void multiply_outputs(const void *job, size_t first, size_t last) {
    const product *p = job;
    p->kernels->matmul(&p->args, first, last);
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
    product job = {ck_active(), *args};
    ck_shape shape = {args->rows, args->outs, args->ins};
    ck_share_outputs(pool, shape, CHUNK_ALIGNMENT, multiply_outputs, &job);
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
