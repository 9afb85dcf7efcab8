/// Products in whole numbers by AVX-512 VNNI: four products of bytes and their sum in one lane.
#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define CK_VL 16

#pragma clang attribute push(                                                                     \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))),       \
    apply_to = function)

#include "int8_quantize.h"

INLINE vf load_part(const float *p, size_t n) {
    return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
}

INLINE void store_part(float *p, vf v, size_t n) {
    _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v);
}

INLINE bytes32 look_up_bytes(bytes16 table, bytes32 index) {
    __m256i wide = _mm256_broadcastsi128_si256((__m128i)table);
    return (bytes32)_mm256_shuffle_epi8(wide, (__m256i)index);
}

/// Σ of four products in each lane, added to a sum.
INLINE vi dot_bytes(vi sum, __m512i unsigned_bytes, __m512i signed_bytes) {
    return (vi)_mm512_dpbusd_epi32((__m512i)sum, unsigned_bytes, signed_bytes);
}

/// The quants of 32 inputs of 16 outputs, two outputs to a register: 0 to 3 and 8 to 11 below,
/// 4 to 7 and 12 to 15 above.
typedef struct {
    __m512i pair[8];
} quant_pairs;

INLINE quant_pairs pairs_at(const ck_dtype type, const out_group *g, size_t byte,
                            const size_t part) {
    quant_pairs q;
    UNROLL for (size_t i = 0; i < 8; i++) {
        size_t low = i % 4 + i / 4 * 8;
        bytes32 a = quants_at(type, g->row[low] + byte, part);
        bytes32 b = quants_at(type, g->row[low + 4] + byte, part);
        q.pair[i] = _mm512_inserti64x4(_mm512_castsi256_si512((__m256i)a), (__m256i)b, 1);
    }
    return q;
}

/// Sums of 16 outputs over each half of 32 inputs.
typedef struct {
    vi half[2];
} block_sums;

INLINE __m512i added_pairs(__m512i a, __m512i b) {
    return _mm512_add_epi32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
}

INLINE __m512i added_quads(__m512i a, __m512i b) {
    return _mm512_add_epi32(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
}

INLINE block_sums sums_of(const quant_pairs *q, const int8_t *x) {
    __m512i both = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)(const void *)x));
    __m512i sum[8];
    UNROLL for (int i = 0; i < 8; i++) sum[i] = (__m512i)dot_bytes((vi){0}, q->pair[i], both);
    __m512i quad[2];
    UNROLL for (int i = 0; i < 2; i++)
        quad[i] = added_quads(added_pairs(sum[4 * i], sum[4 * i + 1]),
                              added_pairs(sum[4 * i + 2], sum[4 * i + 3]));
    // Each 128 bits hold a half of four outputs: even places the first, odd ones the second.
    return (block_sums){{(vi)_mm512_shuffle_i32x4(quad[0], quad[1], _MM_SHUFFLE(2, 0, 2, 0)),
                         (vi)_mm512_shuffle_i32x4(quad[0], quad[1], _MM_SHUFFLE(3, 1, 3, 1))}};
}

/// A row of activations.
typedef struct {
    const int8_t *quants;
    const float *scales;
    const void *extras;
} activations;

INLINE activations row_of(const ck_int8_args *m, size_t row) {
    const char *x = m->x + row * m->stride;
    return (activations){int8_quants(x), int8_scales(x, m->ins), int8_extras(x, m->ins)};
}

INLINE vf with_sub(const ck_dtype type, vf total, vi sum, vf scale, vf offset, float x_scale,
                   const void *extra) {
    if (int8_has_offsets(type)) {
        float scaled;
        memcpy(&scaled, extra, sizeof scaled);
        total = madd(__builtin_convertvector(sum, vf), scale * x_scale, total);
        return madd(offset, splat(scaled), total);
    }
    return madd(__builtin_convertvector(sum, vf), scale * x_scale, total);
}

INLINE vi zero_correction(const ck_dtype type, const void *extra) {
    if (int8_has_offsets(type)) return (vi){0};
    int32_t whole;
    memcpy(&whole, extra, sizeof whole);
    return whole - (vi){0};
}

/// Adds what a block of 32 inputs gives to the totals of one row.
INLINE vf with_block(const ck_dtype type, vf total, const quant_pairs *q, const sub_lines *lines,
                     size_t within, const activations *x, size_t block) {
    const size_t subs = int8_subs(type);
    block_sums sums = sums_of(q, x->quants + block * INT8_BLOCK);
    if (subs == 1) sums.half[0] += sums.half[1];
    UNROLL for (size_t sub = 0; sub < subs; sub++) {
        const char *extra = (const char *)x->extras + (block * subs + sub) * 4;
        size_t line = within * subs + sub;
        total = with_sub(type, total, sums.half[sub] + zero_correction(type, extra),
                         lines->scale[line], lines->offset[line], x->scales[block], extra);
    }
    return total;
}

