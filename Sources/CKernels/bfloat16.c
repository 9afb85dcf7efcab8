/// Products of numbers rounded to bfloat16, or split into two such numbers: in tiles where there are
/// some, rounded ones by dot products of bfloat16 where those are fast, else by the kernels of
/// float32 on rounded or whole numbers.
#include "bfloat16.h"

#include "matmul.h"

#include <string.h>

/// Room for two bfloat16 numbers or one float32.
size_t ck_bfloat16_scratch(size_t rows, size_t ins) {
    return rows * ((ins + CK_BFLOAT16_STEP - 1) / CK_BFLOAT16_STEP * CK_BFLOAT16_STEP) *
           sizeof(float);
}

typedef struct {
    const float *x;
    size_t ldx, ins;
    float *rounded;
} rounding;

static void round_row(void *ctx, size_t row, int worker) {
    (void)worker;
    const rounding *r = ctx;
    const float *x = r->x + row * r->ldx;
    float *out = r->rounded + row * r->ins;
    for (size_t i = 0; i < r->ins; i++) out[i] = ck_rounded_to_bfloat16(x[i]);
}

static int is_plain(ck_dtype type) { return type == CK_F32 || type == CK_F16 || type == CK_BF16; }

static void multiply(ck_pool *pool, ck_matmul_args *args, int parts, void *scratch) {
    if (!is_plain(args->type)) return;
#if CK_HAS_TILES
    if (ck_amx_in_use() && args->rows > 0 && args->outs > 0 && args->ins > 0) {
        ck_bfloat16_tiles(pool, args, parts == 2 ? 2 : 1, scratch);
        return;
    }
#endif
    if (parts == 2) {
        ck_matmul_run(pool, args);
        return;
    }
#if CK_HAS_PAIRS
    if (ck_bfloat16_pairs_in_use() && args->rows > 0 && args->outs > 0 && args->ins > 0) {
        ck_bfloat16_pairs(pool, args, scratch);
        return;
    }
#endif
    args->rounds = 1;
    rounding job = {args->x, args->ldx, args->ins, scratch};
    ck_pool_run(pool, round_row, &job, args->rows);
    args->x = scratch;
    args->ldx = args->ins;
    ck_matmul_run(pool, args);
}

void ck_matmul_bfloat16(ck_pool *pool, const float *x, size_t ldx, size_t rows, const void *w,
                        ck_dtype type, size_t outs, size_t ins, float *y, size_t ldy, int parts,
                        void *scratch) {
    ck_matmul_args args = {.x = x, .ldx = ldx, .rows = rows, .w = w, .type = type, .outs = outs,
                           .ins = ins, .y = y, .ldy = ldy};
    multiply(pool, &args, parts, scratch);
}

void ck_matmul_bfloat16_add(ck_pool *pool, const float *x, size_t ldx, size_t rows, const void *w,
                            ck_dtype type, size_t outs, size_t ins, float *y, size_t ldy,
                            int parts, void *scratch) {
    ck_matmul_args args = {.x = x, .ldx = ldx, .rows = rows, .w = w, .type = type, .outs = outs,
                           .ins = ins, .y = y, .ldy = ldy, .accumulate = 1};
    multiply(pool, &args, parts, scratch);
}
