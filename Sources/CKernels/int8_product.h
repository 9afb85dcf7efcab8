/// Products in whole numbers over the primitives of an instruction set. The including file defines
/// CK_VL and CK_INT8_ROWS; QUANTS_ARE_SIGNED, 1 where the quants of types with a zero point are
/// given less that; and the functions declared here.
#ifndef CK_INT8_PRODUCT_H
#define CK_INT8_PRODUCT_H

#include "int8_quantize.h"

/// The quants of 32 inputs of VL outputs, in eight registers. Where a register holds two outputs,
/// 0 to 3 and 8 to 11 are in the lower halves, 4 to 7 and 12 to 15 in the upper ones.
typedef struct {
    vi part[8];
} quant_set;

/// The `part`-th 32 values of the blocks at a byte of the rows.
INLINE quant_set quants_of(const ck_dtype type, const out_group *g, size_t byte,
                           const size_t part);
/// 32 activations, for each output in a register.
INLINE vi inputs_at(const int8_t *x);
/// Adds the four products of bytes in each lane to a sum.
INLINE vi dot_bytes(vi sum, vi quants, vi inputs);

/// The sums of neighbours among a's words, of each 128 bits, then among b's; all of 16 bits.
INLINE vi short_pair_sums(vi a, vi b);

/// The 128 bits of a at even places, then those of b.
INLINE vi even_quarters(vi a, vi b);
INLINE vi odd_quarters(vi a, vi b);

/// Sums of VL outputs over each half of 32 inputs.
typedef struct {
    vi half[2];
} block_sums;

INLINE vi added_words(vi a, vi b) { return low_words(a, b) + high_words(a, b); }

INLINE vi added_pairs(vi a, vi b) { return low_pairs(a, b) + high_pairs(a, b); }

/// The sums of four vectors' 128 bits. For quants of up to five bits the sum of any two words has
/// 16 bits (31 · 127 · 8), and half as many shuffles do.
INLINE vi added_quads(const ck_dtype type, const vi *sum) {
    if (int8_quant_bits(type) <= 5)
        return short_pair_sums(short_pair_sums(sum[0], sum[1]), short_pair_sums(sum[2], sum[3]));
    return added_pairs(added_words(sum[0], sum[1]), added_words(sum[2], sum[3]));
}

INLINE block_sums sums_of(const ck_dtype type, const quant_set *q, const int8_t *x) {
    vi inputs = inputs_at(x), sum[8], quad[2];
    UNROLL for (int i = 0; i < 8; i++) sum[i] = dot_bytes((vi){0}, q->part[i], inputs);
    UNROLL for (int i = 0; i < 2; i++) quad[i] = added_quads(type, sum + 4 * i);
    // Each 128 bits hold a half of four outputs: even places the first, odd ones the second.
    return (block_sums){{even_quarters(quad[0], quad[1]), odd_quarters(quad[0], quad[1])}};
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
    if (int8_has_offsets(type) || QUANTS_ARE_SIGNED) return (vi){0};
    int32_t whole;
    memcpy(&whole, extra, sizeof whole);
    return whole - (vi){0};
}

/// Adds what a block of 32 inputs gives to the totals of one row.
INLINE vf with_block(const ck_dtype type, vf total, const quant_set *q, const sub_lines *lines,
                     size_t within, const activations *x, size_t block) {
    const size_t subs = int8_subs(type);
    block_sums sums = sums_of(type, q, x->quants + block * INT8_BLOCK);
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

/// How far ahead weights are fetched. A group of four-bit rows is read before memory has answered.
enum { GROUPS_AHEAD = 2 };

/// Fetches weights that are read later into the second-level cache: a whole group of long rows is
/// more than the first level holds. Called for each block, since a burst of fetches for many
/// blocks would hold up the loads behind it.
INLINE void fetch(const char *bytes, const size_t count) {
    UNROLL for (size_t line = 0; line < count; line += 64) __builtin_prefetch(bytes + line, 0, 2);
}

INLINE void few_rows_of_group(const ck_dtype type, const int rows, const ck_int8_args *m,
                              const out_group *g, size_t row) {
    activations x[FEW_ROWS];
    vf total[FEW_ROWS];
    UNROLL for (int r = 0; r < rows; r++) {
        x[r] = row_of(m, row + (size_t)r);
        total[r] = splat(0);
    }
    size_t blocks = m->ins / INT8_BLOCK, bytes = ck_row_bytes(type, m->ins);
    // The weights of the next groups follow.
    const char *next = g->row[0] + GROUPS_AHEAD * VL * bytes;
    const size_t per_block = block_bytes(type) * INT8_BLOCK / block_values(type) * VL;
    for (size_t start = 0; start < blocks; start += CHUNK_BLOCKS) {
        sub_lines lines;
        size_t count = smaller(CHUNK_BLOCKS, blocks - start);
        read_lines(type, g, start, count, &lines);
        if (block_values(type) == SUPER_BLOCK) {
            size_t byte = start / CHUNK_BLOCKS * block_bytes(type);
            UNROLL for (size_t i = 0; i < CHUNK_BLOCKS; i++, next += per_block) {
                fetch(next, per_block);
                quant_set q = quants_of(type, g, byte, i);
                UNROLL for (int r = 0; r < rows; r++)
                    total[r] = with_block(type, total[r], &q, &lines, i, &x[r], start + i);
            }
        } else {
            for (size_t i = 0; i < count; i++, next += per_block) {
                fetch(next, per_block);
                quant_set q = quants_of(type, g, (start + i) * block_bytes(type), 0);
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

#endif
