/// Entry points of the products in whole numbers.
#include "int8.h"
#include "split.h"

#include <string.h>

static const ck_int8_kernels *bodies(void) {
#if defined(__x86_64__)
    const char *name = ck_active()->name;
    if (strcmp(name, "scalar") == 0) return &ck_int8_scalar;
    if (strcmp(name, "avx2") == 0 || !__builtin_cpu_supports("avx512vnni")) return &ck_int8_avx2;
    return &ck_int8_avx512;
#else
    return &ck_int8_scalar;
#endif
}

size_t ck_int8_row_bytes(ck_dtype type, size_t ins) {
    if (ck_dtype_block(type) <= 1 || ck_row_bytes(type, ins) == 0) return 0;
    size_t blocks = ins / INT8_BLOCK;
    size_t bytes = int8_quant_bytes(ins) + blocks * (1 + int8_subs(type)) * sizeof(float);
    return (bytes + 63) / 64 * 64;
}

typedef struct {
    const ck_int8_kernels *kernels;
    const float *x;
    size_t ldx, rows, ins, stride;
    ck_dtype type;
    char *out;
} quantizing;

/// Rows that one chunk quantises.
enum { ROWS_OF_CHUNK = 8 };

static void quantize_chunk(void *ctx, size_t chunk, int worker) {
    (void)worker;
    const quantizing *q = ctx;
    size_t row = chunk * ROWS_OF_CHUNK, end = row + ROWS_OF_CHUNK;
    for (; row < end && row < q->rows; row++)
        q->kernels->quantize(q->x + row * q->ldx, q->ins, q->type, q->out + row * q->stride);
}

void ck_int8_quantize(ck_pool *pool, const float *x, size_t ldx, size_t rows, ck_dtype type,
                      size_t ins, void *out) {
    size_t stride = ck_int8_row_bytes(type, ins);
    if (stride == 0) return;
    quantizing job = {bodies(), x, ldx, rows, ins, stride, type, out};
    ck_pool_run(pool, quantize_chunk, &job, (rows + ROWS_OF_CHUNK - 1) / ROWS_OF_CHUNK);
}

typedef struct {
    const ck_int8_kernels *kernels;
    ck_int8_args args;
} product;

static void multiply_outputs(const void *job, size_t first, size_t last) {
    const product *p = job;
    p->kernels->matmul(&p->args, first, last);
}

static void multiply(ck_pool *pool, const ck_int8_args *args) {
    if (args->rows == 0 || args->outs == 0 || args->stride == 0) return;
    product job = {bodies(), *args};
    // Tiles of outputs of every body divide this.
    ck_share_outputs(pool, (ck_shape){args->rows, args->outs, args->ins}, 32, multiply_outputs,
                     &job);
}

void ck_matmul_int8(ck_pool *pool, const void *x, size_t rows, const void *w, ck_dtype type,
                    size_t outs, size_t ins, float *y, size_t ldy) {
    ck_int8_args args = {x, ck_int8_row_bytes(type, ins), rows, w, type, outs, ins, y, ldy, 0};
    multiply(pool, &args);
}

void ck_matmul_int8_add(ck_pool *pool, const void *x, size_t rows, const void *w, ck_dtype type,
                        size_t outs, size_t ins, float *y, size_t ldy) {
    ck_int8_args args = {x, ck_int8_row_bytes(type, ins), rows, w, type, outs, ins, y, ldy, 1};
    multiply(pool, &args);
}
