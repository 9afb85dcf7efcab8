/// Quants and scales of block-quantised weights for products in whole numbers: 32 quants of one
/// output at a time, the scales of VL outputs side by side.
#ifndef CK_INT8_QUANTS_H
#define CK_INT8_QUANTS_H

#include "int8.h"
#include "vector.h"

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint8_t bytes32 __attribute__((vector_size(32)));
typedef int8_t signed16 __attribute__((vector_size(16)));

/// Values whose scales are read together: a super-block, or up to eight simple ones.
enum { CHUNK = SUPER_BLOCK, CHUNK_BLOCKS = CHUNK / INT8_BLOCK };

INLINE bytes16 sixteen_at(const void *p) {
    bytes16 v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE bytes32 bytes_at(const void *p) {
    bytes32 v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE bytes32 both(bytes16 low, bytes16 high) {
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                                   16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
}

/// Low halves of 16 bytes, then their high halves.
INLINE bytes32 half_bytes(const uint8_t quants[16]) {
    bytes16 pairs = sixteen_at(quants);
    return both(pairs & 15, pairs >> 4);
}

/// 16 where bit i is set, for byte i.
INLINE bytes32 fifth_bits(const uint8_t bits[4]) {
    uint32_t all;
    memcpy(&all, bits, sizeof all);
    typedef uint32_t words __attribute__((vector_size(32)));
    bytes32 repeated = (bytes32)(all - (words){0});
    repeated = __builtin_shufflevector(repeated, repeated, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1,
                                       1, 1, 1, 18, 18, 18, 18, 18, 18, 18, 18, 19, 19, 19, 19, 19,
                                       19, 19, 19);
    const bytes32 bit = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128,
                         1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    return (bytes32)((repeated & bit) == bit) & 16;
}

/// table[index], 16 bytes each, for indices below 16.
INLINE bytes32 look_up_bytes(bytes16 table, bytes32 index);

// Of each 128 bits of a and b: their first or last two words, or pairs of words, in turn.
INLINE vi low_words(vi a, vi b);
INLINE vi high_words(vi a, vi b);
INLINE vi low_pairs(vi a, vi b);
INLINE vi high_pairs(vi a, vi b);

/// 16 bytes of every fourth row, one after another.
INLINE vi every_fourth(const char *const *row, size_t byte);

/// 32 quants of a block as they are stored, without a sign: the `part`-th 32 of its values.
INLINE bytes32 quants_at(const ck_dtype type, const char *block, const size_t part) {
    const size_t half = part / 4, within = part % 4;
    switch (type) {
    case CK_Q8_0: return bytes_at(((const block_q8_0 *)block)->quants) ^ 128;
    case CK_Q4_0: return half_bytes(((const block_q4_0 *)block)->quants);
    case CK_Q4_1: return half_bytes(((const block_q4_1 *)block)->quants);
    case CK_Q5_0: {
        const block_q5_0 *b = (const block_q5_0 *)block;
        return half_bytes(b->quants) | fifth_bits(b->high);
    }
    case CK_Q5_1: {
        const block_q5_1 *b = (const block_q5_1 *)block;
        return half_bytes(b->quants) | fifth_bits(b->high);
    }
    case CK_IQ4_NL: {
        bytes32 index = half_bytes(((const block_iq4_nl *)block)->quants);
        return look_up_bytes(sixteen_at(ck_iq4_nl_levels), index) ^ 128;
    }
    case CK_Q2_K: {
        const block_q2_k *b = (const block_q2_k *)block;
        return bytes_at(b->quants + half * 32) >> (uint8_t)(within * 2) & 3;
    }
    case CK_Q3_K: {
        const block_q3_k *b = (const block_q3_k *)block;
        bytes32 low = bytes_at(b->quants + half * 32) >> (uint8_t)(within * 2) & 3;
        return low | (bytes_at(b->high) >> (uint8_t)part & 1) << 2;
    }
    case CK_Q4_K: {
        const block_q4_k *b = (const block_q4_k *)block;
        return bytes_at(b->quants + part / 2 * 32) >> (uint8_t)(part % 2 * 4) & 15;
    }
    case CK_Q5_K: {
        const block_q5_k *b = (const block_q5_k *)block;
        bytes32 low = bytes_at(b->quants + part / 2 * 32) >> (uint8_t)(part % 2 * 4) & 15;
        return low | (bytes_at(b->high) >> (uint8_t)part & 1) << 4;
    }
    default: {
        const block_q6_k *b = (const block_q6_k *)block;
        bytes32 low = bytes_at(b->low + half * 64 + within % 2 * 32);
        bytes32 high = bytes_at(b->high + half * 32) >> (uint8_t)(within * 2) & 3;
        return (low >> (uint8_t)(within / 2 * 4) & 15) | high << 4;
    }
    }
}

/// Weights of VL outputs. Where fewer are left, the last one is repeated.
typedef struct {
    const char *row[VL];
    size_t first, count;
} out_group;

INLINE out_group outs_from(const ck_int8_args *m, size_t first, size_t last) {
    out_group g = {.first = first, .count = smaller(VL, last - first)};
    size_t stride = ck_row_bytes(m->type, m->ins);
    for (size_t o = 0; o < VL; o++)
        g.row[o] = (const char *)m->w + (first + smaller(o, g.count - 1)) * stride;
    return g;
}

INLINE size_t block_values(const ck_dtype type) {
    return type >= CK_Q2_K ? SUPER_BLOCK : SIMPLE_BLOCK;
}

/// As `ck_dtype_size`, known while compiling.
INLINE size_t block_bytes(const ck_dtype type) {
    switch (type) {
    case CK_Q8_0: return sizeof(block_q8_0);
    case CK_Q4_0: return sizeof(block_q4_0);
    case CK_Q4_1: return sizeof(block_q4_1);
    case CK_Q5_0: return sizeof(block_q5_0);
    case CK_Q5_1: return sizeof(block_q5_1);
    case CK_IQ4_NL: return sizeof(block_iq4_nl);
    case CK_Q2_K: return sizeof(block_q2_k);
    case CK_Q3_K: return sizeof(block_q3_k);
    case CK_Q4_K: return sizeof(block_q4_k);
    case CK_Q5_K: return sizeof(block_q5_k);
    default: return sizeof(block_q6_k);
    }
}

/// Scales and offsets of the sub-blocks of a chunk, a lane for each output.
typedef struct {
    vf scale[2 * CHUNK_BLOCKS], offset[2 * CHUNK_BLOCKS];
} sub_lines;

/// Four words one after another at a byte of each output's row.
INLINE void four_words_at(const out_group *g, size_t byte, vu words[4]) {
    vi rows[4];
    UNROLL for (size_t i = 0; i < 4; i++) rows[i] = every_fourth(g->row + i, byte);
    vi low = low_words(rows[0], rows[1]), low2 = low_words(rows[2], rows[3]);
    vi high = high_words(rows[0], rows[1]), high2 = high_words(rows[2], rows[3]);
    words[0] = (vu)low_pairs(low, low2);
    words[1] = (vu)high_pairs(low, low2);
    words[2] = (vu)low_pairs(high, high2);
    words[3] = (vu)high_pairs(high, high2);
}

/// The half-precision numbers in the low 16 bits.
INLINE vf low_halves(vu words) { return widen_f16(__builtin_convertvector(words & 0xffff, vu16)); }

/// Byte `place` of each word, as it is.
INLINE vf unsigned_byte(vu words, size_t place) {
    return __builtin_convertvector((vi)(words >> (uint32_t)(8 * place) & 255), vf);
}

INLINE vf signed_byte(vu words, size_t place) {
    return __builtin_convertvector((vi)(words << (uint32_t)(24 - 8 * place)) >> 24, vf);
}

INLINE void read_simple_lines(const ck_dtype type, const out_group *g, size_t start, size_t count,
                              sub_lines *lines) {
    const size_t size = block_bytes(type);
    for (size_t i = 0; i < count; i++) {
        vu words[4];
        four_words_at(g, (start + i) * size, words);
        vu word = words[0];
        lines->scale[i] = low_halves(word);
        if (int8_has_offsets(type)) lines->offset[i] = low_halves(word >> 16);
    }
}

/// Six-bit scales and minima of Q4_K and Q5_K.
INLINE void read_q4_k_lines(const out_group *g, size_t byte, sub_lines *lines) {
    vu words[4];
    four_words_at(g, byte, words);
    vu first = words[0], low = words[1], high = words[2], last = words[3];
    const uint32_t four = 0x0f0f0f0f, two = 0x30303030, six = 0x3f3f3f3f;
    vu scales[] = {low & six, (last & four) | (low >> 2 & two)};
    vu minima[] = {high & six, (last >> 4 & four) | (high >> 2 & two)};
    vf scale = low_halves(first), minimum = -low_halves(first >> 16);
    UNROLL for (size_t sub = 0; sub < CHUNK_BLOCKS; sub++) {
        lines->scale[sub] = scale * unsigned_byte(scales[sub / 4], sub % 4);
        lines->offset[sub] = minimum * unsigned_byte(minima[sub / 4], sub % 4);
    }
}

INLINE void read_q2_k_lines(const out_group *g, size_t byte, sub_lines *lines) {
    vu words[4], last[4];
    four_words_at(g, byte, words);
    // The last word has the scale and the minimum.
    four_words_at(g, byte + sizeof(block_q2_k) - 16, last);
    vf scale = low_halves(last[3]), minimum = -low_halves(last[3] >> 16);
    UNROLL for (size_t sub = 0; sub < 16; sub++) {
        vu pairs = words[sub / 4];
        lines->scale[sub] = scale * unsigned_byte(pairs & 0x0f0f0f0f, sub % 4);
        lines->offset[sub] = minimum * unsigned_byte(pairs >> 4 & 0x0f0f0f0f, sub % 4);
    }
}

INLINE void read_q3_k_lines(const out_group *g, size_t byte, sub_lines *lines) {
    // The last sixteen bytes: two of others, twelve with the sub-blocks' scales, the scale.
    vu words[4];
    four_words_at(g, byte + sizeof(block_q3_k) - 16, words);
    vu low = words[0] >> 16 | words[1] << 16, high = words[1] >> 16 | words[2] << 16,
       top = words[2] >> 16 | words[3] << 16;
    const uint32_t four = 0x0f0f0f0f, two = 0x30303030;
    vu all[] = {(low & four) | (top << 4 & two), (high & four) | (top << 2 & two),
                (low >> 4 & four) | (top & two), (high >> 4 & four) | (top >> 2 & two)};
    vf scale = low_halves(words[3] >> 16);
    UNROLL for (size_t sub = 0; sub < 16; sub++)
        lines->scale[sub] = scale * (unsigned_byte(all[sub / 4], sub % 4) - 32);
}

INLINE void read_q6_k_lines(const out_group *g, size_t byte, sub_lines *lines) {
    vu words[4], last[4];
    four_words_at(g, byte + offsetof(block_q6_k, scales), words);
    // The last two bytes are the scale.
    four_words_at(g, byte + sizeof(block_q6_k) - 16, last);
    vf scale = low_halves(last[3] >> 16);
    UNROLL for (size_t sub = 0; sub < 16; sub++)
        lines->scale[sub] = scale * signed_byte(words[sub / 4], sub % 4);
}

/// Of `count` blocks of 32 values from block `start` on; a chunk of a K type is one super-block.
INLINE void read_lines(const ck_dtype type, const out_group *g, size_t start, size_t count,
                       sub_lines *lines) {
    size_t byte = start * INT8_BLOCK / block_values(type) * block_bytes(type);
    switch (type) {
    case CK_Q2_K: read_q2_k_lines(g, byte, lines); return;
    case CK_Q3_K: read_q3_k_lines(g, byte, lines); return;
    case CK_Q4_K:
    case CK_Q5_K: read_q4_k_lines(g, byte, lines); return;
    case CK_Q6_K: read_q6_k_lines(g, byte, lines); return;
    default: read_simple_lines(type, g, start, count, lines); return;
    }
}


#endif
