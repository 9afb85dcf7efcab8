/// Products of bfloat16 numbers, two in a lane, for processors whose instruction for them
/// (`vdpbf16ps`) is faster than float32 (twice on AMD's Zen 4): those that have it without matrix
/// tiles. Where there are tiles it has been half as fast.
#include "bfloat16.h"

#if CK_HAS_PAIRS

#include "split.h"

#include <immintrin.h>

#define CK_VL 16
#define CK_TILE_OUTS 8

#pragma clang attribute push(                                                                     \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512bf16"))),       \
    apply_to = function)

#include "vector.h"
#include "avx512_parts.h"
#include "blocks.h"

typedef uint16_t input;
enum { STEP = CK_BFLOAT16_STEP };

#include "vector_tiles.h"

INLINE vf pairs(vf low, vf high) {
    return (vf)_mm512_cvtne2ps_pbh((__m512)high, (__m512)low);
}

/// Numbers of bfloat16 as they are stored.
INLINE vf load_pairs(const void *from, size_t n) {
    vf v;
    if (n >= STEP) return memcpy(&v, from, sizeof v), v;
    return (vf)_mm512_maskz_loadu_epi16((__mmask32)((1u << n) - 1), from);
}

/// Rows of x are padded with zeros.
INLINE vf load_inputs(const input *x, size_t n) {
    (void)n;
    return load_pairs(x, STEP);
}

INLINE vf load_weights(const char *w, int type, size_t n) {
    if (type == CK_BF16) return load_pairs(w, n);
    vf low = load_plain(w, (ck_dtype)type, n), high = {0};
    if (n > VL) high = load_plain(w + VL * plain_size(type), (ck_dtype)type, n - VL);
    return pairs(low, high);
}

INLINE vf add_products(vf x, vf w, vf sums) {
    return (vf)_mm512_dpbf16_ps((__m512)sums, (__m512bh)x, (__m512bh)w);
}

INLINE void fill_panel(int type, const ck_matmul_args *m, const out_tile *t, size_t start,
                       size_t depth, vf *panel) {
    (void)m;
    fill_plain_panel(type, t, start, depth, panel);
}

static void multiply_f32(const void *m, size_t first, size_t last) {
    matmul_plain(CK_F32, m, first, last);
}

static void multiply_f16(const void *m, size_t first, size_t last) {
    matmul_plain(CK_F16, m, first, last);
}

static void multiply_bf16(const void *m, size_t first, size_t last) {
    matmul_plain(CK_BF16, m, first, last);
}

typedef struct {
    const ck_matmul_args *m;
    input *packed;
    size_t padded;
} packing;

static void pack_row(void *ctx, size_t row, int worker) {
    (void)worker;
    const packing *p = ctx;
    const char *x = (const char *)(p->m->x + row * p->m->ldx);
    input *out = p->packed + row * p->padded;
    for (size_t i = 0; i < p->m->ins; i += STEP, x += STEP * sizeof(float))
        store((float *)(void *)(out + i), load_weights(x, CK_F32, p->m->ins - i));
}

#pragma clang attribute pop

int ck_bfloat16_pairs_in_use(void) {
#if CK_HAS_TILES
    if (ck_amx_available()) return 0;
#endif
    return ck_active() == &ck_kernels_avx512 && __builtin_cpu_supports("avx512bf16");
}

void ck_bfloat16_pairs(ck_pool *pool, const ck_matmul_args *args, void *packed) {
    size_t padded = (args->ins + STEP - 1) / STEP * STEP;
    packing rows = {args, packed, padded};
    ck_pool_run(pool, pack_row, &rows, args->rows);
    ck_matmul_args m = *args;
    m.x = packed;
    m.ldx = padded;
    ck_shape shape = {m.rows, m.outs, m.ins};
    ck_outputs_fn *bodies[] = {
        [CK_F32] = multiply_f32, [CK_F16] = multiply_f16, [CK_BF16] = multiply_bf16};
    ck_share_outputs(pool, shape, TILE_OUTS, bodies[m.type], &m);
}

#endif