INLINE void put_totals(const ck_int8_args *m, const out_group *g, size_t row, vf total) {
    float *y = m->y + row * m->ldy + g->first;
    if (m->accumulate) total += load_some(y, g->count);
    store_some(y, total, g->count);
}

/// Rows that share a reading of the weights.
enum { FEW_ROWS = 3 };

INLINE void few_rows_of_group(const ck_dtype type, const int rows, const ck_int8_args *m,
                              const out_group *g, size_t row) {
    activations x[FEW_ROWS];
    vf total[FEW_ROWS];
    UNROLL for (int r = 0; r < rows; r++) {
        x[r] = row_of(m, row + (size_t)r);
        total[r] = splat(0);
    }
    size_t blocks = m->ins / INT8_BLOCK, bytes = ck_row_bytes(type, m->ins);
    // The weights of the next group follow.
    const char *next = g->row[0] + VL * bytes;
    const size_t per_chunk = block_bytes(type) * (CHUNK / block_values(type)) * VL;
    for (size_t start = 0; start < blocks; start += CHUNK_BLOCKS, next += per_chunk) {
        for (size_t line = 0; line < per_chunk; line += 64) __builtin_prefetch(next + line);
        sub_lines lines;
        size_t count = smaller(CHUNK_BLOCKS, blocks - start);
        read_lines(type, g, start, count, &lines);
        if (block_values(type) == SUPER_BLOCK) {
            size_t byte = start / CHUNK_BLOCKS * block_bytes(type);
            UNROLL for (size_t i = 0; i < CHUNK_BLOCKS; i++) {
                quant_pairs q = pairs_at(type, g, byte, i);
                UNROLL for (int r = 0; r < rows; r++)
                    total[r] = with_block(type, total[r], &q, &lines, i, &x[r], start + i);
            }
        } else {
            for (size_t i = 0; i < count; i++) {
                quant_pairs q = pairs_at(type, g, (start + i) * block_bytes(type), 0);
                UNROLL for (int r = 0; r < rows; r++)
                    total[r] = with_block(type, total[r], &q, &lines, i, &x[r], start + i);
            }
        }
    }
    UNROLL for (int r = 0; r < rows; r++) put_totals(m, g, row + (size_t)r, total[r]);
}

INLINE void few_rows(const ck_dtype type, const ck_int8_args *m, size_t first, size_t last) {
    for (size_t out = first; out < last; out += VL) {
        out_group g = outs_from(m, out, last);
        switch (m->rows) {
        case 1: few_rows_of_group(type, 1, m, &g, 0); break;
        case 2: few_rows_of_group(type, 2, m, &g, 0); break;
        default: few_rows_of_group(type, 3, m, &g, 0); break;
        }
    }
}

#include "int8_panel.h"

INLINE void product_of(const ck_dtype type, const ck_int8_args *m, size_t first, size_t last) {
    if (m->rows <= FEW_ROWS)
        few_rows(type, m, first, last);
    else
        many_rows(type, m, first, last);
}

#define PRODUCT(TYPE)                                                                             \
    static void product_##TYPE(const ck_int8_args *m, size_t first, size_t last) {                \
        product_of(CK_##TYPE, m, first, last);                                                    \
    }

PRODUCT(Q8_0)
PRODUCT(Q4_0)
PRODUCT(Q4_1)
PRODUCT(Q5_0)
PRODUCT(Q5_1)
PRODUCT(IQ4_NL)
PRODUCT(Q2_K)
PRODUCT(Q3_K)
PRODUCT(Q4_K)
PRODUCT(Q5_K)
PRODUCT(Q6_K)

static void matmul(const ck_int8_args *m, size_t first, size_t last) {
    switch (m->type) {
    case CK_Q8_0: product_Q8_0(m, first, last); return;
    case CK_Q4_0: product_Q4_0(m, first, last); return;
    case CK_Q4_1: product_Q4_1(m, first, last); return;
    case CK_Q5_0: product_Q5_0(m, first, last); return;
    case CK_Q5_1: product_Q5_1(m, first, last); return;
    case CK_IQ4_NL: product_IQ4_NL(m, first, last); return;
    case CK_Q2_K: product_Q2_K(m, first, last); return;
    case CK_Q3_K: product_Q3_K(m, first, last); return;
    case CK_Q4_K: product_Q4_K(m, first, last); return;
    case CK_Q5_K: product_Q5_K(m, first, last); return;
    case CK_Q6_K: product_Q6_K(m, first, last); return;
    default: return;
    }
}

const ck_int8_kernels ck_int8_avx512 = {quantize, matmul};

#pragma clang attribute pop

#endif
