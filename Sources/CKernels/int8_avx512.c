/// Products in whole numbers by AVX-512 VNNI: four products of bytes and their sum in one lane.
#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define CK_VL 16
#define CK_INT8_ROWS 6
#define QUANTS_ARE_SIGNED 0

#pragma clang attribute push(                                                                     \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))),       \
    apply_to = function)

#include "int8_product.h"

#include "avx512_parts.h"

INLINE bytes32 look_up_bytes(bytes16 table, bytes32 index) {
    __m256i wide = _mm256_broadcastsi128_si256((__m128i)table);
    return (bytes32)_mm256_shuffle_epi8(wide, (__m256i)index);
}

INLINE vi dot_bytes(vi sum, vi quants, vi inputs) {
    return (vi)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)quants, (__m512i)inputs);
}

INLINE vi short_pair_sums(vi a, vi b) {
    __m512i words = _mm512_packs_epi32((__m512i)a, (__m512i)b);
    return (vi)_mm512_madd_epi16(words, _mm512_set1_epi16(1));
}

/// 16 bytes of two rows, each twice.
INLINE __m512i twice(const uint8_t *a, const uint8_t *b) {
    __m256i first = _mm256_broadcastsi128_si256((__m128i)sixteen_at(a));
    __m256i second = _mm256_broadcastsi128_si256((__m128i)sixteen_at(b));
    return _mm512_inserti64x4(_mm512_castsi256_si512(first), second, 1);
}

/// As `half_bytes` of two rows.
INLINE __m512i two_half_bytes(const uint8_t *a, const uint8_t *b) {
    const __m512i shifts = _mm512_set_epi64(4, 4, 0, 0, 4, 4, 0, 0);
    return _mm512_and_si512(_mm512_srlv_epi64(twice(a, b), shifts), _mm512_set1_epi8(15));
}

/// Quants of five bits of two rows.
INLINE __m512i two_fives(const uint8_t *a, const uint8_t *b, const uint8_t *high_a,
                         const uint8_t *high_b) {
    uint32_t first, second;
    memcpy(&first, high_a, sizeof first);
    memcpy(&second, high_b, sizeof second);
    __m512i low = two_half_bytes(a, b);
    return _mm512_mask_add_epi8(low, (uint64_t)second << 32 | first, low, _mm512_set1_epi8(16));
}

/// As `quants_at` of two rows.
INLINE __m512i quants_of_two(const ck_dtype type, const char *a, const char *b,
                             const size_t part) {
    if (type == CK_Q4_0)
        return two_half_bytes(((const block_q4_0 *)a)->quants, ((const block_q4_0 *)b)->quants);
    if (type == CK_Q4_1)
        return two_half_bytes(((const block_q4_1 *)a)->quants, ((const block_q4_1 *)b)->quants);
    if (type == CK_Q5_0) {
        const block_q5_0 *p = (const block_q5_0 *)a, *q = (const block_q5_0 *)b;
        return two_fives(p->quants, q->quants, p->high, q->high);
    }
    if (type == CK_Q5_1) {
        const block_q5_1 *p = (const block_q5_1 *)a, *q = (const block_q5_1 *)b;
        return two_fives(p->quants, q->quants, p->high, q->high);
    }
    __m512i first = _mm512_castsi256_si512((__m256i)quants_at(type, a, part));
    return _mm512_inserti64x4(first, (__m256i)quants_at(type, b, part), 1);
}

INLINE quant_set quants_of(const ck_dtype type, const out_group *g, size_t byte,
                           const size_t part) {
    quant_set q;
    UNROLL for (size_t i = 0; i < 8; i++) {
        size_t low = i % 4 + i / 4 * 8;
        q.part[i] = (vi)quants_of_two(type, g->row[low] + byte, g->row[low + 4] + byte, part);
    }
    return q;
}

INLINE vi every_fourth(const char *const *row, size_t byte) {
    __m512i v = _mm512_castsi128_si512((__m128i)sixteen_at(row[0] + byte));
    v = _mm512_inserti32x4(v, (__m128i)sixteen_at(row[4] + byte), 1);
    v = _mm512_inserti32x4(v, (__m128i)sixteen_at(row[8] + byte), 2);
    return (vi)_mm512_inserti32x4(v, (__m128i)sixteen_at(row[12] + byte), 3);
}

INLINE vi inputs_at(const int8_t *x) {
    return (vi)_mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)(const void *)x));
}

INLINE vi low_words(vi a, vi b) { return (vi)_mm512_unpacklo_epi32((__m512i)a, (__m512i)b); }
INLINE vi high_words(vi a, vi b) { return (vi)_mm512_unpackhi_epi32((__m512i)a, (__m512i)b); }
INLINE vi low_pairs(vi a, vi b) { return (vi)_mm512_unpacklo_epi64((__m512i)a, (__m512i)b); }
INLINE vi high_pairs(vi a, vi b) { return (vi)_mm512_unpackhi_epi64((__m512i)a, (__m512i)b); }

INLINE vi even_quarters(vi a, vi b) {
    return (vi)_mm512_shuffle_i32x4((__m512i)a, (__m512i)b, _MM_SHUFFLE(2, 0, 2, 0));
}

INLINE vi odd_quarters(vi a, vi b) {
    return (vi)_mm512_shuffle_i32x4((__m512i)a, (__m512i)b, _MM_SHUFFLE(3, 1, 3, 1));
}

const ck_int8_kernels ck_int8_avx512 = {quantize, matmul};

#pragma clang attribute pop

#endif
