/// Products in whole numbers by AVX2.
#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define CK_VL 8
#define CK_INT8_ROWS 2
// Products of an unsigned and a signed byte are added in pairs to 16 bits, which a quant of eight
// bits with a zero point would overflow.
#define QUANTS_ARE_SIGNED 1

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#include "int8_product.h"

#include "avx2_parts.h"

INLINE bytes32 look_up_bytes(bytes16 table, bytes32 index) {
    __m256i wide = _mm256_broadcastsi128_si256((__m128i)table);
    return (bytes32)_mm256_shuffle_epi8(wide, (__m256i)index);
}

INLINE vi dot_bytes(vi sum, vi quants, vi inputs) {
    __m256i magnitude = _mm256_abs_epi8((__m256i)quants);
    __m256i moved = _mm256_sign_epi8((__m256i)inputs, (__m256i)quants);
    __m256i pairs = _mm256_maddubs_epi16(magnitude, moved);
    return sum + (vi)_mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

INLINE vi short_pair_sums(vi a, vi b) {
    __m256i words = _mm256_packs_epi32((__m256i)a, (__m256i)b);
    return (vi)_mm256_madd_epi16(words, _mm256_set1_epi16(1));
}

INLINE quant_set quants_of(const ck_dtype type, const out_group *g, size_t byte,
                           const size_t part) {
    quant_set q;
    UNROLL for (size_t i = 0; i < 8; i++)
        q.part[i] = (vi)(quants_at(type, g->row[i] + byte, part) - (uint8_t)int8_zero(type));
    return q;
}

INLINE vi every_fourth(const char *const *row, size_t byte) {
    __m256i v = _mm256_castsi128_si256((__m128i)sixteen_at(row[0] + byte));
    return (vi)_mm256_inserti128_si256(v, (__m128i)sixteen_at(row[4] + byte), 1);
}

INLINE vi inputs_at(const int8_t *x) {
    return (vi)_mm256_loadu_si256((const __m256i *)(const void *)x);
}

INLINE vi low_words(vi a, vi b) { return (vi)_mm256_unpacklo_epi32((__m256i)a, (__m256i)b); }
INLINE vi high_words(vi a, vi b) { return (vi)_mm256_unpackhi_epi32((__m256i)a, (__m256i)b); }
INLINE vi low_pairs(vi a, vi b) { return (vi)_mm256_unpacklo_epi64((__m256i)a, (__m256i)b); }
INLINE vi high_pairs(vi a, vi b) { return (vi)_mm256_unpackhi_epi64((__m256i)a, (__m256i)b); }

INLINE vi even_quarters(vi a, vi b) {
    return (vi)_mm256_permute2x128_si256((__m256i)a, (__m256i)b, 0x20);
}

INLINE vi odd_quarters(vi a, vi b) {
    return (vi)_mm256_permute2x128_si256((__m256i)a, (__m256i)b, 0x31);
}

const ck_int8_kernels ck_int8_avx2 = {quantize, matmul};

#pragma clang attribute pop

#endif
